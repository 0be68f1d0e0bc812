"""The pages on which residents follow a report by its code, and say how it went."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from api.form_guards import check_same_site
from api.labels import N_
from api.pages.render import render
from api.pages.report import OUT_OF_DATE
from api.pages.report_form import word_of
from api.pages.resident import Resident, ResidentDep, SentDep
from api.pages.track import RATE_FIRST, SCORES, read_track, track_page
from api.resident_forms import read_form
from api.resident_rates import TRACKING_LIMIT
from api.services.rating import keep_opinion
from api.services.tracking import behind_code
from data.errors import NotFound
from data.ratings import Opinion
from dispatch.numbers import read_tracking_code

router = APIRouter(prefix="/track", dependencies=[Depends(check_same_site), TRACKING_LIMIT])
UNKNOWN = N_("No report has this code. Look at it again, letter by letter.")
THANKS = N_("Thank you. What you said is with those who handle it.")
_WORDS_MOST = 1_000


@router.get("")
def find_report(resident: ResidentDep, code: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Ask for a code, and lead to its page."""
    known = read_tracking_code(code)
    if known is not None:
        return RedirectResponse(f"/track/{known}", HTTPStatus.SEE_OTHER)
    return _find_page(resident, code, UNKNOWN if code.strip() else "")


@router.get("/{code}")
def show_report(code: str, resident: ResidentDep, said: bool = False) -> HTMLResponse:  # noqa: FBT001, FBT002 - a query
    """Show what happened to a report, what comes next and by when."""
    thanks = resident.texts.translate(THANKS) if said else ""
    try:
        behind = behind_code(resident.session, _known(code), resident.now.date())
    except NotFound:
        return _find_page(resident, code, UNKNOWN)
    return track_page(resident, replace(read_track(behind, resident), thanks=thanks))


@router.post("/{code}/opinion")
def take_opinion(code: str, sent: SentDep, resident: ResidentDep) -> Response:
    """Take a rating or "not solved" in, exactly once for each form."""
    known = _known(code)
    form = read_form(word_of(sent, "key"), word_of(sent, "token"), resident.settings, resident.now)
    score = _score(sent)
    problem = OUT_OF_DATE if form is None else RATE_FIRST
    if form is None or (score is None and word_of(sent, "act") == "rate"):
        behind = behind_code(resident.session, known, resident.now.date())
        view = replace(
            read_track(behind, resident, form),
            problem=resident.texts.translate(problem),
            score=score,
            words=word_of(sent, "words"),
        )
        return track_page(resident, view, HTTPStatus.UNPROCESSABLE_ENTITY)
    opinion = _opinion(sent, form.key, score)
    keep_opinion(resident.session, known, opinion, resident.texts, resident.now)
    return RedirectResponse(f"/track/{known}?said=1", HTTPStatus.SEE_OTHER)


def _find_page(resident: Resident, typed: str, problem: str) -> HTMLResponse:
    words = resident.texts.translate(problem) if problem else ""
    about = {"typed": typed, "problem": words, "hotline": resident.settings.hotline}
    status = HTTPStatus.NOT_FOUND if problem else HTTPStatus.OK
    return HTMLResponse(render("track_find.html", resident.frame, **about), status)


def _opinion(sent: FormData, key: UUID, score: int | None) -> Opinion:
    words = word_of(sent, "words")[:_WORDS_MOST] or None
    if word_of(sent, "act") == "rate":
        return Opinion(key, score, None, words)
    return Opinion(key, None, solved=False, words=words)


def _score(sent: FormData) -> int | None:
    return {str(score): score for score, _ in SCORES}.get(word_of(sent, "score"))


def _known(code: str) -> str:
    """Code in its own form; a word that is none stays one nobody has."""
    return read_tracking_code(code) or ""
