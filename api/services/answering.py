"""Who answers for places right now, and how much they have in hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from api.schemas.callers import AnsweringOut
from data.posts import answering, tenures_of
from data.scope import as_system
from data.workload import Workload, workloads_of
from dispatch.assignment import Assigned, Tenure, assign
from dispatch.placing import Placed
from dispatch.vocabulary import Duty


def posts_at(session: Session, places: Iterable[Placed]) -> dict[str, list[Tenure]]:
    """Posts that may answer for some places; `data.posts.answering` picks those of one."""
    lying = list(places)
    grids = {one.grid.code for one in lying if one.grid}
    return tenures_of(session, grids, {one.region_code for one in lying if one.region_code})


def answering_for(
    session: Session, places: Sequence[Placed], day: date
) -> list[tuple[Assigned, AnsweringOut | None]]:
    """Who would get what lies at each of some places on a day, and what they have in hand."""
    posts = posts_at(session, places)
    handed = [assign(one, answering(posts, one), day, day) for one in places]
    loads = _loads(session, handed)
    return [
        (assigned, _shown(assigned, loads, answering(posts, one), day))
        for one, assigned in zip(places, handed, strict=True)
    ]


def _loads(session: Session, handed: Iterable[Assigned]) -> dict[int, Workload]:
    agents = {one.tenure.agent_id for one in handed if one.tenure}
    with as_system(session):
        return workloads_of(session, agents)


def _shown(
    assigned: Assigned, loads: Mapping[int, Workload], posts: Iterable[Tenure], day: date
) -> AnsweringOut | None:
    tenure = assigned.tenure
    if tenure is None or tenure.agent_id not in loads:
        return None
    load = loads[tenure.agent_id]
    away = any(
        post.duty is Duty.HOLDER and post.holds_on(day) and post.leave_on(day) for post in posts
    )
    return AnsweringOut(
        id=load.id,
        name=load.name,
        phone=load.phone,
        open_issues=load.open_issues,
        away=away,
        duty=tenure.duty,
    )
