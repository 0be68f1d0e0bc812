"""Whom the registers know that could be told of an urgent issue at this moment."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select
from sqlalchemy.orm import Session

from data.absences import is_away
from data.dated import holds_on
from data.tables import Account, Agent, Office, Post, RoleGrant, Shift, Unit
from dispatch.alerting import Reachable
from dispatch.region_codes import county_over, township_over
from dispatch.vocabulary import Duty, Role


def reachable_for(
    session: Session, region: str | None, grid: str | None, moment: datetime
) -> Reachable:
    """Who can be told of an issue in a region and grid; `moment` in the county's zone."""
    township, county, day = township_over(region), county_over(region), moment.date()
    village = region if region not in {township, county} else None
    regions = [one for one in (township, county) if one is not None]
    # Turns of duty come before posts, which have no hours.
    duty = [*_turns(session, regions, moment), *_duty_posts(session, regions, day)]
    posts = _posts_near(session, village, grid, day)
    return Reachable(
        village=village,
        township=township,
        county=county,
        at_township=tuple(row.agent_id for row in duty if row.region_code == township),
        at_county=tuple(row.agent_id for row in duty if row.region_code == county),
        at_village=tuple(row.agent_id for row in posts if row.duty is not Duty.SECRETARY),
        secretaries=tuple(row.agent_id for row in posts if row.duty is Duty.SECRETARY),
        roles=frozenset(_roles(session, county, day)),
    )


def agent_name(session: Session, agent_id: int) -> str:
    """Name of somebody who was told."""
    return session.scalars(select(Agent.name).where(Agent.id == agent_id)).one()


def _turns(session: Session, regions: Collection[str], moment: datetime) -> Sequence[Row[str, int]]:
    """Turns of duty that run now at the offices and units of some regions."""
    region = func.coalesce(Office.region_code, Unit.region_code)
    query = (
        select(region.label("region_code"), Shift.agent_id)
        .select_from(Shift)
        .join(Unit, Unit.id == Shift.unit_id)
        .outerjoin(Office, Office.id == Shift.office_id)
        .where(region.in_(regions), Shift.starts_at <= moment, Shift.ends_at > moment)
        .where(~is_away(Shift.agent_id, moment.date()))
        .order_by(Shift.id)
    )
    return session.execute(query).all()


def _duty_posts(session: Session, regions: Collection[str], day: date) -> Sequence[Row[str, int]]:
    """Posts on duty at the offices of some regions."""
    query = (
        select(Office.region_code, Post.agent_id)
        .select_from(Post)
        .join(Office, Office.id == Post.office_id)
        .where(Post.duty == Duty.ON_DUTY, Office.region_code.in_(regions))
        .where(holds_on(Post, day), ~is_away(Post.agent_id, day))
        .order_by(Post.id)
    )
    return session.execute(query).all()


def _posts_near(
    session: Session, village: str | None, grid: str | None, day: date
) -> Sequence[Row[int, Duty]]:
    """Who holds a grid, then its deputies and the secretaries of the village."""
    holds = and_(Post.duty.in_((Duty.HOLDER, Duty.DEPUTY)), _is(Post.grid_code, grid))
    leads = and_(Post.duty == Duty.SECRETARY, _is(Office.region_code, village))
    query = (
        select(Post.agent_id, Post.duty)
        .outerjoin(Office, Office.id == Post.office_id)
        .where(or_(holds, leads), holds_on(Post, day), ~is_away(Post.agent_id, day))
        .order_by((Post.duty == Duty.HOLDER).desc(), Post.id)
    )
    return session.execute(query).all()


def _roles(session: Session, county: str | None, day: date) -> Sequence[Role]:
    query = (
        select(RoleGrant.role)
        .distinct()
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.active, RoleGrant.role.in_((Role.SUPERVISOR, Role.LEADER)))
        .where(or_(RoleGrant.region_code == county, RoleGrant.region_code.is_(None)))
        .where(holds_on(RoleGrant, day))
    )
    return session.scalars(query).all()


def _is(column: Any, code: str | None) -> ColumnElement[bool]:
    """Rows with a code; no row where there is none, not even those without one."""
    return false() if code is None else column == code
