"""What may be said of a small number."""

from collections.abc import Sequence
from typing import Final

LEAST_EXPOSED: Final = 10
"""Households that must live where a figure is given (design, precision follows the task)."""
LEAST_AFFECTED: Final = 5
"""Smallest figure, beside none at all, that is given."""


def disclosed(affected: int, exposed: int) -> int | None:
    """The figure as it may leave the county desk; none when it is withheld.

    Parameters
    ----------
    affected
        Issues counted in a place.
    exposed
        Households living there.
    """
    if exposed < LEAST_EXPOSED or 0 < affected < LEAST_AFFECTED:
        return None
    return affected


def disclose(affected: Sequence[int], exposed: Sequence[int]) -> list[int | None]:
    """Figures of places whose sum is known, so that no withheld one can be worked out.

    Where a single figure would be withheld, the smallest other one is withheld with it
    (complementary suppression).

    Parameters
    ----------
    affected, exposed
        One entry a place, as for `disclosed`.
    """
    figures = [disclosed(n, homes) for n, homes in zip(affected, exposed, strict=True)]
    shown = [place for place, figure in enumerate(figures) if figure]
    if figures.count(None) == 1 and shown:
        figures[min(shown, key=lambda place: affected[place])] = None
    return figures
