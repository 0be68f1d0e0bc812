"""``wangge admin``: accounts, their roles, sessions and keys."""

import click

from api.commands.admin_accounts import (
    activate,
    add_account,
    deactivate,
    reset_password,
    show_accounts,
    unlock_account,
)
from api.commands.admin_grants import end_one_grant, grant_one_role
from api.commands.admin_keys import add_one_key, revoke_one_key, show_keys
from api.commands.admin_sessions import end_sessions_of, show_sessions
from api.commands.admin_webhooks import webhooks


@click.group("admin")
def command() -> None:
    """Accounts of this database; every change enters the record."""


for part in (
    add_account,
    show_accounts,
    reset_password,
    deactivate,
    activate,
    unlock_account,
    grant_one_role,
    end_one_grant,
    show_sessions,
    end_sessions_of,
    add_one_key,
    show_keys,
    revoke_one_key,
    webhooks,
):
    command.add_command(part)
