"""The map on which a place is marked: the base map, and one pin that can be tapped and dragged."""

from typing import Final, Unpack

import folium

from maps.base import BaseLayers, base_map
from maps.choropleth import Style
from maps.features import lat_lon_bounds
from maps.layers import SCRIPTS, STYLES, JsonElement
from maps.legend import Translate
from maps.page import PageSettings, new_map

_SCRIPTS: Final = [*SCRIPTS, ("pin.js", "pin.js")]
_STYLES: Final = [*STYLES, ("pin.css", "pin.css")]

Bounds = list[list[float]]
"""[[south, west], [north, east]] in WGS 84 degrees."""


class Pin(JsonElement):
    """The words of the pin; the page around says where it stands first."""

    call = "pin"
    default_js = _SCRIPTS
    default_css = _STYLES

    def __init__(self, translate: Translate) -> None:
        texts = {
            "label": translate("The pin; the arrow keys move it"),
            "hint": translate("Tap where it is; drag the pin to move it."),
        }
        super().__init__("pin", {"texts": texts})


def pin_map(
    base: BaseLayers,
    *,
    near: Bounds | None = None,
    translate: Translate,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw the base map and let one place be marked; it is told to the page around.

    Parameters
    ----------
    base
        What lies under the pin.
    near
        Where the map opens; none opens it on everything.
    """
    settings = PageSettings(
        title=translate("Map to mark the place"),
        language=style.get("language", "zh-CN"),
        theme=style.get("theme", "light"),
        legend=[],
        bounds=near or lat_lon_bounds(base.regions),
        fallback=translate("This map needs JavaScript. Type the coordinates instead."),
        sample_label=style.get("sample_label"),
    )
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    drawing.add_child(Pin(translate))
    return drawing
