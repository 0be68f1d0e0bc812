"""Changes of boundaries on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

import orjson
import shapely
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from api.reasons import reason_text
from api.texts import Texts
from data.boundary_changes import ChangeRecord
from data.changed_grids import ChangedGridRecord
from data.moving_households import MovingHousehold
from data.moving_issues import MovingIssue
from dispatch.boundary_changes import Asked, Barrier
from dispatch.vocabulary import ChangeKind, ChangeStatus, GridFate, GridKind
from geo.coordinates import check_lonlat
from geo.errors import InvalidShape

_NO_NUL: Final = r"^[^\x00]*$"
Code = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=_NO_NUL)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_NO_NUL)
]
Number = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=_NO_NUL)
]
Drawn = dict[str, Any]
"""GeoJSON geometry, WGS 84, lon lat."""
MOST_CORNERS: Final = 20_000
"""A village's grids have some thousands."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FromRecord(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ChangeIn(_Strict):
    """A change of boundaries.

    split: one of `codes` and `line`; merge: `codes` and `keep`; reshape: two `codes` and `line`;
    move: `household` and `target`; draw: `village` and `polygon`, with `grid_kind` and
    `grid_name` of a special grid; import: `village` and `shapes` by code, new ones under "+1",
    "+2". Without `effective_on` it takes effect on the day it is approved.
    """

    kind: ChangeKind
    village: Code | None = None
    codes: Annotated[list[Code], Field(max_length=100)] = []
    line: Drawn | None = None
    polygon: Drawn | None = None
    household: Number | None = None
    target: Code | None = None
    keep: Code | None = None
    keep_at: tuple[FiniteFloat, FiniteFloat] | None = None
    shapes: Annotated[dict[Code, Drawn], Field(max_length=999)] = {}
    grid_kind: GridKind = GridKind.HOUSEHOLD
    grid_name: Words | None = None
    effective_on: date | None = None
    note: Words | None = None

    def asked(self, today: date) -> Asked:
        """What is asked for.

        Raises
        ------
        InvalidShape, InvalidCoordinate
            If a geometry is none, or lies nowhere on the globe.
        """
        plain = ("kind", "village", "household", "target", "keep", "keep_at", "grid_kind")
        return Asked(
            **{name: getattr(self, name) for name in (*plain, "grid_name", "note")},
            effective_on=self.effective_on or today,
            codes=tuple(self.codes),
            line=_shape(self.line, "line"),
            polygon=_shape(self.polygon, "polygon"),
            shapes={code: read_shape(one, code) for code, one in self.shapes.items()},
        )


class RedrawIn(_Strict):
    """What to ask for instead; nothing: the same on the boundaries there are now."""

    instead: ChangeIn | None = None


class RefuseIn(_Strict):
    """Why a change is refused."""

    reason: Words


def read_shape(value: Drawn, name: str) -> BaseGeometry:
    """Geometry of a GeoJSON value.

    Raises
    ------
    InvalidShape, InvalidCoordinate
        If it is none, is too large, or lies nowhere on the globe.
    """
    try:
        shape = shapely.from_geojson(orjson.dumps(value))
    except GEOSException as error:
        msg = f"{name} is no GeoJSON geometry: give `type` and `coordinates`"
        raise InvalidShape(msg) from error
    shape = shapely.force_2d(shape)
    if shape.is_empty or shapely.get_num_coordinates(shape) > MOST_CORNERS:
        msg = f"{name} is empty, or has more than {MOST_CORNERS} corners"
        raise InvalidShape(msg)
    west, south, east, north = shape.bounds
    for corner in ((west, south), (east, north)):
        check_lonlat(*corner)
    return shape


def _shape(value: Drawn | None, name: str) -> BaseGeometry | None:
    return None if value is None else read_shape(value, name)


class ChangeOut(_FromRecord):
    """One change with its figures."""

    id: UUID
    region_code: str | None
    region_name: str | None
    kind: ChangeKind
    status: ChangeStatus
    note: str | None
    effective_on: date
    made_by_name: str
    made_at: datetime
    approved_by_name: str | None
    approved_at: datetime | None
    settled_by_name: str | None
    settled_at: datetime | None
    settled_reason: str | None
    enacted_at: datetime | None
    version: int
    new: int
    redrawn: int
    retired: int
    corners: int
    households: int
    exceptions: int


class ChangedGridOut(_FromRecord):
    """One grid before and after; `would_be` is the code a new one would get today."""

    ordinal: int
    fate: GridFate
    code: str | None
    would_be: str
    kind: GridKind
    name: str | None
    households_before: int
    households: int
    registered_before: int
    registered: int
    compactness: float | None
    exception: str | None
    agent_name: str | None


class GridWhenOut(ChangedGridOut):
    """One grid of a map: `when` is before or after."""

    when: str


class MovingHouseholdOut(_FromRecord):
    """One household that changes its grid; name masked and place left out by task."""

    number: str
    head: str | None
    group: str | None
    resident: bool
    before: str | None
    after: str
    lon: float | None
    lat: float | None


class MovingIssueOut(BaseModel):
    """One open issue that changes its grid, and who would have it; none: the village."""

    number: str
    before: str | None
    after: str | None
    agent_before: str | None
    agent_after: str | None
    reason_code: str
    reason: str

    @classmethod
    def of(cls, moving: MovingIssue, texts: Texts) -> Self:
        """Wire form of a record."""
        same = ("number", "before", "after", "agent_before", "agent_after", "reason_code")
        return cls(
            **{name: getattr(moving, name) for name in same},
            reason=reason_text(moving.reason_code, moving.reason_params, texts),
        )


class ChangeDetail(ChangeOut):
    """One change with everything in it.

    `households_moving` and `issues_moving` hold those the reader may see; `issues` counts all.
    `vacant` are grids that nobody holds afterwards; `barrier` says what keeps the reader from
    approving it, none if nothing does.
    """

    request: dict[str, Any]
    grids: list[ChangedGridOut]
    households_moving: list[MovingHouseholdOut]
    issues: int
    issues_moving: list[MovingIssueOut]
    vacant: list[str]
    barrier: Barrier | None

    @classmethod
    def whole(
        cls,
        record: ChangeRecord,
        texts: Texts,
        *,
        grids: list[ChangedGridRecord],
        homes: list[MovingHousehold],
        issues: tuple[int, list[MovingIssue]],
        barrier: Barrier | None,
    ) -> Self:
        """Wire form of a record with its parts."""
        own = {name: getattr(record, name) for name in ChangeOut.model_fields}
        return cls(
            **own,
            request=record.request,
            grids=[ChangedGridOut.model_validate(one) for one in grids],
            households_moving=[MovingHouseholdOut.model_validate(one) for one in homes],
            issues=issues[0],
            issues_moving=[MovingIssueOut.of(one, texts) for one in issues[1]],
            vacant=vacant_after(grids),
            barrier=barrier,
        )


def vacant_after(grids: list[ChangedGridRecord]) -> list[str]:
    """Codes of the grids of a change that nobody holds afterwards."""
    live = (GridFate.NEW, GridFate.REDRAWN)
    return [one.would_be for one in grids if one.fate in live and one.agent_name is None]


class ChangePage(BaseModel):
    """A page of changes, newest first."""

    items: list[ChangeOut]
    next: str | None
    total: int
