"""The pages of grids: those of a day as list, map and file, and the history of one."""

import csv
import io
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from api.deps import SettingsDep
from api.pages.boundaries_grids import grid_table, read_grids
from api.pages.boundaries_history import read_history
from api.pages.boundaries_maps import Ground, draw_live
from api.pages.maps import publish
from api.pages.reader import Reader
from api.pages.render import render
from api.routes.admin_access import DayDep, reader_of
from api.routes.boundary_pages import look_of
from data.formula_cells import escape_cell
from data.grids import list_grids
from dispatch.region_codes import prefix_of

router = APIRouter(prefix="/admin/grids")

GridReaderDep = Annotated[Reader, Depends(reader_of("grids"))]
_Word = Annotated[str, Query(max_length=32, pattern=r"^[^\x00]*$")]


@router.get("")
def show_grids(
    reader: GridReaderDep,
    day: DayDep,
    region: _Word = "",
    f: Annotated[str, Query(pattern="^(csv)?$")] = "",
) -> Response:
    """Show the grids of a day under a region; as a file all of them."""
    session, actor, texts = reader.session, reader.actor, reader.texts
    if f:
        under = prefix_of(region) if region else None
        table = grid_table(list_grids(session, actor, day, region=under), texts)
        return _file(table, f"grids-{day}.csv")
    view = read_grids(session, actor, region, day, reader.now.date(), texts)
    return HTMLResponse(render("grids_admin.html", reader.frame, view=view))


@router.get("/map")
def show_map(
    reader: GridReaderDep, day: DayDep, settings: SettingsDep, region: _Word = ""
) -> HTMLResponse:
    """Show the map of a day, for the frame inside the list."""
    ground = Ground(prefix_of(region) if region else None, day)
    title = reader.texts.translate("Grids on %(day)s") % {"day": day.isoformat()}
    drawing = draw_live(reader.session, reader.actor, ground, title, look=look_of(reader))
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


@router.get("/{code}")
def show_grid(reader: GridReaderDep, code: str) -> HTMLResponse:
    """Show the history of one grid: its boundaries, who held it, what changed it."""
    code = code.replace("\0", "")
    view = read_history(reader.session, reader.actor, code, reader.now, reader.texts)
    return HTMLResponse(render("grids_admin_grid.html", reader.frame, view=view))


def _file(table: list[Sequence[str]], name: str) -> Response:
    """Table as CSV that a spreadsheet opens with its Chinese, and runs nothing of."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [[escape_cell(cell) for cell in row] for row in table]
    )
    return Response(
        out.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
