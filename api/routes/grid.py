"""The page of the grid agent."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.pages.agent_grid import GridView, exact_numbers, read_grids
from api.pages.asked import require_page
from api.pages.issue import RevealedView, revealed_view
from api.pages.reader import Reader, ReaderDep, RevealFormDep
from api.pages.render import render
from api.services.reading_log import log_numbers
from api.services.revealing import reveal_issue
from dispatch.auditing import AuditVerb

router = APIRouter(prefix="/grid")


@router.get("")
def show_grid(reader: ReaderDep) -> HTMLResponse:
    """Show an agent his grids and what is open in them."""
    require_page(reader.actor, "/grid")
    grids = _grids(reader)
    numbers = exact_numbers(grids)
    log_numbers(reader.session, reader.actor, reader.now, AuditVerb.LIST, numbers)
    return HTMLResponse(render("grid.html", reader.frame, grids=grids))


@router.post("/issues/{number}/reveal")
def reveal(number: str, asked: RevealFormDep, reader: ReaderDep) -> HTMLResponse:
    """Show an agent his grids, with the people behind one issue."""
    require_page(reader.actor, "/grid")
    number = number.replace("\0", "")
    shown = reveal_issue(reader.session, reader.actor, number, asked, reader.now)
    grids = _grids(reader, {number: revealed_view(shown)})
    return HTMLResponse(render("grid.html", reader.frame, grids=grids))


def _grids(
    reader: Reader, revealed: Mapping[str, RevealedView] = MappingProxyType({})
) -> list[GridView]:
    session, actor, now, texts = reader.session, reader.actor, reader.now, reader.texts
    return read_grids(session, actor, now, texts, revealed)
