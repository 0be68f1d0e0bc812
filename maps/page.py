"""The page around a map: title, words, legend, numbers, controls."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import folium

from maps.layers import TEMPLATES, JsonElement
from maps.legend import LegendEntry, MapCounts, Translate, light_words

# Houses are a few pixels apart at 18; nothing is drawn finer.
MAX_ZOOM: Final = 18
# A single issue is shown with the village around it.
MAX_FIT_ZOOM: Final = 16


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What every map page says beside its layers.

    Attributes
    ----------
    title
        Name of the page and of the map.
    language
        BCP 47 tag of the texts.
    theme
        ``light``, ``dark`` or ``auto`` (as the reader's system is set).
    legend
        Lines of the legend, in order.
    bounds
        [[south, west], [north, east]] to show first, or None for everything.
    counts
        The numbers under the legend, or None.
    warning
        A sentence that must be read with the map, or None.
    empty
        Said in the middle of a map that has nothing to show, or None.
    sample_label
        Label of made-up data, or None.
    heading
        What the numbers of the legend count, or None.
    fallback
        Said where scripts do not run.
    """

    title: str
    language: str
    theme: str
    legend: Sequence[LegendEntry]
    bounds: list[list[float]] | None
    fallback: str
    counts: MapCounts | None = None
    warning: str | None = None
    empty: str | None = None
    sample_label: str | None = None
    heading: str | None = None


class MapPage(JsonElement):
    """Everything of the page that is not a layer."""

    call = "page"
    _template = TEMPLATES.get_template("page.html")

    def __init__(self, settings: PageSettings, texts: dict[str, str]) -> None:
        counts = asdict(settings.counts) if settings.counts else None
        values: dict[str, Any] = {"texts": texts, "bounds": settings.bounds, "counts": counts}
        super().__init__("page", {**values, "title": settings.title, "max_fit": MAX_FIT_ZOOM})
        self.settings = settings
        self.texts = texts

    def numbers(self) -> str:
        """Sentence that makes list and map agree."""
        counts = self.settings.counts
        if counts is None:
            return ""
        message = self.texts["counts_by_area" if counts.by_area else "counts"]
        return message.format(**asdict(counts))


def new_map(settings: PageSettings, translate: Translate) -> folium.Map:
    """Map without tiles and without Folium's own controls; ours are on it."""
    drawing = folium.Map(
        tiles=None,
        # Without tiles `max_zoom` does not reach Leaflet and clusters fail.
        maxZoom=MAX_ZOOM,
        zoom_control=False,
        attribution_control=False,
        zoomSnap=0.25,
    )
    drawing.add_child(MapPage(settings, page_texts(translate)))
    return drawing


def page_texts(translate: Translate) -> dict[str, str]:
    """Every text that our scripts show, translated."""
    lights = {f"light_{light}": words for light, words in light_words(translate).items()}
    return lights | {
        "zoom_in": translate("Zoom in"),
        "zoom_out": translate("Zoom out"),
        "zoom_fit": translate("Show everything"),
        "layers": translate("Layers"),
        "legend": translate("Legend"),
        "houses": translate("Houses"),
        "close": translate("Close"),
        "loading": translate("Loading the map data …"),
        "failed": translate("The map data could not be loaded. Reload the page to try again."),
        "metres": translate("{number} m"),
        "kilometres": translate("{number} km"),
        "cluster": translate("{count} issues, most urgent: {words}"),
        "counts": translate(
            "List {listed} = map {shown} + hidden {hidden} + without position {unplaced}"
        ),
        "counts_by_area": translate(
            "List {listed} = map {shown} + by village {by_area} + hidden {hidden}"
            " + without position {unplaced}"
        ),
    }
