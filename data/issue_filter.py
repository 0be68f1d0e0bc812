"""Which issues a caller asks for, and which of them the caller may see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from data.tables import Clock, Issue
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Category, Channel, Light, Role, Stage

Bbox = tuple[float, float, float, float]
"""West, south, east, north in WGS 84 degrees."""


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """What is asked for; an empty field asks nothing.

    Attributes
    ----------
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
    held_by_nobody
        Only issues without an agent that are not held back from everybody.
    not_accusing
        Leave out accusations held for the screener, also for those who may see them.
    """

    bbox: Bbox | None = None
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
    held_by_nobody: bool = False
    not_accusing: bool = False


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `issue` an actor may see: his grids, or all under his region.

    Held accusations are seen by the county desk and its screener only.
    """
    if not actor.may(Verb.READ_ISSUES):
        return false()
    if actor.role is Role.AGENT:
        return and_(Issue.grid_code.in_(sorted(actor.grids)), Issue.held_at.is_(None))
    mine = under(actor.region_prefix) if actor.region_prefix else true()
    if actor.may(Verb.READ_HELD):
        return or_(mine, Issue.region_code.is_(None))
    return and_(mine, Issue.held_at.is_(None))


def under(prefix: str) -> ColumnElement[bool]:
    """Rows of `issue` whose region starts with these digits (an index range, not a LIKE)."""
    first, bound = code_range(prefix)
    return and_(Issue.region_code >= first, Issue.region_code < bound)


def matches(wanted: IssueFilter, today: datetime) -> ColumnElement[bool]:
    """Rows of `issue` a filter asks for; lights are those of `today` in its zone."""
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


def _of_place(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.bbox is not None:
        asked.append(_inside(wanted.bbox))
    if wanted.grid is not None:
        asked.append(Issue.grid_code == wanted.grid)
    if wanted.region is not None:
        unknown = Issue.region_code.is_(None) if wanted.or_unknown_region else false()
        asked.append(or_(under(wanted.region), unknown))
    if wanted.placed is not None:
        asked.append(Issue.place.is_not(None) if wanted.placed else Issue.place.is_(None))
    return asked


def _inside(bbox: Bbox) -> ColumnElement[bool]:
    """Rows in a box, sides and corners included; `&&` finds them by index, in single precision."""
    west, south, east, north = bbox
    return and_(
        Issue.place.op("&&")(func.ST_MakeEnvelope(*bbox, 4326)),
        func.ST_X(Issue.place).between(west, east),
        func.ST_Y(Issue.place).between(south, north),
    )


def _of_kind(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.category is not None:
        asked.append(Issue.category == wanted.category)
    if wanted.channel is not None:
        asked.append(Issue.channel == wanted.channel)
    if wanted.stage is not None:
        asked.append(Issue.stage == wanted.stage)
    if wanted.not_accusing:
        asked.append(Issue.held_at.is_(None))
    if wanted.held_by_nobody:
        asked.append(and_(Issue.agent_id.is_(None), Issue.held_at.is_(None)))
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
