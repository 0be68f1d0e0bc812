"""Who calls: the households a phone, a number or a name leads to, and what they brought before."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.dated import lies_under
from data.households import HouseholdRecord, households_where
from data.issue_filter import visible_to
from data.issue_precision import Sight
from data.issue_records import IssueRecord, read_records, select_records
from data.tables import Household, HouseholdContact, Issue, Petitioner, PetitionerContact
from dispatch.placing import phone_key
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor
from dispatch.vocabulary import Category, Purpose

_LEAST_SIGNS: Final = 2
"""A head of fewer signs is found in any words; as in place_claims.sql."""
_BLANKS: Final = " \u3000"
MOST: Final = 20
"""Households of one answer: more of one name in one village nobody can tell apart anyway."""
_MOST_OPEN: Final = 100
_LAST: Final = 5
_LOCAL_DIGITS: Final = (7, 8)
"""A village line without its area code."""


@dataclass(frozen=True, slots=True)
class ClosedIssue:
    """One issue that is over."""

    number: str
    category: Category
    received_at: datetime
    closed_at: datetime


@dataclass(slots=True)
class Closed:
    """The issues of one household that are over: how many, and the last of them."""

    total: int = 0
    last: list[ClosedIssue] = field(default_factory=list)


def callers_with_phone(
    session: Session, actor: Actor, phone: str, day: date
) -> list[HouseholdRecord]:
    """Households with a phone number, however it is spelled, that an actor may see."""
    return _callers(session, actor, day, _has_phone(HouseholdContact.phone_key, phone))


def caller_with_number(
    session: Session, actor: Actor, number: str, day: date
) -> list[HouseholdRecord]:
    """The household with a number in the register, if an actor may see it."""
    return _callers(session, actor, day, Household.number == number)


def callers_named(
    session: Session, actor: Actor, name: str, region: str, day: date
) -> list[HouseholdRecord]:
    """Households of a village or township whose head bears a whole name, and may be seen."""
    rows = and_(
        lies_under(Household.village_code, prefix_of(region)),
        _head() == "".join(name.split()),
    )
    return _callers(session, actor, day, rows)


def callers_in_words(
    session: Session, actor: Actor, words: str, village: str, day: date
) -> list[HouseholdRecord]:
    """Households of a village whose head's whole name stands in some words, and may be seen."""
    rows = and_(
        Household.village_code == village,
        func.char_length(_head()) >= _LEAST_SIGNS,
        func.strpos(words, _head()) > 0,
    )
    return _callers(session, actor, day, rows)


def open_issues_of(
    session: Session, actor: Actor, households: Collection[int]
) -> dict[str, list[IssueRecord]]:
    """Open issues of households by their number, as their desk may see them, newest first."""
    held: dict[str, list[IssueRecord]] = defaultdict(list)
    for record in _open(session, actor, Issue.household_id.in_(households)):
        held[record.household or ""].append(record)
    return held


def open_issues_filed_with(
    session: Session, actor: Actor, phone: str, but: Collection[int]
) -> list[IssueRecord]:
    """Open issues filed with a phone number that an actor may see, not of these households."""
    filed = (
        select(Petitioner.issue_id)
        .join(PetitionerContact, PetitionerContact.petitioner_id == Petitioner.id)
        .where(_has_phone(PetitionerContact.phone_key, phone))
    )
    others = or_(Issue.household_id.is_(None), Issue.household_id.not_in(but))
    return _open(session, actor, and_(Issue.id.in_(filed), others))[:MOST]


def closed_issues_of(
    session: Session, actor: Actor, households: Collection[int]
) -> dict[int, Closed]:
    """How many issues of each household are over, and the last ones, by its id."""
    order = func.row_number().over(
        partition_by=Issue.household_id, order_by=(Issue.closed_at.desc(), Issue.id.desc())
    )
    ranked = (
        select(
            Issue.household_id,
            Issue.number,
            Issue.category,
            Issue.received_at,
            Issue.closed_at,
            order.label("rank"),
            func.count().over(partition_by=Issue.household_id).label("total"),
        )
        .where(
            visible_to(actor),
            ~Issue.held,
            Issue.household_id.in_(households),
            Issue.closed_at.is_not(None),
        )
        .subquery()
    )
    query = select(ranked).where(ranked.c.rank <= _LAST).order_by(ranked.c.rank)
    closed: dict[int, Closed] = defaultdict(Closed)
    for row in session.execute(query):
        one = closed[row.household_id]
        one.total = row.total
        one.last.append(ClosedIssue(row.number, row.category, row.received_at, row.closed_at))
    return closed


def _head() -> ColumnElement[str]:
    """Name of the head without the blanks that stretch one of two signs."""
    return func.translate(HouseholdContact.head, _BLANKS, "")


def _callers(
    session: Session, actor: Actor, day: date, rows: ColumnElement[bool]
) -> list[HouseholdRecord]:
    return households_where(session, actor, day, rows, purpose=Purpose.PLACE, limit=MOST)


def _open(session: Session, actor: Actor, rows: ColumnElement[bool]) -> list[IssueRecord]:
    """Open issues among these; what is held for a screener is nobody's history."""
    wanted = and_(visible_to(actor), ~Issue.held, Issue.closed_at.is_(None), rows)
    query = select_records(Sight.of(actor, Purpose.PLACE), wanted)
    newest = query.order_by(Issue.received_at.desc(), Issue.id.desc()).limit(_MOST_OPEN)
    return read_records(session, newest)


def _has_phone(key: InstrumentedAttribute[str | None], phone: str) -> ColumnElement[bool]:
    """Rows with this number; a line of the place may be kept with its area code."""
    keys = list(_keys(phone))
    if not keys:
        return false()
    same = key.in_(keys)
    if len(keys[0]) not in _LOCAL_DIGITS:
        return same
    return or_(same, and_(key.startswith("0"), func.right(key, len(keys[0])) == keys[0]))


def _keys(phone: str) -> Iterable[str]:
    """Keys a number may be kept under: 86 in front of an area code takes its zero away."""
    key = phone_key(phone)
    if key is None:
        return
    yield key
    digits = "".join(sign for sign in phone if sign.isdecimal())
    if len(digits) in (11, 12) and digits.startswith("86"):
        yield f"0{digits[2:]}"
