"""The map on which the place of an office is tapped: the base map, and the offices there are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Unpack

import folium

from maps.base import BaseLayers, base_map
from maps.choropleth import Style
from maps.features import lat_lon_bounds
from maps.layers import SCRIPTS, STYLES, JsonElement
from maps.legend import LegendEntry, Translate
from maps.page import PageSettings, new_map

_SCRIPTS: Final = [*SCRIPTS, ("offices.js", "offices.js")]
_STYLES: Final = [*STYLES, ("offices.css", "offices.css")]
_AROUND: Final = 0.004
"""Degrees around a chosen place: some 400 m, the village."""


@dataclass(frozen=True, slots=True)
class OfficeSpot:
    """One office on the map; WGS 84 degrees."""

    name: str
    lon: float
    lat: float


class Offices(JsonElement):
    """The offices, and the mark that follows the finger."""

    call = "offices"
    default_js = _SCRIPTS
    default_css = _STYLES

    def __init__(self, offices: Sequence[OfficeSpot], spot: OfficeSpot | None) -> None:
        value: dict[str, Any] = {"offices": [asdict(one) for one in offices]}
        super().__init__("offices", {**value, "spot": asdict(spot) if spot else None})


def offices_map(
    offices: Sequence[OfficeSpot],
    base: BaseLayers,
    *,
    spot: OfficeSpot | None = None,
    translate: Translate,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw the offices and let a place be tapped; it is told to the page around.

    Parameters
    ----------
    offices
        Those that have a place.
    base
        What lies under them.
    spot
        The office whose place is being changed; the map opens there.
    """
    bounds = lat_lon_bounds(base.regions)
    if spot is not None:
        bounds = [
            [spot.lat - _AROUND, spot.lon - _AROUND],
            [spot.lat + _AROUND, spot.lon + _AROUND],
        ]
    settings = PageSettings(
        title=translate("Map to tap the place of the office"),
        language=style.get("language", "zh-CN"),
        theme=style.get("theme", "light"),
        legend=[LegendEntry("total", translate("Office"))],
        bounds=bounds,
        fallback=translate("This map needs JavaScript. Type the coordinates instead."),
        sample_label=style.get("sample_label"),
    )
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    drawing.add_child(Offices(offices, spot))
    return drawing
