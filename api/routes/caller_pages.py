"""The desk's page of a caller: what was typed never stands in an address."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse

from api.deps import SettingsDep
from api.filters import BadFilter
from api.pages.caller import CallerView, read_caller
from api.pages.reader import Reader, desk_reader_who, occasion_of
from api.pages.render import render
from dispatch.rights import Verb

router = APIRouter(prefix="/desk/caller")


AnswererDep = Annotated[Reader, Depends(desk_reader_who(Verb.PLACE_ISSUES))]


@router.get("")
def show_caller(reader: AnswererDep) -> HTMLResponse:
    """Show the empty form."""
    return HTMLResponse(render("caller.html", reader.frame, view=CallerView()))


@router.post("")
def look_caller_up(
    reader: AnswererDep,
    settings: SettingsDep,
    q: Annotated[str, Form(max_length=100, pattern=r"^[^\x00]*$")] = "",
) -> HTMLResponse:
    """Show the households a caller may belong to, with their issues."""
    words = " ".join(q.split())
    try:
        view = read_caller(reader.session, words, occasion_of(reader, settings))
    except BadFilter:
        view = CallerView(words, asked=True, unclear=True)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if view.unclear else HTTPStatus.OK
    return HTMLResponse(render("caller.html", reader.frame, view=view), status)
