"""Who answers for grids, and when."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import ARRAY, Text, and_, any_, func, literal, or_, select, text
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.tables import Absence, Agent, Grid, Issue, Post
from dispatch.assignment import Leave, Tenure
from dispatch.placing import Placed
from dispatch.vocabulary import Duty

_AT: Final = text("""
    SELECT post.grid_code AS code, post.id AS post_id, agent.id AS agent_id, agent.name,
           post.duty, post.valid_from, post.valid_to
    FROM post JOIN agent ON agent.id = post.agent_id
    WHERE post.grid_code = ANY (:grids)
    UNION ALL
    SELECT place.code, post.id, agent.id, agent.name, post.duty, post.valid_from, post.valid_to
    FROM (SELECT grid.code, grid.region_code FROM grid WHERE grid.code = ANY (:grids)
          UNION
          SELECT code, code FROM unnest(CAST(:regions AS text[])) AS code) AS place
    JOIN office ON office.region_code = place.region_code
    JOIN post ON post.office_id = office.id AND post.duty = 'secretary'
    JOIN agent ON agent.id = post.agent_id
    ORDER BY code, post_id
""")


def tenures_of(
    session: Session, grid_codes: Collection[str], regions: Collection[str] = ()
) -> dict[str, list[Tenure]]:
    """Who answers, or ever answered, by code; what nobody ever answered for is absent.

    Under the code of a grid stand its posts and the secretaries of its village, under that of a
    region its secretaries.
    """
    if not (grid_codes or regions):
        return {}
    rows = session.execute(_AT, {"grids": sorted(grid_codes), "regions": sorted(regions)}).all()
    leaves = _leaves_of(session, {row.agent_id for row in rows})
    held: dict[str, list[Tenure]] = defaultdict(list)
    for row in rows:
        post = (row.post_id, row.agent_id, row.name, Duty(row.duty), row.valid_from, row.valid_to)
        held[row.code].append(Tenure(*post, leaves=leaves.get(row.agent_id, ())))
    return dict(held)


def answering(posts: Mapping[str, list[Tenure]], placed: Placed) -> list[Tenure]:
    """Of the posts of many places, those that answer for one."""
    code = placed.grid.code if placed.grid else placed.region_code
    return posts.get(code or "", [])


def _leaves_of(session: Session, agents: Collection[int]) -> dict[int, tuple[Leave, ...]]:
    query = (
        select(Absence.agent_id, Absence.valid_from, Absence.valid_to)
        .where(Absence.agent_id.in_(agents))
        .order_by(Absence.valid_from)
    )
    leaves: dict[int, tuple[Leave, ...]] = {}
    for agent, since, until in session.execute(query):
        leaves[agent] = (*leaves.get(agent, ()), Leave(since, until))
    return leaves


def grids_held_by(session: Session, agent_id: int, day: date) -> list[str]:
    """Codes of the grids an agent answers for on a day, in order."""
    query = (
        select(Post.grid_code)
        .where(
            Post.agent_id == agent_id,
            Post.grid_code.is_not(None),
            Post.valid_from <= day,
            or_(Post.valid_to.is_(None), Post.valid_to > day),
        )
        .distinct()
        .order_by(Post.grid_code)
    )
    return [code for code in session.scalars(query) if code is not None]


class Holder(NamedTuple):
    """An agent with the village of the grid held."""

    agent_id: int
    name: str
    village: str


def busiest_holder(session: Session, day: date) -> Holder:
    """Holder of a grid on a day who has the most open issues; ties go to the lower id.

    Raises
    ------
    NotFound
        If nobody holds a grid.
    """
    query = (
        select(Agent.id, Agent.name, Grid.region_code)
        .join(Post, Post.agent_id == Agent.id)
        .join(Grid, Grid.code == Post.grid_code)
        .outerjoin(Issue, and_(Issue.agent_id == Agent.id, Issue.closed_at.is_(None)))
        .where(
            Grid.region_code.is_not(None),
            Post.valid_from <= day,
            or_(Post.valid_to.is_(None), Post.valid_to > day),
        )
        .group_by(Agent.id, Agent.name, Grid.region_code)
        .order_by(func.count(Issue.id).desc(), Agent.id)
    )
    row = session.execute(query).first()
    if row is None:
        msg = "nobody holds a grid"
        raise NotFound(msg)
    return Holder(row[0], row[1], row[2] or "")


def names_in(session: Session, region_codes: Collection[str] | None) -> dict[str, set[str]]:
    """Names of those who ever answered for a grid, by region of the grid; none asks for all."""
    query = (
        select(Grid.region_code, Agent.name)
        .join(Post, Post.agent_id == Agent.id)
        .join(Grid, Grid.code == Post.grid_code)
        .distinct()
    )
    if region_codes is not None:
        query = query.where(Grid.region_code == any_(literal(list(region_codes), ARRAY(Text))))
    names: dict[str, set[str]] = defaultdict(set)
    for region, name in session.execute(query):
        names[region or ""].add(name)
    return dict(names)
