"""The pages of who can be called now, and of how far the county is covered."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.coverage_csv import coverage_csv
from api.filters import BadFilter
from api.pages.admin_coverage import read_coverage, read_reachable
from api.pages.render import render
from api.routes.admin_access import DayDep, ManagerDep

router = APIRouter()

_Code = Annotated[str, Query(max_length=32)]


@router.get("/reachable")
def show_reachable(
    reader: ManagerDep,
    region: _Code = "",
    grid: _Code = "",
    at: Annotated[str, Query(max_length=16)] = "",
) -> HTMLResponse:
    """Show who can be called at a moment, the best first."""
    place = (region.replace("\0", ""), grid.replace("\0", "").strip())
    view = read_reachable(
        reader.session, reader.actor, place, _moment(at, reader.now), reader.texts
    )
    page = render("admin_reachable.html", reader.frame, tab="reachable", done="", view=view)
    return HTMLResponse(page)


@router.get("/coverage")
def show_coverage(
    reader: ManagerDep,
    on: DayDep,
    region: _Code = "",
    f: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    """Show the figures of a day, or answer them as a table for a spreadsheet."""
    view = read_coverage(reader.session, reader.actor, region.replace("\0", ""), on, reader.texts)
    if f == "csv":
        name = f"coverage-{on}.csv"
        return Response(
            coverage_csv(view.records, reader.texts),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    page = render("admin_coverage.html", reader.frame, tab="coverage", done="", view=view)
    return HTMLResponse(page)


def _moment(at: str, now: datetime) -> datetime:
    """Moment a form names, in the county's zone; now where it names none."""
    if not at:
        return now
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        msg = "at is a moment such as 2026-01-31T09:30"
        raise BadFilter(msg, field="at") from error
    if moment.tzinfo is None:
        return moment.replace(tzinfo=now.tzinfo)
    return moment.astimezone(now.tzinfo)
