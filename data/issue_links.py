"""Issues linked as one matter: who is the main one, who is carried by it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from data.issue_filter import visible_to
from data.issue_steps import Writer, reason_columns
from data.scope import as_system
from data.tables import Issue, IssueLink
from dispatch.reasons import Reason
from dispatch.rights import Actor

# A person is known by the register, else by a phone, else counts alone: an issue of a household
# is brought by it, and its further people by what their own phones say.
_HOUSEHOLDS: Final = text("""
    WITH person AS (
        SELECT issue.id AS issue_id, issue.household_id, petitioner.id,
               row_number() OVER (PARTITION BY issue.id ORDER BY petitioner.id) AS nth,
               contact.phone_key,
               (SELECT home.household_id FROM household_contact AS home
                WHERE home.phone_key = contact.phone_key AND contact.phone_key <> ''
                ORDER BY home.household_id LIMIT 1) AS home_id
        FROM issue
        LEFT JOIN petitioner ON petitioner.issue_id = issue.id
        LEFT JOIN petitioner_contact AS contact ON contact.petitioner_id = petitioner.id
        WHERE issue.id = ANY (:ids)
    )
    SELECT count(DISTINCT CASE
        WHEN household_id IS NOT NULL AND nth = 1 THEN 'h' || household_id
        WHEN home_id IS NOT NULL THEN 'h' || home_id
        WHEN phone_key <> '' THEN 'p' || phone_key
        WHEN id IS NOT NULL THEN 'n' || id
        ELSE 'i' || issue_id
    END)
    FROM person
""")

_HOLDS: Final = IssueLink.unlinked_at.is_(None)


@dataclass(frozen=True, slots=True)
class Linked:
    """How one issue stands in its matter.

    Attributes
    ----------
    main
        Number of the issue that carries it; none where it is carried by none.
    others
        Issues it carries.
    """

    main: str | None = None
    others: int = 0


def main_of(session: Session, issue_id: int) -> int | None:
    """Id of the issue that carries another; none where none does."""
    return session.scalar(select(IssueLink.main_id).where(_HOLDS, IssueLink.issue_id == issue_id))


def members_of(session: Session, main_id: int) -> list[int]:
    """Ids of the issues one carries."""
    query = select(IssueLink.issue_id).where(_HOLDS, IssueLink.main_id == main_id)
    return list(session.scalars(query.order_by(IssueLink.id)))


def with_matter(session: Session, issue_id: int) -> list[int]:
    """Ids of the whole matter of an issue, itself included, its main first."""
    main = main_of(session, issue_id) or issue_id
    return [main, *members_of(session, main)]


def lock_issues(session: Session, ids: Collection[int]) -> dict[int, Issue]:
    """Rows of issues by id, kept from changing meanwhile; always in one order. System work."""
    query = select(Issue).where(Issue.id.in_(ids)).order_by(Issue.id).with_for_update()
    rows = session.scalars(query.execution_options(populate_existing=True))
    return {issue.id: issue for issue in rows}


def keep_link(session: Session, issue_id: int, main_id: int, reason: Reason, by: Writer) -> None:
    """Let an issue be carried by another."""
    row = {
        "issue_id": issue_id,
        "main_id": main_id,
        "linked_at": by.at,
        "linked_by": by.actor.account_id if by.actor else None,
        **reason_columns(reason),
    }
    session.execute(insert(IssueLink).values(**row))


def end_link(session: Session, issue_id: int, by: Writer) -> None:
    """Let an issue stand alone again."""
    _end(session, IssueLink.issue_id == issue_id, by)


def end_links(session: Session, issue_id: int, by: Writer) -> None:
    """Let an issue stand alone, and each that it carries; no history tells it. System work."""
    _end(session, or_(IssueLink.issue_id == issue_id, IssueLink.main_id == issue_id), by)


def _end(session: Session, rows: ColumnElement[bool], by: Writer) -> None:
    who = by.actor.account_id if by.actor else None
    query = update(IssueLink).where(_HOLDS, rows)
    session.execute(query.values(unlinked_at=by.at, unlinked_by=who))


def links_of(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, Linked]:
    """How some issues stand in their matters, as far as the actor may see the others."""
    if not ids:
        return {}
    mains = (
        select(IssueLink.issue_id, Issue.number)
        .join(Issue, Issue.id == IssueLink.main_id)
        .where(_HOLDS, IssueLink.issue_id.in_(ids), visible_to(actor))
    )
    counts = (
        select(IssueLink.main_id, func.count())
        .join(Issue, Issue.id == IssueLink.issue_id)
        .where(_HOLDS, IssueLink.main_id.in_(ids), visible_to(actor))
        .group_by(IssueLink.main_id)
    )
    found = {issue_id: Linked(main=number) for issue_id, number in session.execute(mains)}
    carried = {main_id: Linked(others=others) for main_id, others in session.execute(counts)}
    return {**found, **carried}


def count_households(session: Session, issue_ids: Collection[int]) -> int:
    """How many households stand behind some issues: distinct ones, not filings."""
    with as_system(session):
        return session.scalar(_HOUSEHOLDS, {"ids": list(issue_ids)}) or 0
