"""Urgent issues: the silent are followed by the next, whoever knows says so."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.schemas.alerts import AlertOut
from api.services.occasion import Occasion
from api.services.once import Sent, answer_once
from api.services.reading_log import log_numbers
from data.alert_lists import AlertRecord, find_alert
from data.alert_people import agent_name, reachable_for
from data.alerts import (
    Ladder,
    keep_answer,
    keep_rung,
    keep_told,
    lock_ladder,
    take_up_stalled,
)
from data.scope import as_system
from dispatch.alerting import AlertLine, Rung, Told, next_rung
from dispatch.auditing import AuditVerb
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Verb

_KNOWS: Final = {
    AlertLine.COUNTY: ReasonCode.COUNTY_KNOWS,
    AlertLine.TOWNSHIP: ReasonCode.TOWNSHIP_KNOWS,
}


def climb(session: Session, alert_id: int, now: datetime) -> None:
    """Tell the next on the list, unless somebody knows, the issue is closed, or he was told.

    Parameters
    ----------
    now
        In the county's zone, in which turns of duty are meant.
    """
    with as_system(session):
        ladder = lock_ladder(session, alert_id)
        if ladder is None or _is_over(ladder, alert_id):
            return
        who = reachable_for(session, ladder.region_code, ladder.grid_code, now)
        line, held, barred = ladder.rungs[-1].line, ladder.held, ladder.barred
        told = next_rung(line, who, ladder.told, held=held, barred=barred)
        keep_rung(session, ladder, told, now)
        if not (told.rung is Rung.AGAIN and ladder.rungs[-1].rung is Rung.AGAIN):
            issue_id = ladder.rungs[0].issue_id
            keep_told(session, issue_id, "alerted", _reason(session, told), now)


def climb_stalled(session: Session, now: datetime) -> int:
    """Let climb on what stands still because its job failed for good; answers how many."""
    with as_system(session):
        return take_up_stalled(session, now)


def acknowledge(
    session: Session, alert_id: int, key: UUID | None, occasion: Occasion
) -> dict[str, Any]:
    """Say that one knows: nobody else on this list is told; a second time changes nothing.

    Raises
    ------
    NotFound
        If there is no such alert, or it was not told to the actor.
    """
    actor = occasion.actor
    actor.require(Verb.ACKNOWLEDGE_ALERTS)
    sent = Sent(key, actor.account_id, occasion.now, {"acknowledge": alert_id})
    return answer_once(session, sent, lambda: _acknowledge(session, alert_id, occasion))


def read_alert(session: Session, alert_id: int, occasion: Occasion) -> AlertRecord:
    """One alert with the place of the danger; that it was read is recorded.

    Raises
    ------
    NotFound
        If there is no such alert, or it was not told to the actor.
    """
    found = find_alert(session, occasion.actor, alert_id)
    if found.lon is not None:
        log_numbers(session, occasion.actor, occasion.now, AuditVerb.READ, [found.number])
    return found


def _is_over(ladder: Ladder, alert_id: int) -> bool:
    return ladder.acknowledged or ladder.closed or ladder.rungs[-1].id != alert_id


def _acknowledge(session: Session, alert_id: int, occasion: Occasion) -> dict[str, Any]:
    now = occasion.now
    found = read_alert(session, alert_id, occasion)
    with as_system(session):
        ladder = lock_ladder(session, alert_id)
        if ladder is not None and not ladder.acknowledged:
            line, issue_id = ladder.rungs[0].line, ladder.rungs[0].issue_id
            keep_answer(session, ladder, occasion.actor.account_id, now)
            reason = Reason(_KNOWS[line])
            keep_told(session, issue_id, "acknowledged", reason, now, actor=occasion.actor)
            found = replace(found, acknowledged_at=now)
    return AlertOut.of(found, occasion.texts, with_place=True).model_dump(mode="json")


def _reason(session: Session, told: Told) -> Reason:
    if told.rung is Rung.AGAIN:
        return Reason(ReasonCode.ALERT_REPEATED)
    if told.agent_id is None:
        return Reason(ReasonCode.ALERT_PASSED_UP)
    name = agent_name(session, told.agent_id)
    return Reason(ReasonCode.ALERT_PASSED_ON, {"agent": name})
