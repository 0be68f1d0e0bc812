"""The urgent issues somebody was told of and nobody has answered for, as he may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from data.dated import lies_under
from data.errors import NotFound
from data.issue_filter import visible_to
from data.scope import as_system
from data.tables import Alert, Issue, Region
from dispatch.alerting import AlertLine, Rung
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role

MOST: Final = 50
"""More urgent matters than anybody can answer for at once."""
_UP: Final = (Rung.COUNTY_ON_DUTY, Rung.LEADER, Rung.AGAIN)
"""Rungs of a township's ladder that the county's desks hear of too."""
_VILLAGE: Final = (Rung.DEPUTY, Rung.SECRETARY)


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """One ladder as somebody on it may know it: the danger and the place, no words, no people.

    Attributes
    ----------
    id
        Of the newest rung he was told at.
    signals
        What makes it urgent; see `dispatch.urgency`.
    raised_at, due_at
        When the ladder began; when the next one is told.
    opens
        Whether he may see the issue itself, too.
    """

    id: int
    number: str
    line: AlertLine
    rung: Rung
    signals: tuple[str, ...]
    region_code: str | None
    region_name: str | None
    raised_at: datetime
    due_at: datetime
    held: bool
    opens: bool
    acknowledged_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def waiting_for(session: Session, actor: Actor) -> list[AlertRecord]:
    """Alerts that wait for an actor, the newest first, at most `MOST`."""
    if not actor.may(Verb.ACKNOWLEDGE_ALERTS):
        return []
    mine = func.max(Alert.id).filter(told_to(actor))
    ladders = (
        select(
            mine.label("id"),
            func.min(Alert.raised_at).label("raised_at"),
            func.max(Alert.due_at).label("due_at"),
        )
        .join(Issue, Issue.id == Alert.issue_id)
        .where(Alert.acknowledged_at.is_(None), Issue.closed_at.is_(None))
        .group_by(Alert.issue_id, Alert.line)
        .having(mine.is_not(None))
        .subquery()
    )
    query = (
        _columns(actor, ladders.c.raised_at, ladders.c.due_at)
        .join(ladders, ladders.c.id == Alert.id)
        .order_by(ladders.c.raised_at.desc(), Alert.id)
        .limit(MOST)
    )
    with as_system(session):
        return _records(session.execute(query).all())


def find_alert(session: Session, actor: Actor, alert_id: int) -> AlertRecord:
    """One alert an actor was told of, with the place, answered or not.

    Raises
    ------
    NotFound
        If there is none, or it was not told to him.
    """
    place = (func.ST_X(Issue.place).label("lon"), func.ST_Y(Issue.place).label("lat"))
    query = (
        _columns(actor, Alert.raised_at, Alert.due_at)
        .add_columns(*place)
        .where(Alert.id == alert_id, told_to(actor))
    )
    with as_system(session):
        found = _records(session.execute(query).all())
    if not found or not actor.may(Verb.ACKNOWLEDGE_ALERTS):
        msg = f"no alert {alert_id}"
        raise NotFound(msg)
    return found[0]


def told_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `alert`, joined with `issue`, that an actor is told of.

    Whoever a released accusation bars learns nothing of it; of a held one nobody in the village
    does. What a reader may not see, he is told the danger and the place of. Who was told before
    a desk was told anew, as that of another township is, hears no more of it.
    """
    own = [_of_role(actor)]
    if actor.agent_id is not None:
        own.append(Alert.agent_id == actor.agent_id)
    barred = and_(Issue.barred.is_not(None), Issue.barred.overlap(sorted(actor.tokens)))
    quiet = and_(Issue.held, Alert.rung.in_(_VILLAGE))
    return and_(or_(*own), ~func.coalesce(barred, false()), ~quiet, ~_is_earlier_round())


def _is_earlier_round() -> ColumnElement[bool]:
    anew = aliased(Alert)
    return exists().where(
        anew.issue_id == Alert.issue_id,
        anew.line == Alert.line,
        anew.rung == Rung.DESK,
        anew.step > Alert.step,
    )


def _of_role(actor: Actor) -> ColumnElement[bool]:
    here = _within(actor)
    if actor.role is Role.TOWNSHIP:
        desk = Alert.rung.in_((Rung.DESK, Rung.AGAIN))
        return and_(here, Alert.line == AlertLine.TOWNSHIP, desk)
    if actor.role in {Role.COUNTY, Role.SCREENER}:
        return and_(here, or_(Alert.line == AlertLine.COUNTY, Alert.rung.in_(_UP)))
    if actor.role is Role.SUPERVISOR:
        return and_(here, Alert.rung == Rung.SUPERVISOR)
    if actor.role is Role.LEADER:
        return and_(here, Alert.rung == Rung.LEADER)
    if actor.role is Role.SECRETARY:
        return and_(here, Alert.rung == Rung.SECRETARY)
    return false()


def _within(actor: Actor) -> ColumnElement[bool]:
    if not actor.region_prefix:
        return true()
    nowhere = Alert.region_code.is_(None) if actor.may(Verb.READ_HELD) else false()
    return or_(lies_under(Alert.region_code, actor.region_prefix), nowhere)


def _columns(actor: Actor, raised_at: Any, due_at: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Alert.id,
            Issue.number,
            Alert.line,
            Alert.rung,
            Issue.urgent_signals.label("signals"),
            Issue.region_code,
            Region.name.label("region_name"),
            raised_at.label("raised_at"),
            due_at.label("due_at"),
            Issue.held,
            visible_to(actor).label("opens"),
            Alert.acknowledged_at,
        )
        .select_from(Alert)
        .join(Issue, Issue.id == Alert.issue_id)
        .outerjoin(Region, Region.code == Issue.region_code)
    )


def _records(rows: Sequence[Row[Any]]) -> list[AlertRecord]:
    return [
        AlertRecord(**{**row._mapping, "signals": tuple(row.signals or ())})  # noqa: SLF001 - public in SQLAlchemy
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class LadderState:
    """How far one ladder of an issue has come: who was told last, and whether somebody knows."""

    line: AlertLine
    rung: Rung
    raised_at: datetime
    acknowledged_at: datetime | None


def ladders_of(session: Session, issue_id: int) -> list[LadderState]:
    """The ladders of an issue, for who may see the issue."""
    query = (
        select(Alert.line, Alert.rung, Alert.raised_at, Alert.acknowledged_at)
        .where(Alert.issue_id == issue_id)
        .ext(distinct_on(Alert.line))
        .order_by(Alert.line, Alert.step.desc())
    )
    with as_system(session):
        return [LadderState(*row) for row in session.execute(query)]


def signals_of(session: Session, issue_id: int) -> tuple[str, ...]:
    """What makes an issue urgent, for who may see it."""
    signals = session.scalar(select(Issue.urgent_signals).where(Issue.id == issue_id))
    return tuple(signals or ())
