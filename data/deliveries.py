"""Events for programs outside: written with the change they tell of, sent by the worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data.jobs import enqueue
from data.scope import as_system
from data.tables import Account, Delivery, Issue, OutsideOrder, Webhook
from dispatch.outside import EventKind, Told, is_told, payload_of

TASK: Final = "send_delivery"
TRIED_OUT: Final = timedelta(hours=1)
"""More than the pauses of all tries together; see `data.job_runs.TRIES`."""
KEPT_FOR: Final = timedelta(days=90)
"""A receiver who asks what he was told asks within a quarter."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One event that was not delivered yet, and where it goes."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    webhook_id: int
    url: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Try:
    """What became of one try to deliver: a status, or the class of an error."""

    at: datetime
    status: int | None = None
    error: str | None = None


def tell_outside(
    session: Session,
    issue_id: int,
    kind: EventKind,
    now: datetime,
    *,
    order_id: int | None = None,
    said: Mapping[str, int | None] = MappingProxyType({}),
) -> None:
    """Tell the programs that brought an issue what happened to it, once this commits.

    Every address of a program that has an order of the issue, or entered it, gets an event for
    each of its orders.

    Parameters
    ----------
    order_id
        The one order the event is about; none for all of them.
    said
        What else the event says: codes and numbers.
    """
    with as_system(session):
        told = told_of(session, issue_id)
        if not is_told(kind, told):
            return
        for webhook_id, number in session.execute(_receivers(issue_id, order_id)).all():
            row = {
                "webhook_id": webhook_id,
                "issue_id": issue_id,
                "kind": kind,
                "payload": {**payload_of(told, number, now), **said},
            }
            query = insert(Delivery).values(id=func.gen_random_uuid(), **row)
            delivery_id = session.scalar(query.returning(Delivery.id))
            enqueue(session, TASK, delivery_id=str(delivery_id))


def told_of(session: Session, issue_id: int) -> Told:
    """What may be told of an issue outside. System work."""
    query = select(
        Issue.number,
        Issue.tracking_code,
        Issue.stage,
        Issue.closed_at,
        Issue.region_code,
        Issue.grid_code,
        or_(Issue.held, Issue.barred.is_not(None)),
    )
    return Told(*session.execute(query.where(Issue.id == issue_id)).one())


def find_waiting(session: Session, delivery_id: UUID) -> Outgoing | None:
    """An event that is still to be delivered; none when it was, or nothing is sent there now."""
    query = (
        select(
            Delivery.id,
            Delivery.kind,
            Delivery.payload,
            Webhook.id,
            Webhook.url,
            Webhook.secret,
        )
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .join(Account, Account.id == Webhook.account_id)
        .where(Delivery.id == delivery_id, Delivery.delivered_at.is_(None))
        .where(Webhook.ended_at.is_(None), Account.active)
    )
    row = session.execute(query).one_or_none()
    return Outgoing(*row) if row else None


def note_try(session: Session, delivery_id: UUID, one: Try, *, delivered: bool) -> None:
    """Keep what became of a try."""
    session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id)
        .values(
            tries=Delivery.tries + 1,
            last_try_at=one.at,
            last_status=one.status,
            last_error=one.error,
            delivered_at=one.at if delivered else None,
        )
    )


def send_again(session: Session, webhook_id: int, tries: int, now: datetime) -> int:
    """Put the events of an address that failed for good into the queue again.

    So are those on their way for longer than all pauses: a worker that dies notes no try.

    Parameters
    ----------
    tries
        After how many an event has failed for good.

    Returns
    -------
    count
        Of the events.
    """
    query = (
        update(Delivery)
        .where(Delivery.webhook_id == webhook_id, Delivery.delivered_at.is_(None))
        .where(or_(Delivery.tries >= tries, Delivery.recorded_at < now - TRIED_OUT))
        .values(tries=0)
        .returning(Delivery.id)
    )
    ids = session.scalars(query).all()
    for delivery_id in ids:
        enqueue(session, TASK, delivery_id=str(delivery_id))
    return len(ids)


def forget_deliveries(session: Session, now: datetime) -> None:
    """Let go of events long past: those that arrived, and those nobody wants any more."""
    ended = select(Webhook.id).where(Webhook.ended_at.is_not(None))
    session.execute(
        delete(Delivery)
        .where(Delivery.recorded_at < now - KEPT_FOR)
        .where(or_(Delivery.delivered_at.is_not(None), Delivery.webhook_id.in_(ended)))
    )


def _receivers(issue_id: int, order_id: int | None) -> Select[int, str | None]:
    entered_by = select(Issue.entered_by).where(Issue.id == issue_id).scalar_subquery()
    mine = and_(OutsideOrder.account_id == Webhook.account_id, OutsideOrder.issue_id == issue_id)
    query = (
        select(Webhook.id, OutsideOrder.number)
        .join(Account, Account.id == Webhook.account_id)
        .outerjoin(OutsideOrder, mine)
        .where(Webhook.ended_at.is_(None), Account.active)
        .where(or_(OutsideOrder.id.is_not(None), Webhook.account_id == entered_by))
        .order_by(Webhook.id, OutsideOrder.id)
    )
    return query if order_id is None else query.where(OutsideOrder.id == order_id)
