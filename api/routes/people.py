"""People with posts: enter, correct, confirm their numbers, enter leave; whom to call now."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AwareDatetime

from api.deps import NowDep, SessionDep
from api.preconditions import SeenVersionDep
from api.register_edits import EnteringDep, Id, OwnEnteringDep, ReaderDep, tagged
from api.requests import StrictRoute
from api.routes.registers import Code
from api.schemas.posts import (
    AbsenceIn,
    AbsenceOut,
    Absences,
    ConfirmationIn,
    ContactOut,
    Contacts,
    HistoryOut,
    PersonIn,
    PersonOut,
)
from api.schemas.words import OnDay
from api.services.absences import end_absence, record_absence
from api.services.people import (
    add_person,
    change_person,
    confirm_phone,
    person_history,
    read_person,
)
from api.services.reachability import reachable
from data.absences import list_absences

router = APIRouter(tags=["people"], route_class=StrictRoute)


@router.post("/agents", status_code=201, response_model=PersonOut)
def enter_person(enter: EnteringDep, wire: PersonIn) -> dict[str, Any]:
    """Enter somebody who has no post yet."""

    def act() -> PersonOut:
        made = add_person(enter.session, enter.actor, wire.name, wire.phone, enter.now)
        return PersonOut.model_validate(made)

    return enter.once("agent", wire, act)


@router.get("/agents/{agent_id}", response_model=PersonOut)
def read_agent(actor: ReaderDep, agent_id: Id, session: SessionDep, now: NowDep) -> Response:
    """One person with the posts of today."""
    record = read_person(session, actor, agent_id, now)
    return tagged(record.version, PersonOut.model_validate(record))


@router.put("/agents/{agent_id}", response_model=PersonOut)
def edit_person(
    enter: EnteringDep, agent_id: Id, wire: PersonIn, seen: SeenVersionDep
) -> dict[str, Any]:
    """Correct somebody's name or number."""

    def act() -> PersonOut:
        known = (enter.session, enter.actor, agent_id, seen)
        record = change_person(*known, name=wire.name, phone=wire.phone, now=enter.now)
        return PersonOut.model_validate(record)

    return enter.once(f"agent {agent_id} {seen}", wire, act)


@router.put("/agents/{agent_id}/phone-confirmation", response_model=PersonOut)
def confirm(enter: OwnEnteringDep, agent_id: Id, wire: ConfirmationIn) -> dict[str, Any]:
    """Say that a number is right, one's own or as keeper of the register; or give the right one."""

    def act() -> PersonOut:
        record = confirm_phone(enter.session, enter.actor, agent_id, wire.phone, enter.now)
        return PersonOut.model_validate(record)

    return enter.once(f"phone {agent_id}", wire, act)


@router.get("/agents/{agent_id}/history")
def read_history(actor: ReaderDep, agent_id: Id, session: SessionDep, now: NowDep) -> HistoryOut:
    """Posts, absences and handovers of somebody."""
    return HistoryOut.model_validate(person_history(session, actor, agent_id, now))


@router.post("/agents/{agent_id}/absences", status_code=201, response_model=AbsenceOut)
def enter_absence(enter: EnteringDep, agent_id: Id, wire: AbsenceIn) -> dict[str, Any]:
    """Enter leave: meanwhile new issues go to the deputies."""

    def act() -> AbsenceOut:
        made = record_absence(enter.session, enter.actor, wire.draft(agent_id), enter.now)
        return AbsenceOut.model_validate(made)

    return enter.once(f"absence {agent_id}", wire, act)


@router.get("/absences")
def read_absences(
    actor: ReaderDep, session: SessionDep, now: NowDep, on: date | None = None
) -> Absences:
    """Who is away on a day, today when none is given."""
    found = list_absences(session, actor, on or now.date())
    return Absences(items=[AbsenceOut.model_validate(one) for one in found])


@router.post("/absences/{absence_id}/end", response_model=AbsenceOut)
def finish_absence(enter: EnteringDep, absence_id: Id, wire: OnDay) -> dict[str, Any]:
    """Let an absence end on another day; `on` is the first day back."""

    def act() -> AbsenceOut:
        record = end_absence(enter.session, enter.actor, absence_id, wire.on, enter.now)
        return AbsenceOut.model_validate(record)

    return enter.once(f"end absence {absence_id}", wire, act)


@router.get("/reachable")
def read_reachable(
    actor: ReaderDep,
    session: SessionDep,
    now: NowDep,
    *,
    grid: Code | None = None,
    region: Annotated[str | None, Query(max_length=32, pattern=r"^[^\x00]*$")] = None,
    at: AwareDatetime | None = None,
) -> Contacts:
    """Whom to call about a grid or a region now, or at a moment; best first."""
    moment: datetime = at.astimezone(now.tzinfo) if at else now
    found = reachable(session, actor, moment, region=region, grid=grid)
    return Contacts(items=[ContactOut.model_validate(one) for one in found])
