"""A million issues: what a request asks is answered from indexes, policies or not."""

import json
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text

from data.issue_filter import IssueFilter
from data.issues import list_issues, total_issues
from data.scope import SYSTEM_ROLE, enter_scope
from data.session import make_engine, make_sessions, transaction
from dispatch.rights import Actor
from dispatch.vocabulary import Role

pytestmark = pytest.mark.long

NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MILLION = (Path(__file__).parent / "million_issues.sql").read_text("utf-8")
VILLAGE, GRID, TOWNSHIP = "150699100200", "150699100200001", "150699100000"
COUNTY = "150699000000"
ACTORS = {
    "agent": Actor(1, "a", "a", Role.AGENT, VILLAGE, VILLAGE, agent_id=1, grids=frozenset({GRID})),
    "secretary": Actor(2, "s", "s", Role.SECRETARY, VILLAGE, VILLAGE),
    "township": Actor(3, "t", "t", Role.TOWNSHIP, TOWNSHIP, TOWNSHIP[:9]),
    "county": Actor(4, "c", "c", Role.COUNTY, COUNTY, COUNTY[:6]),
    "handler": Actor(5, "h", "h", Role.HANDLER, COUNTY, COUNTY[:6], unit_id=5),
    "integration": Actor(6, "i", "i", Role.INTEGRATION, COUNTY, COUNTY[:6]),
}
BOX = (110.02, 39.02, 110.06, 39.06)
QUESTIONS = {
    "list": lambda session, actor: list_issues(session, actor, IssueFilter(), NOW, limit=51),
    "list of a box": lambda session, actor: list_issues(
        session, actor, IssueFilter(bbox=BOX), NOW, limit=51
    ),
    "count of a box": lambda session, actor: total_issues(
        session, actor, IssueFilter(bbox=BOX), NOW
    ),
    "count": lambda session, actor: total_issues(session, actor, IssueFilter(), NOW),
}
WITHIN_TWICE = ("list", "count of a box")
FEW_BLOCKS = 51 * 4 * 5
"""Each of a page's rows has four rows beside it, and the policy of each finds the issue again."""


@pytest.fixture(scope="module")
def engine(new_database):
    engine = make_engine(new_database("million"))
    with engine.begin() as connection:
        connection.connection.driver_connection.execute(MILLION)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    yield engine
    engine.dispose()


@contextmanager
def _heard(engine):
    """Statements sent meanwhile, with their values."""
    said = []

    def hear(_connection, _cursor, statement, values, *_):
        said.append((statement, values))

    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def _explain(engine, actor, question, role=None):
    """Plan of the question's one statement on issues, the second of two runs.

    Under the role the actor's scope takes on, or another one.
    """
    with transaction(make_sessions(engine)) as session:
        enter_scope(session, actor)
        with _heard(engine) as said:
            question(session, actor)
        statement, values = next(one for one in said if "FROM issue" in one[0])
        connection = session.connection()
        if role is not None:
            connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
        for _ in range(2):
            asked = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
            plan = connection.exec_driver_sql(asked, values).scalar_one()[0]["Plan"]
    return plan


def _nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _blocks(plan):
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


@pytest.mark.parametrize("name", list(ACTORS))
@pytest.mark.parametrize("asked", list(QUESTIONS))
def test_no_question_scans_all_issues(asked, name, engine):
    plan = _explain(engine, ACTORS[name], QUESTIONS[asked])

    scans = [one for one in _nodes(plan) if one["Node Type"] == "Seq Scan"]
    assert "issue" not in {one["Relation Name"] for one in scans}, json.dumps(plan, indent=1)


@pytest.mark.parametrize("name", list(ACTORS))
@pytest.mark.parametrize("asked", WITHIN_TWICE)
def test_policies_read_at_most_twice_as_much(asked, name, engine):
    behind = _explain(engine, ACTORS[name], QUESTIONS[asked])
    before = _explain(engine, ACTORS[name], QUESTIONS[asked], SYSTEM_ROLE)

    assert _blocks(behind) <= 2 * _blocks(before) + FEW_BLOCKS
