"""The record of who read what personal data and who changed what: adding to it, reading it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Text,
    and_,
    cast,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from data.scope import as_system
from data.tables import AuditEntry, Issue
from dispatch.auditing import AuditVerb, ObjectKind, check_details
from dispatch.region_codes import code_range
from dispatch.rights import Actor
from dispatch.vocabulary import Role

_MONTH: Final = text("SELECT ensure_audit_month(:moment)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on one object, as it enters the record.

    Attributes
    ----------
    account_id, role, region_code
        Who acted under which grant; none where nobody is signed in, or at the machine itself.
    object_id
        Public number of an issue, else a code or id. A list is an act on the reader's own
        account, so that readers of the same grid do not queue for one chain.
    details
        Codes, counts, public numbers and digests. Numbers of issues stand under ``issues``:
        the entry is then hidden from whom any of them is barred from.
    """

    at: datetime
    verb: AuditVerb
    object_kind: ObjectKind
    object_id: str
    account_id: int | None = None
    role: Role | None = None
    region_code: str | None = None
    purpose: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    request_id: str | None = None

    @classmethod
    def by(
        cls,
        actor: Actor | None,
        at: datetime,
        verb: AuditVerb,
        about: tuple[ObjectKind, str | int],
        *,
        purpose: str | None = None,
        details: Mapping[str, Any] | None = None,
        request_id: str | None = None,
    ) -> Self:
        """Entry of an actor's act, under the grant it acts by."""
        return cls(
            at=at,
            verb=verb,
            object_kind=about[0],
            object_id=str(about[1]),
            account_id=actor.account_id if actor else None,
            role=actor.role if actor else None,
            region_code=actor.region_code if actor else None,
            purpose=purpose,
            details=details or {},
            request_id=request_id,
        )


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries; everything that is none lets all through."""

    account_id: int | None = None
    object_kind: ObjectKind | None = None
    object_id: str | None = None
    verb: AuditVerb | None = None
    since: datetime | None = None
    until: datetime | None = None


EntryCursor = tuple[datetime, bytes]
"""Time and hash of the last entry of a page; ids would tell how many entries are hidden."""


def record(session: Session, *entries: Entry) -> None:
    """Add entries in the transaction of what they tell of.

    Call it once, last before the commit: it waits for others who write about the same object.

    Raises
    ------
    PersonalDetail
        If an entry holds what could be a person's data.
    """
    rows = [_row(entry) for entry in entries]
    # In one order everywhere, so that two who write about the same objects never deadlock.
    rows.sort(key=lambda row: (row["object_kind"], row["object_id"]))
    for moment in {entry.at.strftime("%Y-%m"): entry.at for entry in entries}.values():
        session.execute(_MONTH, {"moment": moment})
    if rows:
        # inline: nothing is returned, since whoever writes here may not read here
        session.execute(insert(AuditEntry).inline(), rows)


def read_entries(
    session: Session,
    actor: Actor | None,
    wanted: EntryFilter,
    *,
    limit: int,
    after: EntryCursor | None = None,
) -> list[AuditEntry]:
    """Entries an actor may see, newest first; all of them for the administrator of the machine."""
    rows = and_(_visible_to(session, actor), _matches(wanted))
    if after is not None:
        place = tuple_(literal(after[0]), literal(after[1]))
        rows = and_(rows, tuple_(AuditEntry.at, AuditEntry.hash) < place)
    query = select(AuditEntry).where(rows).limit(limit)
    return list(session.scalars(query.order_by(AuditEntry.at.desc(), AuditEntry.hash.desc())))


def count_entries(session: Session, actor: Actor, wanted: EntryFilter) -> int:
    """How many entries an actor may see."""
    rows = and_(_visible_to(session, actor), _matches(wanted))
    return session.scalar(select(func.count()).select_from(AuditEntry).where(rows)) or 0


def _row(entry: Entry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    row["details"] = dict(entry.details)
    check_details([entry.object_id, entry.purpose, entry.request_id, row["details"]])
    return row


def _matches(wanted: EntryFilter) -> ColumnElement[bool]:
    tests: tuple[tuple[Any, Callable[[Any], ColumnElement[bool]]], ...] = (
        (wanted.account_id, AuditEntry.account_id.__eq__),
        (wanted.object_kind, AuditEntry.object_kind.__eq__),
        (wanted.object_id, AuditEntry.object_id.__eq__),
        (wanted.verb, AuditEntry.verb.__eq__),
        (wanted.since, AuditEntry.at.__ge__),
        (wanted.until, AuditEntry.at.__lt__),
    )
    return and_(true(), *(test(value) for value, test in tests if value is not None))


def _visible_to(session: Session, actor: Actor | None) -> ColumnElement[bool]:
    """Rows of `audit_entry`: the actor's region, what has no region, nothing it is barred from."""
    if actor is None:
        return true()
    first, bound = code_range(actor.region_prefix)
    under = and_(AuditEntry.region_code >= first, AuditEntry.region_code < bound)
    hidden = _barred_numbers(session, actor)
    about = and_(AuditEntry.object_kind == ObjectKind.ISSUE, AuditEntry.object_id.in_(hidden))
    named = func.coalesce(AuditEntry.details["issues"].has_any(cast(hidden, ARRAY(Text))), False)
    return and_(or_(under, AuditEntry.region_code.is_(None)), not_(about), not_(named))


def _barred_numbers(session: Session, actor: Actor) -> Sequence[str]:
    """Numbers of the issues kept from an actor, whom the database would not show them to."""
    query = select(Issue.number).where(Issue.barred.overlap(sorted(actor.tokens)))
    with as_system(session):
        return session.scalars(query).all()
