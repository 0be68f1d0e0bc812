"""An issue as one reader may see it: what is graded is graded before anybody holds it.

The columns that tell where the house is, and who lives there, are read by nothing else than
this module, `data.issue_people` and what writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from data.issue_people import Behind, behind
from data.issue_precision import Sight
from data.tables import Agent, Assignment, Clock, Issue, Placement, Region
from dispatch.clocks import ClockCode, ClockState
from dispatch.reasons import Reason, ReasonCode, without_the_house
from dispatch.vocabulary import (
    Category,
    CategoryBy,
    Channel,
    Confidence,
    Kind,
    Level,
    PlacementMethod,
    Precision,
    Stage,
)


@dataclass(frozen=True, slots=True)
class SeenIssue:
    """Columns of one issue as a reader may see them.

    Attributes
    ----------
    key
        What the system it came from calls it, else the UUID it was filed under.
    text
        In full with the house, else without names, numbers and address.
    key, address, accuracy_m, confidence
        None without the house.
    method
        How it was placed; `PlacementMethod.NONE` where nobody has, None without the house.
    """

    id: int
    number: str
    key: str | None
    text: str
    category: Category
    category_by: CategoryBy
    category_rule: str | None
    category_confidence: float | None
    urgent: bool
    channel: Channel
    kind: Kind
    stage: Stage
    level: Level
    received_at: datetime
    closed_at: datetime | None
    address: str | None
    method: PlacementMethod | None
    accuracy_m: float | None
    confidence: Confidence | None
    region_code: str | None
    grid_code: str | None
    agent_id: int | None
    unit_id: int | None
    held: bool
    version: int


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """One issue with what a reader needs beside it.

    Attributes
    ----------
    lon, lat
        Point shown, WGS 84 degrees: the place, the moved point, or none; see `precision`.
    placed
        Whether anybody has found its place.
    household
        Number in the register, with the house only.
    placed_reason, assigned_reason
        Without what leads to the house where that is not shown.
    """

    id: int
    issue: SeenIssue
    precision: Precision
    lon: float | None
    lat: float | None
    placed: bool
    household: str | None
    region_name: str | None
    agent_name: str | None
    agent_phone: str | None
    placed_reason: Reason | None
    assigned_reason: Reason | None
    clocks: tuple[ClockState, ...]
    distance_m: float | None = None

    @property
    def exact(self) -> bool:
        """Whether the house is shown."""
        return self.precision is Precision.EXACT


def select_records(sight: Sight, rows: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Query for `read_records`: what a reader with this sight is shown of some rows."""
    return (
        select(*_columns(sight), *_beside(sight))
        .outerjoin(Region, Region.code == Issue.region_code)
        .outerjoin(Agent, Agent.id == Issue.agent_id)
        .where(rows)
    )


def read_records(session: Session, query: Select[*tuple[Any, ...]]) -> list[IssueRecord]:
    """Run a query of `select_records`."""
    rows = session.execute(query).all()
    people = behind(session, [row.id for row in rows])
    return [_record(row, people[row.id]) for row in rows]


_OPEN: Final = (
    Issue.id,
    Issue.number,
    Issue.category,
    Issue.category_by,
    Issue.category_rule,
    Issue.category_confidence,
    Issue.urgent,
    Issue.channel,
    Issue.kind,
    Issue.stage,
    Issue.level,
    Issue.received_at,
    Issue.closed_at,
    Issue.region_code,
    Issue.grid_code,
    Issue.agent_id,
    Issue.unit_id,
    Issue.held,
    Issue.version,
)


def _columns(sight: Sight) -> list[ColumnElement[Any]]:
    """Columns of `SeenIssue`; the text still in full."""
    unplaced = Issue.place.is_(None)
    return [
        *(column.label(column.key) for column in _OPEN),
        Issue.text.label("text"),
        sight.only(func.coalesce(Issue.source_key, cast(Issue.key, Text))).label("key"),
        sight.only(Issue.address).label("address"),
        sight.only(Issue.accuracy_m).label("accuracy_m"),
        sight.only(Issue.confidence).label("confidence"),
        case((or_(sight.exact, unplaced), Issue.method), else_=null()).label("method"),
    ]


def _beside(sight: Sight) -> list[ColumnElement[Any]]:
    clock = func.jsonb_build_array(
        Clock.code, Clock.starts_at, Clock.yellow_on, Clock.due_on, Clock.stopped_at
    )
    clocks = (
        select(func.jsonb_agg(aggregate_order_by(clock, Clock.id)))
        .where(Clock.issue_id == Issue.id)
        .scalar_subquery()
    )
    placed = _newest_reason(Placement, Placement.issue_id == Issue.id)
    assigned = _newest_reason(
        Assignment, and_(Assignment.issue_id == Issue.id, Assignment.ended_at.is_(None))
    )
    return [
        sight.precision.label("precision"),
        func.ST_X(sight.place).label("lon"),
        func.ST_Y(sight.place).label("lat"),
        Issue.place.is_not(None).label("placed"),
        Region.name.label("region_name"),
        Agent.name.label("agent_name"),
        Agent.phone.label("agent_phone"),
        placed.label("placed_reason"),
        assigned.label("assigned_reason"),
        clocks.label("clocks"),
    ]


def _newest_reason(table: Any, condition: ColumnElement[bool]) -> Any:
    why = func.jsonb_build_array(table.reason_code, table.reason_params, table.rule_version)
    return select(why).where(condition).order_by(table.id.desc()).limit(1).scalar_subquery()


def _record(row: Row[Any], people: Behind) -> IssueRecord:
    precision = Precision(row.precision)
    exact = precision is Precision.EXACT
    return IssueRecord(
        id=row.id,
        issue=_seen(row, row.text if exact else people.mask(row.text)),
        precision=precision,
        lon=row.lon,
        lat=row.lat,
        placed=row.placed,
        household=people.household if exact else None,
        region_name=row.region_name,
        agent_name=row.agent_name,
        agent_phone=row.agent_phone,
        placed_reason=_reason(row.placed_reason, exact=exact),
        assigned_reason=_reason(row.assigned_reason, exact=exact),
        clocks=tuple(_clock(*clock) for clock in row.clocks or ()),
        distance_m=getattr(row, "distance_m", None),
    )


def _seen(row: Row[Any], text: str) -> SeenIssue:
    graded = {name: getattr(row, name) for name in SeenIssue.__dataclass_fields__}
    return SeenIssue(**{**graded, "text": text})


def _reason(stored: Sequence[Any] | None, *, exact: bool) -> Reason | None:
    if stored is None:
        return None
    code, params, version = stored
    if not exact:
        code, params = without_the_house(code, params)
    return Reason(ReasonCode(code), params, version)


def _clock(code: str, starts: str, yellow: str, due: str, stopped: str | None) -> ClockState:
    return ClockState(
        ClockCode(code),
        datetime.fromisoformat(starts),
        date.fromisoformat(yellow),
        date.fromisoformat(due),
        datetime.fromisoformat(stopped) if stopped else None,
    )
