"""Grids, households and agents: read a page of each."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, NamedTuple

import orjson
from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from shapely import to_geojson, wkb

from api.deps import ActorDep, NowDep, SessionDep
from api.filters import PurposeDep
from api.geojson import Format, FormatDep, Placed, collection, feature, point
from api.requests import StrictRoute
from api.schemas.registers import (
    AgentOut,
    AgentPage,
    GridHistoryOut,
    GridOut,
    GridPage,
    HouseholdOut,
    HouseholdPage,
)
from api.schemas.reveal import RevealedHousehold, RevealIn
from api.services.reading_log import log_households
from api.services.revealing import reveal_household
from data.agents import count_agents, list_agents
from data.database_settings import read_settings
from data.grid_history import history_of
from data.grids import GridRecord, count_grids, find_grid, list_grids
from data.households import count_households, list_households
from dispatch.auditing import AuditVerb
from dispatch.region_codes import prefix_of
from dispatch.rights import Verb
from dispatch.vocabulary import Precision

router = APIRouter(tags=["registers"], route_class=StrictRoute)


def _region(region: Annotated[str | None, Query(max_length=32)] = None) -> str | None:
    return prefix_of(region.replace("\0", "")) if region else None


RegionDep = Annotated[str | None, Depends(_region)]
_LARGEST_ID: Final = 2**63 - 1
Limit = Annotated[int, Query(ge=1, le=1000)]
Code = Annotated[str, Query(max_length=64, pattern=r"^[^\x00]*$")]


def _part(region: RegionDep, grid: Code | None = None) -> dict[str, Any]:
    return {"region": region, "grid": grid}


PartDep = Annotated[dict[str, Any], Depends(_part)]
"""Part of a register that is wanted, by region and grid."""


class Span(NamedTuple):
    """Day that is asked for, and where the page begins."""

    on: date | None
    limit: int
    cursor: str


def _span(on: date | None = None, limit: Limit = 100, cursor: Code = "") -> Span:
    return Span(on, limit, cursor)


SpanDep = Annotated[Span, Depends(_span)]


@router.get("/grids", response_model=GridPage)
def read_grids(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    form: FormatDep,
    region: RegionDep,
    on: date | None = None,
    limit: Limit = 100,
    cursor: Code = "",
) -> GridPage | Response:
    """Grids of today, or of a day, the caller may see, by code."""
    actor.require(Verb.READ_GRIDS)
    day = on or now.date()
    records = list_grids(session, actor, day, region=region, after=cursor, limit=limit + 1)
    page = records[:limit]
    more = page[-1].code if len(records) > limit else None
    total = count_grids(session, actor, day, region=region)
    if form is Format.GEOJSON:
        return collection(map(_placed, page), next_cursor=more, total=total)
    return GridPage(items=[_grid(record) for record in page], next=more, total=total)


@router.get("/grids/{code}", response_model=GridOut)
def read_grid(
    code: str,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    form: FormatDep,
    on: date | None = None,
) -> GridOut | Response:
    """One grid of today, or of a day, by its code."""
    actor.require(Verb.READ_GRIDS)
    record = find_grid(session, actor, code.replace("\0", ""), on or now.date())
    if form is Format.GEOJSON:
        body = orjson.dumps(feature(_placed(record)))
        return Response(body, media_type="application/geo+json")
    return _grid(record)


@router.get("/grids/{code}/history")
def read_grid_history(code: str, session: SessionDep, actor: ActorDep) -> GridHistoryOut:
    """Boundaries and holders a grid ever had, ended grids too."""
    actor.require(Verb.READ_GRIDS)
    return GridHistoryOut.model_validate(history_of(session, actor, code.replace("\0", "")))


@router.get("/households", response_model=HouseholdPage)
def read_households(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    form: FormatDep,
    part: PartDep,
    purpose: PurposeDep,
    span: SpanDep,
) -> HouseholdPage | Response:
    """Households of today, or of a day, the caller may see, by number."""
    actor.require(Verb.READ_HOUSEHOLDS)
    day = span.on or now.date()
    records = list_households(
        session, actor, day, **part, purpose=purpose, after=span.cursor, limit=span.limit + 1
    )
    page = records[: span.limit]
    shown = [record.id for record in page if record.precision is Precision.EXACT]
    log_households(session, actor, now, AuditVerb.LIST, shown, purpose=purpose)
    more = page[-1].number if len(records) > span.limit else None
    total = count_households(session, actor, day, **part)
    items = [HouseholdOut.model_validate(record) for record in page]
    if form is Format.GEOJSON:
        places = [point(record.lon, record.lat) for record in page]
        return collection(zip(places, items, strict=True), next_cursor=more, total=total)
    return HouseholdPage(items=items, next=more, total=total)


@router.post("/households/{number}/reveal")
def reveal(
    number: str, wire: RevealIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> RevealedHousehold:
    """Who lives in a household; every answer is kept with its purpose."""
    return reveal_household(session, actor, number.replace("\0", ""), wire, now)


class Phone(StrEnum):
    """Which phone numbers are wanted."""

    DUE = "due"


def _people(session: SessionDep, part: PartDep, phone: Phone | None = None) -> dict[str, Any]:
    days = read_settings(session).phone_confirm_days if phone else None
    return part | {"confirm_days": days}


PeopleDep = Annotated[dict[str, Any], Depends(_people)]
"""Agents that are wanted: by region and grid, or those whose number is to be confirmed."""


@router.get("/agents")
def read_agents(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    part: PeopleDep,
    on: date | None = None,
    limit: Limit = 100,
    cursor: Annotated[int, Query(ge=0, le=_LARGEST_ID)] = 0,
) -> AgentPage:
    """Agents with a grid today, or on a day, the caller may see."""
    actor.require(Verb.READ_AGENTS)
    day = on or now.date()
    records = list_agents(session, actor, day, **part, after=cursor, limit=limit + 1)
    page = records[:limit]
    more = str(page[-1].id) if len(records) > limit else None
    total = count_agents(session, actor, day, **part)
    items = [AgentOut.model_validate(record) for record in page]
    return AgentPage(items=items, next=more, total=total)


def _grid(record: GridRecord) -> GridOut:
    return GridOut.model_validate(record)


def _placed(record: GridRecord) -> Placed:
    return orjson.loads(to_geojson(wkb.loads(record.shape))), _grid(record)
