"""What the card of an issue says of its category: who said it, by which words, and the form."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from api.labels import N_, label
from api.texts import Texts
from data.errors import StaleWrite
from data.issue_records import IssueRecord
from dispatch.categories import words_of
from dispatch.errors import IllegalTransition
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Category, CategoryBy

PROBLEMS: Final[dict[type[Exception], str]] = {
    StaleWrite: N_("Somebody changed this issue in the meantime: look at it again, then decide."),
    IllegalTransition: N_("This issue is closed; its category stays what it was."),
}
"""Message of each refusal."""
_BY: Final = {
    CategoryBy.SAID: N_("said by whoever brought it"),
    CategoryBy.RULE: N_("suggested: %(category)s, by the words %(words)s, %(confidence)s"),
    CategoryBy.PERSON: N_("set by a person"),
    CategoryBy.OPEN: N_("open: a person decides"),
}
_GUESS: Final = N_("open; a guess: %(category)s, by the words %(words)s, %(confidence)s")


@dataclass(frozen=True, slots=True)
class CategoryView:
    """The category of an issue, why, and what is needed to set it.

    Attributes
    ----------
    why
        In words; with the rule's words and its confidence where a rule spoke.
    undecided
        Whether a person has to decide.
    choices
        Every category; none where the reader may not set it.
    """

    number: str
    version: int
    chosen: Category
    why: str
    undecided: bool
    choices: tuple[Category, ...]
    key: UUID
    problem: str = ""


def read_category(actor: Actor, record: IssueRecord, texts: Texts) -> CategoryView:
    """Show the category of an issue to a reader."""
    issue = record.issue
    may = actor.may(Verb.CATEGORISE_ISSUES) and issue.closed_at is None
    return CategoryView(
        number=issue.number,
        version=issue.version,
        chosen=issue.category,
        why=_why(record, texts),
        undecided=issue.category_by is CategoryBy.OPEN,
        choices=tuple(Category) if may else (),
        key=uuid4(),
    )


def _why(record: IssueRecord, texts: Texts) -> str:
    issue = record.issue
    words = words_of(issue.category_rule, issue.text)
    told = _BY[issue.category_by]
    if issue.category_by is CategoryBy.OPEN and issue.category_rule:
        told = _GUESS
    return texts.translate(told) % {
        "category": label(issue.category, texts.translate),
        "words": "、".join(words) or "…",
        "confidence": f"{issue.category_confidence or 0:.2f}",
    }
