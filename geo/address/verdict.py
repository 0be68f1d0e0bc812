"""The deepest division that is certain, and what stays possible."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.address.divisions import Level
from geo.address.gazetteer import Gazetteer
from geo.address.index import Spelling
from geo.address.reading import Candidate
from geo.address.scope import common_region

_SCORES: Final = {
    Spelling.EXACT: 0.99,
    Spelling.VARIANT: 0.97,
    Spelling.SOUND: 0.94,
    Spelling.BLURRED: 0.9,
    Spelling.SLIP: 0.88,
    Spelling.INITIALS: 0.86,
}
"""How sure a place is by how it is spelled; an order, not a probability."""
_WITHOUT_TOWNSHIP: Final = 0.04
_MOST_CANDIDATES: Final = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is certain, and what is not.

    Attributes
    ----------
    number
        Division that is certain, None without one.
    possible
        Divisions that fit, best first; the certain one alone if it is as deep as the text goes.
    score
        Of the certain one.
    is_ambiguous
        Whether several fit equally.
    why
        Codes of the rules that decided.
    """

    number: int | None = None
    possible: tuple[int, ...] = ()
    score: float = 0.0
    is_ambiguous: bool = False
    why: tuple[str, ...] = ()


def certain(number: int, spelling: Spelling, *why: str, has_township: bool = True) -> Verdict:
    """Settle on one division."""
    score = _SCORES[spelling] - (0.0 if has_township else _WITHOUT_TOWNSHIP)
    return Verdict(
        number, (number,), round(score, 2), why=(f"spelling-{spelling.name.lower()}", *why)
    )


def open_between(
    gazetteer: Gazetteer, possible: Iterable[int], *why: str, beside: Iterable[int] = ()
) -> Verdict:
    """Leave several open, and settle on what holds them all, and `beside`, from the county down."""
    numbers = tuple(dict.fromkeys(possible))
    shared = common_region(gazetteer, (*numbers, *beside))
    if (
        shared is not None
        and shared in numbers[:1]
        and gazetteer.places[shared].level is Level.VILLAGE
    ):
        shared = common_region(gazetteer, gazetteer.places[shared].line[1:2])
    score = _SCORES[Spelling.EXACT] - _WITHOUT_TOWNSHIP if shared is not None else 0.0
    return Verdict(shared, numbers, round(score, 2), len(numbers) > 1, why)


def candidates(gazetteer: Gazetteer, verdict: Verdict) -> tuple[Candidate, ...]:
    """What is possible, at most eight, with the name of the division above."""
    several = max(1, len(verdict.possible))
    is_settled = verdict.possible == (verdict.number,)
    score = verdict.score if is_settled else round(0.9 / several, 3)
    return tuple(
        Candidate(gazetteer.places[number].code, _full_name(gazetteer, number), score)
        for number in verdict.possible[:_MOST_CANDIDATES]
    )


def _full_name(gazetteer: Gazetteer, number: int) -> str:
    """Name with that of the division above it."""
    place = gazetteer.places[number]
    above = "" if place.parent is None else gazetteer.places[place.parent].name
    return above + place.name
