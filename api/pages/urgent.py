"""What the card of an urgent issue says: the danger, and who knows of it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.dates import moment_text
from api.labels import N_, label
from api.schemas.alerts import dangers_of
from api.texts import Texts
from data.alert_lists import LadderState, ladders_of, signals_of
from data.issue_records import IssueRecord
from dispatch.alerting import AlertLine

_LINES: Final = {AlertLine.COUNTY: N_("County"), AlertLine.TOWNSHIP: N_("Township")}


@dataclass(frozen=True, slots=True)
class KnownView:
    """One line of desks: whether somebody there knows, since when, or who was told last."""

    line: str
    known: bool
    words: str


@dataclass(frozen=True, slots=True)
class UrgentView:
    """The danger in words, empty where somebody only marked it, and who knows of it."""

    dangers: str
    lines: tuple[KnownView, ...]


def read_urgent(
    session: Session, record: IssueRecord, today: date, texts: Texts
) -> UrgentView | None:
    """What makes an open issue urgent; none where nothing does."""
    if not record.issue.urgent or record.issue.closed_at is not None:
        return None
    named = [one.label for one in dangers_of(signals_of(session, record.id), texts)]
    lines = tuple(_line(one, today, texts) for one in ladders_of(session, record.id))
    return UrgentView(" · ".join(named), lines)


def _line(state: LadderState, today: date, texts: Texts) -> KnownView:
    at = state.acknowledged_at or state.raised_at
    moment = moment_text(at, today=today, language=texts.language)
    words = (
        texts.translate("knows since %(moment)s") % {"moment": moment}
        if state.acknowledged_at
        else texts.translate("not acknowledged; last told: %(rung)s, %(moment)s")
        % {"rung": label(state.rung, texts.translate), "moment": moment}
    )
    known = state.acknowledged_at is not None
    return KnownView(texts.translate(_LINES[state.line]), known, words)
