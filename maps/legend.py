"""The legend of a map: shapes and colour classes with their words and numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dispatch.vocabulary import Light
from maps.errors import CountsDisagree

Translate = Callable[[str], str]

# Most urgent first: the order of the list, the legend and the layer control.
URGENCY: Final = (Light.RED, Light.YELLOW, Light.GREEN, Light.STOPPED)


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend.

    Attributes
    ----------
    symbol
        Light, cluster, moved point or total, drawn as a shape; or a colour class, drawn as a
        swatch.
    words
        What it means.
    count
        How many things on the map are of this kind, or None.
    """

    symbol: str
    words: str
    count: int | None = None
    swatch: bool = False


@dataclass(frozen=True, slots=True)
class MapCounts:
    """The numbers that must agree between list and map.

    Attributes
    ----------
    listed
        Issues in the list.
    shown
        Issues drawn on the map.
    hidden
        Issues with a position that this reader may not see, or that a filter hides.
    unplaced
        Issues without a position.
    by_area
        Issues of which only the village is shown, as a number at its centre.

    Raises
    ------
    CountsDisagree
        If `listed` is not the sum of the others.
    """

    listed: int
    shown: int
    hidden: int
    unplaced: int
    by_area: int = 0

    def __post_init__(self) -> None:
        if self.listed != self.shown + self.by_area + self.hidden + self.unplaced:
            msg = (
                f"list {self.listed} is not map {self.shown} + by village {self.by_area}"
                f" + hidden {self.hidden} + without position {self.unplaced}"
            )
            raise CountsDisagree(msg)


def light_words(translate: Translate) -> dict[Light, str]:
    """Word of each light; it always stands beside the shape."""
    return {
        Light.RED: translate("Overdue"),
        Light.YELLOW: translate("Nearly due"),
        Light.GREEN: translate("In time"),
        Light.STOPPED: translate("No clock running"),
    }


def light_legend(translate: Translate) -> list[LegendEntry]:
    """Legend of the four lights and of the clusters."""
    words = light_words(translate)
    entries = [LegendEntry(light, words[light]) for light in URGENCY]
    return [*entries, LegendEntry("cluster", translate("Group, marked by its most urgent"))]
