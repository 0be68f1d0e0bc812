"""Which issues a caller asks for, and which of them the caller may see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from data.issue_precision import Bbox, Ring, Sight, in_box, in_ring
from data.tables import Clock, Issue
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Category, CategoryBy, Channel, Light, Purpose, Role, Stage


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """What is asked for; an empty field asks nothing.

    Attributes
    ----------
    bbox, area
        Only what the reader is shown inside a box, inside a drawn polygon.
    region
        Leading digits of the codes wanted.
    or_unknown_region
        Also issues whose region nobody knows yet.
    since, until
        Received at or after, and before.
    open_only
        Leave out closed issues.
    placed
        True: only with a position; False: only without.
    to_place
        Only open issues that lie in no grid, whether or not they have a position: the queue of
        those that wait for somebody to find their place.
    held_by_nobody
        Only issues without an agent that are not held back from everybody.
    held_only
        Only what waits for a screener.
    not_accusing
        Leave out accusations, held or released, also for those who may see them.
    urgent
        True: only what is urgent; False: only what is not.
    category_open
        Only what waits for a person to say what it is about.
    purpose
        What the reader reads for; decides with his role how exactly he sees.
    """

    bbox: Bbox | None = None
    area: Ring | None = None
    grid: str | None = None
    region: str | None = None
    or_unknown_region: bool = False
    category: Category | None = None
    channel: Channel | None = None
    stage: Stage | None = None
    light: Light | None = None
    since: datetime | None = None
    until: datetime | None = None
    open_only: bool = False
    placed: bool | None = None
    to_place: bool = False
    held_by_nobody: bool = False
    held_only: bool = False
    not_accusing: bool = False
    urgent: bool | None = None
    category_open: bool = False
    purpose: Purpose = Purpose.READ


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `issue` an actor may see.

    An agent sees his grids, a handler what his unit has, a program what it filed, everybody else
    all under his region, however far up it has gone. Held accusations are seen by the county
    desk and its screener only; released ones never by those they bar.
    """
    if not actor.may(Verb.READ_ISSUES):
        return false()
    return and_(_reached(actor), _not_held(actor), _not_barred(actor))


def _reached(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.AGENT:
        return Issue.grid_code.in_(sorted(actor.grids))
    if actor.role is Role.HANDLER:
        return Issue.unit_id == actor.unit_id if actor.unit_id is not None else false()
    if actor.role is Role.INTEGRATION:
        return Issue.entered_by == actor.account_id
    if not actor.region_prefix:
        return true()
    mine = under(actor.region_prefix)
    nowhere = Issue.region_code.is_(None) if actor.may(Verb.READ_HELD) else false()
    return or_(mine, nowhere)


def _not_held(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.may(Verb.READ_HELD) else ~Issue.held


def _not_barred(actor: Actor) -> ColumnElement[bool]:
    return or_(Issue.barred.is_(None), ~Issue.barred.overlap(sorted(actor.tokens)))


def under(prefix: str) -> ColumnElement[bool]:
    """Rows of `issue` whose region starts with these digits (an index range, not a LIKE)."""
    first, bound = code_range(prefix)
    return and_(Issue.region_code >= first, Issue.region_code < bound)


def rows_for(actor: Actor, wanted: IssueFilter, today: datetime) -> ColumnElement[bool]:
    """Rows of `issue` a filter asks for, of those an actor may see, by what the actor is shown."""
    return and_(visible_to(actor), matches(wanted, today), *_on_the_map(actor, wanted))


def _on_the_map(actor: Actor, wanted: IssueFilter) -> list[ColumnElement[bool]]:
    sight = Sight.of(actor, wanted.purpose)
    asked: list[ColumnElement[bool]] = []
    if wanted.bbox is not None:
        asked.append(in_box(sight, wanted.bbox))
    if wanted.area is not None:
        asked.append(in_ring(sight, wanted.area))
    return asked


def matches(wanted: IssueFilter, today: datetime) -> ColumnElement[bool]:
    """Rows of `issue` a filter asks for by anything but box and drawn area, which need a reader.

    Lights are those of `today` in its zone.
    """
    return and_(true(), *_of_place(wanted), *_of_kind(wanted), *_of_time(wanted, today))


def has_light(light: Light, today: datetime) -> ColumnElement[bool]:
    """Rows of `issue` whose most urgent running clock shows a light today."""
    day = today.date()
    late = _running(Clock.due_on < day)
    near = _running(Clock.yellow_on <= day)
    return {
        Light.RED: late,
        Light.YELLOW: and_(near, ~late),
        Light.GREEN: and_(_running(true()), ~near),
        Light.STOPPED: ~_running(true()),
    }[light]


def _running(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Clock.id)
        .where(Clock.issue_id == Issue.id, Clock.stopped_at.is_(None), condition)
        .exists()
    )


def is_to_be_placed() -> ColumnElement[bool]:
    """Rows of `issue` that are open and lie in no grid."""
    return and_(Issue.grid_code.is_(None), Issue.closed_at.is_(None))


def _of_place(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.grid is not None:
        asked.append(Issue.grid_code == wanted.grid)
    if wanted.region is not None:
        unknown = Issue.region_code.is_(None) if wanted.or_unknown_region else false()
        asked.append(or_(under(wanted.region), unknown))
    if wanted.placed is not None:
        asked.append(Issue.place.is_not(None) if wanted.placed else Issue.place.is_(None))
    if wanted.to_place:
        asked.append(is_to_be_placed())
    return asked


def _of_kind(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.category is not None:
        asked.append(Issue.category == wanted.category)
    if wanted.channel is not None:
        asked.append(Issue.channel == wanted.channel)
    if wanted.stage is not None:
        asked.append(Issue.stage == wanted.stage)
    if wanted.held_only:
        asked.append(Issue.held.is_(True))
    if wanted.not_accusing:
        asked.append(and_(~Issue.held, Issue.barred.is_(None)))
    if wanted.held_by_nobody:
        asked.append(and_(Issue.agent_id.is_(None), ~Issue.held))
    return [*asked, *_as_heard(wanted)]


def _as_heard(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    """What the words of a report spoke for."""
    asked: list[ColumnElement[bool]] = []
    if wanted.urgent is not None:
        asked.append(Issue.urgent.is_(wanted.urgent))
    if wanted.category_open:
        asked.append(Issue.category_by == CategoryBy.OPEN)
    return asked


def _of_time(wanted: IssueFilter, today: datetime) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        asked.append(Issue.received_at >= wanted.since)
    if wanted.until is not None:
        asked.append(Issue.received_at < wanted.until)
    if wanted.open_only:
        asked.append(Issue.closed_at.is_(None))
    if wanted.light is not None:
        asked.append(has_light(wanted.light, today))
    return asked
