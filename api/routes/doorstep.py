"""The form of agents and secretaries at a resident's door; a phone may send it hours later."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.labels import label
from api.pages.doorstep import SAYS, DoorstepView, read_doors, sent_words
from api.pages.filing_form import (
    FilingForm,
    FormDep,
    UploadsDep,
    brought_of,
    form_address,
    with_files,
)
from api.pages.filing_problems import NO_PROBLEM, REFUSALS, Problem, problem_of
from api.pages.reader import Reader, ReaderDep, occasion_of
from api.pages.refusal import wants_page
from api.pages.render import render
from api.services.attachments import accepted
from api.services.form_filing import file_form, take_files
from api.settings import Settings
from data.attachments import Kept
from data.errors import TwinRunning
from data.filed_forms import answer_to_form
from dispatch.errors import NotPermitted
from dispatch.rights import Verb
from dispatch.vocabulary import Category, Channel, Role

router = APIRouter(prefix="/grid/new")

_AT_DOORS: Final = frozenset({Role.AGENT, Role.SECRETARY})
_SOON: Final = {"Retry-After": "2"}


def visitor(reader: ReaderDep) -> Reader:
    """Refuse who visits nobody before the form is read."""
    if reader.actor.role not in _AT_DOORS:
        msg = f"the page /grid/new is not for the role {reader.actor.role}"
        raise NotPermitted(msg)
    reader.actor.require(Verb.FILE_ISSUE)
    return reader


VisitorDep = Annotated[Reader, Depends(visitor)]


@router.get("")
def show_form(reader: VisitorDep, settings: SettingsDep, form: UUID | None = None) -> Response:
    """Show an empty form under a key of its own; who comes back to one he filed sees the issue."""
    if form is None:
        return RedirectResponse(form_address("/grid/new"), HTTPStatus.SEE_OTHER)
    answer = answer_to_form(reader.session, form, reader.actor.account_id)
    if answer is not None:
        return _sent_page(reader, answer)
    return _page(reader, settings, FilingForm(form, channel=Channel.VISIT))


@router.post("")
def file(
    request: Request,
    reader: VisitorDep,
    settings: SettingsDep,
    form: FormDep,
    uploads: UploadsDep,
) -> Response:
    """File a report once: for the phone's queue as JSON, else as a page."""
    occasion, files = occasion_of(reader, settings), list[Kept]()
    form = _in_words(replace(form, channel=Channel.VISIT), reader)
    try:
        files = take_files(reader.session, uploads, occasion)
        with reader.session.begin_nested():
            brought = brought_of(form, uploads, reader.now)
            answer = file_form(reader.session, brought, files, occasion)
    except REFUSALS as refused:
        problem = problem_of(refused, reader.texts)
        if not wants_page(request):
            return _refusal(problem, running=isinstance(refused, TwinRunning))
        form, status = with_files(form, files, refused), HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(reader, settings, form, problem, status)
    return _filed(request, reader, answer)


def _in_words(form: FilingForm, reader: Reader) -> FilingForm:
    """A door and a category say enough: the words are then the category's own."""
    chosen = next((one for one in Category if one == form.category), None)
    if form.text.strip() or chosen is None:
        return form
    return replace(form, text=label(chosen, reader.texts.translate))


def _refusal(problem: Problem, *, running: bool) -> JSONResponse:
    """For the queue: what is to be corrected, or that it may come again at once."""
    body = {"detail": problem.words, "field": problem.field}
    if running:
        return JSONResponse(body, HTTPStatus.CONFLICT, _SOON)
    return JSONResponse(body, HTTPStatus.UNPROCESSABLE_ENTITY)


def _filed(request: Request, reader: Reader, answer: Mapping[str, Any]) -> Response:
    if wants_page(request):
        return _sent_page(reader, answer)
    return JSONResponse(sent_words(answer, reader.texts), HTTPStatus.CREATED)


def _sent_page(reader: Reader, answer: Mapping[str, Any]) -> HTMLResponse:
    sent = sent_words(answer, reader.texts)
    return HTMLResponse(render("doorstep_sent.html", reader.frame, sent=sent))


def _page(
    reader: Reader,
    settings: Settings,
    form: FilingForm,
    problem: Problem = NO_PROBLEM,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    actor = reader.actor
    doors = read_doors(reader.session, actor, reader.now)
    view = DoorstepView(form, doors, actor.account_id, problem)
    choices = {"categories": list(Category), "says": SAYS, "accept": accepted(settings)}
    return HTMLResponse(render("doorstep.html", reader.frame, view=view, **choices), status)
