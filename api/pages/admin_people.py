"""What the list of people shows as of a day, and the grids nobody answers for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from api.dates import day_text
from api.pages.admin_areas import Area, areas_of
from api.pages.admin_post_rows import absence_words, last_day, post_words
from api.services.people import people_on
from api.texts import Texts
from data.people import PersonRecord, count_people, list_people
from data.vacancies import Uncovered, Vacancy, uncovered, vacancies
from dispatch.rights import Actor

_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class PeopleWish:
    """Which people are asked for."""

    on: date
    region: str = ""
    name: str = ""
    due: bool = False
    unposted: bool = False

    def query(self, **changes: str) -> str:
        """The same as the query of an address."""
        named = {
            "on": self.on.isoformat(),
            "region": self.region,
            "name": self.name,
            "due": "yes" if self.due else "",
            "unposted": "yes" if self.unposted else "",
            **changes,
        }
        return f"?{urlencode({name: value for name, value in named.items() if value})}"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list."""

    id: int
    name: str
    phone: str
    phone_state: str
    phone_due: bool
    posts: tuple[str, ...]
    away: str


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The list of people as of a day."""

    wish: PeopleWish
    today: date
    areas: tuple[Area, ...]
    rows: tuple[PersonRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OpenGrid:
    """One grid nobody answers for; finished texts.

    Attributes
    ----------
    when
        Since when nobody holds it, or until when the holder is away.
    who
        The deputy there is, or the holder who is away.
    """

    grid: str
    area: str
    households: str
    when: str
    who: str
    region: str = ""
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class VacantView:
    """Grids nobody answers for today."""

    vacant: tuple[OpenGrid, ...]
    away: tuple[OpenGrid, ...]


def read_people(
    session: Session, actor: Actor, wish: PeopleWish, now: datetime, texts: Texts
) -> PeopleView:
    """Read the people that a wish asks for, as of its day."""
    areas = areas_of(session, actor)
    under = next((one.prefix for one in areas if one.code == wish.region), None)
    wanted = people_on(
        session,
        now,
        day=wish.on,
        region=under,
        name=wish.name or None,
        phone_due=wish.due,
        unposted=wish.unposted,
    )
    records = list_people(session, actor, wanted, limit=_SHOWN)
    return PeopleView(
        wish=wish,
        today=now.date(),
        areas=areas,
        rows=tuple(person_row(one, texts) for one in records),
        total=count_people(session, actor, wanted),
    )


def read_vacant(session: Session, actor: Actor, now: datetime, texts: Texts) -> VacantView:
    """Read which grids have no holder today, or one who is away without a deputy."""
    today = now.date()
    return VacantView(
        tuple(_vacant(one, texts) for one in vacancies(session, actor, today)),
        tuple(_uncovered(one, texts) for one in uncovered(session, actor, today)),
    )


def _vacant(one: Vacancy, texts: Texts) -> OpenGrid:
    households = "" if one.households is None else str(one.households)
    when = day_text(one.since, language=texts.language) if one.since else ""
    named, region = one.region_name or "", one.region_code or ""
    return OpenGrid(one.grid_code, named, households, when, one.deputy or "", region)


def _uncovered(one: Uncovered, texts: Texts) -> OpenGrid:
    back = last_day(one.until, texts)
    return OpenGrid(
        one.grid_code, one.region_name or "", "", back, one.agent_name, agent_id=one.agent_id
    )


def person_row(one: PersonRecord, texts: Texts) -> PersonRow:
    """Show one person as a row."""
    return PersonRow(
        id=one.id,
        name=one.name,
        phone=one.phone or "",
        phone_state=_phone_state(one, texts),
        phone_due=one.phone_due,
        posts=tuple(post_words(post, texts) for post in one.posts),
        away=absence_words(one.absence, texts) if one.absence else "",
    )


def _phone_state(one: PersonRecord, texts: Texts) -> str:
    if not one.phone:
        return texts.translate("no number")
    if one.phone_confirmed_on is None:
        return texts.translate("never confirmed")
    day = day_text(one.phone_confirmed_on, language=texts.language)
    return texts.translate("confirmed on %(day)s") % {"day": day}
