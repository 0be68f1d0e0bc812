"""The pages of talk rooms and inspections: open a session, bring issues in, print the record."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.deps import SettingsDep
from api.labels import N_
from api.pages.asked import require_page
from api.pages.filing_form import FilingForm, FormDep, UploadsDep, brought_of, with_files
from api.pages.filing_problems import REFUSALS, Problem, problem_of
from api.pages.reader import Reader, ReaderDep, occasion_of
from api.pages.render import render
from api.pages.sittings import (
    OpeningForm,
    SittingView,
    filed_of,
    read_sitting,
    read_sittings,
)
from api.schemas.sitting import SittingIn
from api.services.attachments import accepted
from api.services.form_filing import file_form, take_files
from api.services.reading_log import log_numbers
from api.services.sittings import (
    CHANNELS,
    UnfitSitting,
    open_sitting,
    require_keeper,
    rewrite_note,
)
from api.settings import Settings
from data.attachments import Kept
from data.errors import KeyReused, StaleWrite, TwinRunning, UnknownHousehold, UnknownRegion
from data.sittings import SittingRecord, find_sitting
from dispatch.auditing import AuditVerb
from dispatch.vocabulary import Category

router = APIRouter(prefix="/sittings")

_FIELDS: Final = {
    "kind": N_("Choose a session or a round."),
    "region": N_("Choose a village or township of the list."),
    "held_on": N_("Write a day as 2026-01-31."),
    "place": N_("A place has at most 200 signs."),
    "note": N_("A note has at most 4,000 signs."),
    "office": N_("Choose a talk room, or write where the session is held."),
}
"""What is wrong with each field of the form that opens a session."""
_REUSED: Final = N_("This form opened another session already: open the page again.")
_RUNNING: Final = N_("It is being opened right now: wait a moment, then open the list again.")
_CHANGED: Final = N_("The note was changed in another window. Yours is kept below: join the two.")
_UNFIT: Final = HTTPStatus.UNPROCESSABLE_ENTITY


def keeper(reader: ReaderDep) -> Reader:
    """Refuse who holds no sessions before a form is read."""
    require_page(reader.actor, "/sittings")
    require_keeper(reader.actor)
    return reader


KeeperDep = Annotated[Reader, Depends(keeper)]
IdDep = Annotated[int, Path(ge=1, lt=2**63)]


def read_opening(
    key: Annotated[UUID, Form()],
    kind: Annotated[str, Form(max_length=32)] = "",
    region: Annotated[str, Form(max_length=32)] = "",
    held_on: Annotated[str, Form(max_length=32)] = "",
    office: Annotated[str, Form(max_length=20)] = "",
    place: Annotated[str, Form(max_length=2_000)] = "",
    note: Annotated[str, Form(max_length=20_000)] = "",
) -> OpeningForm:
    """The form that opens a session, as it was typed."""
    typed = {"kind": kind, "region": region, "held_on": held_on, "office": office}
    words = {"place": place, "note": note.replace("\r\n", "\n")}
    return OpeningForm(
        key, {name: value.replace("\0", "").strip() for name, value in (typed | words).items()}
    )


@router.get("")
def show_sittings(reader: KeeperDep) -> HTMLResponse:
    """Show the sessions and rounds, and the form for a new one."""
    return _list(reader)


@router.post("")
def open_one(
    reader: KeeperDep, settings: SettingsDep, form: Annotated[OpeningForm, Depends(read_opening)]
) -> Response:
    """Open a session or round, and go to it; a form that is refused loses nothing."""
    try:
        wire = SittingIn.model_validate({k: v for k, v in form.typed.items() if v})
        with reader.session.begin_nested():
            made = open_sitting(reader.session, wire, form.key, occasion_of(reader, settings))
    except (ValidationError, UnfitSitting, UnknownRegion, KeyReused, TwinRunning) as refused:
        return _list(reader, replace(form, problem=_why(refused, reader)), _UNFIT)
    return RedirectResponse(f"/sittings/{made['id']}", HTTPStatus.SEE_OTHER)


@router.get("/{sitting_id}")
def show_sitting(sitting_id: IdDep, reader: KeeperDep, settings: SettingsDep) -> HTMLResponse:
    """Show one session with what was brought in, and the form for the next issue."""
    return _page(reader, settings, _view(reader, _record(reader, sitting_id)))


@router.post("/{sitting_id}/issues")
def bring(
    sitting_id: IdDep,
    reader: KeeperDep,
    settings: SettingsDep,
    form: FormDep,
    uploads: UploadsDep,
    household: Annotated[str, Form(max_length=200)] = "",
) -> HTMLResponse:
    """File one issue of a session, and show an empty form for the next."""
    record, files = _record(reader, sitting_id), list[Kept]()
    form = _of_sitting(form, record, household.replace("\0", "").strip())
    occasion = occasion_of(reader, settings)
    try:
        files = take_files(reader.session, uploads, occasion)
        brought = brought_of(form, uploads, reader.now)
        wire = brought.wire.model_copy(update={"sitting": record.id})
        brought = replace(brought, wire=wire, region=record.region_code)
        with reader.session.begin_nested():
            answer = file_form(reader.session, brought, files, occasion)
    except REFUSALS as refused:
        problem = _filing_problem(refused, reader)
        view = _view(reader, record)
        view = replace(
            view, form=with_files(form, files, refused), problem=problem, household=household
        )
        return _page(reader, settings, view, _UNFIT)
    view = replace(_view(reader, record), filed=filed_of(answer, reader.texts))
    return _page(reader, settings, view)


@router.post("/{sitting_id}/note")
def write_note(
    sitting_id: IdDep,
    reader: KeeperDep,
    settings: SettingsDep,
    mark: Annotated[str, Form(max_length=64)],
    note: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Keep the note of a session; one that cannot be kept stays as it was typed."""
    note = note.replace("\r\n", "\n").replace("\0", "")
    try:
        rewrite_note(reader.session, sitting_id, note, mark, occasion_of(reader, settings))
    except (StaleWrite, UnfitSitting) as refused:
        words = _CHANGED if isinstance(refused, StaleWrite) else _FIELDS["note"]
        view = _view(reader, _record(reader, sitting_id))
        view = replace(view, note=note, note_problem=reader.texts.translate(words))
        return _page(reader, settings, view, _UNFIT)
    return RedirectResponse(f"/sittings/{sitting_id}#note", HTTPStatus.SEE_OTHER)


