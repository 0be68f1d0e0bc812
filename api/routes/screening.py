"""The screener's forms on the desk."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.pages.reader import Reader, desk_reader_who, occasion_of
from api.pages.release import Chosen, ToldView, told_changed, told_gone, told_odd
from api.pages.render import render
from api.services.editing import Edit
from api.services.release import hold_issue, release_issue
from data.errors import HeldAlready, NotHeld, StaleWrite
from dispatch.rights import Verb
from dispatch.screening_decision import Outcome

router = APIRouter(prefix="/desk/issues")

Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
_Code = Annotated[str, Form(max_length=64, pattern=r"^[^\x00]*$")]
_FASTER: Final = (StaleWrite, NotHeld, HeldAlready)


ReleaserDep = Annotated[Reader, Depends(desk_reader_who(Verb.RELEASE_HELD))]
HolderDep = Annotated[Reader, Depends(desk_reader_who(Verb.READ_HELD))]


def read_chosen(
    outcome: Annotated[Outcome, Form()],
    *,
    agent: Annotated[list[Annotated[int, Form(ge=1, le=2**63 - 1)]] | None, Form()] = None,
    unit: Annotated[list[_Code] | None, Form()] = None,
    region: Annotated[list[_Code] | None, Form()] = None,
    name: Annotated[str, Form(max_length=200)] = "",
    note: Annotated[str, Form(max_length=2_000)] = "",
) -> Chosen:
    """What the screener chose."""
    return Chosen(
        outcome,
        tuple(agent or ()),
        tuple(unit or ()),
        tuple(region or ()),
        name.replace("\0", ""),
        note.replace("\0", ""),
    )


@router.post("/{number}/release")
def release(
    number: str,
    chosen: Annotated[Chosen, Depends(read_chosen)],
    version: Version,
    reader: ReleaserDep,
    settings: SettingsDep,
) -> Response:
    """Let a held issue go on as the screener decided."""
    edit, wire = Edit(number.replace("\0", ""), version), chosen.wire()
    if wire is None:
        told = told_odd(edit.number, reader.texts)
        return _told(told, reader, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        answer = release_issue(reader.session, edit, wire, occasion_of(reader, settings))
    except _FASTER:
        return _told(told_changed(edit.number, reader.texts), reader, HTTPStatus.CONFLICT)
    if answer["visible"]:
        return RedirectResponse(f"/desk/issues/{edit.number}", HTTPStatus.SEE_OTHER)
    return _told(told_gone(edit.number, reader.texts), reader, HTTPStatus.OK)


@router.post("/{number}/hold")
def hold(number: str, version: Version, reader: HolderDep, settings: SettingsDep) -> Response:
    """Take an issue back into quarantine."""
    edit = Edit(number.replace("\0", ""), version)
    try:
        hold_issue(reader.session, edit, occasion_of(reader, settings))
    except _FASTER:
        return _told(told_changed(edit.number, reader.texts), reader, HTTPStatus.CONFLICT)
    return RedirectResponse(f"/desk/issues/{edit.number}", HTTPStatus.SEE_OTHER)


def _told(told: ToldView, reader: Reader, status: HTTPStatus) -> HTMLResponse:
    return HTMLResponse(render("screening.html", reader.frame, told=told), status)
