"""Whom the registers know that could be told of an urgent issue at this moment."""

from datetime import datetime
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.tables import Agent
from dispatch.alerting import Reachable
from dispatch.region_codes import county_over, township_over
from dispatch.vocabulary import Role

# Whoever is away is not told; turns of duty come before posts, which have no hours.
_ON_DUTY: Final = text("""
    SELECT coalesce(office.region_code, unit.region_code) AS region_code, shift.agent_id,
           0 AS rank, shift.id AS id
    FROM shift JOIN unit ON unit.id = shift.unit_id LEFT JOIN office ON office.id = shift.office_id
    WHERE shift.starts_at <= :moment AND shift.ends_at > :moment
      AND coalesce(office.region_code, unit.region_code) = ANY (:regions)
      AND NOT EXISTS (
          SELECT FROM absence WHERE absence.agent_id = shift.agent_id
            AND daterange(absence.valid_from, absence.valid_to) @> CAST(:day AS date))
    UNION ALL
    SELECT office.region_code, post.agent_id, 1, post.id
    FROM post JOIN office ON office.id = post.office_id
    WHERE post.duty = 'on-duty' AND office.region_code = ANY (:regions)
      AND daterange(post.valid_from, post.valid_to) @> CAST(:day AS date)
      AND NOT EXISTS (
          SELECT FROM absence WHERE absence.agent_id = post.agent_id
            AND daterange(absence.valid_from, absence.valid_to) @> CAST(:day AS date))
    ORDER BY rank, id
""")
_IN_THE_VILLAGE: Final = text("""
    SELECT post.agent_id, post.duty
    FROM post LEFT JOIN office ON office.id = post.office_id
    WHERE (post.grid_code = :grid AND post.duty IN ('holder', 'deputy')
           OR office.region_code = :village AND post.duty = 'secretary')
      AND daterange(post.valid_from, post.valid_to) @> CAST(:day AS date)
      AND NOT EXISTS (
          SELECT FROM absence WHERE absence.agent_id = post.agent_id
            AND daterange(absence.valid_from, absence.valid_to) @> CAST(:day AS date))
    ORDER BY post.duty = 'holder' DESC, post.id
""")
_ROLES: Final = text("""
    SELECT DISTINCT role_grant.role
    FROM role_grant JOIN account ON account.id = role_grant.account_id
    WHERE account.active AND role_grant.role IN ('supervisor', 'leader')
      AND (role_grant.region_code = :county OR role_grant.region_code IS NULL)
      AND daterange(role_grant.valid_from, role_grant.valid_to) @> CAST(:day AS date)
""")


def reachable_for(
    session: Session, region: str | None, grid: str | None, moment: datetime
) -> Reachable:
    """Who can be told of an issue in a region and grid; `moment` in the county's zone."""
    township, county, day = township_over(region), county_over(region), moment.date()
    village = region if region not in {township, county} else None
    regions = [one for one in (township, county) if one is not None]
    turns = session.execute(_ON_DUTY, {"moment": moment, "day": day, "regions": regions}).all()
    posts = session.execute(_IN_THE_VILLAGE, {"grid": grid, "village": village, "day": day}).all()
    roles = session.scalars(_ROLES, {"county": county, "day": day})
    return Reachable(
        village=village,
        township=township,
        county=county,
        at_township=tuple(row.agent_id for row in turns if row.region_code == township),
        at_county=tuple(row.agent_id for row in turns if row.region_code == county),
        at_village=tuple(row.agent_id for row in posts if row.duty != "secretary"),
        secretaries=tuple(row.agent_id for row in posts if row.duty == "secretary"),
        roles=frozenset(Role(role) for role in roles),
    )


def agent_name(session: Session, agent_id: int) -> str:
    """Name of somebody who was told."""
    return session.scalars(select(Agent.name).where(Agent.id == agent_id)).one()
