"""The register of posts: who answers for a grid or an office, as what, from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, insert, or_, select
from sqlalchemy.orm import Session

from data.dated import ever_held, holds_on, lies_under
from data.errors import NotFound
from data.grids import visible_to as visible_grids
from data.tables import Agent, Grid, Office, Post
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Duty, Role


@dataclass(frozen=True, slots=True)
class PostRecord:
    """One post; `valid_to` is the first day it no longer is held.

    Attributes
    ----------
    region_code
        Of its grid or office.
    """

    id: int
    agent_id: int
    agent_name: str
    agent_phone: str | None
    grid_code: str | None
    office_id: int | None
    office_name: str | None
    region_code: str | None
    duty: Duty
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class PostFilter:
    """Which posts; what is none lets all through.

    Attributes
    ----------
    day
        Those held on it; none: all that were ever held.
    region
        Prefix of the code of the grid's or office's region.
    """

    day: date | None = None
    grid: str | None = None
    office: int | None = None
    agent: int | None = None
    region: str | None = None


REGION = func.coalesce(Grid.region_code, Office.region_code)
"""Region of a post, in a query that joins grid and office."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `post` an actor may see; for a query that joins grid and office."""
    if not actor.may(Verb.READ_AGENTS):
        return false()
    if actor.role is Role.AGENT:
        return or_(Post.agent_id == actor.agent_id, Post.grid_code.in_(sorted(actor.grids)))
    within = [lies_under(table.region_code, actor.region_prefix) for table in (Grid, Office)]
    if not actor.region_prefix:
        within.append(REGION.is_(None))
    return or_(*within)


def list_posts(
    session: Session,
    actor: Actor,
    wanted: PostFilter,
    *,
    after: int = 0,
    limit: int | None = None,
) -> list[PostRecord]:
    """Posts an actor may see, by id."""
    query = select_posts().where(visible_to(actor), _matches(wanted), Post.id > after)
    return [PostRecord(*row) for row in session.execute(query.order_by(Post.id).limit(limit))]


def count_posts(session: Session, actor: Actor, wanted: PostFilter) -> int:
    """How many posts an actor may see."""
    rows = select_posts().where(visible_to(actor), _matches(wanted)).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def find_post(session: Session, actor: Actor, post_id: int) -> PostRecord:
    """One post, held, past or to come.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    row = session.execute(select_posts().where(Post.id == post_id, visible_to(actor))).first()
    if row is None:
        msg = f"no post {post_id}"
        raise NotFound(msg)
    return PostRecord(*row)


def keep_post(session: Session, values: Mapping[str, Any]) -> int:
    """Write a new post; answers its id."""
    return session.scalars(insert(Post).returning(Post.id), dict(values)).one()


def holder_between(
    session: Session, grid: str, since: date, until: date | None
) -> PostRecord | None:
    """First holder of a grid whose days meet these; none while nobody holds it."""
    open_end = Post.valid_to.is_(None) | (Post.valid_to > since)
    query = select_posts().where(
        Post.grid_code == grid, Post.duty == Duty.HOLDER, open_end, ever_held(Post)
    )
    if until is not None:
        query = query.where(Post.valid_from < until)
    row = session.execute(query.order_by(Post.valid_from)).first()
    return PostRecord(*row) if row else None


def same_post(session: Session, values: Mapping[str, Any]) -> PostRecord | None:
    """Post that somebody has already: the same place and duty from the same day on."""
    names = ("agent_id", "grid_code", "office_id", "duty", "valid_from")
    same = [getattr(Post, name).is_not_distinct_from(values[name]) for name in names]
    row = session.execute(select_posts().where(*same, ever_held(Post))).first()
    return PostRecord(*row) if row else None


def within_life(until: date | None, ended: date | None) -> date | None:
    """End of a post at a place that ends itself: no post outlives its place."""
    return min((day for day in (until, ended) if day is not None), default=None)


def grid_life(session: Session, actor: Actor, code: str) -> tuple[str | None, date, date | None]:
    """Region of a grid an actor may see, and from and to when it is there.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    query = select(Grid.region_code, Grid.valid_from, Grid.valid_to).where(
        Grid.code == code, visible_grids(actor)
    )
    row = session.execute(query).first()
    if row is None:
        msg = f"no grid {code}"
        raise NotFound(msg)
    return row[0], row[1], row[2]


def select_posts() -> Select[*tuple[Any, ...]]:
    """Query for the columns of `PostRecord`."""
    return (
        select(
            Post.id,
            Agent.id,
            Agent.name,
            Agent.phone,
            Post.grid_code,
            Post.office_id,
            Office.name,
            REGION,
            Post.duty,
            Post.valid_from,
            Post.valid_to,
            Post.recorded_at,
            Post.version,
        )
        .join(Agent, Agent.id == Post.agent_id)
        .outerjoin(Grid, Grid.code == Post.grid_code)
        .outerjoin(Office, Office.id == Post.office_id)
    )


def _matches(wanted: PostFilter) -> ColumnElement[bool]:
    tests = [holds_on(Post, wanted.day) if wanted.day else ever_held(Post)]
    exact = (
        (Post.grid_code, wanted.grid),
        (Post.office_id, wanted.office),
        (Post.agent_id, wanted.agent),
    )
    tests += [column == value for column, value in exact if value is not None]
    if wanted.region:
        tests.append(or_(*(lies_under(one.region_code, wanted.region) for one in (Grid, Office))))
    return and_(*tests)
