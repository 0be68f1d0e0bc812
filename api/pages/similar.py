"""The section of an issue that shows its matter: what is like it, what is linked, who speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from api.dates import day_text, local_date
from api.labels import N_
from api.schemas.similar import (
    HiddenSimilarOut,
    MatterOut,
    PersonOut,
    SimilarIssueOut,
)
from api.services.linking import read_matter
from api.services.occasion import Occasion
from api.services.representatives import read_people
from api.services.similar import similar_to_issue
from data.errors import NotFound, StaleWrite
from data.issue_records import IssueRecord
from dispatch.duplicates import LikenessGrade
from dispatch.errors import IllegalTransition, NotPermitted, TooManyRepresentatives
from dispatch.rights import Verb

_KEYS: Final = UUID("6f0e2f2e-52cf-4d0e-9b83-5c8a8b8b3f11")
_GRADES: Final[Mapping[LikenessGrade, str]] = {
    LikenessGrade.SAME_PERSON: N_("The same person again"),
    LikenessGrade.PROBABLE: N_("Probably the same matter"),
    LikenessGrade.ALIKE: N_("Near and alike"),
}
PROBLEMS: Final[dict[type[Exception], str]] = {
    StaleWrite: N_("Somebody changed this issue in the meantime: look at it again, then decide."),
    TooManyRepresentatives: N_(
        "Five representatives speak for this matter already (art. 20): add the person without that."
    ),
    NotPermitted: N_("This issue is with somebody else, who can add people to it."),
    NotFound: N_("You have no issue with this number: check it."),
    IllegalTransition: N_(
        "These two cannot be linked: one is closed, held or linked already, or carries others. "
        "Part it first, or link the other one to it."
    ),
}
"""Message of each refusal; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class LikeView:
    """One issue that may be the same matter."""

    issue: SimilarIssueOut
    grade: str
    received: str
    key: UUID


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the forms of the section."""

    main: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class MatterView:
    """The matter of one issue as its reader sees it.

    Attributes
    ----------
    version, key
        What the forms about the issue itself send back.
    carried
        Whether another issue carries it.
    problem
        What to say of a form that was refused; `typed` is what it held.
    """

    number: str
    version: int
    key: UUID
    matter: MatterOut
    carried: bool
    likes: tuple[LikeView, ...]
    hidden: tuple[HiddenSimilarOut, ...]
    people: tuple[PersonOut, ...]
    representatives: int
    may_add: bool
    problem: str = ""
    typed: Typed = field(default=Typed())


def read_matter_section(
    session: Session, record: IssueRecord, occasion: Occasion
) -> MatterView | None:
    """Read the section; None for who links nothing, and of a held issue."""
    issue = record.issue
    if issue.held or not occasion.actor.may(Verb.LINK_ISSUES):
        return None
    matter = read_matter(session, record, occasion)
    people = read_people(session, record, occasion.actor)
    similar = similar_to_issue(session, record, occasion)
    made = f"{occasion.actor.account_id}/{issue.number}/{issue.version}/{occasion.now.isoformat()}"
    return MatterView(
        number=issue.number,
        version=issue.version,
        key=uuid5(_KEYS, made),
        matter=matter,
        carried=any(one.number == issue.number for one in matter.members),
        likes=tuple(_like(one, made, occasion) for one in similar.items),
        hidden=tuple(similar.hidden),
        people=tuple(people.people),
        representatives=people.representatives,
        may_add=record.exact,
    )


def problem_of(refused: Exception) -> str:
    """What to say of a refusal, as a message id."""
    return next(words for kind, words in PROBLEMS.items() if isinstance(refused, kind))


def _like(one: SimilarIssueOut, made: str, occasion: Occasion) -> LikeView:
    texts, today = occasion.texts, occasion.now.date()
    day = day_text(local_date(one.received_at), today=today, language=texts.language)
    key = uuid5(_KEYS, f"{made}/{one.number}/{one.version}")
    return LikeView(one, texts.translate(_GRADES[one.grade]), day, key)
