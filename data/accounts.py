"""Accounts and who they stand for."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.posts import grids_held_by
from data.tables import Account
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor
from dispatch.vocabulary import Role


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


def actor_of(session: Session, account: Account, today: date, *, program: bool) -> Actor:
    """What an account stands for today: its region and the grids it answers for."""
    grids = grids_held_by(session, account.agent_id, today) if account.agent_id else []
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.name,
        role=account.role,
        region_code=account.region_code,
        region_prefix=prefix_of(account.region_code) if account.region_code else "",
        agent_id=account.agent_id,
        grids=frozenset(grids),
        program=program,
    )


def keep_account(
    session: Session,
    *,
    username: str,
    password_hash: str,
    name: str,
    role: Role,
    region_code: str | None,
    agent_id: int | None = None,
) -> None:
    """Add an account, or give a known one these values; its earlier tokens end."""
    account = session.scalars(select(Account).where(Account.username == username)).one_or_none()
    if account is None:
        account = Account(username=username, token_epoch=0)
        session.add(account)
    else:
        account.token_epoch += 1
    account.password_hash = password_hash
    account.name = name
    account.role = role
    account.region_code = region_code
    account.agent_id = agent_id
    session.flush()


def list_accounts(session: Session) -> list[Account]:
    """All accounts, by user name."""
    return list(session.scalars(select(Account).order_by(Account.username)))
