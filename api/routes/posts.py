"""Posts: read, give, end; grids nobody answers for; handing over, and trying it out."""

from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.deps import NowDep, SessionDep
from api.preconditions import SeenVersionDep
from api.register_edits import EnteringDep, Id, KeeperDep, ReaderDep, tagged
from api.register_lists import SliceDep
from api.requests import StrictRoute
from api.routes.registers import Code, RegionDep
from api.schemas.posts import (
    HandedOverOut,
    HandoverIn,
    PostIn,
    PostOut,
    PostPage,
    PostRehearsalIn,
    PreviewOut,
    RehearsalOut,
    UncoveredOut,
    VacanciesOut,
    VacancyOut,
)
from api.schemas.words import OnDay
from api.services.handover import hand_over, preview_handover
from api.services.posts import end_post, give_post
from api.services.rehearsals import PostChange, rehearse_posts
from data.post_register import PostFilter, count_posts, find_post, list_posts
from data.vacancies import uncovered, vacancies

router = APIRouter(tags=["posts"], route_class=StrictRoute)

Number = Annotated[int | None, Query(ge=1, le=2**63 - 1)]


def _wanted(
    region: RegionDep,
    now: NowDep,
    on: date | None = None,
    grid: Code | None = None,
    office: Number = None,
    agent: Number = None,
) -> PostFilter:
    return PostFilter(on or now.date(), grid, office, agent, region)


WantedDep = Annotated[PostFilter, Depends(_wanted)]


@router.get("/posts")
def read_posts(
    actor: ReaderDep, session: SessionDep, wanted: WantedDep, part: SliceDep
) -> PostPage:
    """Posts held on a day, today when none is given, by id."""
    records, more = part.cut(list_posts(session, actor, wanted, **part.asked))
    page = [PostOut.model_validate(one) for one in records]
    return PostPage(items=page, next=more, total=count_posts(session, actor, wanted))


@router.post("/posts", status_code=201, response_model=PostOut)
def enter_post(enter: EnteringDep, wire: PostIn) -> dict[str, Any]:
    """Give somebody a post."""

    def act() -> PostOut:
        made = give_post(enter.session, enter.actor, wire.draft(), enter.now)
        return PostOut.model_validate(made)

    return enter.once("post", wire, act)


@router.get("/posts/{post_id}", response_model=PostOut)
def read_post(actor: ReaderDep, post_id: Id, session: SessionDep) -> Response:
    """One post, held, past or to come."""
    record = find_post(session, actor, post_id)
    return tagged(record.version, PostOut.model_validate(record))


@router.post("/posts/{post_id}/end", response_model=PostOut)
def finish_post(
    enter: EnteringDep, post_id: Id, wire: OnDay, seen: SeenVersionDep
) -> dict[str, Any]:
    """End a post; `on` is the first day it is no longer held."""

    def act() -> PostOut:
        record = end_post(enter.session, enter.actor, post_id, seen, wire.on, enter.now)
        return PostOut.model_validate(record)

    return enter.once(f"end post {post_id} {seen}", wire, act)


@router.get("/vacancies")
def read_vacancies(
    actor: ReaderDep, session: SessionDep, now: NowDep, region: RegionDep, on: date | None = None
) -> VacanciesOut:
    """Grids without a holder on a day, and those whose holder is away with no deputy at work."""
    day = on or now.date()
    return VacanciesOut(
        vacant=[VacancyOut.model_validate(one) for one in vacancies(session, actor, day, region)],
        uncovered=[
            UncoveredOut.model_validate(one) for one in uncovered(session, actor, day, region)
        ],
    )


@router.post("/handovers/preview")
def try_handover(
    actor: KeeperDep, wire: HandoverIn, session: SessionDep, now: NowDep
) -> PreviewOut:
    """Say what a handover would do, and do nothing."""
    found = preview_handover(session, actor, wire.giver, wire.taker, wire.on, now)
    return PreviewOut.of(found)


@router.post("/handovers", status_code=201, response_model=HandedOverOut)
def make_handover(enter: EnteringDep, wire: HandoverIn) -> dict[str, Any]:
    """Pass all posts and open issues of one agent to another from a day on."""

    def act() -> HandedOverOut:
        people = (wire.giver, wire.taker)
        done = hand_over(enter.session, enter.actor, *people, wire.on, wire.note, enter.now)
        return HandedOverOut.of(done)

    return enter.once("handover", wire, act)


@router.post("/rehearsals/posts")
def try_posts(
    actor: KeeperDep, wire: PostRehearsalIn, session: SessionDep, now: NowDep
) -> RehearsalOut:
    """Replay issues of the past as though other people had held the posts."""
    change = PostChange(wire.giver, wire.taker, tuple(wire.grids))
    span = (datetime.combine(day, time(), now.tzinfo) for day in (wire.since, wire.until))
    return RehearsalOut.of(rehearse_posts(session, actor, change, *span))
