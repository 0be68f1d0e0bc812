"""Finding whom a screener names in the registers, with every body they serve or served."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.accounts import holds_on
from data.errors import UnknownParty
from data.tables import Account, Agent, Grid, Office, Post, Region, RoleGrant, Unit
from dispatch.firewall import Accused
from dispatch.region_codes import code_range, prefix_of
from dispatch.screening_decision import Service, accused_person, accused_unit
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Naming:
    """One accused party as a screener names it; empty fields name nobody.

    Attributes
    ----------
    account
        User name.
    unit, region
        Codes.
    name
        Somebody of no register, perhaps with the unit or region that person belongs to.
    """

    agent_id: int | None = None
    account: str | None = None
    unit: str | None = None
    region: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class NamedParty:
    """One accused party as it is kept, with all that is accused with it.

    Attributes
    ----------
    agent_id, unit_id, region_code
        What the party is in the registers; at most one of them.
    name
        Of somebody who is in none of them.
    """

    accused: tuple[Accused, ...]
    agent_id: int | None = None
    unit_id: int | None = None
    region_code: str | None = None
    name: str | None = None


def find_accused(session: Session, namings: Sequence[Naming]) -> list[NamedParty]:
    """Parties behind these namings, in their order.

    Raises
    ------
    UnknownParty
        If a register has no such agent, account, unit or region.
    """
    return [_find(session, one) for one in namings]


def colleagues_of(session: Session, accused: Collection[Accused], today: date) -> list[int]:
    """Accounts that today serve an accused body and, under another grant, something else."""
    units = {one.unit_id for one in accused if one.unit_id is not None}
    bodies = {one.region_code for one in accused if one.region_code is not None}
    inside = func.coalesce(
        or_(RoleGrant.unit_id.in_(units), *(_within(body) for body in sorted(bodies))),
        False,
    )
    query = (
        select(RoleGrant.account_id)
        .where(holds_on(today))
        .group_by(RoleGrant.account_id)
        .having(and_(func.bool_or(inside), ~func.bool_and(inside)))
        .order_by(RoleGrant.account_id)
    )
    return list(session.scalars(query))


def _find(session: Session, naming: Naming) -> NamedParty:
    if naming.agent_id is not None:
        _known(session, Agent.id, naming.agent_id, "agent")
        return NamedParty(_agent(session, naming.agent_id), agent_id=naming.agent_id)
    if naming.account is not None:
        return _account(session, naming.account)
    return _body(session, naming)


def _body(session: Session, naming: Naming) -> NamedParty:
    """A unit, a region's body, or somebody in words who belongs to them or to nobody of ours."""
    accused: list[Accused] = []
    unit_id = None
    if naming.unit is not None:
        unit_id, of_unit = _unit(session, naming.unit)
        accused.append(accused_unit(unit_id, of_unit))
    if naming.region is not None:
        _known(session, Region.code, naming.region, "region")
        accused.append(Accused(region_code=naming.region))
    region = naming.region if unit_id is None else None
    return NamedParty(
        tuple(accused) or (Accused(),), unit_id=unit_id, region_code=region, name=naming.name
    )


def _known(
    session: Session,
    column: InstrumentedAttribute[int] | InstrumentedAttribute[str],
    value: int | str,
    kind: str,
) -> None:
    if session.scalar(select(column).where(column == value)) is None:
        msg = f"there is no {kind} {value!r} in the register; name the party in words instead"
        raise UnknownParty(msg)


def _unit(session: Session, code: str) -> tuple[int, str | None]:
    _known(session, Unit.code, code, "unit")
    row = session.execute(select(Unit.id, Unit.region_code).where(Unit.code == code)).one()
    return row.id, row.region_code


def _account(session: Session, username: str) -> NamedParty:
    _known(session, Account.username, username, "account")
    account = session.scalars(select(Account).where(Account.username == username)).one()
    if account.agent_id is not None:
        return NamedParty(_agent(session, account.agent_id), agent_id=account.agent_id)
    accused = accused_person(_granted(session, [account.id]), accounts=[account.id])
    return NamedParty(tuple(accused), name=account.name)


def _agent(session: Session, agent_id: int) -> tuple[Accused, ...]:
    accounts = session.scalars(select(Account.id).where(Account.agent_id == agent_id)).all()
    services = {*_posted(session, agent_id), *_granted(session, accounts)}
    return tuple(accused_person(services, agent_id=agent_id, accounts=accounts))


def _posted(session: Session, agent_id: int) -> set[Service]:
    """Bodies of every post the person ever held: the village of a grid, the region of an office."""
    query = (
        select(func.coalesce(Grid.region_code, Office.region_code))
        .select_from(Post)
        .outerjoin(Grid, Grid.code == Post.grid_code)
        .outerjoin(Office, Office.id == Post.office_id)
        .where(
            Post.agent_id == agent_id, or_(Post.valid_to.is_(None), Post.valid_to > Post.valid_from)
        )
    )
    return {Service(region) for region in session.scalars(query) if region is not None}


def _granted(session: Session, accounts: Sequence[int]) -> set[Service]:
    """Bodies of every role ever granted; an agent's are those of the posts, not of the grant."""
    query = (
        select(RoleGrant.unit_id, func.coalesce(Unit.region_code, RoleGrant.region_code))
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.account_id.in_(accounts),
            RoleGrant.role != Role.AGENT,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > RoleGrant.valid_from),
        )
    )
    return {
        Service(region, unit)
        for unit, region in session.execute(query)
        if unit is not None or region is not None
    }


def _within(body: str) -> ColumnElement[bool]:
    first, bound = code_range(prefix_of(body))
    return and_(RoleGrant.region_code >= first, RoleGrant.region_code < bound)
