"""The pages of boundary changes: the list, drawing and asking, one change and its map."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from api.deps import SettingsDep
from api.filters import BadFilter
from api.pages.admin_forms import NOTHING, FieldsDep, Reading, Typed
from api.pages.boundaries import read_changes
from api.pages.boundaries_asking import FORM, Sent, read_asked
from api.pages.boundaries_file import read_boundaries
from api.pages.boundaries_maps import Ground, draw_asking, draw_change
from api.pages.boundaries_new import Begun, begun_again, homes_of, read_new, village_of
from api.pages.boundaries_reading import Asking, Drawn, read_drawn, view_of
from api.pages.boundaries_words import REFUSALS, refusal_words
from api.pages.choices import read_choice
from api.pages.maps import Look, publish
from api.pages.reader import Reader
from api.pages.render import render
from api.routes.admin_access import reader_of
from api.services.boundary_changes import ChangeEdit, propose, redraw
from api.services.reading_log import log_households
from api.statuses import status_of
from data.boundary_changes import find_change
from dispatch.auditing import AuditVerb
from dispatch.boundary_changes import Asked
from dispatch.precision import require_purpose
from dispatch.rights import Verb
from dispatch.vocabulary import ChangeKind, ChangeStatus, Purpose

router = APIRouter(prefix="/admin/boundaries")

REFUSED: Final = tuple(REFUSALS)
BoundaryReaderDep = Annotated[Reader, Depends(reader_of("boundaries"))]
_Word = Annotated[str, Query(max_length=32, pattern=r"^[^\x00]*$")]


def read_purpose(reader: BoundaryReaderDep, purpose: str = "") -> Purpose | None:
    """What a desk reads houses for, from the address."""
    stated = read_choice(Purpose, "purpose", purpose)
    if stated not in {None, Purpose.READ, Purpose.PLACE}:
        msg = "boundaries are read to read them, or to find a place"
        raise BadFilter(msg, field="purpose")
    require_purpose(reader.actor, stated or Purpose.READ)
    return Purpose.PLACE if stated is Purpose.PLACE else None


PurposeDep = Annotated[Purpose | None, Depends(read_purpose)]


async def read_sent(request: Request, fields: FieldsDep) -> Sent:
    """The form to ask for a change, as it was typed."""
    form = await request.form()
    kind = read_choice(ChangeKind, "kind", fields.get("kind", "")) or ChangeKind.SPLIT
    codes = dict.fromkeys(str(code)[:32] for code in form.getlist("codes") if code)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return Sent(kind, fields, tuple(codes))
    return Sent(kind, fields, tuple(codes), (file.filename, await file.read()))


SentDep = Annotated[Sent, Depends(read_sent)]


@router.get("")
def show_changes(reader: BoundaryReaderDep, region: _Word = "", status: _Word = "") -> HTMLResponse:
    """Show the changes under a region, and where a new one is begun."""
    wanted = read_choice(ChangeStatus, "status", status)
    view = read_changes(reader.session, reader.actor, region, wanted, reader.now, reader.texts)
    return HTMLResponse(render("boundaries.html", reader.frame, view=view))


@router.post("")
def ask(reader: BoundaryReaderDep, sent: SentDep) -> Response:
    """Ask for a change; what is refused is shown again with all that was drawn and typed."""
    reader.actor.require(Verb.CHANGE_BOUNDARIES)
    reading = Reading(FORM, sent.fields, reader.texts)
    asked = _asked(reader, sent, reading)
    if asked is None:
        return _again(reader, sent, reading.typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with reader.session.begin_nested():
            change = _keep(reader, sent, asked)
    except REFUSED as refused:
        typed = replace(reading.typed, errors={"": refusal_words(refused, reader.texts)})
        return _again(reader, sent, typed, status_of(refused))
    return RedirectResponse(f"/admin/boundaries/{change}", HTTPStatus.SEE_OTHER)


@router.get("/new")
def show_new(
    reader: BoundaryReaderDep,
    purpose: PurposeDep,
    village: _Word = "",
    kind: _Word = "",
    grid: _Word = "",
) -> HTMLResponse:
    """Show the form to draw a change of a kind in a village."""
    reader.actor.require(Verb.CHANGE_BOUNDARIES)
    wanted = read_choice(ChangeKind, "kind", kind) or ChangeKind.SPLIT
    begun = Begun(village, wanted, purpose, (grid,) if grid else ())
    view = read_new(reader.session, reader.actor, begun, reader.now, reader.texts)
    return HTMLResponse(render("boundary_new.html", reader.frame, view=view))


@router.get("/new/map")
def show_new_map(
    reader: BoundaryReaderDep,
    purpose: PurposeDep,
    settings: SettingsDep,
    village: _Word = "",
    kind: _Word = "",
) -> HTMLResponse:
    """Show the map to draw on, for the frame inside the page."""
    session, actor, now = reader.session, reader.actor, reader.now
    actor.require(Verb.CHANGE_BOUNDARIES)
    wanted = read_choice(ChangeKind, "kind", kind) or ChangeKind.SPLIT
    ground = Ground(village_of(session, actor, village).code, now.date())
    homes = homes_of(session, actor, village, wanted, ground.day, purpose)
    exact = [one.id for one in homes if one.lon is not None]
    log_households(session, actor, now, AuditVerb.MAP, exact, purpose=purpose or Purpose.READ)
    drawing = draw_asking(session, actor, ground, wanted, homes, look=look_of(reader))
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


@router.get("/{change_id}/again")
def show_again(change_id: UUID, reader: BoundaryReaderDep) -> HTMLResponse:
    """Show the form to draw a change differently, with all it holds now."""
    reader.actor.require(Verb.CHANGE_BOUNDARIES)
    begun = begun_again(find_change(reader.session, reader.actor, change_id))
    view = read_new(reader.session, reader.actor, begun, reader.now, reader.texts)
    return HTMLResponse(render("boundary_new.html", reader.frame, view=view))


@router.get("/{change_id}")
def show_change(
    change_id: UUID, reader: BoundaryReaderDep, purpose: PurposeDep, rehearse: _Word = ""
) -> HTMLResponse:
    """Show one change."""
    return change_page(reader, change_id, Asking(purpose, bool(rehearse)))


@router.get("/{change_id}/map")
def show_change_map(
    change_id: UUID, reader: BoundaryReaderDep, purpose: PurposeDep, settings: SettingsDep
) -> HTMLResponse:
    """Show the map of a change, for the frame inside its page."""
    session, actor = reader.session, reader.actor
    drawn = read_drawn(session, actor, change_id, reader.now, purpose)
    _log(reader, AuditVerb.MAP, drawn, purpose)
    drawing = draw_change(
        session, actor, drawn.record, drawn.grids, drawn.homes, look=look_of(reader)
    )
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


def change_page(
    reader: Reader,
    change_id: UUID,
    asking: Asking,
    typed: Typed = NOTHING,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """Page of one change, with the form that was refused if there is one."""
    session, actor, now = reader.session, reader.actor, reader.now
    drawn = read_drawn(session, actor, change_id, now, asking.purpose)
    _log(reader, AuditVerb.READ, drawn, asking.purpose)
    view = view_of(session, actor, drawn, asking, now, reader.texts, typed)
    # Language and theme lead back here, also from the answer to a form.
    frame = replace(reader.frame, path=f"/admin/boundaries/{change_id}")
    return HTMLResponse(render("boundary.html", frame, view=view), status)


def look_of(reader: Reader) -> Look:
    """How a map is to look for a reader."""
    return Look(reader.frame.theme, reader.texts, reader.frame.made_up)


def _asked(reader: Reader, sent: Sent, reading: Reading) -> Asked | None:
    shapes = read_boundaries(sent, reading, reader.texts)
    return read_asked(replace(sent, shapes=shapes), reading, reader.texts, reader.now.date())


def _keep(reader: Reader, sent: Sent, asked: Asked) -> UUID:
    """Keep a new change, or the one that is drawn anew."""
    again = _again_of(sent.fields)
    if again is None:
        return propose(reader.session, reader.actor, asked, reader.now).id
    edit = ChangeEdit(UUID(again[0]), reader.actor, reader.now, again[1])
    return redraw(reader.session, edit, asked).id


def _again_of(fields: Mapping[str, str]) -> tuple[str, int] | None:
    change, version = fields.get("again", ""), fields.get("version", "")
    if not change or not version.isdigit():
        return None
    try:
        return str(UUID(change)), int(version)
    except ValueError as error:
        msg = f"no change of boundaries {change}"
        raise BadFilter(msg, field="again") from error


def _again(reader: Reader, sent: Sent, typed: Typed, status: int) -> HTMLResponse:
    begun = Begun(
        sent.fields.get("village", ""),
        sent.kind,
        codes=sent.codes,
        again=_again_of(sent.fields),
        typed=typed,
    )
    view = read_new(reader.session, reader.actor, begun, reader.now, reader.texts)
    address = f"/admin/boundaries/new?village={view.place.code}&kind={sent.kind}"
    frame = replace(reader.frame, path=address)
    return HTMLResponse(render("boundary_new.html", frame, view=view), status)


def _log(reader: Reader, verb: AuditVerb, drawn: Drawn, purpose: Purpose | None) -> None:
    stated = purpose or Purpose.READ
    log_households(reader.session, reader.actor, reader.now, verb, drawn.exact_ids, purpose=stated)
