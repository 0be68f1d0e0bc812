"""The forms about the rota of a unit: one turn, turns of each week, taking one back."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from api.labels import N_
from api.pages.admin_forms import FieldsDep, Reading
from api.pages.admin_units import read_office_of, read_pattern, read_turn
from api.pages.reader import Reader
from api.routes.admin_access import IdDep, ManagerDep
from api.routes.admin_acts import UNFIT, attempt, see
from api.routes.unit_pages import unit_page
from api.services.rota import add_pattern, add_turn, cancel_turn
from data.errors import Overlapping
from dispatch.errors import IllegalTransition

router = APIRouter(prefix="/units/{unit_id}/turns")

_ELSEWHERE: Final = N_("This person is on duty elsewhere at that time.")
_TURN: Final[dict[type[Exception], str]] = {
    Overlapping: _ELSEWHERE,
    IllegalTransition: N_("This turn is over already. Choose a later day."),
}
_WEEKLY: Final[dict[type[Exception], str]] = {
    Overlapping: N_("One of these people is on duty elsewhere at one of these times."),
    IllegalTransition: N_("No such day lies between the two days, or all of them are over."),
}
_CANCEL: Final[dict[type[Exception], str]] = {
    IllegalTransition: N_("This turn has begun; what was, stays."),
}


@router.post("")
def add(unit_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Put somebody on duty once."""
    sent = Reading("turn", fields, reader.texts)
    turn = read_turn(sent, unit_id, reader.now)
    if turn is None:
        return unit_page(reader, unit_id, sent.typed, UNFIT)
    made, status = attempt(
        reader, sent, lambda: add_turn(reader.session, reader.actor, turn, reader.now), _TURN
    )
    if made is None:
        return unit_page(reader, unit_id, sent.typed, status, week=turn.starts_at.date())
    return _week(unit_id, turn.starts_at.date(), "added")


@router.post("/weekly")
def add_weekly(
    unit_id: IdDep,
    reader: ManagerDep,
    fields: FieldsDep,
    agents: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Put people on duty in turn, each week up to a day."""
    sent = Reading("weekly", fields, reader.texts)
    pattern, office = read_pattern(sent, agents or []), read_office_of(sent)
    if pattern is None:
        return unit_page(reader, unit_id, sent.typed, UNFIT)
    session, actor = reader.session, reader.actor
    made, status = attempt(
        reader,
        sent,
        lambda: add_pattern(session, actor, unit_id, pattern, office, reader.now),
        _WEEKLY,
    )
    if made is None:
        return unit_page(reader, unit_id, sent.typed, status, week=pattern.since)
    first = made[0].starts_at.astimezone(reader.now.tzinfo).date() if made else pattern.since
    return _week(unit_id, first, "added")


@router.post("/{turn_id}/cancel")
def cancel(unit_id: IdDep, turn_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Take back a turn that has not begun."""
    sent = Reading("cancel", fields, reader.texts)
    week = sent.day("week") or reader.now.date()
    made, status = attempt(reader, sent, lambda: _cancel(reader, turn_id), _CANCEL)
    if made is None:
        return unit_page(reader, unit_id, sent.typed, status, week=week)
    return _week(unit_id, week, "cancelled")


def _cancel(reader: Reader, turn_id: int) -> bool:
    cancel_turn(reader.session, reader.actor, turn_id, reader.now)
    return True


def _week(unit_id: int, day: date, done: str) -> RedirectResponse:
    return see(f"/admin/units/{unit_id}?on={day}", done)
