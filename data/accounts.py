"""Accounts, what is granted to them, and who they stand for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.posts import grids_held_by
from data.tables import Account, RoleGrant
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role to be granted; `until` is the first day it no longer holds."""

    role: Role
    region_code: str | None = None
    unit_id: int | None = None
    since: date | None = None
    until: date | None = None


def account_named(session: Session, username: str) -> Account | None:
    """The active account with this name."""
    query = select(Account).where(Account.username == username, Account.active)
    return session.scalars(query).one_or_none()


def account_with(session: Session, account_id: int, token_epoch: int) -> Account | None:
    """The active account a token was made for, unless its tokens were ended since."""
    query = select(Account).where(
        Account.id == account_id, Account.token_epoch == token_epoch, Account.active
    )
    return session.scalars(query).one_or_none()


def find_account(session: Session, username: str) -> Account:
    """The account with this name, active or not.

    Raises
    ------
    NotFound
        If there is none.
    """
    account = session.scalars(select(Account).where(Account.username == username)).one_or_none()
    if account is None:
        msg = f"there is no account {username!r}; list them with: wangge admin accounts"
        raise NotFound(msg)
    return account


def grants_of(session: Session, account_id: int, today: date) -> Sequence[RoleGrant]:
    """What an account may act as today, in the order it was granted."""
    query = select(RoleGrant).where(RoleGrant.account_id == account_id, holds_on(today))
    return session.scalars(query.order_by(RoleGrant.valid_from, RoleGrant.id)).all()


def holds_on(day: date) -> ColumnElement[bool]:
    """Rows of `role_grant` that hold on a day."""
    ended = or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > day)
    return and_(RoleGrant.valid_from <= day, ended)


def actor_of(
    session: Session,
    account: Account,
    grant: RoleGrant,
    today: date,
    *,
    program: bool,
    session_id: str | None = None,
) -> Actor:
    """What an account stands for today under one grant: its region and its grids."""
    person = account.agent_id if grant.role is Role.AGENT else None
    grids = grids_held_by(session, person, today) if person is not None else []
    return actor_with(account, grant, grids, program=program, session_id=session_id)


def actor_with(
    account: Account,
    grant: RoleGrant,
    grids: Collection[str],
    *,
    program: bool,
    session_id: str | None = None,
) -> Actor:
    """What an account stands for under one grant, holding these grids."""
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.name,
        role=grant.role,
        region_code=grant.region_code,
        region_prefix=prefix_of(grant.region_code) if grant.region_code else "",
        unit_id=grant.unit_id,
        agent_id=account.agent_id,
        grids=frozenset(grids),
        program=program,
        grant_id=grant.id,
        session_id=session_id,
    )


def keep_account(
    session: Session,
    *,
    username: str,
    password_hash: str,
    name: str,
    agent_id: int | None = None,
    must_change: bool = False,
) -> Account:
    """Add an account, or give a known one these values; its earlier tokens end."""
    account = session.scalars(select(Account).where(Account.username == username)).one_or_none()
    if account is None:
        account = Account(username=username, token_epoch=0)
        session.add(account)
    else:
        account.token_epoch += 1
    account.password_hash = password_hash
    account.name = name
    account.agent_id = agent_id
    account.must_change_password = must_change
    session.flush()
    return account


def grant_role(
    session: Session, account_id: int, new: NewGrant, today: date, *, by: int | None = None
) -> RoleGrant:
    """Grant a role, unless the same one holds already; it is answered then."""
    for known in grants_of(session, account_id, today):
        same = (known.role, known.region_code, known.unit_id)
        if same == (new.role, new.region_code, new.unit_id) and known.valid_to == new.until:
            return known
    grant = RoleGrant(
        account_id=account_id,
        role=new.role,
        region_code=new.region_code,
        unit_id=new.unit_id,
        granted_by=by,
        valid_from=new.since or today,
        valid_to=new.until,
    )
    session.add(grant)
    session.flush()
    return grant


def end_grants(session: Session, account_id: int, today: date, role: Role | None = None) -> int:
    """End what an account holds today, of one role or of all; answers how many ended."""
    ended = [g for g in grants_of(session, account_id, today) if role in (None, g.role)]
    for grant in ended:
        grant.valid_to = max(today, grant.valid_from)
    session.flush()
    return len(ended)


def end_grant(session: Session, account_id: int, grant_id: int, today: date) -> RoleGrant:
    """End one grant of an account today.

    Raises
    ------
    NotFound
        If the account holds no such grant today.
    """
    held = {grant.id: grant for grant in grants_of(session, account_id, today)}
    if grant_id not in held:
        msg = f"the account holds no grant {grant_id} today; list them with: wangge admin accounts"
        raise NotFound(msg)
    grant = held[grant_id]
    grant.valid_to = max(today, grant.valid_from)
    session.flush()
    return grant


def claim_first_account(session: Session) -> bool:
    """Whether there is no account yet; who asks meanwhile waits for our commit."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("first account", 0))))
    return session.scalar(select(select(Account.id).exists())) is False


def list_accounts(session: Session) -> list[Account]:
    """All accounts, by user name."""
    return list(session.scalars(select(Account).order_by(Account.username)))
