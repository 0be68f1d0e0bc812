"""Sessions on the command line: listed and ended."""

import click

from api.commands.administration import administration, tell
from api.services.accounts import end_all_sessions
from data.accounts import find_account
from data.sessions import sessions_of
from dispatch.sessions import SessionEnd


@click.command("sessions")
@click.argument("username")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def show_sessions(username: str, as_json: bool) -> None:  # noqa: FBT001
    """List where USERNAME is signed in, the last used first."""
    with administration() as (session, by):
        rows = [
            {
                "id": one.session.id,
                "use": one.session.use.value,
                "role": one.grant.role.value,
                "device": one.session.device,
                "network": one.session.address,
                "since": one.session.created_at,
                "seen": one.session.last_seen_at,
            }
            for one in sessions_of(session, find_account(session, username).id, by.now)
        ]
    tell(rows, as_json=as_json)


@click.command("end-sessions")
@click.argument("username")
def end_sessions_of(username: str) -> None:
    """End all sessions and tokens of USERNAME; prints how many. Keys stay: see revoke-key."""
    with administration() as (session, by):
        account_id = find_account(session, username).id
        why = SessionEnd.ENDED_BY_ADMINISTRATOR
        click.echo(end_all_sessions(session, by, account_id, why))
