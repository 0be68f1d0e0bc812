"""Sessions of talk rooms and rounds of inspection, and the issues brought in at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data.errors import NotFound, StaleWrite
from data.issue_filter import visible_to
from data.issue_precision import Sight
from data.issue_records import IssueRecord, read_records, select_records
from data.tables import Account, Issue, Office, Region, Sitting
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role, SittingKind


@dataclass(frozen=True, slots=True)
class NewSitting:
    """A session or round that is opened; `held_by` keeps its record."""

    key: UUID
    kind: SittingKind
    region_code: str
    office_id: int | None
    held_on: date
    place: str | None
    note: str | None
    held_by: int


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """One session or round.

    Attributes
    ----------
    issues
        How many of the issues brought in the reader may see.
    """

    id: int
    kind: SittingKind
    region_code: str
    region_name: str
    office_id: int | None
    office_name: str | None
    held_on: date
    place: str | None
    note: str | None
    held_by: int | None
    held_by_name: str | None
    recorded_at: datetime
    issues: int

    @property
    def note_mark(self) -> str:
        """Digest of the note: an edit says which one its writer saw."""
        return sha256((self.note or "").encode()).hexdigest()[:16]


def sittings_for(actor: Actor) -> ColumnElement[bool]:
    """Rows of `sitting` an actor may see: those of his region, an agent those he holds."""
    if not actor.may(Verb.FILE_ISSUE) or actor.role is Role.INTEGRATION:
        return false()
    own = Sitting.held_by == actor.account_id
    if actor.role is Role.AGENT:
        return own
    first, bound = code_range(actor.region_prefix)
    return or_(own, and_(Sitting.region_code >= first, Sitting.region_code < bound))


def keep_sitting(session: Session, new: NewSitting) -> int:
    """Write a session or round; answers its id."""
    row = {name: getattr(new, name) for name in NewSitting.__dataclass_fields__}
    return session.scalars(insert(Sitting).returning(Sitting.id), row).one()


def list_sittings(
    session: Session, actor: Actor, *, limit: int, before: int | None = None
) -> list[SittingRecord]:
    """Sessions and rounds an actor may see, those opened last at the top."""
    older = Sitting.id < before if before is not None else Sitting.id.is_not(None)
    query = _records(actor).where(older).order_by(Sitting.id.desc()).limit(limit)
    return [SittingRecord(*row) for row in session.execute(query)]


def count_sittings(session: Session, actor: Actor) -> int:
    """How many sessions and rounds an actor may see."""
    query = select(func.count()).select_from(Sitting).where(sittings_for(actor))
    return session.scalar(query) or 0


def find_sitting(session: Session, actor: Actor, sitting_id: int) -> SittingRecord:
    """One session or round.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    row = session.execute(_records(actor).where(Sitting.id == sitting_id)).one_or_none()
    if row is None:
        msg = f"no session or round {sitting_id}"
        raise NotFound(msg)
    return SittingRecord(*row)


def check_sittings(session: Session, asked: Collection[tuple[int, int | None, str | None]]) -> None:
    """Refuse what is brought in at a session of others.

    Parameters
    ----------
    asked
        Session, account of whoever files, and the first digits of the codes of the region whose
        sessions he sees; none sees only his own. The rule is that of `sittings_for`.

    Raises
    ------
    NotFound
        If there is none, or it is not his to see.
    """
    if not asked:
        return
    query = select(Sitting.id, Sitting.held_by, Sitting.region_code)
    found = session.execute(query.where(Sitting.id.in_({one[0] for one in asked}))).all()
    known = {sitting_id: (held_by, region) for sitting_id, held_by, region in found}
    for sitting_id, account_id, prefix in asked:
        held_by, region = known.get(sitting_id, (None, None))
        within = region is not None and prefix is not None and region.startswith(prefix)
        if not within and (held_by is None or held_by != account_id):
            msg = f"no session or round {sitting_id}"
            raise NotFound(msg)


def issues_brought(session: Session, actor: Actor, sitting_id: int) -> list[IssueRecord]:
    """Issues brought in at a session that the actor may see, in the order they came."""
    rows = and_(Issue.sitting_id == sitting_id, visible_to(actor))
    return read_records(session, select_records(Sight.of(actor), rows).order_by(Issue.id))


def write_note(session: Session, record: SittingRecord, note: str | None) -> None:
    """Put another note in the place of the one its writer saw.

    Raises
    ------
    StaleWrite
        If there is another one by now.
    """
    same = Sitting.note.is_not_distinct_from(record.note)
    query = update(Sitting).where(Sitting.id == record.id, same).values(note=note)
    if session.scalar(query.returning(Sitting.id)) is None:
        msg = "the note was changed in another window: read it again"
        raise StaleWrite(msg)


def _records(actor: Actor) -> Select[*tuple[Any, ...]]:
    brought = (
        select(func.count())
        .where(Issue.sitting_id == Sitting.id, visible_to(actor))
        .correlate(Sitting)
        .scalar_subquery()
    )
    return (
        select(
            Sitting.id,
            Sitting.kind,
            Sitting.region_code,
            func.coalesce(Region.name, Sitting.region_code),
            Sitting.office_id,
            Office.name,
            Sitting.held_on,
            Sitting.place,
            Sitting.note,
            Sitting.held_by,
            Account.name,
            Sitting.recorded_at,
            brought,
        )
        .outerjoin(Region, Region.code == Sitting.region_code)
        .outerjoin(Office, Office.id == Sitting.office_id)
        .outerjoin(Account, Account.id == Sitting.held_by)
        .where(sittings_for(actor))
    )
