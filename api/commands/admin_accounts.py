"""Accounts on the command line: made, listed, closed, let in again."""

import sys
from typing import Any

import click
from sqlalchemy.orm import Session

from api.commands.administration import ROLE, administration, tell
from api.errors import WeakPassword
from api.passwords import check_password
from api.services.accounts import (
    By,
    set_active,
    set_password,
    unlock,
)
from api.services.accounts import add_account as make_account
from api.services.accounts import new_password as make_password
from data.accounts import NewGrant, find_account, grants_of, list_accounts
from data.tables import Account, RoleGrant
from data.units import find_unit
from dispatch.vocabulary import Role


@click.command("add-account")
@click.argument("username")
@click.option("--role", type=ROLE, required=True)
@click.option("--name", help="shown on pages; the user name when left out")
@click.option("--region", help="code of the region it covers; left out: the whole database")
@click.option("--unit", help="code of the unit a handler works for")
@click.option("--agent", type=int, help="number of the agent behind an agent's account")
@click.option("--must-change", is_flag=True, help="a person replaces it at the first sign-in")
@click.option("--password-stdin", is_flag=True, help="read the password; else one is made")
def add_account(
    username: str,
    role: str,
    name: str | None,
    region: str | None,
    unit: str | None,
    agent: int | None,
    must_change: bool,  # noqa: FBT001
    password_stdin: bool,  # noqa: FBT001
) -> None:
    """Add USERNAME, or give it a new password and role; prints the password made."""
    password = _read_password(username) if password_stdin else make_password()
    with administration() as (session, by):
        make_account(
            session,
            by,
            username=username,
            password=password,
            name=name or username,
            grant=NewGrant(Role(role), region, find_unit(session, unit) if unit else None),
            agent_id=agent,
            must_change=must_change,
        )
    if not password_stdin:
        click.echo(password)


@click.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def show_accounts(as_json: bool) -> None:  # noqa: FBT001
    """List user names, roles, regions, and when each was granted."""
    with administration() as (session, by):
        rows = [row for one in list_accounts(session) for row in _rows_of(session, one, by)]
    tell(rows, as_json=as_json)


@click.command("reset-password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="read the password; else one is made")
def reset_password(username: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Give USERNAME a new password, to be changed at the next sign-in; prints it."""
    password = _read_password(username) if password_stdin else make_password()
    with administration() as (session, by):
        set_password(session, by, find_account(session, username), password, must_change=True)
    if not password_stdin:
        click.echo(password)


@click.command("deactivate")
@click.argument("username")
def deactivate(username: str) -> None:
    """Close the account USERNAME; its sessions end and its keys are revoked."""
    with administration() as (session, by):
        set_active(session, by, find_account(session, username), active=False)


@click.command("activate")
@click.argument("username")
def activate(username: str) -> None:
    """Open the account USERNAME again; its keys stay revoked."""
    with administration() as (session, by):
        set_active(session, by, find_account(session, username), active=True)


@click.command("unlock")
@click.argument("username")
def unlock_account(username: str) -> None:
    """Let USERNAME sign in at once after too many wrong passwords."""
    with administration() as (session, by):
        unlock(session, by, find_account(session, username))


def _rows_of(session: Session, account: Account, by: By) -> list[dict[str, Any]]:
    """One row for each role an account has today; one without a role when it has none."""
    state = "active" if account.active else "closed"
    held: list[RoleGrant | None] = [*grants_of(session, account.id, by.now.date())]
    return [
        {
            "username": account.username,
            "role": grant.role.value if grant else None,
            "region": grant.region_code if grant else None,
            "grant": grant.id if grant else None,
            "from": grant.valid_from if grant else None,
            "to": grant.valid_to if grant else None,
            "state": state,
        }
        for grant in held or [None]
    ]


def _read_password(username: str) -> str:
    password = sys.stdin.readline().rstrip("\n")
    try:
        check_password(password, username)
    except WeakPassword as error:
        raise click.ClickException(str(error)) from error
    return password
