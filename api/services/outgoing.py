"""Sending events to programs outside: signed, tried again, given up where nobody listens."""

from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Final
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.errors import ApiError
from api.settings import Settings
from api.webhook_post import Message, UnfitAddress, post
from data.deliveries import Outgoing, Try, find_waiting, note_try
from data.scope import as_system
from data.session import make_sessions, transaction
from data.webhooks import end_webhook

GONE: Final = HTTPStatus.GONE


class NotDelivered(ApiError):
    """A receiver did not take an event; it is tried again."""

    status = 502
    title = "not delivered"


def deliver(session: Session, delivery_id: UUID, settings: Settings, now: datetime) -> None:
    """Send one event, once more after each failure; one that was delivered is not sent again.

    What a failed try left is kept in a transaction of its own: the caller's is rolled back.

    Raises
    ------
    NotDelivered
        If it is to be tried again.
    """
    with as_system(session):
        found = find_waiting(session, delivery_id)
        if found is None:
            return
        one = _try(found, settings, now)
        if _is_delivered(one) or one.status == GONE:
            note_try(session, delivery_id, one, delivered=_is_delivered(one))
            if one.status == GONE:
                end_webhook(session, found.webhook_id, now)
            return
    with transaction(make_sessions(_engine_of(session))) as beside, as_system(beside):
        note_try(beside, delivery_id, one, delivered=False)
    raise NotDelivered(one.error or "")


def _engine_of(session: Session) -> Engine:
    bound = session.get_bind()
    return bound if isinstance(bound, Engine) else bound.engine


def _try(found: Outgoing, settings: Settings, now: datetime) -> Try:
    message = Message.of(str(found.id), found.kind, found.payload, now)
    try:
        status = post(found.url, found.secret, message, private=settings.private_webhooks)
    except (OSError, HTTPException, UnfitAddress) as error:
        return Try(now, error=type(error).__name__)
    one = Try(now, status)
    return one if _is_delivered(one) else Try(now, status, f"HTTP{status}")


def _is_delivered(one: Try) -> bool:
    return one.status is not None and HTTPStatus(200) <= one.status < HTTPStatus(300)
