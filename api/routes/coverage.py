"""The coverage of a county: offices, people, grids with a holder, households in them."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response

from api.coverage_csv import coverage_csv
from api.deps import ActorDep, NowDep, SessionDep, TextsDep
from api.requests import StrictRoute
from api.schemas.coverage import CoverageOut, CoverageRowOut
from data.coverage_figures import coverage

router = APIRouter(prefix="/coverage", tags=["coverage"], route_class=StrictRoute)

_CSV = "text/csv"
Code = Annotated[str | None, Query(max_length=32, pattern=r"^[^\x00]*$")]


class TableForm(StrEnum):
    """Form of the answer."""

    JSON = "json"
    CSV = "csv"


@router.get("", response_model=CoverageOut)
def read_coverage(
    actor: ActorDep,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    *,
    region: Code = None,
    on: date | None = None,
    f: TableForm | None = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> CoverageOut | Response:
    """Regions of county, township and village level on a day, the total last."""
    day = on or now.date()
    rows = coverage(session, actor, day, region)
    if f is TableForm.CSV or (f is None and accept is not None and _CSV in accept):
        name = f'attachment; filename="coverage-{day}.csv"'
        headers = {"Content-Disposition": name}
        return Response(coverage_csv(rows, texts), media_type=_CSV, headers=headers)
    return CoverageOut(on=day, rows=[CoverageRowOut.model_validate(row) for row in rows])
