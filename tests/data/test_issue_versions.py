"""An issue changed by hand: who saw an older version changes nothing."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from data.errors import StaleWrite
from data.issue_versions import change_issue, check_seen
from data.tables import Issue

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@pytest.fixture
def issue_id(session):
    row = {
        "number": "2026-0000-0001",
        "tracking_code": "T",
        "key": uuid4(),
        "text": "路坏了",
        "category": "roads",
        "channel": "visit",
        "kind": "claim",
        "stage": "collect",
        "level": "county",
        "received_at": AT,
        "method": "none",
        "confidence": "none",
        "version": 3,
    }
    return session.scalar(insert(Issue).values(**row).returning(Issue.id))


def level_of(session, issue_id):
    return session.execute(select(Issue.level, Issue.version).where(Issue.id == issue_id)).one()


def test_a_change_of_the_version_seen_raises_it(session, issue_id):
    assert change_issue(session, issue_id, 3, {"level": "township"}) == 4
    assert level_of(session, issue_id) == ("township", 4)


@pytest.mark.parametrize("seen", [2, 4])
def test_a_change_of_another_version_is_refused_and_leaves_the_issue_as_it_was(
    session, issue_id, seen
):
    with pytest.raises(StaleWrite, match=f"version {seen}"):
        change_issue(session, issue_id, seen, {"level": "township"})

    assert level_of(session, issue_id) == ("county", 3)


def test_who_is_slower_by_one_statement_is_refused_too(session, issue_id):
    issue = session.get(Issue, issue_id)
    check_seen(session, issue, 3)
    change_issue(session, issue_id, 3, {"level": "township"})

    with pytest.raises(StaleWrite):
        change_issue(session, issue_id, 3, {"level": "village"})
