"""Decide whether a report must wait behind the accusation quarantine."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dispatch.accusation_rules import RULES, speaks
from dispatch.disguise import Plain, undisguise
from dispatch.hearing import SENTENCE_PARTS, Hearing
from dispatch.lexicon import MENTIONED, POLITE, REPORTED, WORDS
from dispatch.vocabulary import Category, Channel, Kind
from dispatch.word_index import WordIndex
from dispatch.wording import marks, weigh

RULE_VERSION: Final = "accusation-1"

# Log-odds of the wording, chosen on texts that nothing was fitted to (docs/quarantine.md). A
# report is held above the first, or when one sentence of it is above the second, though no
# rule spoke; below the third a rule that is not certain is not believed.
HOLD_ABOVE: Final = -0.5
HOLD_SENTENCE_ABOVE: Final = 1.5
PASS_BELOW: Final = -2.5
# Shorter parts of a text are greetings, not sentences to weigh.
_SENTENCE_FROM: Final = 6

_UNIONS: Final = {
    "official": ("role", "agent", "body"),
    "person": ("role", "agent"),
    "answerable": ("role", "agent", "bureau", "en_power"),
    "office": ("role", "agent", "body", "place"),
}
_CLASSES: Final = (*WORDS, *_UNIONS, "official_home")
# Word classes whose bare mention is a mark of its own.
_DEFAULTS: Final = ("official", "place", "institution")
_FULL_NAME: Final = 3
_OFFICIAL_HOME: Final = (
    f"(?:{WORDS['role']}|{WORDS['agent']}|{WORDS['body']})(?:的|他|她|自己)?(?:{WORDS['house']})"
)
_ALL_WORDS: Final = WORDS | {"official_home": _OFFICIAL_HOME}
_WORDS: Final = WordIndex(_ALL_WORDS)
# The classes that an English text can speak to; the others need no look.
_LATIN_WORDS: Final = WordIndex(
    {name: words for name, words in _ALL_WORDS.items() if re.search("[a-z]{3}", words)}
)
_POLITE: Final = re.compile("|".join(POLITE))
_ANY_OFFICIAL: Final = re.compile(MENTIONED)
_REPORTED: Final = re.compile("|".join(REPORTED))
# A word in a script that no rule here reads: Mongolian, Cyrillic, Tibetan, Arabic, kana, hangul.
_UNREADABLE: Final = re.compile(
    r"[^\W\d\u0000-\u024f\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\U00020000-\U0003ffff]{3}"
)


@dataclass(frozen=True, slots=True)
class Screening:
    """Whether a report is held, with the codes of the rules that spoke.

    Attributes
    ----------
    held
        True if nobody below the county petition desk may learn of the report.
    signals
        Rule codes in the order of the rules; empty when nothing spoke.
    """

    held: bool
    signals: tuple[str, ...]


def screen(
    text: str,
    *,
    channel: Channel,
    kind: Kind | None,
    category: Category,
    names: Collection[str] = (),
) -> Screening:
    """Decide whether a report is held for the county's screener.

    Tuned for recall: what only hints at the conduct of a cadre, an agent, a village or a
    unit is held; one ordinary issue in ten may be held with it.

    Parameters
    ----------
    text
        What the petitioner wrote, in Chinese or English; may be empty. A text in a script
        that no rule reads is held, and one too long to be read whole.
    channel, kind, category
        What the intake chose; any of them saying accusation holds the report.
    names
        Names of the cadres and agents who answer for the place.

    Returns
    -------
    screening
        Held or not, and the codes of the rules that spoke.

    Notes
    -----
    信访工作条例 art. 30: accusation material must not reach the person or unit accused.
    """
    signals = (*_filed(channel, kind, category), *_heard(text, names))
    return Screening(bool(signals), tuple(dict.fromkeys(signals)))


def wording_marks(text: str) -> frozenset[str]:
    """Give the marks that a whole text is weighed by; for fitting their points."""
    plain = undisguise(text)
    return marks(plain.text, _all_names(_readings(plain)))


def _filed(channel: Channel, kind: Kind | None, category: Category) -> Iterator[str]:
    if channel is Channel.ACCUSATION:
        yield "channel"
    if kind is Kind.ACCUSATION:
        yield "kind"
    if category is Category.CADRE_CONDUCT:
        yield "category"


def _heard(text: str, names: Collection[str]) -> Iterator[str]:
    """Give the code of each rule that a text speaks to."""
    plain = _call_by_office(undisguise(text), names)
    readings = _readings(plain)
    whole, loudest = _log_odds(plain, readings)
    certain = tuple(_certain(plain))
    yield from certain
    believed = loudest >= PASS_BELOW or bool(certain)
    for rule in RULES:
        if (believed or rule.certain) and speaks(rule, readings[rule.reading]):
            yield rule.code
    if whole > HOLD_ABOVE or loudest > HOLD_SENTENCE_ABOVE:
        yield "wording"


def _certain(plain: Plain) -> Iterator[str]:
    if plain.disguised:
        yield "disguised-word"
    if plain.cut or _UNREADABLE.search(plain.text):
        yield "unreadable"
    if _WORDS.patterns["graft"].search(plain.squeezed):
        yield "graft-word"


def _call_by_office(plain: Plain, names: Collection[str]) -> Plain:
    """Put an office in place of each known name, so that all rules know who is meant."""
    called = {_plain_name(name) for name in names}
    called |= {name[1:] for name in called if len(name) == _FULL_NAME and not name.isascii()}
    known = sorted((name for name in called if len(name) > 1), key=len, reverse=True)
    if not known:
        return plain
    pattern = re.compile("|".join(re.escape(name) for name in known))
    return plain._replace(text=pattern.sub(_office, plain.text))


@lru_cache(maxsize=10_000)
def _plain_name(name: str) -> str:
    """A name as the rules read it; the same few are asked for with each report of a place."""
    return undisguise(name).text.strip()


def _office(name: re.Match[str]) -> str:
    return " grid agent " if name.group().isascii() else "网格员"


def _readings(plain: Plain) -> dict[str, Hearing]:
    """Take harmless mentions of officials out, sentence by sentence.

    No substitution crosses the end of a sentence, so the sentences of all readings are the
    same ones.
    """
    words = _LATIN_WORDS if plain.text.isascii() else _WORDS
    parts = SENTENCE_PARTS.split(plain.text)
    named = [_ANY_OFFICIAL.search(part) is not None for part in parts]
    spoken = _leave_out(_POLITE, parts, named)
    bare = _leave_out(_REPORTED, spoken, named)
    texts = {"whole": plain.text, "spoken": "".join(spoken), "bare": "".join(bare)}
    heard = {text: Hearing(text, words, _UNIONS) for text in texts.values()}
    return {name: heard[text] for name, text in texts.items()}


def _leave_out(mentions: re.Pattern[str], parts: Sequence[str], named: Sequence[bool]) -> list[str]:
    """Take officials out where they are named, but leave the word that asks something of them."""
    return [
        mentions.sub(_asking, part) if found else part
        for part, found in zip(parts, named, strict=True)
    ]


def _asking(mention: re.Match[str]) -> str:
    return next((word for word in mention.groupdict().values() if word), " ")


def _log_odds(plain: Plain, readings: dict[str, Hearing]) -> tuple[float, float]:
    """Weigh a text, and its loudest sentence: a long tale must not drown one of them."""
    spoken = readings["spoken"].by_sentence(_CLASSES)
    bare = readings["bare"].by_sentence(_DEFAULTS)
    whole = weigh(marks(plain.text, _all_names(readings)))
    sentences = SENTENCE_PARTS.split(plain.text)[::2]
    each = (
        weigh(marks(sentence, _names(heard, named)))
        for sentence, heard, named in zip(sentences, spoken, bare, strict=True)
        if len(sentence) >= _SENTENCE_FROM
    )
    return whole, max(whole, max(each, default=whole))


def _all_names(readings: dict[str, Hearing]) -> set[str]:
    spoken, bare = readings["spoken"], readings["bare"]
    return _names(spoken.present(_CLASSES), bare.present(_DEFAULTS))


def _names(spoken: Collection[str], bare: Collection[str]) -> set[str]:
    return {*spoken, *(f"bare-{word}" for word in bare)}
