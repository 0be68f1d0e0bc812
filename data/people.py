"""The register of people: agents with or without a post, their numbers, posts and absences."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, insert, or_, select
from sqlalchemy.orm import Session

from data.absences import AbsenceRecord, list_absences
from data.dated import holds_on, lies_under
from data.errors import NotFound
from data.post_register import PostRecord, select_posts
from data.post_register import visible_to as visible_posts
from data.tables import Agent, Grid, Office, Post
from dispatch.rights import Actor, Verb


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person on a day.

    Attributes
    ----------
    phone_due
        Whether the number is to be confirmed (again).
    posts
        Held on the day, those the reader may see.
    absence
        The one the day falls in.
    """

    id: int
    name: str
    phone: str | None
    phone_confirmed_on: date | None
    version: int
    phone_due: bool
    posts: tuple[PostRecord, ...] = ()
    absence: AbsenceRecord | None = None


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people.

    Attributes
    ----------
    day
        Day of the posts.
    confirm_days
        After how many days a number is to be confirmed again.
    region
        Prefix of the code of a region in which a post is held on the day.
    name
        Part of the name.
    phone_due
        Only those whose number is to be confirmed.
    unposted
        Only those without any post on the day.
    """

    day: date
    confirm_days: int
    region: str | None = None
    name: str | None = None
    phone_due: bool = False
    unposted: bool = False


def list_people(
    session: Session,
    actor: Actor,
    wanted: PeopleFilter,
    *,
    after: int = 0,
    limit: int | None = None,
) -> list[PersonRecord]:
    """People an actor may see, by id."""
    query = _people(wanted).where(_matches(actor, wanted), Agent.id > after)
    rows = session.execute(query.order_by(Agent.id).limit(limit)).all()
    return _records(session, actor, wanted.day, [tuple(row) for row in rows])


def count_people(session: Session, actor: Actor, wanted: PeopleFilter) -> int:
    """How many people an actor may see."""
    query = select(func.count()).select_from(Agent).where(_matches(actor, wanted))
    return session.scalar(query) or 0


def find_person(
    session: Session, actor: Actor, agent_id: int, wanted: PeopleFilter
) -> PersonRecord:
    """One person on the day of a filter, whose other conditions do not count.

    Raises
    ------
    NotFound
        If there is none, or the person is not the actor's to see.
    """
    query = _people(wanted).where(Agent.id == agent_id, visible_to(actor))
    rows = [tuple(row) for row in session.execute(query)]
    if not rows:
        msg = f"no agent {agent_id}"
        raise NotFound(msg)
    return _records(session, actor, wanted.day, rows)[0]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `agent` an actor may see.

    Himself, whoever ever had a post the actor sees, and for who keeps the registers also those
    who never had any.
    """
    if not actor.may(Verb.READ_AGENTS):
        return false()
    seen = [Agent.id == actor.agent_id, _posted(visible_posts(actor))]
    if actor.may(Verb.MANAGE_REGISTERS):
        seen.append(~select(Post.id).where(Post.agent_id == Agent.id).exists())
    return or_(*seen)


def regions_of(session: Session, agent_id: int, day: date) -> set[str | None]:
    """Regions in which somebody holds a post on a day, or will."""
    open_posts = or_(Post.valid_to.is_(None), Post.valid_to > day)
    query = (
        select(func.coalesce(Grid.region_code, Office.region_code))
        .select_from(Post)
        .outerjoin(Grid, Grid.code == Post.grid_code)
        .outerjoin(Office, Office.id == Post.office_id)
        .where(Post.agent_id == agent_id, open_posts)
    )
    return set(session.scalars(query))


def has_person(session: Session, agent_id: int) -> bool:
    """Whether there is a person with this id."""
    return bool(session.scalar(select(select(Agent.id).where(Agent.id == agent_id).exists())))


def keep_person(session: Session, values: Mapping[str, Any]) -> int:
    """Write a new person; answers the id."""
    return session.scalars(insert(Agent).returning(Agent.id), dict(values)).one()


def phone_is_due(day: date, confirm_days: int) -> ColumnElement[bool]:
    """Rows of `agent` whose number is to be confirmed (again) on a day."""
    latest = day - timedelta(days=confirm_days)
    return or_(Agent.phone_confirmed_on.is_(None), Agent.phone_confirmed_on <= latest)


def _people(wanted: PeopleFilter) -> Any:
    return select(
        Agent.id,
        Agent.name,
        Agent.phone,
        Agent.phone_confirmed_on,
        Agent.version,
        phone_is_due(wanted.day, wanted.confirm_days),
    )


def _matches(actor: Actor, wanted: PeopleFilter) -> ColumnElement[bool]:
    tests = [visible_to(actor)]
    if wanted.region:
        within = or_(*(lies_under(one.region_code, wanted.region) for one in (Grid, Office)))
        tests.append(_posted(within, holds_on(Post, wanted.day)))
    if wanted.name:
        tests.append(Agent.name.contains(wanted.name, autoescape=True))
    if wanted.phone_due:
        tests += [
            phone_is_due(wanted.day, wanted.confirm_days),
            _posted(holds_on(Post, wanted.day)),
        ]
    if wanted.unposted:
        tests.append(~_posted(holds_on(Post, wanted.day)))
    return and_(*tests)


def _posted(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Post.id)
        .outerjoin(Grid, Grid.code == Post.grid_code)
        .outerjoin(Office, Office.id == Post.office_id)
        .where(Post.agent_id == Agent.id, *conditions)
        .correlate(Agent)
        .exists()
    )


def _records(
    session: Session, actor: Actor, day: date, rows: list[tuple[Any, ...]]
) -> list[PersonRecord]:
    ids = {row[0] for row in rows}
    posts = _posts(session, actor, day, ids)
    away = {one.agent_id: one for one in list_absences(session, actor, day)} if ids else {}
    return [
        replace(PersonRecord(*row), posts=tuple(posts.get(row[0], ())), absence=away.get(row[0]))
        for row in rows
    ]


def _posts(
    session: Session, actor: Actor, day: date, ids: Collection[int]
) -> dict[int, list[PostRecord]]:
    posts: dict[int, list[PostRecord]] = defaultdict(list)
    query = select_posts().where(Post.agent_id.in_(ids), visible_posts(actor), holds_on(Post, day))
    for row in session.execute(query.order_by(Post.id)) if ids else ():
        record = PostRecord(*row)
        posts[record.agent_id].append(record)
    return posts
