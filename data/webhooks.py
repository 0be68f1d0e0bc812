"""Addresses of programs outside: kept, listed with what became of their events, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from data.errors import NotFound
from data.tables import Account, Delivery, Webhook


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """One address, and how many of its events wait, failed and arrived."""

    id: int
    username: str
    url: str
    ended_at: datetime | None
    waiting: int
    failed: int
    delivered: int
    last_error: str | None


def keep_webhook(session: Session, account_id: int, url: str, secret: bytes) -> Webhook:
    """Keep a new address of a program."""
    webhook = Webhook(account_id=account_id, url=url, secret=secret)
    session.add(webhook)
    session.flush()
    return webhook


def find_webhook(session: Session, webhook_id: int) -> Webhook:
    """One address.

    Raises
    ------
    NotFound
        If there is none with this number.
    """
    webhook = session.get(Webhook, webhook_id)
    if webhook is None:
        msg = f"there is no webhook {webhook_id}; list them with: wangge admin webhooks list"
        raise NotFound(msg)
    return webhook


def end_webhook(session: Session, webhook_id: int, now: datetime) -> None:
    """Send nothing to an address any more."""
    query = update(Webhook).where(Webhook.id == webhook_id, Webhook.ended_at.is_(None))
    session.execute(query.values(ended_at=now))


def list_webhooks(session: Session, tries: int) -> Sequence[WebhookRecord]:
    """All addresses, the newest first; an event has failed after so many tries."""
    missing = Delivery.delivered_at.is_(None)
    latest = aliased(Delivery)
    error = (
        select(latest.last_error)
        .where(latest.webhook_id == Webhook.id, latest.delivered_at.is_(None))
        .where(latest.last_error.is_not(None))
        .order_by(latest.last_try_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            Webhook.id,
            Account.username,
            Webhook.url,
            Webhook.ended_at,
            func.count(Delivery.id).filter(missing, Delivery.tries < tries),
            func.count(Delivery.id).filter(missing, Delivery.tries >= tries),
            func.count(Delivery.delivered_at),
            error,
        )
        .join(Account, Account.id == Webhook.account_id)
        .outerjoin(Delivery, Delivery.webhook_id == Webhook.id)
        .group_by(Webhook.id, Account.username)
        .order_by(Webhook.id.desc())
    )
    return [WebhookRecord(*row) for row in session.execute(query)]
