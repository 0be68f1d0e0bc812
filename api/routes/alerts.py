"""Alerts of urgent issues: what waits for the caller, and his word that he knows."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from api.deps import SessionDep
from api.edits import KeyDep
from api.issue_edits import occasion_who
from api.requests import StrictRoute
from api.schemas.alerts import AlertList, AlertOut
from api.services.alerting import acknowledge, read_alert
from api.services.occasion import Occasion
from data.alert_lists import waiting_for
from dispatch.rights import Verb

router = APIRouter(prefix="/alerts", tags=["alerts"], route_class=StrictRoute)

KnowingDep = Annotated[Occasion, Depends(occasion_who(Verb.ACKNOWLEDGE_ALERTS))]
AlertId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("")
def read_alerts(occasion: KnowingDep, session: SessionDep) -> AlertList:
    """Urgent issues that wait for the caller, the newest first."""
    waiting = waiting_for(session, occasion.actor)
    return AlertList(items=[AlertOut.of(one, occasion.texts) for one in waiting])


@router.get("/{alert_id}")
def read_one(alert_id: AlertId, occasion: KnowingDep, session: SessionDep) -> AlertOut:
    """One alert with the place of the danger; the reading is recorded."""
    found = read_alert(session, alert_id, occasion)
    return AlertOut.of(found, occasion.texts, with_place=True)


@router.post("/{alert_id}/acknowledge", response_model=AlertOut)
def say_known(
    alert_id: AlertId, occasion: KnowingDep, session: SessionDep, key: KeyDep = None
) -> dict[str, Any]:
    """Say that one knows of the danger: nobody else on this list is told."""
    return acknowledge(session, alert_id, key, occasion)
