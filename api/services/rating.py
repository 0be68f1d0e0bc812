"""What a resident says of how an issue went: kept, written into its history, told outside."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.services.intake import names_for
from api.services.release import take_back
from api.texts import Texts
from data.alerts import alarm_again
from data.deliveries import tell_outside
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.outside_orders import lock_issue
from data.ratings import Opinion, keep_rating
from data.report_keys import claim
from data.scope import as_system
from data.tables import Issue
from data.tracking import Tracked, find_tracked
from dispatch.accusation import screen
from dispatch.outside import EventKind
from dispatch.reasons import Reason, ReasonCode
from dispatch.urgency import urgency_of
from dispatch.vocabulary import Category, Channel

SCORES: Final = {1: ReasonCode.RATED_BAD, 2: ReasonCode.RATED_FAIR, 3: ReasonCode.RATED_GOOD}


def keep_opinion(
    session: Session, code: str, opinion: Opinion, texts: Texts, now: datetime
) -> None:
    """Keep what the holder of a tracking code says, exactly once for each form.

    Its words are heeded as those of a report: a danger alerts both desks, and what accuses
    somebody lets the issue wait for the screener before anybody below the county reads it.

    Raises
    ------
    NotFound
        If no report has this code.
    KeyReused
        If the form was sent for another report.
    TwinRunning
        If the same form is being taken in right now.
    """
    with as_system(session):
        claim(session, opinion.key)
        tracked = find_tracked(session, code)
        if keep_rating(session, tracked.id, opinion, now):
            keep_step(
                session, tracked.id, _step(tracked, opinion), Writer(None, now, tracked.version)
            )
            score = {"score": opinion.score}
            tell_outside(session, tracked.id, _kind_of(opinion), now, said=score)
            if opinion.words:
                _heed(session, lock_issue(session, tracked.number), opinion.words, texts, now)


def reason_of(opinion: Opinion) -> ReasonCode:
    """Code under which the history says what somebody said."""
    return ReasonCode.NOT_SOLVED if opinion.score is None else SCORES[opinion.score]


def _heed(session: Session, issue: Issue, words: str, texts: Texts, now: datetime) -> None:
    dangers = urgency_of(words).signals
    if dangers and issue.closed_at is None:
        signals = dict.fromkeys((*(issue.urgent_signals or ()), *dangers))
        urgent = {"urgent": True, "urgent_signals": list(signals)}
        change_issue(session, issue.id, issue.version, urgent)
        alarm_again(session, issue.id, now)
    if not issue.held and _accuse(session, issue, words):
        take_back(session, issue, texts, Writer(None, now, issue.version))


def _accuse(session: Session, issue: Issue, words: str) -> bool:
    """Whether these words alone accuse somebody; the issue itself was screened before."""
    region = issue.region_code
    names = names_for(session, {region})[region]
    alone = screen(words, channel=Channel.ONLINE, kind=None, category=Category.OTHER, names=names)
    return alone.held


def _kind_of(opinion: Opinion) -> EventKind:
    return EventKind.NOT_SOLVED if opinion.score is None else EventKind.RATED


def _step(tracked: Tracked, opinion: Opinion) -> Step:
    """Line of history; it changes nothing of the issue, so its version stays."""
    verb, reason = _kind_of(opinion).value, Reason(reason_of(opinion))
    return Step(verb, tracked.stage, tracked.level, reason, tracked.version)
