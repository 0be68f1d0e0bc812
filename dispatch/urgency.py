"""Whether a report is urgent: somebody said so, or its words do."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dispatch.alarm_wording import weigh
from dispatch.lexicon.dangers import (
    DANGERS,
    DONE,
    HARMLESS,
    NEGATED,
    NOW,
    OFFICE,
    OWN_WILL,
    PAST,
    SUPPOSED,
    SUPPOSING,
)

SAID: Final = "said"
"""Signal of the red choice at every door."""
SOUNDS_ABOVE: Final = 0.0
"""Log-odds from which wording alone is a danger; chosen in docs/urgent.md."""
_SENTENCE_FROM: Final = 9
"""Shorter parts of a text are greetings, not sentences to weigh."""
LONGEST_READ: Final = 20_000
"""Characters of a report that are read: as many as a report may have."""
LONGEST_SENTENCE: Final = 200
"""A longer sentence is read in pieces, for the time to read one grows with its square."""
_OVERLAP: Final = 60
"""Characters the pieces share: what the rules look at around a danger is not longer."""


class Danger(StrEnum):
    """What threatens a life; the values are signals.

    `OTHER` is a danger that is heard in the wording, though no rule has a word for it.
    """

    COLLAPSE = "collapse"
    GAS = "gas"
    FIRE = "fire"
    SELF_HARM = "self-harm"
    MISSING = "missing"
    CROWD = "crowd"
    VIOLENCE = "violence"
    FLOOD = "flood"
    POISON = "poison"
    WIRE = "wire"
    INJURED = "injured"
    OTHER = "other-danger"


@dataclass(frozen=True, slots=True)
class Urgency:
    """What makes a report urgent, most certain first; nothing: it is not.

    Attributes
    ----------
    signals
        ``said``, then codes of the dangers its words name.
    """

    signals: tuple[str, ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether both desks are told at once."""
        return bool(self.signals)


def urgency_of(text: str, *, said: bool = False) -> Urgency:
    """Read how urgent a report is.

    Parameters
    ----------
    said
        Whether whoever brings it chose the red choice.

    Notes
    -----
    信访工作条例 art. 25: urgent and grave matters go up at once. The rules are tuned to miss
    little; docs/urgent.md says how they were measured.
    """
    heard = heard_by_rule(text)
    if not heard and any(_sounds(sentence) for sentence in _sentences(text)):
        heard = (Danger.OTHER,)
    return Urgency((*((SAID,) if said else ()), *heard))


def heard_by_rule(text: str) -> tuple[Danger, ...]:
    """Dangers a text names in words there are rules for."""
    sentences = _sentences(text)
    return tuple(dict.fromkeys(danger for one in sentences for danger in _heard(one)))


_PATTERNS: Final = {
    Danger(code): re.compile("|".join(f"(?:{one})" for one in patterns))
    for code, patterns in DANGERS.items()
}
_HARMLESS: Final = re.compile(HARMLESS)
_NOW: Final = re.compile(NOW)
_PAST: Final = re.compile(PAST)
_NEGATED: Final = re.compile(NEGATED)
_SUPPOSED: Final = re.compile(SUPPOSED)
_SUPPOSING: Final = re.compile(SUPPOSING)
_DONE: Final = re.compile(DONE)
_OFFICE: Final = re.compile(OFFICE)
_ENDS: Final = re.compile(r"[。!?;\n]+|\.(?=\s|$)")
_COMMAS: Final = re.compile("[、,:]")


def _sentences(text: str) -> list[str]:
    """Sentences in lower case, without the words that only sound like a danger."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_READ])[:LONGEST_READ].lower()
    parts = _ENDS.split(_HARMLESS.sub("○", plain))
    whole = [_COMMAS.sub(",", part).strip() for part in parts if part.strip()]
    return [piece for sentence in whole for piece in _pieces(sentence)]


def _pieces(sentence: str) -> list[str]:
    """Parts of a sentence, none longer than `LONGEST_SENTENCE`, that overlap."""
    starts = range(0, max(len(sentence) - _OVERLAP, 1), LONGEST_SENTENCE - _OVERLAP)
    return [sentence[at : at + LONGEST_SENTENCE] for at in starts]


def _heard(sentence: str) -> list[Danger]:
    return [danger for danger, words in _PATTERNS.items() if _speaks(danger, words, sentence)]


def _speaks(danger: Danger, words: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence reports a danger that is there now."""
    will = danger in OWN_WILL
    if not will and _OFFICE.search(sentence) and not _NOW.search(sentence):
        return False
    return any(not _excused(sentence, match, will=will) for match in words.finditer(sentence))


def _sounds(sentence: str) -> bool:
    """Whether the wording of a sentence is that of a danger.

    What a rule excused, what is only feared or is asked of an office, is not weighed.
    """
    if len(sentence) < _SENTENCE_FROM or weigh(sentence) <= SOUNDS_ABOVE:
        return False
    if _SUPPOSING.search(sentence) or any(one.search(sentence) for one in _PATTERNS.values()):
        return False
    calm = _OFFICE.search(sentence) or _PAST.search(sentence)
    return not calm or _NOW.search(sentence) is not None


def _excused(sentence: str, match: re.Match[str], *, will: bool) -> bool:
    """Whether what was heard is denied, over, or only thought of."""
    start, end = match.span()
    clause = sentence[sentence.rfind(",", 0, start) + 1 : end]
    before = sentence[:start].rpartition(",")[2]
    if _NEGATED.search(before) or _DONE.match(sentence[end:]) or _DONE.search(match[0][-2:]):
        return True
    if _PAST.search(clause) and not _NOW.search(clause):
        return True
    return not will and _SUPPOSED.search(sentence[: end - 1].rpartition(",")[2]) is not None
