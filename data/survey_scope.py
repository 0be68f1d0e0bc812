"""Which houses somebody may find, and which count in how far the survey is."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from data.dated import holds_on, lies_under
from data.tables import Grid, GridVersion, Household, HouseholdPosition, Membership
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role


def villages_of(session: Session, actor: Actor) -> frozenset[str]:
    """Villages of the grids an agent answers for; none for any other role."""
    if actor.role is not Role.AGENT:
        return frozenset()
    query = select(Grid.region_code).where(Grid.code.in_(sorted(actor.grids)))
    return frozenset(code for code in session.scalars(query) if code is not None)


def surveyable(session: Session, actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Rows of `household` an actor may find; see `dispatch.positions.may_survey`."""
    if not actor.may(Verb.SURVEY_HOUSEHOLDS):
        return false()
    if actor.role is not Role.AGENT:
        return _in_region(actor)
    return _his(session, actor, or_(Household.place.is_(None), _found_by(actor, now)))


def counted(session: Session, actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Rows of `household` that count in an actor's progress; who may survey none has none."""
    if not actor.may(Verb.SURVEY_HOUSEHOLDS):
        return false()
    if actor.role is not Role.AGENT:
        return _in_region(actor)
    homeless = or_(Household.place.is_(None), Membership.id.is_(None))
    return _his(session, actor, or_(homeless, _found_by(actor, now)))


def _found_by(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Whether the actor found a house today himself."""
    own = select(HouseholdPosition.id).where(
        HouseholdPosition.household_id == Household.id,
        HouseholdPosition.made_by == actor.account_id,
        HouseholdPosition.recorded_at >= midnight(now),
    )
    return own.exists()


def midnight(now: datetime) -> datetime:
    """When the day of a moment began."""
    return datetime.combine(now.date(), time(), now.tzinfo)


def _his(session: Session, actor: Actor, others: ColumnElement[bool]) -> ColumnElement[bool]:
    """Houses of an agent's grids, and some others of his villages."""
    villages = sorted(villages_of(session, actor))
    near = and_(Household.village_code.in_(villages), others)
    return or_(Membership.grid_code.in_(sorted(actor.grids)), near)


def _in_region(actor: Actor) -> ColumnElement[bool]:
    return and_(true(), *under(actor.region_prefix))


def under(region: str | None) -> list[ColumnElement[bool]]:
    """Households of the villages whose code starts with a prefix; all of them without one."""
    return [lies_under(Household.village_code, region)] if region else []


def is_outside(day: date) -> ColumnElement[bool]:
    """Whether a house stands in no grid of its village, though that has grids."""
    grid, version = aliased(Grid), aliased(GridVersion)
    own = (
        select(version.id)
        .join(grid, grid.code == version.grid_code)
        .where(grid.region_code == Household.village_code, holds_on(version, day))
    )
    there = own.where(
        version.shape.op("&&")(Household.place), func.ST_Covers(version.shape, Household.place)
    )
    return and_(Household.place.is_not(None), own.exists(), ~there.exists())


def member(day: date) -> ColumnElement[bool]:
    """The membership a household has on a day."""
    return and_(Membership.household_id == Household.id, holds_on(Membership, day))
