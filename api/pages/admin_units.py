"""What the pages of units show: the list, one unit with its rota of a week."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.dates import day_text, local_date
from api.labels import N_
from api.pages.admin_areas import Area, areas_of
from api.pages.admin_forms import NOTHING, Reading, Typed
from api.services.people import people_on
from api.services.rota import Turn
from api.services.units import UnitDraft
from api.texts import Texts
from data.offices import list_offices
from data.people import list_people
from data.shifts import ShiftRecord, list_turns
from data.units import UnitRecord, count_units, find_unit_record, list_units
from dispatch.rights import Actor
from dispatch.rota import Weekly

_SHOWN: Final = 200
_CODE, _NAME, _PHONE = 64, 100, 32
_MOST_WEEKS: Final = 53
_MOST_PEOPLE: Final = 30
_ID: Final = range(1, 2**62)
WEEK: Final = timedelta(days=7)
WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


@dataclass(frozen=True, slots=True)
class UnitsView:
    """The list of units."""

    areas: tuple[Area, ...]
    region: str
    rows: tuple[UnitRecord, ...]
    total: int
    typed: Typed


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn of duty; `past` ones can no longer be taken back."""

    id: int
    begins: str
    ends: str
    person: str
    phone: str
    place: str
    past: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the week with its turns."""

    day: date
    title: str
    today: bool
    turns: tuple[TurnRow, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit, its rota of a week, and the forms about it."""

    record: UnitRecord
    areas: tuple[Area, ...]
    monday: date
    title: str
    days: tuple[DayRow, ...]
    people: tuple[tuple[int, str], ...]
    offices: tuple[tuple[int, str], ...]
    today: date
    typed: Typed

    @property
    def before(self) -> str:
        """Monday of the week before."""
        return (self.monday - WEEK).isoformat()

    @property
    def after(self) -> str:
        """Monday of the week after."""
        return (self.monday + WEEK).isoformat()

    @property
    def turns(self) -> int:
        """How many turns the week has."""
        return sum(len(one.turns) for one in self.days)

    @property
    def values(self) -> dict[str, str]:
        """What the form about the unit holds before anything is typed."""
        one = self.record
        return {
            "code": one.code,
            "name": one.name,
            "region": one.region_code or "",
            "phone": one.phone or "",
        }


def read_units(
    session: Session, actor: Actor, region: str, now: datetime, typed: Typed = NOTHING
) -> UnitsView:
    """Read the units of an area, or of all that the actor covers."""
    areas = areas_of(session, actor)
    under = next((one.prefix for one in areas if one.code == region), None)
    rows = list_units(session, actor, now.date(), region=under, limit=_SHOWN)
    total = count_units(session, actor, now.date(), region=under)
    return UnitsView(areas, region, tuple(rows), total, typed)


def read_unit(
    session: Session,
    actor: Actor,
    unit_id: int,
    *,
    week: date,
    now: datetime,
    texts: Texts,
    typed: Typed = NOTHING,
) -> UnitView:
    """Read one unit with the rota of the week a day lies in.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's.
    """
    record = find_unit_record(session, actor, unit_id)
    monday = week - timedelta(days=week.weekday())
    start = datetime.combine(monday, time(), now.tzinfo)
    turns = list_turns(session, start, start + WEEK, unit_id=unit_id)
    sunday = monday + timedelta(days=6)
    span = [day_text(day, language=texts.language) for day in (monday, sunday)]
    offices = list_offices(session, actor, now.date(), region=actor.region_prefix or None)
    people = list_people(session, actor, people_on(session, now))
    return UnitView(
        record=record,
        areas=areas_of(session, actor),
        monday=monday,
        title=" – ".join(span),
        days=tuple(_day(monday + timedelta(days=n), turns, now, texts) for n in range(7)),
        people=tuple((one.id, _person(one.name, one.phone)) for one in people),
        offices=tuple((one.id, one.name) for one in offices),
        today=now.date(),
        typed=typed,
    )


def read_unit_draft(sent: Reading) -> UnitDraft:
    """What a form says of a unit; it counts only where no field is wrong."""
    return UnitDraft(
        code=sent.text("code", most=_CODE, need=True),
        name=sent.text("name", most=_NAME, need=True),
        region_code=sent.text("region", most=_CODE) or None,
        phone=sent.text("phone", most=_PHONE) or None,
    )


def read_turn(sent: Reading, unit_id: int, now: datetime) -> Turn | None:
    """What a form says of one turn; None where a field is wrong."""
    agent, office = sent.row("agent_id"), read_office_of(sent)
    day = sent.day("day", need=True)
    begins, ends = _hour(sent, "begins"), _hour(sent, "ends")
    if day is None or begins is None or ends is None or sent.errors:
        return None
    start = datetime.combine(day, begins, now.tzinfo)
    end = datetime.combine(day, ends, now.tzinfo)
    # A turn that ends before it begins goes on after midnight.
    return Turn(unit_id, agent, start, end if end > start else end + timedelta(days=1), office)


def read_pattern(sent: Reading, people: Sequence[str]) -> Weekly | None:
    """What a form says of turns that come each week; None where a field is wrong."""
    weekday = sent.number("weekday", range(7))
    since, until = sent.day("since", need=True), sent.day("until", need=True)
    begins, ends = _hour(sent, "begins"), _hour(sent, "ends")
    agents = _agents(sent, people)
    if since is not None and until is not None:
        if until < since:
            sent.refuse("until", N_("The last day lies before the first."))
        elif until - since > _MOST_WEEKS * WEEK:
            sent.refuse("until", N_("At most a year ahead."))
    if since is None or until is None or begins is None or ends is None or sent.errors:
        return None
    return Weekly(weekday, begins, ends, since, until, agents)


def _agents(sent: Reading, people: Sequence[str]) -> tuple[int, ...]:
    """Ids of the people of a pattern, in turn."""
    chosen = [one for one in people if one]
    sound = [int(one) for one in chosen if one.isascii() and one.isdigit() and int(one) in _ID]
    if not sound or len(sound) != len(chosen) or len(sound) > _MOST_PEOPLE:
        sent.refuse("agents", N_("Choose who is on duty, one person or several in turn."))
    return tuple(sound)


def _hour(sent: Reading, name: str) -> time | None:
    value = sent.text(name, most=8, need=True)
    if not value:
        return None
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        sent.refuse(name, N_("Write a time as 08:30."))
        return None


def read_office_of(sent: Reading) -> int | None:
    """Office a form chose; none for the unit's own house."""
    return sent.row("office_id") if sent.fields.get("office_id") else None


def _person(name: str, phone: str | None) -> str:
    return f"{name} · {phone}" if phone else name


def _day(day: date, turns: Sequence[ShiftRecord], now: datetime, texts: Texts) -> DayRow:
    own = [one for one in turns if local_date(one.starts_at) == day]
    own.sort(key=lambda one: (one.starts_at, one.id))
    return DayRow(
        day=day,
        title=day_text(day, language=texts.language, today=day),
        today=day == now.date(),
        turns=tuple(_turn(one, now) for one in own),
    )


def _turn(one: ShiftRecord, now: datetime) -> TurnRow:
    return TurnRow(
        id=one.id,
        begins=f"{one.starts_at.astimezone(now.tzinfo):%H:%M}",
        ends=f"{one.ends_at.astimezone(now.tzinfo):%H:%M}",
        person=one.agent_name,
        phone=one.agent_phone or "",
        place=one.office_name or "",
        past=one.starts_at <= now,
    )
