"""The survey of houses: how far it is, which are to be found, and where one was found."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.deps import ActorDep, NowDep, SessionDep, TextsDep
from api.edits import KeyDep
from api.house_table import house_table
from api.position_words import oddity_out
from api.requests import StrictRoute
from api.schemas.survey import (
    FindingIn,
    FoundOut,
    ProgressRow,
    SurveyHouseOut,
    SurveyHousePage,
    SurveyProgress,
)
from api.services.once import Sent, answer_once
from api.services.survey import Said, Settled, find_house, log_houses
from api.texts import Texts
from data.errors import KeyReused
from data.survey import Lacking, Wanted, count_houses, list_houses
from data.survey_progress import progress
from dispatch.auditing import AuditVerb
from dispatch.positions import quality
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor, Verb

router = APIRouter(prefix="/survey", tags=["survey"], route_class=StrictRoute)

Code = Annotated[str | None, Query(max_length=32, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Query(max_length=64, pattern=r"^[^\x00]*$")]
_CSV = "text/csv; charset=utf-8"


class Form(StrEnum):
    """Form of the list of houses."""

    JSON = "json"
    CSV = "csv"


def _surveyor(actor: ActorDep) -> Actor:
    """Refuse a role before anything else is read."""
    actor.require(Verb.SURVEY_HOUSEHOLDS)
    return actor


SurveyorDep = Annotated[Actor, Depends(_surveyor)]


def _wanted(village: Code = None, without: Lacking | None = None, words: Words = "") -> Wanted:
    return Wanted(prefix_of(village) if village else None, without, words.strip())


WantedDep = Annotated[Wanted, Depends(_wanted)]


@router.get("/progress")
def read_progress(
    actor: SurveyorDep, session: SessionDep, now: NowDep, region: Code = None
) -> SurveyProgress:
    """How far the survey is in each village the caller may survey."""
    rows = progress(session, actor, now, prefix_of(region) if region else None)
    return SurveyProgress(items=[ProgressRow.model_validate(row) for row in rows], at=now)


@router.get("/houses", response_model=SurveyHousePage)
def read_houses(
    actor: SurveyorDep,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    wanted: WantedDep,
    *,
    f: Form = Form.JSON,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Words = "",
) -> SurveyHousePage | Response:
    """Houses the caller may find, by number; as CSV all of them at once."""
    if f is Form.CSV:
        houses = list_houses(session, actor, now, wanted)
        log_houses(session, actor, now, AuditVerb.EXPORT, houses)
        name = 'attachment; filename="houses.csv"'
        headers = {"Content-Disposition": name}
        return Response(house_table(houses, texts), media_type=_CSV, headers=headers)
    found = list_houses(session, actor, now, wanted, after=cursor, limit=limit + 1)
    page = found[:limit]
    log_houses(session, actor, now, AuditVerb.LIST, page)
    more = page[-1].number if len(found) > limit else None
    items = [SurveyHouseOut.of(house, texts) for house in page]
    return SurveyHousePage(items=items, next=more, total=count_houses(session, actor, now, wanted))


@router.post("/positions", status_code=201, response_model=FoundOut)
def keep_position(
    actor: SurveyorDep,
    wire: FindingIn,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    key: KeyDep = None,
) -> dict[str, Any]:
    """Say where a household lives; what is sent again under its key is kept once."""
    if wire.key is not None and key not in {None, wire.key}:
        msg = "`key` and Idempotency-Key differ; send one of them, or the same twice"
        raise KeyReused(msg)
    own = wire.key or key
    said = Said(**{**wire.model_dump(), "key": own})

    def find() -> dict[str, Any]:
        return answer(find_house(session, actor, said, now), texts)

    body = {"survey": wire.model_dump(mode="json", exclude={"key"})}
    return answer_once(session, Sent(own, actor.account_id, now, body), find)


def answer(settled: Settled, texts: Texts) -> dict[str, Any]:
    """What became of a finding, on the wire."""
    house = settled.house
    out = FoundOut(
        household=house.number,
        grid=house.grid,
        joined=settled.joined,
        shown=settled.shown,
        accuracy_m=house.accuracy_m,
        quality=quality(house.accuracy_m),
        warnings=[oddity_out(one, texts) for one in settled.oddities],
        issues_moved=settled.issues_moved,
    )
    return out.model_dump(mode="json")
