"""Where results go, on the command line: addresses listed, added, tested, ended."""

import secrets
from dataclasses import asdict
from datetime import datetime
from http.client import HTTPException
from uuid import uuid4

import click

from api.commands.administration import administration, tell
from api.settings import Settings
from api.webhook_post import Message, check_url, post, show_secret
from data.accounts import find_account
from data.audit import record
from data.deliveries import send_again
from data.job_runs import TRIES
from data.webhooks import end_webhook, find_webhook, keep_webhook, list_webhooks
from dispatch.auditing import AuditVerb

_SECRET_BYTES = 32


@click.group("webhooks")
def webhooks() -> None:
    """Addresses that are told what becomes of the issues a program brought."""


@webhooks.command("list")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def show_webhooks(as_json: bool) -> None:  # noqa: FBT001
    """List them with the number of events that wait, failed for good and arrived."""
    with administration() as (session, _):
        rows = [asdict(one) for one in list_webhooks(session, TRIES)]
    tell(rows, as_json=as_json)


@webhooks.command("add")
@click.argument("username")
@click.argument("url")
def add_webhook(username: str, url: str) -> None:
    """Tell URL what becomes of the issues of the account USERNAME; prints the secret, once."""
    check_url(url)
    secret = secrets.token_bytes(_SECRET_BYTES)
    with administration() as (session, by):
        account = find_account(session, username)
        webhook = keep_webhook(session, account.id, url, secret)
        details = {"webhook": webhook.id, "added": True}
        record(session, by.entry(AuditVerb.ACCOUNT_CHANGED, account.id, **details))
        number = webhook.id
    click.echo(f"webhook {number}", err=True)
    click.echo(show_secret(secret))


@webhooks.command("end")
@click.argument("webhook_id", metavar="ID", type=int)
def end_one_webhook(webhook_id: int) -> None:
    """Send nothing to the webhook ID any more."""
    with administration() as (session, by):
        webhook = find_webhook(session, webhook_id)
        end_webhook(session, webhook_id, by.now)
        details = {"webhook": webhook_id, "ended": True}
        record(session, by.entry(AuditVerb.ACCOUNT_CHANGED, webhook.account_id, **details))


@webhooks.command("test")
@click.argument("webhook_id", metavar="ID", type=int)
def test_webhook(webhook_id: int) -> None:
    """Send one event of the type issue.test to the webhook ID now; prints the status."""
    settings = Settings()
    with administration() as (session, _):
        webhook = find_webhook(session, webhook_id)
        url, secret = webhook.url, webhook.secret
    message = Message.of(str(uuid4()), "test", {}, datetime.now(settings.zone))
    try:
        status = post(url, secret, message, private=settings.private_webhooks)
    except (OSError, HTTPException) as error:
        msg = f"no answer: {type(error).__name__}"
        raise click.ClickException(msg) from error
    click.echo(status)


@webhooks.command("resend")
@click.argument("webhook_id", metavar="ID", type=int)
def resend(webhook_id: int) -> None:
    """Send the events of the webhook ID again that failed for good."""
    with administration() as (session, by):
        find_webhook(session, webhook_id)
        count = send_again(session, webhook_id, TRIES, by.now)
    click.echo(f"{count} events wait for a worker")
