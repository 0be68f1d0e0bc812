"""Responsible units and their rota: read, enter, change, close; plan turns, cancel them."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.deps import NowDep, SessionDep
from api.preconditions import SeenVersionDep
from api.register_edits import EnteringDep, Id, ReaderDep, tagged
from api.register_lists import SliceDep
from api.requests import StrictRoute
from api.routes.registers import RegionDep
from api.schemas.offices import TurnIn, TurnOut, Turns, UnitIn, UnitOut, UnitPage, WeeklyIn
from api.schemas.words import OnDay
from api.services.rota import add_pattern, add_turn, cancel_turn, change_turn
from api.services.units import add_unit, change_unit, close_unit
from data.shifts import find_turn, list_turns
from data.units import count_units, find_unit_record, list_units

router = APIRouter(tags=["units"], route_class=StrictRoute)

Days = Annotated[int, Query(ge=1, le=62)]


@router.get("/units")
def read_units(
    actor: ReaderDep,
    session: SessionDep,
    now: NowDep,
    region: RegionDep,
    part: SliceDep,
    on: date | None = None,
) -> UnitPage:
    """Units of a day, by id."""
    day = on or now.date()
    records, more = part.cut(list_units(session, actor, day, region=region, **part.asked))
    page = [UnitOut.model_validate(one) for one in records]
    total = count_units(session, actor, day, region=region)
    return UnitPage(items=page, next=more, total=total)


@router.post("/units", status_code=201, response_model=UnitOut)
def enter_unit(enter: EnteringDep, wire: UnitIn) -> dict[str, Any]:
    """Enter a unit, there from `since` or today on."""

    def act() -> UnitOut:
        since = wire.since or enter.now.date()
        made = add_unit(enter.session, enter.actor, wire.draft(), since, enter.now)
        return UnitOut.model_validate(made)

    return enter.once("unit", wire, act)


@router.get("/units/{unit_id}", response_model=UnitOut)
def read_unit(actor: ReaderDep, unit_id: Id, session: SessionDep) -> Response:
    """One unit."""
    record = find_unit_record(session, actor, unit_id)
    return tagged(record.version, UnitOut.model_validate(record))


@router.put("/units/{unit_id}", response_model=UnitOut)
def edit_unit(
    enter: EnteringDep, unit_id: Id, wire: UnitIn, seen: SeenVersionDep
) -> dict[str, Any]:
    """Change what is entered about a unit; its code and first day stay."""

    def act() -> UnitOut:
        draft = wire.draft()
        record = change_unit(enter.session, enter.actor, unit_id, seen, draft, enter.now)
        return UnitOut.model_validate(record)

    return enter.once(f"unit {unit_id} {seen}", wire, act)


@router.post("/units/{unit_id}/close", response_model=UnitOut)
def end_unit(enter: EnteringDep, unit_id: Id, wire: OnDay, seen: SeenVersionDep) -> dict[str, Any]:
    """Close a unit for good from a day on."""

    def act() -> UnitOut:
        record = close_unit(enter.session, enter.actor, unit_id, seen, wire.on, enter.now)
        return UnitOut.model_validate(record)

    return enter.once(f"close unit {unit_id} {seen}", wire, act)


@router.get("/units/{unit_id}/turns")
def read_turns(
    actor: ReaderDep,
    unit_id: Id,
    session: SessionDep,
    now: NowDep,
    since: date | None = None,
    days: Days = 7,
) -> Turns:
    """Turns of duty of a unit in the days from `since` on; without it, this week."""
    find_unit_record(session, actor, unit_id)
    first = since or now.date() - timedelta(days=now.weekday())
    start = datetime.combine(first, time(), now.tzinfo)
    found = list_turns(session, start, start + timedelta(days=days), unit_id=unit_id)
    return Turns(items=[TurnOut.model_validate(one) for one in found])


@router.post("/units/{unit_id}/turns", status_code=201, response_model=TurnOut)
def plan_turn(enter: EnteringDep, unit_id: Id, wire: TurnIn) -> dict[str, Any]:
    """Put a turn on the rota."""

    def act() -> TurnOut:
        made = add_turn(enter.session, enter.actor, wire.turn(unit_id), enter.now)
        return TurnOut.model_validate(made)

    return enter.once(f"turn {unit_id}", wire, act)


@router.post("/units/{unit_id}/turns/weekly", status_code=201, response_model=Turns)
def plan_weekly(enter: EnteringDep, unit_id: Id, wire: WeeklyIn) -> dict[str, Any]:
    """Put a turn on the rota every week, several people in turn."""

    def act() -> Turns:
        pattern = wire.weekly()
        made = add_pattern(enter.session, enter.actor, unit_id, pattern, wire.office, enter.now)
        return Turns(items=[TurnOut.model_validate(one) for one in made])

    return enter.once(f"weekly turns {unit_id}", wire, act)


@router.put("/turns/{turn_id}", response_model=TurnOut)
def edit_turn(enter: EnteringDep, turn_id: Id, wire: TurnIn) -> dict[str, Any]:
    """Change a turn that has not begun."""

    def act() -> TurnOut:
        unit_id = find_turn(enter.session, turn_id).unit_id
        turn = wire.turn(unit_id)
        record = change_turn(enter.session, enter.actor, turn_id, turn, enter.now)
        return TurnOut.model_validate(record)

    return enter.once(f"change turn {turn_id}", wire, act)


@router.delete("/turns/{turn_id}", status_code=204)
def take_turn_off(enter: EnteringDep, turn_id: Id) -> None:
    """Take a turn that has not begun off the rota."""
    cancel_turn(enter.session, enter.actor, turn_id, enter.now)
