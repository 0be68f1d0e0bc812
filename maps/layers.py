"""Folium elements of ours: data as JSON, drawn by our own scripts through the DOM."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from folium.elements import JSCSSMixin
from folium.map import Layer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maps.safe import json_block, literal


def _shown(value: object) -> Markup:
    """Text of every expression in our templates."""
    return value if isinstance(value, Markup) else Markup(literal(str(value)))  # noqa: S704 - the choke point


TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    finalize=_shown,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Names that maps.assets finds; the order is the order they run in.
SCRIPTS: Final = [
    (name, name)
    for name in (
        "leaflet.markercluster.js",
        "symbols.js",
        "store.js",
        "card.js",
        "base.js",
        "points.js",
        "totals.js",
        "shapes.js",
        "proposals.js",
        "survey.js",
        "layers.js",
        "page.js",
    )
]
STYLES: Final = [
    (name, name) for name in ("MarkerCluster.css", "map.css", "proposals.css", "survey.css")
]


class LayerKind(StrEnum):
    """What the geometries of a layer are."""

    POINTS = "points"
    POLYGONS = "polygons"
    LINES = "lines"
    TOTALS = "totals"
    CUTS = "cuts"
    HOMES = "homes"
    BUILDINGS = "buildings"
    BOUNDS = "bounds"


@dataclass(frozen=True, slots=True)
class Card:
    """What a popup and a tooltip show of a feature, by the names of its properties.

    Attributes
    ----------
    key
        Property that names the feature to the page around the map.
    message
        Type of the message sent when the feature is chosen.
    title
        Property shown large; also what a screen reader says.
    badge
        Property shown beside the light, or None.
    fields
        Pairs of label and property; a property without a value is left out.
    link
        Label and property of a same-origin address, or None.
    """

    key: str
    message: str
    title: str
    badge: str | None = None
    fields: Sequence[tuple[str, str]] = ()
    link: tuple[str, str] | None = None


class JsonElement(JSCSSMixin):
    """A value in the page as a JSON block that no browser runs."""

    default_js = SCRIPTS
    default_css = STYLES
    _template = TEMPLATES.get_template("json.html")
    url: str | None = None
    call: str | None = None

    def __init__(self, name: str, value: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self._name = name
        self._value = value

    def block(self) -> Markup:
        """JSON of this element, safe inside a script element."""
        return Markup(json_block(self._value))  # noqa: S704 - the choke point


class FeatureSource(JsonElement):
    """Features that several layers share: inline, or fetched from our own origin.

    Parameters
    ----------
    features
        A GeoJSON FeatureCollection; None when it is fetched.
    url
        Same-origin path that answers the same GeoJSON.
    """

    def __init__(self, features: Mapping[str, Any] | None = None, url: str | None = None) -> None:
        super().__init__("features", features)
        self.url = url


class BaseMap(JsonElement):
    """The county's own layers under everything else."""

    call = "base"

    def __init__(self, layers: Mapping[str, Any]) -> None:
        super().__init__("base", layers)


class FeatureLayer(JSCSSMixin, Layer):
    """One entry of the layer control, drawn from a `FeatureSource`.

    Parameters
    ----------
    name
        What the reader sees; any text.
    source
        Where the features are.
    kind
        Points with lights and clusters, polygons by class, lines, points with a number; grids of
        a proposal with their numbers, and its households.
    card
        Popup and tooltip.
    where
        Property and value that features of this layer have; None for all.
    symbol
        Light drawn before the name in the control.
    count
        Number shown behind the name in the control.
    """

    _template = TEMPLATES.get_template("layer.html")
    default_js = SCRIPTS
    default_css = STYLES

    def __init__(
        self,
        name: str,
        source: FeatureSource,
        *,
        kind: LayerKind,
        card: Card,
        where: tuple[str, str] | None = None,
        symbol: str | None = None,
        count: int | None = None,
    ) -> None:
        super().__init__(name=literal(name), overlay=True)
        self._name = "layer"
        self.source = source
        self._settings = {
            "name": name,
            "kind": kind,
            "card": asdict(card),
            "where": where,
            "symbol": symbol,
            "count": count,
        }

    def block(self) -> Markup:
        """JSON settings of this layer."""
        return Markup(json_block(self._settings))  # noqa: S704 - the choke point
