"""A screener's decision about a held issue, and holding one again."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from api.schemas.issue import IssueOut, ReasonOut
from api.schemas.release import AccusationIn, ReleaseIn, ScreenedOut
from api.services.answering import posts_at
from api.services.editing import Edit, edit_once, seen_issue
from api.services.occasion import Occasion
from api.texts import Texts
from data.accused import NamedParty, Naming, colleagues_of, find_accused
from data.errors import HeldAlready, NotHeld
from data.issue_steps import Writer
from data.posts import answering
from data.regridding import regrid_issue
from data.releases import issue_with, keep_hold, keep_release, placed_of
from data.scope import as_system
from data.tables import Issue
from data.village_locks import lock_villages
from dispatch.firewall import is_barred
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Verb
from dispatch.screening_decision import Release, release_accusation, release_ordinary
from dispatch.vocabulary import Level


def release_issue(
    session: Session, edit: Edit, wire: ReleaseIn, occasion: Occasion
) -> dict[str, Any]:
    """Let a held issue go on, as an ordinary matter or as an accusation.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    NotHeld
        If it does not wait for a screener.
    UnknownParty
        If no register has whom it accuses.
    """
    occasion.actor.require(Verb.RELEASE_HELD)
    body = {"release": edit.number, **wire.model_dump(mode="json")}
    return edit_once(session, edit, body, occasion, lambda: _release(session, edit, wire, occasion))


def hold_issue(session: Session, edit: Edit, occasion: Occasion) -> dict[str, Any]:
    """Take an issue back from everybody below the county until a screener has read it.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    HeldAlready
        If it waits for a screener as it is.
    """
    occasion.actor.require(Verb.READ_HELD)
    body = {"hold": edit.number}
    return edit_once(session, edit, body, occasion, lambda: _hold(session, edit, occasion))


def _release(session: Session, edit: Edit, wire: ReleaseIn, occasion: Occasion) -> dict[str, Any]:
    issue = seen_issue(session, edit, occasion)
    if not issue.held:
        msg = "this issue does not wait for a screener; hold it first"
        raise NotHeld(msg)
    by = Writer(occasion.actor, occasion.now, edit.seen)
    note = wire.note if isinstance(wire, AccusationIn) else None
    with as_system(session):
        lock_villages(session, [issue.region_code or ""], shared=True)
        # Its grid may have been redrawn while nobody could see it.
        if regrid_issue(session, issue.id, by, occasion.now.date()):
            issue = issue_with(session, issue.id)
            by = replace(by, seen=issue.version)
        release, parties = _decide(session, issue, wire, occasion)
        version = keep_release(session, issue, release, parties, by=by, note=note)
    out = ScreenedOut(
        number=edit.number,
        released=True,
        outcome=wire.outcome,
        level=release.assigned.level,
        region=release.region_code,
        visible=not is_barred(occasion.actor, release.bars or ()),
        version=version,
        reason=ReasonOut.of(release.assigned.reason, occasion.texts),
    )
    return out.model_dump(mode="json")


def _hold(session: Session, edit: Edit, occasion: Occasion) -> dict[str, Any]:
    issue = seen_issue(session, edit, occasion)
    if issue.held:
        msg = "this issue waits for a screener already"
        raise HeldAlready(msg)
    by = Writer(occasion.actor, occasion.now, edit.seen)
    with as_system(session):
        version = take_back(session, issue, occasion.texts, by)
    out = ScreenedOut(
        number=edit.number,
        released=False,
        outcome=None,
        level=Level.COUNTY,
        region=None,
        visible=True,
        version=version,
        reason=ReasonOut.of(Reason(ReasonCode.HELD_AGAIN), occasion.texts),
    )
    return out.model_dump(mode="json")


def take_back(session: Session, issue: Issue, texts: Texts, by: Writer) -> int:
    """Let an issue wait for a screener; who filed it is told no more than of any held one.

    Returns
    -------
    version
        The new one.
    """
    told = IssueOut.received(issue.number, issue.tracking_code, texts)
    return keep_hold(session, issue, told.model_dump(mode="json"), by=by)


def _decide(
    session: Session, issue: Issue, wire: ReleaseIn, occasion: Occasion
) -> tuple[Release, list[NamedParty]]:
    today = occasion.now.date()
    if not isinstance(wire, AccusationIn):
        placed = placed_of(session, issue)
        posts = answering(posts_at(session, [placed]), placed)
        return release_ordinary(placed, posts, issue.kind, today), []
    parties = find_accused(session, _namings(wire))
    accused = [one for party in parties for one in party.accused]
    colleagues = colleagues_of(session, accused, today)
    return release_accusation(accused, issue.region_code, colleagues), parties


def _namings(wire: AccusationIn) -> list[Naming]:
    return [Naming(one.agent, one.account, one.unit, one.region, one.name) for one in wire.accused]
