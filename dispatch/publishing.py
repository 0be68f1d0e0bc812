"""What the county desk may let everybody read of an issue."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dispatch.disclosure import LEAST_EXPOSED
from dispatch.errors import NotPublishable, TellsWho
from dispatch.masking import mask_text
from dispatch.vocabulary import Category, Kind

Point = tuple[float, float]
NEVER_PUBLIC: Final = frozenset(
    {
        Category.CADRE_CONDUCT,
        Category.FAMILY,
        Category.NEIGHBOURS,
        Category.WELFARE,
        Category.WAGES,
    }
)
"""Matters between people, or of one household: whoever lives near knows who is meant."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides whether an issue may become public.

    Attributes
    ----------
    quiet
        Whether it is held for the county screener, or was found to accuse somebody.
    """

    category: Category
    kind: Kind
    quiet: bool


def check_candidate(candidate: Candidate) -> None:
    """Refuse an issue that nobody outside ever reads of.

    Raises
    ------
    NotPublishable
        If it accuses somebody, may do so, or is a matter between people.

    Notes
    -----
    信访工作条例 art. 30 and 46: what petitioners bring is not disclosed; so nothing is public until
    the county desk has chosen the issue and written words of its own.
    """
    if candidate.quiet or candidate.kind is Kind.ACCUSATION:
        msg = "this issue accuses somebody, or may do so: it is never made public"
        raise NotPublishable(msg)
    if candidate.category in NEVER_PUBLIC:
        msg = f"issues of the category {candidate.category} are never made public"
        raise NotPublishable(msg)


def may_be_public(candidate: Candidate) -> bool:
    """Whether an issue is one that `check_candidate` lets through."""
    try:
        check_candidate(candidate)
    except NotPublishable:
        return False
    return True


def check_words(
    words: str, names: Iterable[str | None] = (), places: Iterable[str | None] = ()
) -> None:
    """Refuse words for everybody that tell who or which house is meant.

    Parameters
    ----------
    names
        Of the persons behind the issue, and of those who answer for its place.
    places
        Words that lead to the house, such as its address or its number in the register.

    Raises
    ------
    TellsWho
        If there is a name, a phone, an identity number or the house in them.
    """
    if mask_text(words, names, places) != words:
        msg = "the words name a person, a house or a number; say it without them"
        raise TellsWho(msg)


def public_place(
    cell: Point | None, cell_homes: int, village: Point | None, village_homes: int
) -> Point | None:
    """Where everybody is shown that a public issue lies, WGS 84 degrees as lon, lat.

    Parameters
    ----------
    cell, village
        Centre of the H3 cell of resolution 8 (about 0.7 km²) it lies in, and of its village.
    cell_homes, village_homes
        Households living there.

    Returns
    -------
    point
        Centre of the smaller one where at least `LEAST_EXPOSED` households live; none where
        neither has as many. It is never the place, nor the point moved inside its grid, in
        which fewer may live.

    Notes
    -----
    Design, "precision follows the task": what leaves the county desk exposes at least ten
    households. That a single issue is told of is the desk's own choice, not a figure: the rule of
    at least five affected is for counts.
    """
    if cell is not None and cell_homes >= LEAST_EXPOSED:
        return cell
    return village if village_homes >= LEAST_EXPOSED else None
