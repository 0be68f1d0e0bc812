"""What the registers know about who can be reached for a place."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from data.absences import is_away
from data.dated import holds_on
from data.tables import Agent, Office, Post, Shift, Unit
from dispatch.opening_hours import opening_from_rows
from dispatch.reachability import Known, OnDuty, OnPost, Place
from dispatch.region_codes import ancestors_of
from dispatch.vocabulary import Duty


def known_about(session: Session, region: str | None, grid: str | None, moment: datetime) -> Known:
    """Posts, offices and turns of duty that matter for a grid, or for a region without one."""
    regions = ancestors_of(region)
    day = moment.date()
    offices = _offices(session, regions, day)
    return Known(
        regions,
        _posts(session, region, grid, [one.office_id for one in offices], day),
        offices,
        _turns(session, regions, moment),
    )


def _offices(session: Session, regions: tuple[str, ...], day: date) -> list[Place]:
    query = select(Office.id, Office.name, Office.phone, Office.opening, Office.region_code).where(
        Office.region_code.in_(regions), holds_on(Office, day)
    )
    rows = session.execute(query)
    return [
        Place(row.id, row.name, row.phone, opening_from_rows(row.opening), row.region_code)
        for row in rows
    ]


def _posts(
    session: Session, region: str | None, grid: str | None, offices: list[int], day: date
) -> list[OnPost]:
    """Posts at the grid and at the offices; secretaries of the place's own region only."""
    secretary = Post.duty == Duty.SECRETARY
    at = or_(
        false() if grid is None else Post.grid_code == grid,
        and_(Post.office_id.in_(offices), or_(~secretary, Office.region_code == region)),
    )
    query = (
        select(
            Agent.id,
            Agent.name,
            Agent.phone,
            Agent.phone_confirmed_on,
            Post.duty,
            Post.office_id,
            is_away(Agent.id, day),
        )
        .select_from(Post)
        .join(Agent, Agent.id == Post.agent_id)
        .outerjoin(Office, Office.id == Post.office_id)
        .where(at, holds_on(Post, day))
        .order_by(Post.id)
    )
    return [OnPost(*row) for row in session.execute(query)]


def _turns(session: Session, regions: tuple[str, ...], moment: datetime) -> list[OnDuty]:
    """Turns that run now at the units of the place's regions, or of none."""
    query: Any = (
        select(
            Agent.id,
            Agent.name,
            Agent.phone,
            Agent.phone_confirmed_on,
            Unit.name,
            Unit.phone,
            Office.name,
            Shift.ends_at,
        )
        .select_from(Shift)
        .join(Agent, Agent.id == Shift.agent_id)
        .join(Unit, Unit.id == Shift.unit_id)
        .outerjoin(Office, Office.id == Shift.office_id)
        .where(
            Shift.starts_at <= moment,
            Shift.ends_at > moment,
            or_(Unit.region_code.in_(regions), Unit.region_code.is_(None)),
            ~is_away(Agent.id, moment.date()),
        )
        .order_by(Unit.code, Shift.id)
    )
    return [OnDuty(*row) for row in session.execute(query)]
