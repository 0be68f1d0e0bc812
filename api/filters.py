"""Query parameters that say which issues are wanted."""

from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Annotated, Final

from fastapi import Depends, Query

from api.deps import NowDep
from api.errors import ApiError
from data.issue_filter import Bbox, IssueFilter
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import Category, Channel, Light, Stage
from geo.coordinates import check_lonlat
from geo.errors import InvalidCoordinate

_A_DAY: Final = timedelta(days=1)


class BadFilter(ApiError):
    """A filter cannot be read."""

    status = 422
    title = "bad filter"


def read_filter(  # noqa: PLR0913 - one parameter per filter of the contract
    now: NowDep,
    *,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees")] = None,
    grid: Annotated[str | None, Query(max_length=32)] = None,
    region: Annotated[str | None, Query(max_length=32)] = None,
    category: Category | None = None,
    channel: Channel | None = None,
    stage: Stage | None = None,
    light: Light | None = None,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to", description="last day included")] = None,
) -> IssueFilter:
    """Filter from the query string; days are the county's."""
    return IssueFilter(
        bbox=read_bbox(bbox) if bbox else None,
        grid=_plain(grid),
        region=prefix_of(code) if (code := _plain(region)) else None,
        category=category,
        channel=channel,
        stage=stage,
        light=light,
        since=_midnight(since, now) if since else None,
        until=_midnight(until + _A_DAY, now) if until and until < date.max else None,
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
    if not all(isfinite(side) for side in (west, south, east, north)):
        msg = "bbox holds something that is not a number"
        raise BadFilter(msg, field="bbox")
    try:
        check_lonlat(west, south)
        check_lonlat(east, north)
    except InvalidCoordinate as error:
        raise BadFilter(str(error), field="bbox") from error
    if west > east or south > north:
        msg = "bbox is west,south,east,north: west before east, south before north"
        raise BadFilter(msg, field="bbox")
    return west, south, east, north


def _plain(text: str | None) -> str | None:
    return text.replace("\0", "") or None if text else None


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)
