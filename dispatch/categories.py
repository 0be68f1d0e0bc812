"""What a report is about, where nobody said it: rules over its words, with a confidence."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dispatch.lexicon.topics import ASIDE, TOPICS
from dispatch.vocabulary import Category, CategoryBy

SURE: Final = 0.8
"""Confidence under which a person decides; see docs/categories.md for how it was measured."""
LONGEST_READ: Final = 2_000
"""Characters of a report that are read; its matter stands before that."""
MOST_WORDS: Final = 3
"""Words of a rule that are shown."""

CALIBRATED: Final[Sequence[tuple[float, float]]] = (
    (5.0, 0.96),
    (4.0, 0.94),
    (3.0, 0.88),
    (2.0, 0.78),
    (1.0, 0.45),
    (0.0, 0.4),
)
"""Lead over the second category → share of labelled reports it was right for, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Categorised:
    """A category, and who said it.

    Attributes
    ----------
    rule
        Code of the rule that spoke; none where somebody said it, or none spoke.
    confidence
        Of that rule, 0 to 1.
    words
        What the rule heard in the text.
    """

    category: Category
    by: CategoryBy
    rule: str | None = None
    confidence: float | None = None
    words: tuple[str, ...] = ()


def categorise(text: str, said: Category | None) -> Categorised:
    """Take the category said, else the one the words speak for.

    Returns
    -------
    categorised
        By `CategoryBy.RULE` from a confidence of `SURE` on, else the best guess, open until a
        person decides.

    Notes
    -----
    The weights of the rules that hear something are added up for each category; how far the
    best leads the second is turned into a confidence by `CALIBRATED`.
    """
    if said is not None:
        return Categorised(said, CategoryBy.SAID)
    plain = _plain(text)
    scores = sorted(((_score(plain, one), one) for one in TOPICS), key=lambda pair: -pair[0])
    (best, category), (second, _) = scores[:2]
    if best <= 0:
        return Categorised(Category.OTHER, CategoryBy.OPEN)
    confidence = _confidence(best - second)
    rule = max(_heard(plain, category), key=lambda one: _WEIGHTS[one])
    by = CategoryBy.RULE if confidence >= SURE else CategoryBy.OPEN
    return Categorised(category, by, rule, confidence, words_of(rule, text))


def words_of(rule: str | None, text: str) -> tuple[str, ...]:
    """What a rule hears in a text, at most `MOST_WORDS`; nothing for a rule there is no more."""
    pattern = _PATTERNS.get(rule or "")
    if pattern is None:
        return ()
    heard = dict.fromkeys(match[0] for match in pattern.finditer(_plain(text)))
    return tuple(heard)[:MOST_WORDS]


_PATTERNS: Final = {
    code: re.compile(words) for rules in TOPICS.values() for code, _, words in rules
}
_WEIGHTS: Final = {code: weight for rules in TOPICS.values() for code, weight, _ in rules}


_ASIDE: Final = re.compile(ASIDE)
_ENDS: Final = re.compile("[!?;\n]")


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:LONGEST_READ])[:LONGEST_READ]
    return _ASIDE.sub("", _ENDS.sub("。", plain))


def _score(plain: str, category: Category) -> float:
    return sum(_WEIGHTS[code] for code in _heard(plain, category))


def _heard(plain: str, category: Category) -> list[str]:
    return [code for code, _, _ in TOPICS[category] if _PATTERNS[code].search(plain)]


def _confidence(lead: float) -> float:
    return next(share for least, share in CALIBRATED if lead >= least)
