"""What stands above every page while an urgent issue waits for its reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.dates import moment_text
from api.labels import N_, label
from api.schemas.alerts import dangers_of
from api.texts import Texts
from data.alert_lists import AlertRecord, waiting_for
from dispatch.rights import Actor
from dispatch.vocabulary import Role

_A_MINUTE_S: Final = 60
_NOBODY: Final = N_("nobody has acknowledged it yet")


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert as its reader sees it.

    Attributes
    ----------
    dangers
        In words; that it was marked urgent, where no word of the report names one.
    left
        Until when somebody is waited for before the next one is told.
    href
        The issue where the reader may open it, else what is known of the danger.
    """

    id: int
    dangers: str
    place: str
    left: str
    rung: str
    raised: str
    href: str
    known: bool = False
    held: bool = False
    point: str = ""


def read_alerts(
    session: Session, actor: Actor | None, now: datetime, texts: Texts
) -> tuple[AlertView, ...]:
    """Alerts that wait for a reader, the newest first; nothing waits for a stranger."""
    if actor is None:
        return ()
    return tuple(alert_view(one, actor, now, texts) for one in waiting_for(session, actor))


def alert_view(alert: AlertRecord, actor: Actor, now: datetime, texts: Texts) -> AlertView:
    """Show one alert."""
    named = [one.label for one in dangers_of(alert.signals, texts)]
    point = "" if alert.lon is None else f"{alert.lon:.5f}, {alert.lat:.5f}"
    return AlertView(
        id=alert.id,
        dangers=" · ".join(named) or texts.translate("Marked urgent"),
        place=alert.region_name or texts.translate("place unknown"),
        left=_left(alert, now, texts),
        rung=label(alert.rung, texts.translate),
        raised=moment_text(alert.raised_at, today=now.date(), language=texts.language),
        href=_door(alert, actor),
        known=alert.acknowledged_at is not None,
        held=alert.held and not alert.opens,
        point=point,
    )


def _door(alert: AlertRecord, actor: Actor) -> str:
    if not alert.opens:
        return f"/alerts/{alert.id}"
    return "/grid" if actor.role is Role.AGENT else f"/desk/issues/{alert.number}"


def _left(alert: AlertRecord, now: datetime, texts: Texts) -> str:
    seconds = (alert.due_at - now).total_seconds()
    if seconds <= 0:
        return texts.translate(_NOBODY)
    minutes = -int(-seconds // _A_MINUTE_S)
    words = texts.ngettext("%(num)s minute left", "%(num)s minutes left", minutes)
    return words % {"num": minutes}