def _of_sitting(form: FilingForm, record: SittingRecord, household: str) -> FilingForm:
    way = f"household:{household}" if household else ""
    return replace(form, channel=CHANNELS[record.kind], way=way, same="", received_on="")


def _filing_problem(refused: Exception, reader: Reader) -> Problem:
    problem = problem_of(refused, reader.texts)
    return replace(problem, field="household") if isinstance(refused, UnknownHousehold) else problem


def _why(refused: Exception, reader: Reader) -> Problem:
    translate = reader.texts.translate
    if isinstance(refused, ValidationError):
        where = refused.errors()[0]["loc"]
        field = str(where[0]) if where else "office"
        return Problem(translate(_FIELDS.get(field, _FIELDS["kind"])), field)
    if isinstance(refused, UnfitSitting):
        return Problem(translate(str(refused)), refused.field or "")
    if isinstance(refused, UnknownRegion):
        return Problem(translate(_FIELDS["region"]), "region")
    return Problem(translate(_RUNNING if isinstance(refused, TwinRunning) else _REUSED))


def _record(reader: Reader, sitting_id: int) -> SittingRecord:
    return find_sitting(reader.session, reader.actor, sitting_id)


def _view(reader: Reader, record: SittingRecord) -> SittingView:
    return read_sitting(reader.session, reader.actor, record, reader.now, reader.texts)


def _list(
    reader: Reader, form: OpeningForm | None = None, status: int = HTTPStatus.OK
) -> HTMLResponse:
    form = form or OpeningForm(uuid4())
    view = read_sittings(reader.session, reader.actor, reader.now, reader.texts, form)
    return HTMLResponse(render("sittings.html", reader.frame, view=view), status)


def _page(
    reader: Reader, settings: Settings, view: SittingView, status: int = HTTPStatus.OK
) -> HTMLResponse:
    numbers = view.exact_numbers
    log_numbers(reader.session, reader.actor, reader.now, AuditVerb.LIST, numbers)
    choices = {"categories": list(Category), "accept": accepted(settings)}
    return HTMLResponse(render("sitting.html", reader.frame, view=view, **choices), status)
