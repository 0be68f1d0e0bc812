"""Whom to call about a place at a given hour, best first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from dispatch.opening_hours import NO_HOLIDAYS, Holidays, Opening, closing_time
from dispatch.vocabulary import Duty


class Reach(StrEnum):
    """As what somebody is reached."""

    HOLDER = "holder"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    OFFICE = "office"
    UNIT = "unit"


_OF_THE_GRID: Final = {
    Duty.HOLDER: Reach.HOLDER,
    Duty.DEPUTY: Reach.DEPUTY,
    Duty.SECRETARY: Reach.SECRETARY,
}


@dataclass(frozen=True, slots=True)
class OnPost:
    """Somebody with a post on the day.

    Attributes
    ----------
    office_id
        None for a post at the grid.
    away
        Whether he is on leave that day.
    """

    agent_id: int
    name: str
    phone: str | None
    confirmed_on: date | None
    duty: Duty
    office_id: int | None
    away: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An office with its hours."""

    office_id: int
    name: str
    phone: str | None
    opening: Opening | None
    region_code: str


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody whose turn it is at a unit."""

    agent_id: int
    name: str
    phone: str | None
    confirmed_on: date | None
    unit: str
    unit_phone: str | None
    office: str | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody, or an office, that can be called now.

    Attributes
    ----------
    name
        None where it is the office itself.
    confirmed
        Whether the number was confirmed lately; none for the number of an office or unit.
    region_code
        Of the office.
    until
        When the office closes, or the turn ends.
    """

    step: Reach
    name: str | None
    phone: str | None
    confirmed: bool | None
    agent_id: int | None = None
    office: str | None = None
    region_code: str | None = None
    unit: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the registers know about one place.

    Attributes
    ----------
    regions
        Codes of its village and all above, the nearest first.
    """

    regions: Sequence[str]
    posts: Sequence[OnPost]
    offices: Sequence[Place]
    turns: Sequence[OnDuty]


def whom_to_call(
    known: Known, moment: datetime, confirm_days: int, holidays: Holidays = NO_HOLIDAYS
) -> list[Contact]:
    """Order who can be reached about a place.

    The grid's holder, its deputies and secretary, unless away; then offices that are open now,
    the nearest first, with who works there; then whose turn it is at the units. Nobody comes
    twice.

    Parameters
    ----------
    moment
        In the county's time zone, in which the hours of offices are meant.
    confirm_days
        For how many days a confirmed number counts as such.
    """
    since = moment.date() - timedelta(days=confirm_days)
    there = [post for post in known.posts if not post.away]
    contacts = [
        *_at_the_grid(there, since),
        *_at_offices(known, there, since, moment, holidays),
        *(_on_duty(turn, since) for turn in known.turns),
    ]
    return _each_once(contacts)


def _at_the_grid(posts: Iterable[OnPost], since: date) -> list[Contact]:
    """Holder, deputies and secretary; a secretary's post may be at the village's office."""
    found = [(reach, post) for post in posts if (reach := _OF_THE_GRID.get(post.duty)) is not None]
    order = list(Reach)
    found.sort(key=lambda one: (order.index(one[0]), one[1].agent_id))
    return [_person(reach, post, since) for reach, post in found]


def _at_offices(
    known: Known, posts: Sequence[OnPost], since: date, moment: datetime, holidays: Holidays
) -> list[Contact]:
    near: Mapping[str, int] = {code: n for n, code in enumerate(known.regions)}
    offices = sorted(known.offices, key=lambda one: (near[one.region_code], one.office_id))
    contacts = []
    for office in offices:
        until = closing_time(office.opening, moment, holidays)
        if until is None:
            continue
        contacts.append(
            Contact(
                *(Reach.OFFICE, None, office.phone, None, None),
                office=office.name,
                region_code=office.region_code,
                until=until,
            )
        )
        contacts += [
            _person(Reach.OFFICE, post, since, office, until)
            for post in posts
            if post.office_id == office.office_id and post.duty not in _OF_THE_GRID
        ]
    return contacts


def _person(
    reach: Reach,
    post: OnPost,
    since: date,
    office: Place | None = None,
    until: datetime | None = None,
) -> Contact:
    return Contact(
        step=reach,
        name=post.name,
        phone=post.phone,
        confirmed=_confirmed(post.confirmed_on, since),
        agent_id=post.agent_id,
        office=office.name if office else None,
        region_code=office.region_code if office else None,
        until=until,
    )


def _on_duty(turn: OnDuty, since: date) -> Contact:
    return Contact(
        step=Reach.UNIT,
        name=turn.name,
        phone=turn.phone or turn.unit_phone,
        confirmed=_confirmed(turn.confirmed_on, since) if turn.phone else None,
        agent_id=turn.agent_id,
        office=turn.office,
        unit=turn.unit,
        until=turn.until,
    )


def _confirmed(day: date | None, since: date) -> bool:
    return day is not None and day > since


def _each_once(contacts: Iterable[Contact]) -> list[Contact]:
    once: dict[object, Contact] = {}
    for contact in contacts:
        once.setdefault(contact.agent_id or (contact.office, contact.region_code), contact)
    return list(once.values())
