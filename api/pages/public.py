"""What the desk shows, and asks, about letting everybody read of an issue."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.dates import moment_text
from api.labels import N_
from api.schemas.publishing import LONGEST_WORDS
from api.services.publishing import candidate_of
from api.texts import Texts
from data.errors import StaleWrite
from data.issue_records import IssueRecord
from data.releases import issue_with
from dispatch.errors import NotPublishable, TellsWho
from dispatch.publishing import may_be_public
from dispatch.rights import Actor, Verb

PROBLEMS: Final[dict[type[Exception], str]] = {
    TellsWho: N_(
        "The words name a person, a phone, a house or its number. Say it without them; nothing "
        "was made public."
    ),
    NotPublishable: N_("An issue like this is never made public. Nothing was changed."),
    StaleWrite: N_("Somebody changed this issue meanwhile. Read it again, then decide."),
}
NO_WORDS: Final = N_("Write what everybody may read; nothing was made public.")


@dataclass(frozen=True, slots=True)
class PublicView:
    """What the county desk may do about one issue.

    Attributes
    ----------
    version
        The one shown, which the decision is about.
    since
        Since when anybody may read of it; empty while nobody may.
    words
        What everybody reads, or what was typed and refused.
    problem
        Why it was refused; empty else.
    """

    number: str
    version: int
    since: str
    words: str
    longest: int = LONGEST_WORDS
    problem: str = ""


def read_public(
    session: Session, actor: Actor, record: IssueRecord, today: date, texts: Texts
) -> PublicView | None:
    """Read what a reader is asked; none for who publishes nothing, or of what is never public."""
    if not actor.may(Verb.PUBLISH_ISSUES):
        return None
    issue = issue_with(session, record.id)
    since = issue.published_at
    if since is None and not may_be_public(candidate_of(issue)):
        return None
    return PublicView(
        number=issue.number,
        version=issue.version,
        since=moment_text(since, today=today, language=texts.language) if since else "",
        words=issue.public_text or "",
    )


def problem_of(refused: Exception) -> str:
    """What to tell of a refusal."""
    return next(PROBLEMS[kind] for kind in type(refused).__mro__ if kind in PROBLEMS)
