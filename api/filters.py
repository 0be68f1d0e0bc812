"""Query parameters that say which issues are wanted."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import isfinite
from typing import Annotated, Final

from fastapi import Depends, Query
from shapely import Polygon

from api.deps import ActorDep, NowDep
from api.errors import ApiError
from data.issue_filter import IssueFilter
from data.issue_order import Point
from data.issue_precision import Bbox, Ring
from dispatch.precision import require_purpose
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import Category, Channel, Light, Purpose, Stage
from geo.coordinates import check_lonlat
from geo.errors import InvalidCoordinate

FEWEST_CORNERS: Final = 3
MOST_CORNERS: Final = 100
"""A hand draws no more, and an address holds no more."""
_HALF_A_TURN: Final = 180.0
_A_DAY: Final = timedelta(days=1)


class BadFilter(ApiError):
    """A filter cannot be read."""

    status = 422
    title = "bad filter"


def read_purpose(
    actor: ActorDep,
    purpose: Annotated[
        Purpose, Query(description="`place`: a desk is finding the house, and sees it; kept")
    ] = Purpose.READ,
) -> Purpose:
    """What the caller reads for; only a desk may say that it is finding a place."""
    if purpose not in {Purpose.READ, Purpose.PLACE}:
        msg = "lists are read for `read` or `place`; POST .../reveal answers names and phones"
        raise BadFilter(msg, field="purpose")
    require_purpose(actor, purpose)
    return purpose


PurposeDep = Annotated[Purpose, Depends(read_purpose)]


def read_filter(  # noqa: PLR0913 - one parameter per filter of the contract
    now: NowDep,
    *,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees")] = None,
    area: Annotated[
        str | None, Query(description="corners lon,lat;lon,lat;... of a polygon")
    ] = None,
    grid: Annotated[str | None, Query(max_length=32)] = None,
    region: Annotated[str | None, Query(max_length=32)] = None,
    category: Category | None = None,
    channel: Channel | None = None,
    stage: Stage | None = None,
    light: Light | None = None,
    urgent: Annotated[bool | None, Query(description="only what cannot wait, or the rest")] = None,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to", description="last day included")] = None,
    to_place: Annotated[
        bool, Query(description="only open issues in no grid: the queue to be placed")
    ] = False,
    purpose: PurposeDep,
) -> IssueFilter:
    """Filter from the query string; days are the county's."""
    return IssueFilter(
        bbox=read_bbox(bbox) if bbox else None,
        area=read_area(area) if area else None,
        grid=_plain(grid),
        region=prefix_of(code) if (code := _plain(region)) else None,
        category=category,
        channel=channel,
        stage=stage,
        light=light,
        urgent=urgent,
        since=_midnight(since, now) if since else None,
        until=_midnight(until + _A_DAY, now) if until and until < date.max else None,
        to_place=to_place,
        purpose=purpose,
    )


FilterDep = Annotated[IssueFilter, Depends(read_filter)]


def read_bbox(text: str) -> Bbox:
    """Box from ``west,south,east,north``.

    Raises
    ------
    BadFilter
        For anything that is no box on the globe.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        msg = "bbox is west,south,east,north in degrees, such as 110.1,39.5,110.9,40.1"
        raise BadFilter(msg, field="bbox") from error
    _check(west, south, "bbox")
    _check(east, north, "bbox")
    if west > east or south > north:
        msg = "bbox is west,south,east,north: west before east, south before north"
        raise BadFilter(msg, field="bbox")
    return west, south, east, north


def read_area(text: str) -> Ring:
    """Drawn polygon from its corners ``lon,lat;lon,lat;...``; the first may close it.

    Raises
    ------
    BadFilter
        For too few or too many corners, points not on the globe, a line that crosses itself, and
        an area over the antimeridian.
    """
    corners = read_points(text, "area", MOST_CORNERS + 1)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if not FEWEST_CORNERS <= len(corners) <= MOST_CORNERS:
        msg = f"area takes {FEWEST_CORNERS} to {MOST_CORNERS} corners, this one has {len(corners)}"
        raise BadFilter(msg, field="area")
    sides = pairwise((*corners, corners[0]))
    if any(abs(one[0] - other[0]) > _HALF_A_TURN for one, other in sides):
        msg = "area may not cross the antimeridian: ask for each side by itself"
        raise BadFilter(msg, field="area")
    if not Polygon(corners).is_valid:
        msg = "the line around the area touches or crosses itself; draw it anew"
        raise BadFilter(msg, field="area")
    return tuple(corners)


def read_points(text: str, field: str, most: int) -> list[Point]:
    """Points from ``lon,lat;lon,lat;...``, at most so many.

    Raises
    ------
    BadFilter
        For anything else, naming the field.
    """
    parts = text.split(";")
    if len(parts) > most:
        msg = f"{field} takes at most {most} points, this one has {len(parts)}"
        raise BadFilter(msg, field=field)
    try:
        pairs = [tuple(float(number) for number in part.split(",")) for part in parts]
        points = [(lon, lat) for lon, lat in pairs]
    except ValueError as error:
        msg = f"{field} is lon,lat in degrees, such as 110.5,39.8; a semicolon parts two corners"
        raise BadFilter(msg, field=field) from error
    for lon, lat in points:
        _check(lon, lat, field)
    return points


def _check(lon: float, lat: float, field: str) -> None:
    if not (isfinite(lon) and isfinite(lat)):
        msg = f"{field} holds something that is not a number"
        raise BadFilter(msg, field=field)
    try:
        check_lonlat(lon, lat)
    except InvalidCoordinate as error:
        raise BadFilter(str(error), field=field) from error


def _plain(text: str | None) -> str | None:
    return text.replace("\0", "") or None if text else None


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)
