"""The page of the grid agent."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.labels import N_
from api.pages.agent_grid import GridView, PhoneView, exact_numbers, read_grids, read_phone
from api.pages.asked import require_page
from api.pages.doorstep import SAYS
from api.pages.issue import RevealedView, revealed_view
from api.pages.reader import Reader, ReaderDep, RevealFormDep
from api.pages.render import render
from api.services.people import confirm_phone
from api.services.reading_log import log_numbers
from api.services.revealing import reveal_issue
from dispatch.auditing import AuditVerb
from dispatch.posts import is_phone

router = APIRouter(prefix="/grid")


@router.get("")
def show_grid(reader: ReaderDep) -> HTMLResponse:
    """Show an agent his grids and what is open in them."""
    require_page(reader.actor, "/grid")
    return _page(reader, read_phone(reader.session, reader.actor, reader.now))


@router.post("/phone")
def confirm_number(
    reader: ReaderDep,
    phone: Annotated[str, Form(max_length=200)] = "",
    right: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Say that one's number is right, or give the right one."""
    require_page(reader.actor, "/grid")
    asked = read_phone(reader.session, reader.actor, reader.now, typed="" if right else phone)
    if asked is None:
        return RedirectResponse("/grid", 303)
    number = None if right else asked.typed
    if not (number if number is not None else asked.number) or (number and not is_phone(number)):
        words = reader.texts.translate(N_("Write the number in digits, such as 13812345678."))
        return _page(reader, replace(asked, problem=words), status=422)
    confirm_phone(reader.session, reader.actor, asked.agent_id, number, reader.now)
    return RedirectResponse("/grid", 303)


@router.post("/issues/{number}/reveal")
def reveal(number: str, asked: RevealFormDep, reader: ReaderDep) -> HTMLResponse:
    """Show an agent his grids, with the people behind one issue."""
    require_page(reader.actor, "/grid")
    number = number.replace("\0", "")
    shown = reveal_issue(reader.session, reader.actor, number, asked, reader.now)
    grids = _grids(reader, {number: revealed_view(shown)})
    return HTMLResponse(render("grid.html", reader.frame, grids=grids, **_outbox(reader)))


def _page(reader: Reader, phone: PhoneView | None, status: int = 200) -> HTMLResponse:
    grids = _grids(reader)
    numbers = exact_numbers(grids)
    log_numbers(reader.session, reader.actor, reader.now, AuditVerb.LIST, numbers)
    page = render("grid.html", reader.frame, grids=grids, phone=phone, **_outbox(reader))
    return HTMLResponse(page, status)


def _outbox(reader: Reader) -> dict[str, Any]:
    """What the line of unsent reports needs."""
    return {"owner": reader.actor.account_id, "says": SAYS}


def _grids(
    reader: Reader, revealed: Mapping[str, RevealedView] = MappingProxyType({})
) -> list[GridView]:
    session, actor, now, texts = reader.session, reader.actor, reader.now, reader.texts
    return read_grids(session, actor, now, texts, revealed)
