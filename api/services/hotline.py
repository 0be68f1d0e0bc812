"""Work orders of a hotline: each becomes an issue once, or one more call about an open one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from api.errors import MalformedBody
from api.schemas.hotline import OrderIn, OrderOut, OrderState
from api.schemas.issue import IssueIn
from api.services.filing import digest_of, file_one, report_of
from api.services.intake import names_for
from api.services.occasion import Filer, Occasion
from api.services.repeats import find_repeat
from data.alert_lists import ladders_of
from data.deliveries import tell_outside, told_of
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.outside_orders import find_order, keep_orders, lock_issue
from data.report_keys import UsedKey, claim, earlier_answer, remember
from data.scope import as_system
from data.tables import Issue
from dispatch.accusation import screen
from dispatch.errors import NotPermitted
from dispatch.intake import Report, default_kind
from dispatch.outside import EventKind, state_of
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Actor, Verb
from dispatch.urgency import urgency_of
from dispatch.vocabulary import Channel, Role

_ORDERS: Final = UUID("5b1f6c1e-6f0c-4c39-9a53-0c6b9f3f9d12")
"""Namespace of the keys of orders."""
_AHEAD: Final = timedelta(minutes=10)
"""Clocks differ; more is a wrong time zone."""


def take_order(session: Session, wire: OrderIn, occasion: Occasion) -> dict[str, Any]:
    """Take one order in; the same order again gets the same answer.

    Raises
    ------
    NotPermitted
        If no connected system asks.
    KeyReused
        If another order came under this number.
    TwinRunning
        If this order, or another one of the same caller, is being taken in right now.
    """
    account_id = _system(occasion.actor).account_id
    report = _report(wire, account_id, occasion)
    digest = digest_of(wire)
    with as_system(session):
        claim(session, report.key)
        earlier = earlier_answer(session, report.key, digest, account_id, occasion.now)
    if earlier is not None:
        return _answer(wire, earlier[1])
    first = _first_call(session, report, account_id)
    if first is not None:
        return _answer(wire, _add_call(session, first, report, digest, occasion))
    filed = file_one(session, report, digest, Filer.of(occasion))
    _tell(session, account_id, wire.number, EventKind.RECEIVED, occasion)
    return _answer(wire, filed)


def read_order(session: Session, number: str, actor: Actor) -> OrderState:
    """Where the issue of an order stands, for the system that sent it.

    Raises
    ------
    NotPermitted
        If no connected system asks.
    NotFound
        If it sent no such order.
    """
    account_id = _system(actor).account_id
    with as_system(session):
        order = find_order(session, account_id, number)
        told = told_of(session, order.issue_id)
    return OrderState(
        order=order.number,
        number=told.number,
        tracking_code=told.tracking_code,
        state=state_of(told),
        stage=None if told.quiet else told.stage,
        closed_at=None if told.quiet else told.closed_at,
    )


def _system(actor: Actor) -> Actor:
    actor.require(Verb.FILE_ISSUE)
    if actor.role is not Role.INTEGRATION:
        msg = "orders come from connected systems, by an API key of their own"
        raise NotPermitted(msg)
    return actor


def _report(wire: OrderIn, account_id: int, occasion: Occasion) -> Report:
    if wire.called_at > occasion.now + _AHEAD:
        msg = "`called_at` lies ahead; check its time zone, such as 2026-03-20T09:00:00+08:00"
        raise MalformedBody(msg, field="called_at")
    issue = IssueIn(
        text=wire.text,
        category=wire.category,
        channel=Channel.HOTLINE,
        place=wire.place,
        address=wire.address,
        petitioner=wire.caller,
        urgent=wire.urgent,
    )
    key = uuid5(_ORDERS, f"{account_id}:{wire.number}")
    received_at = min(wire.called_at, occasion.now)
    return replace(report_of(issue, key, received_at), order=wire.number)


def _first_call(session: Session, report: Report, account_id: int) -> Issue | None:
    """The open issue this caller has called about; none where this call says more.

    Words that a screener must read first, and a danger that nobody is being told of, are never
    folded into another issue.
    """
    if report.petitioner_phone is None:
        return None
    with as_system(session):
        claim(session, uuid5(_ORDERS, f"{account_id}:caller:{report.petitioner_phone}"))
        number = find_repeat(session, account_id, report)
        if number is None:
            return None
        first = lock_issue(session, number)
        if first.closed_at or first.held or first.barred or _is_new_danger(session, report, first):
            return None
        return None if _is_for_the_screener(session, report, first) else first


def _is_new_danger(session: Session, report: Report, first: Issue) -> bool:
    """Whether a call tells of a danger of which nobody is being told just now."""
    signals = set(urgency_of(report.text, said=report.urgent).signals)
    if not signals:
        return False
    known = signals <= set(first.urgent_signals or ())
    waits = any(one.acknowledged_at is None for one in ladders_of(session, first.id))
    return not (known and waits)


def _is_for_the_screener(session: Session, report: Report, first: Issue) -> bool:
    category = report.category or first.category
    names = names_for(session, {first.region_code})[first.region_code]
    return screen(
        report.text,
        channel=report.channel,
        kind=default_kind(category, report.channel),
        category=category,
        names=names,
    ).held


def _add_call(
    session: Session, first: Issue, report: Report, digest: bytes, occasion: Occasion
) -> dict[str, Any]:
    """Keep one more call about an issue: its order, and its words in the history."""
    account_id = occasion.actor.account_id
    with as_system(session):
        issue_id, seen, stage, level = first.id, first.version, first.stage, first.level
        answer = {
            "number": first.number,
            "tracking_code": first.tracking_code,
            "repeated": True,
        }
        keep_orders(
            session, [{"account_id": account_id, "number": report.order, "issue_id": issue_id}]
        )
        version = change_issue(session, issue_id, seen, {})
        step = Step("repeated", stage, level, Reason(ReasonCode.REPEATED), version, report.text)
        keep_step(session, issue_id, step, Writer(occasion.actor, occasion.now, seen))
        remember(session, UsedKey(report.key, digest, account_id), answer, occasion.now)
    _tell(session, account_id, report.order or "", EventKind.REPEATED, occasion)
    return answer


def _tell(
    session: Session, account_id: int, number: str, kind: EventKind, occasion: Occasion
) -> None:
    with as_system(session):
        order = find_order(session, account_id, number)
        tell_outside(session, order.issue_id, kind, occasion.now, order_id=order.id)


def _answer(wire: OrderIn, filed: dict[str, Any]) -> dict[str, Any]:
    """Answer of an order, the same each time it is sent."""
    kept = {name: filed.get(name) for name in ("category", "region", "grid", "urgent")}
    out = OrderOut(
        order=wire.number,
        number=filed["number"],
        tracking_code=filed["tracking_code"],
        repeated=filed.get("repeated", False),
        **kept,
    )
    return out.model_dump(mode="json")
