"""Candidates among a hundred thousand issues: found by indexes, and at most two hundred."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text

from data.scope import as_system
from data.session import make_engine, make_sessions, transaction
from data.similar import MOST, RESIDENT_RADIUS_M, Sought, candidates_for
from dispatch.vocabulary import Category

pytestmark = pytest.mark.long

NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SOME = (Path(__file__).parent / "million_issues.sql").read_text("utf-8")
SOME = SOME.replace("generate_series(1, 1000000)", "generate_series(1, 100000)")
PEOPLE = """
    SET session_replication_role = replica;
    INSERT INTO petitioner (issue_id) SELECT id FROM issue;
    INSERT INTO petitioner_contact (petitioner_id, name, phone)
    SELECT id, '甲' || id, '139' || lpad((id % 40000)::text, 8, '0') FROM petitioner;
    SET session_replication_role = DEFAULT;
"""
HERE = {"lon": 110.05, "lat": 39.05, "accuracy_m": 20.0, "region_code": "150699100200"}
QUESTIONS = {
    "placed": Sought(NOW, **HERE),
    "of a person": Sought(NOW, **HERE, phones=frozenset({"13900000007"}), household_id=3),
    "of a village": Sought(NOW, region_code="150699100200"),
    "of a resident": Sought(
        NOW, 110.05, 39.05, radius_m=RESIDENT_RADIUS_M, categories=frozenset({Category.ROADS})
    ),
}


@pytest.fixture(scope="module")
def engine(new_database):
    engine = make_engine(new_database("similar"))
    with engine.begin() as connection:
        connection.connection.driver_connection.execute(SOME)
        connection.connection.driver_connection.execute(PEOPLE)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    yield engine
    engine.dispose()


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.parametrize("asked", list(QUESTIONS))
def test_candidates_are_found_by_indexes(asked, engine):
    said = []

    def hear(_connection, _cursor, statement, values, *_):
        said.append((statement, values))

    with transaction(make_sessions(engine)) as session, as_system(session):
        event.listen(engine, "before_cursor_execute", hear)
        found = candidates_for(session, QUESTIONS[asked])
        event.remove(engine, "before_cursor_execute", hear)
        statement, values = said[-1]
        explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
        for _ in range(2):
            answer = session.connection().exec_driver_sql(explain, values).scalar_one()[0]

    scans = {
        one["Relation Name"] for one in nodes(answer["Plan"]) if one["Node Type"] == "Seq Scan"
    }
    assert not scans & {"issue", "petitioner", "petitioner_contact"}, json.dumps(answer, indent=1)
    assert len(found) <= MOST
