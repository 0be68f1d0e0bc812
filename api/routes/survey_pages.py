"""The pages of the survey: how far it is, a village with its houses, its map, what is found."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.deps import SettingsDep
from api.house_table import house_table
from api.labels import N_
from api.pages.asked import require_page
from api.pages.choices import read_choice
from api.pages.maps import Look as MapLook
from api.pages.maps import publish
from api.pages.reader import Reader, ReaderDep
from api.pages.refusal import wants_page
from api.pages.render import render
from api.pages.survey import (
    PARTS,
    Look,
    Part,
    Sent,
    done_text,
    read_survey,
    read_villages,
)
from api.pages.survey_map import draw_survey
from api.pages.survey_says import SAYS
from api.routes.survey import answer
from api.schemas.survey import FindingIn
from api.services import once
from api.services.survey import Said, find_house, log_houses
from data.errors import NotFound
from data.scope import as_system
from data.survey import Lacking, Wanted, house_named, list_houses
from dispatch.auditing import AuditVerb
from dispatch.errors import OutsideCoverage
from geo.errors import InvalidCoordinate

router = APIRouter(prefix="/survey")

_TEXT: Final = r"^[^\x00]*$"
_NO_COORDINATES: Final = N_(
    "These are no coordinates: write degrees, longitude first, such as 110.12345 and 39.87654."
)
_TOO_FAR: Final = N_("This place is far outside the county. Check the numbers and the datum.")


def surveyor(reader: ReaderDep) -> Reader:
    """Refuse a role without these pages before anything else is read."""
    require_page(reader.actor, "/survey")
    return reader


SurveyorDep = Annotated[Reader, Depends(surveyor)]


def read_look(
    village: Annotated[str, Query(max_length=32, pattern=_TEXT)] = "",
    show: str = "",
    q: Annotated[str, Query(max_length=64, pattern=_TEXT)] = "",
    house: Annotated[str, Query(max_length=64, pattern=_TEXT)] = "",
) -> Look:
    """What of a village is looked at, from the address."""
    return Look(village, read_choice(Part, "show", show) or Part.MISSING, q.strip(), house)


@router.get("")
def show_survey(
    reader: SurveyorDep,
    look: Annotated[Look, Depends(read_look)],
    done: Annotated[str, Query(max_length=64, pattern=_TEXT)] = "",
) -> Response:
    """Show the villages, or the houses of one: of the only one at once."""
    return _page(reader, look, _done(reader, done) if done else Sent())


@router.get("/map")
def show_map(
    reader: SurveyorDep,
    settings: SettingsDep,
    village: Annotated[str, Query(max_length=32, pattern=_TEXT)],
) -> HTMLResponse:
    """Show the buildings of a village, for the frame inside its page."""
    if village not in {one.code for one in read_villages(reader.session, reader.actor, reader.now)}:
        msg = f"no village {village}"
        raise NotFound(msg)
    look = MapLook(reader.frame.theme, reader.texts, reader.frame.made_up)
    drawing = draw_survey(reader.session, reader.actor, village, reader.now, look=look)
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


@router.get("/houses.csv")
def show_table(
    reader: SurveyorDep, village: Annotated[str, Query(max_length=32, pattern=_TEXT)]
) -> Response:
    """Hand out the households of a village nobody has found, as a table to fill in."""
    session, actor, now = reader.session, reader.actor, reader.now
    houses = list_houses(session, actor, now, Wanted(village, Lacking.POINT))
    log_houses(session, actor, now, AuditVerb.EXPORT, houses)
    headers = {"Content-Disposition": 'attachment; filename="houses.csv"'}
    table = house_table(houses, reader.texts)
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


def read_form(
    household: Annotated[str, Form(max_length=64, pattern=_TEXT)],
    lon: Annotated[str, Form(max_length=32)] = "",
    lat: Annotated[str, Form(max_length=32)] = "",
    accuracy_m: Annotated[str, Form(max_length=32)] = "",
    footprint: Annotated[str, Form(max_length=20)] = "",
    found_at: Annotated[str, Form(max_length=40)] = "",
    datum: Annotated[str, Form(max_length=16)] = "wgs84",
    method: Annotated[str, Form(max_length=16)] = "hand",
) -> dict[str, str]:
    """What the form holds, as it was typed."""
    values = {"household": household, "lon": lon, "lat": lat, "accuracy_m": accuracy_m}
    more = {"footprint": footprint, "found_at": found_at, "datum": datum, "method": method}
    return {**values, **more}


FormDep = Annotated[dict[str, str], Depends(read_form)]


@router.post("/positions")
def keep_position(
    request: Request,
    reader: SurveyorDep,
    values: FormDep,
    key: Annotated[UUID, Form()],
    village: Annotated[str, Form(max_length=32, pattern=_TEXT)] = "",
) -> Response:
    """Keep where a house was found: for a script as JSON, else on the page of the village."""
    if not wants_page(request):
        return JSONResponse(_keep(reader, _read(values), key))
    look = Look(village, house=values["household"])
    try:
        with reader.session.begin_nested():
            _keep(reader, _read(values), key)
    except (RequestValidationError, InvalidCoordinate, OutsideCoverage) as refused:
        far = isinstance(refused, OutsideCoverage)
        why = reader.texts.translate(_TOO_FAR if far else _NO_COORDINATES)
        status = HTTPStatus.CONFLICT if far else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(reader, look, Sent(why, values), status)
    address = urlencode({"village": village, "done": values["household"]})
    return RedirectResponse(f"/survey?{address}", HTTPStatus.SEE_OTHER)


def _page(reader: Reader, look: Look, sent: Sent, status: int = HTTPStatus.OK) -> Response:
    session, actor, now = reader.session, reader.actor, reader.now
    villages = read_villages(session, actor, now)
    if not look.village and len(villages) == 1:
        look = Look(villages[0].code, look.part, look.words, look.house)
    if not look.village:
        return HTMLResponse(render("survey.html", reader.frame, villages=villages), status)
    view = read_survey(session, actor, now, reader.texts, villages, look, sent)
    if view is None:
        msg = f"no village {look.village}"
        raise NotFound(msg)
    log_houses(session, actor, now, AuditVerb.LIST, list(view.shown))
    page = render("survey_village.html", reader.frame, view=view, parts=PARTS, says=SAYS)
    return HTMLResponse(page, status)


def _read(values: dict[str, str]) -> FindingIn:
    """The form as the API takes it.

    Raises
    ------
    RequestValidationError
        If something in it cannot be read.
    """
    wire: dict[str, Any] = {name: value.strip() for name, value in values.items() if value.strip()}
    for name in ("lon", "lat", "accuracy_m"):
        if name in wire:
            wire[name] = _number(wire[name])
    try:
        return FindingIn.model_validate(wire)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_context=False)) from error


def _number(word: str) -> float | str:
    try:
        return float(word.replace("，", ".").replace(",", "."))
    except ValueError:
        return word


def _keep(reader: Reader, wire: FindingIn, key: UUID) -> dict[str, Any]:
    session, actor, now = reader.session, reader.actor, reader.now
    said = Said(**{**wire.model_dump(), "key": key})
    body = {"survey": wire.model_dump(mode="json", exclude={"key"})}
    sent = once.Sent(key, actor.account_id, now, body)
    return once.answer_once(
        session, sent, lambda: answer(find_house(session, actor, said, now), reader.texts)
    )


def _done(reader: Reader, number: str) -> Sent:
    """What became of the finding that led here; nothing for a house of others."""
    with as_system(reader.session):
        try:
            house = house_named(reader.session, number, reader.now)
        except NotFound:
            return Sent()
    if not house.found or house.found_by != reader.actor.account_id:
        return Sent()
    return Sent(done=done_text(house.number, house.grid, "", reader.texts))
