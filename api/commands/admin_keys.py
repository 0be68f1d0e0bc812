"""API keys on the command line: made, listed, revoked."""

from datetime import timedelta

import click

from api.commands.administration import ROLE, administration, tell
from api.services.accounts import add_key, drop_key
from api.services.sign_in import choose_grant
from data.accounts import find_account
from data.api_keys import list_keys
from dispatch.rights import Verb
from dispatch.vocabulary import Role


@click.command("add-key")
@click.argument("username")
@click.option("--name", required=True, help="what the key is for")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([one.value for one in Verb]),
    multiple=True,
    required=True,
    help="what it may do; repeat for more",
)
@click.option("--role", type=ROLE, help="under which role of the account; its first otherwise")
@click.option("--days", type=click.IntRange(1, 730), default=365, show_default=True)
def add_one_key(
    username: str, name: str, scopes: tuple[str, ...], role: str | None, days: int
) -> None:
    """Make a key for the account USERNAME; prints it, once and never again."""
    with administration() as (session, by):
        account = find_account(session, username)
        grant = choose_grant(session, account, Role(role) if role else None, by.now)
        verbs = [Verb(one) for one in scopes]
        key = add_key(session, by, grant, name=name, scopes=verbs, life=timedelta(days=days))
    click.echo(key)


@click.command("keys")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def show_keys(as_json: bool) -> None:  # noqa: FBT001
    """List the keys that were not revoked."""
    with administration() as (session, _):
        rows = [
            {
                "prefix": one.key.prefix,
                "username": one.account.username,
                "role": one.grant.role.value,
                "name": one.key.name,
                "scopes": one.key.scopes,
                "until": one.key.expires_at,
                "used": one.key.last_used_at,
            }
            for one in list_keys(session)
        ]
    tell(rows, as_json=as_json)


@click.command("revoke-key")
@click.argument("prefix")
def revoke_one_key(prefix: str) -> None:
    """Revoke the key that begins with wgk_PREFIX."""
    with administration() as (session, by):
        drop_key(session, by, prefix.removeprefix("wgk_").partition("_")[0])
