"""Finding the place of an issue on the desk: the form, its map, what it would lead to."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.pages.desk import DeskFilter
from api.pages.desk_page import desk_page, desk_with
from api.pages.desk_record import log_opened
from api.pages.maps import Look, publish
from api.pages.pin_map import draw_pin_map
from api.pages.placing import PlacingView
from api.pages.placing_form import (
    PROBLEMS,
    Act,
    NoPlaceSaid,
    Sent,
    problem_of,
    read_sent,
    wire_of,
)
from api.pages.placing_reading import (
    bare_placing,
    read_opened,
    read_outlook,
    read_placing,
    told_gone,
    with_houses,
)
from api.pages.reader import Reader, desk_reader_who, occasion_of
from api.pages.render import render
from api.routes.desk import DeskFilterDep
from api.services.editing import Edit
from api.services.occasion import Occasion
from api.services.placement import look_ahead, place_issue
from data.issue_records import IssueRecord
from data.issues import find_issue
from dispatch.rights import Verb
from dispatch.vocabulary import Purpose

router = APIRouter(prefix="/desk")

_REFUSALS: Final[tuple[type[Exception], ...]] = (NoPlaceSaid, *PROBLEMS)
_PARTS: Final = {Act.FIND: "_placing_houses.html", Act.LOOK: "_outlook.html"}


PlacerDep = Annotated[Reader, Depends(desk_reader_who(Verb.PLACE_ISSUES))]


@dataclass(frozen=True, slots=True)
class Finder:
    """Who finds a place, with the list he came from."""

    reader: Reader
    chosen: DeskFilter
    occasion: Occasion


def _finder(reader: PlacerDep, chosen: DeskFilterDep, settings: SettingsDep) -> Finder:
    return Finder(reader, chosen, occasion_of(reader, settings))


@router.get("/pin")
def show_pin_map(
    reader: PlacerDep,
    settings: SettingsDep,
    region: Annotated[str, Query(max_length=32, pattern=r"^[^\x00]*$")] = "",
) -> HTMLResponse:
    """Show the map on which a pin is set, for the frame inside the form; it opens at a region."""
    look = Look(reader.frame.theme, reader.texts, reader.frame.made_up)
    drawing = draw_pin_map(reader.session, reader.actor, region, reader.now, look=look)
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


@router.post("/issues/{number}/placing")
def find_place(
    finder: Annotated[Finder, Depends(_finder)],
    number: str,
    sent: Annotated[Sent, Depends(read_sent)],
    part: str = "",
) -> Response:
    """Look households up, say what a placing would lead to, or place the issue."""
    record = _record(finder.reader, number)
    if sent.act is Act.PLACE:
        return _place(finder, record, sent)
    view = _section(finder, record, whole=not part)
    finding = sent.act is Act.FIND
    view = _found(finder, view, sent) if finding else _ahead(finder, view, sent, record)
    if part:
        return HTMLResponse(render(_PARTS[sent.act], finder.reader.frame, placing=view))
    return _around(finder, view, HTTPStatus.UNPROCESSABLE_ENTITY if view.problem else HTTPStatus.OK)


def _record(reader: Reader, number: str) -> IssueRecord:
    return find_issue(reader.session, reader.actor, number.replace("\0", ""), Purpose.PLACE)


def _section(finder: Finder, record: IssueRecord, *, whole: bool) -> PlacingView:
    """The section as it opens; a part of it asks for none of what stands in the rest."""
    if whole:
        return read_placing(finder.reader.session, record, finder.occasion)
    return bare_placing(record, finder.occasion)


def _found(finder: Finder, view: PlacingView, sent: Sent) -> PlacingView:
    return with_houses(finder.reader.session, view, sent.typed, finder.occasion)


def _ahead(finder: Finder, view: PlacingView, sent: Sent, record: IssueRecord) -> PlacingView:
    session, edit = finder.reader.session, Edit(view.number, sent.version, sent.key)
    view = replace(view, typed=sent.typed)
    try:
        outlook = look_ahead(session, edit, wire_of(sent.typed), finder.occasion)
    except _REFUSALS as refused:
        return replace(view, problem=finder.reader.texts.translate(problem_of(refused)))
    return replace(view, outlook=read_outlook(session, outlook, record, finder.occasion))


def _place(finder: Finder, record: IssueRecord, sent: Sent) -> Response:
    session, number = finder.reader.session, record.issue.number
    try:
        with session.begin_nested():
            edit = Edit(number, sent.version, sent.key)
            answer = place_issue(session, edit, wire_of(sent.typed), finder.occasion)
    except _REFUSALS as refused:
        view = _section(finder, _record(finder.reader, number), whole=True)
        problem = finder.reader.texts.translate(problem_of(refused))
        view = replace(view, typed=sent.typed, problem=problem)
        return _around(finder, view, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not answer["visible"]:
        told = told_gone(number, finder.reader.texts, held=bool(answer["held"]))
        return HTMLResponse(render("screening.html", finder.reader.frame, told=told))
    query = finder.chosen.query()
    address = f"/desk/issues/{number}{query}{'&' if query else '?'}done=placed"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _around(finder: Finder, view: PlacingView, status: HTTPStatus) -> HTMLResponse:
    """The desk with the issue opened, and the section as it is now."""
    reader, settings = finder.reader, finder.occasion.settings
    issue = read_opened(view.number, Purpose.PLACE, reader, settings, finding=False)
    desk = desk_with(replace(issue, placing=view), finder.chosen, reader)
    log_opened(reader, issue, desk, finder.chosen, finding=True)
    return desk_page(desk, reader, status)
