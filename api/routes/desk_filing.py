"""The desk's form for calls, letters and people at the counter."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SettingsDep
from api.errors import TooManyTries
from api.labels import N_
from api.pages.desk_filed import filed_view, read_filed
from api.pages.desk_filing import DeskFormView, read_side
from api.pages.filing_form import (
    FilingForm,
    FormDep,
    UploadsDep,
    brought_of,
    form_address,
    with_files,
)
from api.pages.filing_problems import REFUSALS, Problem, problem_of
from api.pages.reader import Reader, desk_reader_who, occasion_of
from api.pages.render import render
from api.services.attachments import accepted
from api.services.form_filing import Brought, file_form, link_same, take_files
from api.services.occasion import Occasion
from data.attachments import Kept
from data.errors import NotFound, StaleWrite
from data.filed_forms import answer_to_form
from dispatch.errors import DispatchError
from dispatch.rights import Verb
from dispatch.vocabulary import Category, Channel

router = APIRouter(prefix="/desk/new")

_CHANNELS: Final = (Channel.PHONE, Channel.LETTER, Channel.VISIT)
_NOT_LINKED: Final = (NotFound, StaleWrite, DispatchError)
_SAYS: Final = {
    "looking": N_("looking …"),
    "failed": N_("No proposals right now. Filing works all the same."),
    "sending": N_("sending …"),
}
TOO_OFTEN: Final = N_("You looked people up very often: no proposals for a minute. Filing goes on.")
LINKED: Final = N_("It is carried by %(number)s as the same matter.")
UNLINKED: Final = N_("It could not be joined with %(number)s: look at it on the desk.")


def clerk(reader: Annotated[Reader, Depends(desk_reader_who(Verb.PLACE_ISSUES))]) -> Reader:
    """Refuse who takes no calls down before the form is read."""
    reader.actor.require(Verb.FILE_ISSUE)
    return reader


ClerkDep = Annotated[Reader, Depends(clerk)]


@router.get("")
def show_form(reader: ClerkDep, settings: SettingsDep, form: UUID | None = None) -> Response:
    """Show an empty form under a key of its own; who comes back to one he filed sees the issue."""
    if form is None:
        return RedirectResponse(form_address("/desk/new"), HTTPStatus.SEE_OTHER)
    answer = answer_to_form(reader.session, form, reader.actor.account_id)
    if answer is not None:
        return _told(reader, answer, "")
    view = DeskFormView(FilingForm(form, channel=Channel.PHONE), reader.now.date())
    return _page(view, occasion_of(reader, settings), reader)


@router.post("/look")
def look(reader: ClerkDep, settings: SettingsDep, form: FormDep) -> HTMLResponse:
    """Propose place, person and similar issues, for the script of the form."""
    view = _looked(reader, form, occasion_of(reader, settings))
    return HTMLResponse(render("desk_new_side.html", reader.frame, view=view))


@router.post("")
def file(
    reader: ClerkDep,
    settings: SettingsDep,
    form: FormDep,
    uploads: UploadsDep,
    act: Annotated[str, Form()] = "file",
) -> HTMLResponse:
    """File what was taken down, or without the script show what would become of it."""
    occasion, files = occasion_of(reader, settings), list[Kept]()
    try:
        files = take_files(reader.session, uploads, occasion)
        if act == "look":
            return _page(_looked(reader, with_files(form, files), occasion), occasion, reader)
        brought = brought_of(form, uploads, reader.now)
        with reader.session.begin_nested():
            answer = file_form(reader.session, brought, files, occasion)
    except REFUSALS as refused:
        view = DeskFormView(with_files(form, files, refused), reader.now.date())
        view = replace(view, problem=problem_of(refused, reader.texts))
        return _page(view, occasion, reader, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _filed(reader, brought, answer, occasion)


def _looked(reader: Reader, form: FilingForm, occasion: Occasion) -> DeskFormView:
    """The page with what is proposed; a look that is refused says why and loses nothing."""
    view = DeskFormView(form, reader.now.date())
    try:
        with reader.session.begin_nested():
            return replace(view, side=read_side(reader.session, form, occasion))
    except TooManyTries:
        return replace(view, problem=Problem(reader.texts.translate(TOO_OFTEN)))
    except REFUSALS as refused:
        return replace(view, problem=problem_of(refused, reader.texts))


def _filed(
    reader: Reader, brought: Brought, answer: Mapping[str, Any], occasion: Occasion
) -> HTMLResponse:
    return _told(reader, answer, _linked(reader, brought, answer, occasion))


def _told(reader: Reader, answer: Mapping[str, Any], note: str) -> HTMLResponse:
    view = replace(filed_view(answer, reader), note=note)
    if answer["stage"] is not None:
        view = replace(view, issue=read_filed(reader, view.number))
    return HTMLResponse(render("desk_new_filed.html", reader.frame, view=view, query=""))


def _linked(reader: Reader, brought: Brought, answer: Mapping[str, Any], occasion: Occasion) -> str:
    """Join it with the open issue it was said to be; what is filed stays filed."""
    if brought.same is None or answer["version"] is None:
        return ""
    try:
        with reader.session.begin_nested():
            link_same(reader.session, brought, answer, occasion)
        words = LINKED
    except _NOT_LINKED:
        words = UNLINKED
    return reader.texts.translate(words) % {"number": brought.same}


def _page(
    view: DeskFormView, occasion: Occasion, reader: Reader, status: int = HTTPStatus.OK
) -> HTMLResponse:
    choices = {
        "channels": _CHANNELS,
        "categories": list(Category),
        "says": _SAYS,
        "accept": accepted(occasion.settings),
    }
    return HTMLResponse(render("desk_new.html", reader.frame, view=view, **choices), status)
