"""One edit of an issue: of which, from which version, made once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services.occasion import Occasion
from api.services.once import Sent, answer_once
from data.issue_versions import check_seen
from data.issues import find_issue
from data.releases import issue_with
from data.tables import Issue
from dispatch.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class Edit:
    """Which issue is changed, from which version, under which key of a retry."""

    number: str
    seen: int
    key: UUID | None = None


def edit_once(
    session: Session,
    edit: Edit,
    body: Mapping[str, Any],
    occasion: Occasion,
    act: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """Make an edit, or answer as the first time where the same key comes again.

    Parameters
    ----------
    body
        What was sent for which issue: with the version it tells a retry from another request.

    Raises
    ------
    KeyReused, TwinRunning
        As `api.services.once.answer_once`.
    """
    told = {**body, "seen": edit.seen}
    sent = Sent(edit.key, occasion.actor.account_id, occasion.now, told)
    return answer_once(session, sent, act)


def seen_issue(
    session: Session, edit: Edit, occasion: Occasion, purpose: Purpose = Purpose.READ
) -> Issue:
    """The row of the issue that an edit is about, still at the version its editor saw.

    Raises
    ------
    NotFound
        If there is no such issue, or it is not the actor's to see.
    StaleWrite
        If somebody changed it since.
    """
    record = find_issue(session, occasion.actor, edit.number, purpose)
    issue = issue_with(session, record.id)
    check_seen(session, issue, edit.seen)
    return issue
