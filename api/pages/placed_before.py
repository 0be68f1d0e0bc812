"""Where an issue was placed before, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.dates import moment_text
from api.presentation import grid_name
from api.reasons import sentence_of
from api.texts import Texts
from data.placements import PlacementRecord


@dataclass(frozen=True, slots=True)
class EarlierPlace:
    """One placing of before."""

    moment: str
    place: str
    what: str
    by_hand: bool


def earlier_places(
    placements: Sequence[PlacementRecord], names: Mapping[str, str], today: date, texts: Texts
) -> tuple[EarlierPlace, ...]:
    """Where an issue was placed before, the newest first; the place it has now is left out.

    Parameters
    ----------
    names
        Names of grids and regions, by code.
    """
    return tuple(
        EarlierPlace(
            moment=moment_text(one.at, today=today, language=texts.language),
            place=grid_name(one.grid, one.region_name),
            what=sentence_of(one.reason, texts, names),
            by_hand=one.by_hand,
        )
        for one in placements[1:]
    )


def names_beside(placements: Sequence[PlacementRecord]) -> dict[str, str]:
    """Names of the grids that placings speak of, by code."""
    return {code: name for one in placements for code, name in _names(one).items()}


def _names(one: PlacementRecord) -> dict[str, str]:
    pairs = ((one.grid, one.region_name), (one.other, one.other_name))
    return {code: grid_name(code, name) for code, name in pairs if code}
