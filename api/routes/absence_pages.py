"""The forms about a person's leave."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from api.labels import N_
from api.pages.admin_forms import FieldsDep, Reading, day_after
from api.pages.admin_posts import read_absence_draft
from api.routes.admin_access import IdDep, ManagerDep
from api.routes.admin_acts import UNFIT, attempt, see
from api.routes.people_pages import person_page
from api.services.absences import end_absence, record_absence
from data.errors import Overlapping
from dispatch.errors import IllegalTransition

router = APIRouter(prefix="/people/{agent_id}/absences")

_AWAY: Final[dict[type[Exception], str]] = {
    Overlapping: N_("This person is away on some of these days already."),
    IllegalTransition: N_("At most a year ahead."),
}
_BACK: Final[dict[type[Exception], str]] = {
    IllegalTransition: N_("This absence ended before that day already."),
}


@router.post("")
def away(agent_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Record that somebody is away."""
    sent = Reading("absence", fields, reader.texts)
    draft = read_absence_draft(sent, agent_id, reader.now.date())
    if draft is None:
        return person_page(reader, agent_id, sent.typed, UNFIT)
    made, status = attempt(
        reader, sent, lambda: record_absence(reader.session, reader.actor, draft, reader.now), _AWAY
    )
    if made is None:
        return person_page(reader, agent_id, sent.typed, status)
    return see(f"/admin/people/{agent_id}", "away")


@router.post("/{absence_id}/end")
def back(agent_id: IdDep, absence_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """End an absence after its last day."""
    sent = Reading(f"back-{absence_id}", fields, reader.texts)
    day = day_after(sent.day("last", need=True))
    if day is None:
        return person_page(reader, agent_id, sent.typed, UNFIT)
    session, actor = reader.session, reader.actor
    made, status = attempt(
        reader, sent, lambda: end_absence(session, actor, absence_id, day, reader.now), _BACK
    )
    if made is None:
        return person_page(reader, agent_id, sent.typed, status)
    return see(f"/admin/people/{agent_id}", "back")
