"""Texts of issues, put together from the phrase tables."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from data.sample.accusations import ACCUSATIONS
from data.sample.asides import DETAILS, REPAIRS, TERSE
from data.sample.complaints import BODIES, FAR_FROM_MINE, NEAR_MINE
from data.sample.phrases import CLOSINGS, ODD_MARKS, OPENINGS, SLOTS
from data.sample.randomness import pick
from data.sample.seasons import SEASONAL, SEASONAL_SHARE, SUGGESTIONS
from dispatch.vocabulary import Category, Channel, Kind

SHORTEST: Final = 10
LONGEST: Final = 120
_ODD_SHARE: Final = 0.012
_TERSE_SHARE: Final = 0.25
_TYPED: Final = frozenset({Channel.ONLINE, Channel.PHONE})
_ENDS: Final = ("。", "。", "。", "", "！")
_CLOSED_SHARE: Final = 0.5
# Chance of one more detail after each: letters and visitors tell more.
_DETAIL_SHARE: Final = 0.2
_DETAIL_SHARES: Final = {Channel.LETTER: 0.65, Channel.VISIT: 0.45, Channel.ONLINE: 0.3}
_SLOT: Final = re.compile(r"\{(\w+)\}")
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")


_BROKEN: Final = frozenset(
    {
        Category.HOUSING,
        Category.WATER,
        Category.ROADS,
        Category.SAFETY_HAZARD,
        Category.MINING_SUBSIDENCE,
    }
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What decides which sentences fit.

    Attributes
    ----------
    month
        1 to 12.
    near_mine
        Whether the house stands close to a working face.
    accuses
        Whether the text is about somebody's conduct.
    """

    category: Category
    channel: Channel
    kind: Kind
    month: int
    near_mine: bool
    accuses: bool


def compose_text(matter: Matter, context: Mapping[str, str], numbers: Iterator[float]) -> str:
    """Write one text: an opening for the channel, a body for the matter, perhaps more.

    Parameters
    ----------
    context
        Words about place and person: ``village, township, group, mine, name, other``.
    numbers
        Uniform numbers in [0, 1); each choice uses one.
    """
    if _is_terse(matter, next(numbers)):
        terse = render(pick(TERSE[matter.category], next(numbers)), context, numbers)
        asked = render(pick(CLOSINGS, next(numbers)), context, numbers)
        return terse if len(terse) >= SHORTEST else f"{terse}，{asked}"
    sentences = [render(pick(OPENINGS.get(matter.channel, ("",)), next(numbers)), context, numbers)]
    sentences[0] += render(pick(_bodies(matter, next(numbers)), next(numbers)), context, numbers)
    untold = [*DETAILS, *REPAIRS] if matter.category in _BROKEN else [*DETAILS]
    while untold and next(numbers) < _DETAIL_SHARES.get(matter.channel, _DETAIL_SHARE):
        detail = untold.pop(int(next(numbers) * len(untold)))
        sentences.append(render(detail, context, numbers))
    if next(numbers) < _CLOSED_SHARE:
        sentences.append(render(pick(CLOSINGS, next(numbers)), context, numbers))
    end = pick(ODD_MARKS if next(numbers) < _ODD_SHARE else _ENDS, next(numbers))
    return _join(sentences, end)


def _is_terse(matter: Matter, draw: float) -> bool:
    plain = matter.kind is Kind.CLAIM and not matter.accuses
    return plain and matter.channel in _TYPED and draw < _TERSE_SHARE


def _join(sentences: list[str], end: str) -> str:
    """Put sentences together, leaving out what would make the text too long."""
    kept = list(dict.fromkeys(sentence for sentence in sentences if sentence))
    while len(kept) > 1 and len("。".join(kept)) + len(end) > LONGEST:
        kept.pop()
    return "。".join(kept) + end


def render(template: str, context: Mapping[str, str], numbers: Iterator[float]) -> str:
    """Fill a template of the phrase grammar: take the choices, then fill the slots."""
    chosen = _CHOICE.sub(lambda choice: pick(choice[1].split("|"), next(numbers)), template)

    def fill(slot: re.Match[str]) -> str:
        word = context.get(slot[1])
        return render(SLOTS[slot[1]], context, numbers) if word is None else word

    return _SLOT.sub(fill, chosen)


def _bodies(matter: Matter, draw: float) -> tuple[str, ...]:
    """Templates that fit: about conduct, a suggestion, of the season, or of the category."""
    if matter.accuses:
        return ACCUSATIONS
    if matter.category is Category.MINING_SUBSIDENCE:
        return NEAR_MINE if matter.near_mine else FAR_FROM_MINE
    if matter.kind is Kind.SUGGESTION:
        return SUGGESTIONS[matter.category]
    if draw < SEASONAL_SHARE:
        for (category, season), templates in SEASONAL.items():
            if category is matter.category and matter.month in season:
                return templates
    return BODIES[matter.category]
