"""Who is told of urgent issues, and who said that they know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from data.issue_steps import Step, Writer, keep_step
from data.jobs import enqueue
from data.tables import Alert, Issue
from dispatch.alerting import ANSWER_WITHIN, LAST_STEP, AlertLine, Rung, Told, answer_within
from dispatch.reasons import Reason, ReasonCode
from dispatch.region_codes import county_over, township_over
from dispatch.rights import Actor

TASK: Final = "climb_alert"
_STALLED_AFTER: Final = timedelta(minutes=2)
"""A job that is later than this beyond its time has failed, or has no worker."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """One urgent issue, and the region codes of the two desks that are told of it."""

    issue_id: int
    at: datetime
    county: str | None
    township: str | None


def raise_alerts(session: Session, issues: Sequence[Urgent]) -> None:
    """Tell both desks at once; whoever is silent is followed by the next on the list."""
    told = [
        (one, line, region)
        for one in issues
        for line, region in ((AlertLine.COUNTY, one.county), (AlertLine.TOWNSHIP, one.township))
        if line is AlertLine.COUNTY or region is not None
    ]
    _raise(session, told)
    for one in issues:
        keep_told(session, one.issue_id, "alerted", Reason(ReasonCode.DESKS_ALERTED), one.at)


def _raise(session: Session, told: Sequence[tuple[Urgent, AlertLine, str | None]]) -> None:
    rows = [
        {
            "issue_id": one.issue_id,
            "line": line,
            "step": 0,
            "rung": Rung.DESK,
            "region_code": region,
            "raised_at": one.at,
            "due_at": one.at + ANSWER_WITHIN,
        }
        for one, line, region in told
    ]
    if not rows:
        return
    query = insert(Alert).returning(Alert.id, Alert.due_at, sort_by_parameter_order=True)
    for alert_id, due_at in session.execute(query, rows):
        _tell(session, alert_id, due_at)


def keep_told(
    session: Session,
    issue_id: int,
    verb: str,
    reason: Reason,
    at: datetime,
    *,
    actor: Actor | None = None,
) -> None:
    """Add a line to the history of an issue that changes nothing about it: who was told."""
    issue = session.execute(
        select(Issue.stage, Issue.level, Issue.version).where(Issue.id == issue_id)
    ).one()
    step = Step(verb, issue.stage, issue.level, reason, issue.version)
    keep_step(session, issue_id, step, Writer(actor, at, issue.version))


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs of one issue and line, lowest first, with what the next one follows from."""

    rungs: Sequence[Alert]
    region_code: str | None
    grid_code: str | None
    held: bool
    closed: bool
    barred: frozenset[str]

    @property
    def acknowledged(self) -> bool:
        """Whether somebody said that they know, since it was last passed on."""
        return self.rungs[-1].acknowledged_at is not None

    @property
    def told(self) -> list[Told]:
        """Who was told on it since a desk last was; another round begins with a desk."""
        desk = max(rung.step for rung in self.rungs if rung.rung is Rung.DESK)
        told = [rung for rung in self.rungs if rung.step >= desk]
        return [Told(rung.rung, rung.region_code, rung.agent_id) for rung in told]


def lock_ladder(session: Session, alert_id: int) -> Ladder | None:
    """The ladder an alert stands on, nobody else changing it meanwhile; none without one."""
    known = session.execute(
        select(Alert.issue_id, Alert.line).where(Alert.id == alert_id)
    ).one_or_none()
    if known is None:
        return None
    mine = (Alert.issue_id == known.issue_id, Alert.line == known.line)
    # The first rung is the one everybody waits for; the others are read once it is held.
    session.execute(select(Alert.id).where(*mine, Alert.step == 0).with_for_update())
    rungs = session.scalars(
        select(Alert).where(*mine).order_by(Alert.step).execution_options(populate_existing=True)
    ).all()
    issue: Any = session.execute(
        select(Issue.region_code, Issue.grid_code, Issue.held, Issue.closed_at, Issue.barred).where(
            Issue.id == known.issue_id
        )
    ).one()
    closed, barred = issue.closed_at is not None, frozenset(issue.barred or ())
    return Ladder(rungs, issue.region_code, issue.grid_code, issue.held, closed, barred)


