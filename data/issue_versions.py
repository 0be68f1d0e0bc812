"""The one way to change an issue by hand: its version is seen, compared and raised."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.errors import StaleWrite
from data.tables import Issue, IssueEvent


def change_issue(session: Session, issue_id: int, seen: int, values: Mapping[str, Any]) -> int:
    """Change an issue that is still at the version its editor saw; answers the new version.

    Raises
    ------
    StaleWrite
        If somebody else changed it in the meantime.
    """
    query = (
        update(Issue)
        .where(Issue.id == issue_id, Issue.version == seen)
        .values(**values, version=seen + 1)
        .returning(Issue.version)
        .execution_options(synchronize_session=False)
    )
    version = session.scalar(query)
    if version is None:
        raise stale(session, issue_id, seen)
    session.expire_all()
    return version


def check_seen(session: Session, issue: Issue, seen: int) -> None:
    """Refuse an editor who saw another version of an issue.

    Raises
    ------
    StaleWrite
        With what happened since.
    """
    if issue.version != seen:
        raise stale(session, issue.id, seen)


def stale(session: Session, issue_id: int, seen: int) -> StaleWrite:
    """Refusal that says what happened to an issue since a version; events tell theirs."""
    version = IssueEvent.reason_params["version"].as_integer()
    query = (
        select(IssueEvent.at, IssueEvent.verb, version)
        .where(IssueEvent.issue_id == issue_id, version > seen)
        .order_by(IssueEvent.at, IssueEvent.id)
    )
    changes = [
        {"at": at.isoformat(), "verb": verb, "version": made}
        for at, verb, made in session.execute(query)
    ]
    msg = f"you saw version {seen}, and somebody changed it since: read it again, then decide"
    return StaleWrite(msg, changes)
