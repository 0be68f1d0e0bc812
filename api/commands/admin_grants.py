"""Roles on the command line: granted and ended."""

from datetime import datetime

import click

from api.commands.administration import ROLE, administration
from api.services.accounts import give_role, take_role
from data.accounts import NewGrant, find_account
from data.units import find_unit
from dispatch.vocabulary import Role

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("grant")
@click.argument("username")
@click.option("--role", type=ROLE, required=True)
@click.option("--region", help="code of the region it covers; left out: the whole database")
@click.option("--unit", help="code of the unit a handler works for")
@click.option("--from", "since", type=_DAY, help="first day; today when left out")
@click.option("--to", "until", type=_DAY, help="first day it no longer holds; left out: open")
def grant_one_role(
    username: str,
    role: str,
    region: str | None,
    unit: str | None,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Grant USERNAME one more role; prints the number of the grant."""
    with administration() as (session, by):
        new = NewGrant(
            Role(role),
            region,
            find_unit(session, unit) if unit else None,
            since.date() if since else None,
            until.date() if until else None,
        )
        click.echo(give_role(session, by, find_account(session, username), new).id)


@click.command("end-grant")
@click.argument("username")
@click.argument("grant", type=int)
def end_one_grant(username: str, grant: int) -> None:
    """End GRANT of USERNAME today; whoever acts under it stops at the next request."""
    with administration() as (session, by):
        take_role(session, by, find_account(session, username), grant)
