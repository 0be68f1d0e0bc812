"""``wangge admin``: accounts."""

import secrets
import sys
from datetime import datetime

import click

from api.database import connected
from api.passwords import hash_password
from api.settings import Settings
from data.accounts import keep_account, list_accounts
from data.session import make_sessions, transaction
from dispatch.numbers import tracking_code
from dispatch.vocabulary import Role

_SHORTEST = 12
"""Characters of a password somebody chooses; NIST SP 800-63B asks for 8, we for a phrase."""


@click.group("admin")
def command() -> None:
    """Accounts of this database."""


@command.command("add-account")
@click.argument("username")
@click.option("--role", type=click.Choice([one.value for one in Role]), required=True)
@click.option("--name", help="shown on pages; the user name when left out")
@click.option("--region", help="code of the region it covers; left out: the whole database")
@click.option("--agent", type=int, help="number of the agent behind an agent's account")
@click.option("--password-stdin", is_flag=True, help="read the password; else one is made")
def add_account(
    username: str,
    role: str,
    name: str | None,
    region: str | None,
    agent: int | None,
    password_stdin: bool,  # noqa: FBT001
) -> None:
    """Add USERNAME, or give it a new password and role; prints the password made."""
    password = _read_password() if password_stdin else tracking_code(secrets.randbelow).lower()
    with connected(Settings()) as engine, transaction(make_sessions(engine)) as session:
        keep_account(
            session,
            username=username,
            password_hash=hash_password(password),
            name=name or username,
            role=Role(role),
            region_code=region,
            agent_id=agent,
        )
    if not password_stdin:
        click.echo(password)


@command.command("accounts")
def show_accounts() -> None:
    """List user names, roles, regions and when each was made."""
    with connected(Settings()) as engine, transaction(make_sessions(engine)) as session:
        for account in list_accounts(session):
            made: datetime = account.recorded_at
            where = account.region_code or "-"
            click.echo(f"{account.username}  {account.role}  {where}  {made:%Y-%m-%d}")


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\n")
    if len(password) < _SHORTEST:
        msg = f"a password has at least {_SHORTEST} characters"
        raise click.ClickException(msg)
    return password
