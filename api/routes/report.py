"""The pages on which residents report a matter, without an account."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api.errors import UnfitFile
from api.form_guards import check_same_site
from api.form_turns import FormTurnDep
from api.pages.maps import Look as MapLook
from api.pages.maps import publish
from api.pages.render import render
from api.pages.report import (
    CHOOSE_PHOTOS_AGAIN,
    OUT_OF_DATE,
    PHOTOS_GONE,
    SENT_BEFORE,
    STILL_RUNNING,
    Trouble,
    done_page,
    report_page,
    too_many,
)
from api.pages.report_form import Typed, problems_of, wire_of
from api.pages.report_look import read_look
from api.pages.report_map import draw_report_map
from api.pages.resident import Resident, ResidentDep, SentDep, WaitDep, village_of
from api.pages.resident_photos import Photo, PhotoDep, PhotosDep, form_of
from api.resident_forms import ResidentForm, new_form
from api.resident_rates import LOOKS_LIMIT
from api.services.attachments import keep_of_form
from api.services.resident_filing import Brought, file_brought
from data.errors import FileGone, KeyReused, NotFound, TooManyFiles, TwinRunning
from data.scope import as_system
from data.tracking import find_tracked

router = APIRouter(prefix="/report", dependencies=[Depends(check_same_site)])


@router.get("")
def show_form(resident: ResidentDep, v: Annotated[str, Query(max_length=32)] = "") -> HTMLResponse:
    """Show the form; a village's QR code says which village it is."""
    return report_page(resident, Typed(village=v), None)


@router.post("")
def take_form(
    wait: WaitDep, sent: SentDep, photos: PhotosDep, _: FormTurnDep, resident: ResidentDep
) -> Response:
    """Take a report in and lead to its code; nothing typed is lost when it cannot be."""
    typed = Typed.of(sent)
    form = form_of(sent, resident.settings, resident.now)
    files = (*map(str, typed.files), *(one.mark for one in photos))
    if wait is not None:
        trouble = too_many(wait, resident.settings.hotline, resident.texts)
        return report_page(resident, typed, form, trouble)
    if form is None:
        return _again(resident, typed, OUT_OF_DATE, HTTPStatus.FORBIDDEN)
    typed, problems = _checked(photos, typed, form, resident)
    if problems:
        return report_page(resident, typed, form, Trouble(422, problems))
    brought = Brought(form.key, typed.village, wire_of(typed), files)
    try:
        code = _file(brought, resident)
    except (FileGone, KeyReused, TwinRunning) as refused:
        return _refused(refused, resident, typed, form)
    return RedirectResponse(f"/report/done/{code}", HTTPStatus.SEE_OTHER)


@router.post("/files", dependencies=[LOOKS_LIMIT])
def take_photo(sent: PhotoDep, resident: ResidentDep) -> JSONResponse:
    """Take one photo before its report is sent; answers its id, or what is wrong with it."""
    form, photo = sent
    if isinstance(photo.clean, UnfitFile):
        words = photo.clean.said(resident.texts)
        return JSONResponse({"problem": words}, photo.clean.status)
    typed, wrong = _with_photos([photo], Typed(), form, resident)
    if wrong:
        return JSONResponse({"problem": wrong}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return JSONResponse({"id": str(typed.files[0])}, HTTPStatus.CREATED)


@router.post("/look", dependencies=[LOOKS_LIMIT])
def look_ahead(sent: SentDep, resident: ResidentDep) -> HTMLResponse:
    """Show what is known already while somebody writes."""
    look = read_look(resident, Typed.of(sent))
    return HTMLResponse(render("_report_look.html", resident.frame, look=look))


@router.get("/map", dependencies=[LOOKS_LIMIT])
def show_map(resident: ResidentDep, v: Annotated[str, Query(max_length=32)]) -> HTMLResponse:
    """Show the village to put a pin on, for the frame inside the form."""
    village = village_of(resident.session, v)
    if village is None:
        msg = f"no village {v}"
        raise NotFound(msg)
    look = MapLook(resident.frame.theme, resident.texts, resident.frame.made_up)
    drawing = draw_report_map(resident.session, village.code, resident.now, look=look)
    return HTMLResponse(publish(drawing, resident.settings.state_dir / "map-assets"))


@router.get("/done/{code}", dependencies=[LOOKS_LIMIT])
def show_done(code: str, resident: ResidentDep) -> HTMLResponse:
    """Show the code of a report that was taken in."""
    with as_system(resident.session):
        tracked = find_tracked(resident.session, code.replace("\0", ""))
    return done_page(resident, code, tracked)


def _file(brought: Brought, resident: Resident) -> str:
    with resident.session.begin_nested():
        return file_brought(
            resident.session, brought, resident.settings, resident.texts, resident.now
        )


def _refused(
    refused: FileGone | KeyReused | TwinRunning,
    resident: Resident,
    typed: Typed,
    form: ResidentForm,
) -> HTMLResponse:
    """Say why nothing was taken in, with what was typed; only a form that was sent is fresh."""
    if isinstance(refused, KeyReused):
        return _again(resident, typed, SENT_BEFORE, HTTPStatus.UNPROCESSABLE_ENTITY)
    notes, status = [STILL_RUNNING], HTTPStatus.CONFLICT
    if isinstance(refused, FileGone):
        typed = typed.without_files()
        notes, status = [PHOTOS_GONE, CHOOSE_PHOTOS_AGAIN], HTTPStatus.UNPROCESSABLE_ENTITY
    words = " ".join(resident.texts.translate(one) for one in notes)
    return report_page(resident, typed, form, Trouble(status, {}, words))


def _again(resident: Resident, typed: Typed, note: str, status: int) -> HTMLResponse:
    """Show what was typed in a fresh form; photos belong to the one that was sent."""
    translate: Callable[[str], str] = resident.texts.translate
    words = translate(note)
    if typed.files:
        words = f"{words} {translate(CHOOSE_PHOTOS_AGAIN)}"
    fresh = new_form(resident.settings, resident.now)
    return report_page(resident, typed.without_files(), fresh, Trouble(status, {}, words))


def _checked(
    photos: Sequence[Photo], typed: Typed, form: ResidentForm, resident: Resident
) -> tuple[Typed, dict[str, str]]:
    """Take the photos that came with the form, and say what must be put right, in words."""
    typed, wrong = _with_photos(photos, typed, form, resident)
    village = village_of(resident.session, typed.village)
    found = problems_of(typed, village_known=village is not None)
    problems = {name: resident.texts.translate(message) for name, message in found.items()}
    return typed, problems | ({"file": wrong} if wrong else {})


def _with_photos(
    photos: Sequence[Photo], typed: Typed, form: ResidentForm, resident: Resident
) -> tuple[Typed, str]:
    """Keep photos; answers in words why one of them is not taken."""
    session, settings, now = resident.session, resident.settings, resident.now
    for one in photos:
        if isinstance(one.clean, UnfitFile):
            return typed, one.clean.said(resident.texts)
        try:
            kept = keep_of_form(session, one.clean, one.name, form.key, settings, now)
        except TooManyFiles as refused:
            return typed, resident.texts.translate(str(refused))
        typed = typed.with_file(kept.id)
    return typed, ""