def keep_rung(session: Session, ladder: Ladder, told: Told, now: datetime) -> None:
    """Tell the next on a ladder; without an answer the one after follows."""
    last = ladder.rungs[-1]
    within = answer_within(last.step + 1)
    values = {
        "issue_id": last.issue_id,
        "line": last.line,
        "step": last.step + 1,
        "rung": told.rung,
        "region_code": told.region_code,
        "agent_id": told.agent_id,
        "raised_at": now,
        "due_at": now + (within or ANSWER_WITHIN),
    }
    alert_id = session.scalar(insert(Alert).values(**values).returning(Alert.id))
    _tell(session, alert_id, now + within if within else None)


def _tell(session: Session, alert_id: int | None, due_at: datetime | None) -> None:
    """Tell one rung, and see later whether it answered; none: it is the last one.

    The pages show the row by themselves. This is the place from which messages that leave the
    house are enqueued, in the same transaction.
    """
    if due_at is not None:
        enqueue(session, TASK, key=str(alert_id), at=due_at, alert_id=alert_id)


def take_up_stalled(session: Session, now: datetime) -> int:
    """Let the ladders climb on whose job failed for good; answers how many they are."""
    newer = aliased(Alert)
    above = and_(
        newer.issue_id == Alert.issue_id, newer.line == Alert.line, newer.step > Alert.step
    )
    query = (
        select(Alert.id)
        .join(Issue, Issue.id == Alert.issue_id)
        .where(Alert.acknowledged_at.is_(None), Alert.due_at < now - _STALLED_AFTER)
        .where(Alert.step < LAST_STEP, Issue.closed_at.is_(None), ~exists().where(above))
    )
    stalled = session.scalars(query).all()
    for alert_id in stalled:
        enqueue(session, TASK, key=str(alert_id), alert_id=alert_id)
    return len(stalled)


def alarm_again(session: Session, issue_id: int, now: datetime) -> None:
    """Tell both desks of a new danger in an open issue, unless they are being told right now.

    Lock the issue first.
    """
    region = session.scalars(select(Issue.region_code).where(Issue.id == issue_id)).one()
    county, township = county_over(region), township_over(region)
    first = select(Alert.id).where(Alert.issue_id == issue_id, Alert.step == 0)
    alerts = session.scalars(first.order_by(Alert.line)).all()
    if not alerts:
        raise_alerts(session, [Urgent(issue_id, now, county, township)])
    ladders = [ladder for one in alerts if (ladder := lock_ladder(session, one)) is not None]
    answered = [one for one in ladders if one.acknowledged]
    for ladder in answered:
        at_county = ladder.rungs[0].line is AlertLine.COUNTY
        keep_rung(session, ladder, Told(Rung.DESK, county if at_county else township), now)
    if answered:
        keep_told(session, issue_id, "alerted", Reason(ReasonCode.DESKS_ALERTED), now)


def follow_place(session: Session, issue_id: int, now: datetime) -> None:
    """Tell the township an open urgent issue was placed in, unless it was told already."""
    issue = session.execute(
        select(Issue.region_code, Issue.urgent, Issue.closed_at).where(Issue.id == issue_id)
    ).one()
    township = township_over(issue.region_code)
    if not issue.urgent or issue.closed_at is not None or township is None:
        return
    desk = session.execute(
        select(Alert.id, Alert.region_code)
        .where(Alert.issue_id == issue_id, Alert.line == AlertLine.TOWNSHIP)
        .where(Alert.rung == Rung.DESK)
        .order_by(Alert.step.desc())
    ).first()
    if desk is None:
        told = Urgent(issue_id, now, None, township)
        _raise(session, [(told, AlertLine.TOWNSHIP, township)])
    elif desk.region_code != township:
        ladder = lock_ladder(session, desk.id)
        if ladder is not None:
            keep_rung(session, ladder, Told(Rung.DESK, township), now)


def keep_answer(session: Session, ladder: Ladder, account_id: int, now: datetime) -> None:
    """Write that somebody on a ladder knows: nobody else on it is told any more."""
    query = (
        update(Alert)
        .where(Alert.id.in_([rung.id for rung in ladder.rungs]), Alert.acknowledged_at.is_(None))
        .values(acknowledged_at=now, acknowledged_by=account_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(query)
    session.expire_all()
