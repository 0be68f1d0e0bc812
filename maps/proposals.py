"""The map of a proposal: grids by size, households in the colour and number of their grid."""

from collections.abc import Sequence
from typing import Any, Final, Unpack

import folium
import geopandas as gpd
import numpy as np
import shapely

from maps.base import BaseLayers, base_map
from maps.choropleth import BAND, Style
from maps.features import feature_collection, lat_lon_bounds, placed_rows, require_columns
from maps.layers import Card, FeatureLayer, FeatureSource, LayerKind
from maps.legend import LegendEntry, Translate
from maps.page import PageSettings, new_map

GRID_COLUMNS: Final = (
    "serial",
    "households",
    "registered",
    "distance_m",
    "farthest_m",
    "compactness",
    "exception",
    "merged",
)
HOME_COLUMNS: Final = ("number", "head", "serial", "distance_m", "resident")
TINTS: Final = 7
"""Colours of households; grids that touch never share one."""

IN_RANGE: Final = "c-ok"
EXCEPTION: Final = "c-odd"


def proposal_map(
    grids: gpd.GeoDataFrame,
    homes: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    title: str,
    translate: Translate,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw the grids that are proposed for a village, with their households.

    Parameters
    ----------
    grids
        Polygons in EPSG:4326 with `GRID_COLUMNS`: `households` is how many count, `distance_m`
        and `farthest_m` are straight-line metres to the middle of the grid's households,
        `exception` is the rule code where the size is not kept.
    homes
        Points in EPSG:4326 with `HOME_COLUMNS`, none for a reader who is shown no house;
        `serial` is that of the grid, `head` may be missing.
    base
        What lies under them; its `grids` are those of today.

    Raises
    ------
    MissingColumn, WrongCrs
        If a frame is not as described.
    """
    require_columns(grids, GRID_COLUMNS)
    require_columns(homes, HOME_COLUMNS)
    cut = _cut(placed_rows(grids), translate)
    settings = PageSettings(
        title=title,
        language=style.get("language", "zh-CN"),
        theme=style.get("theme", "light"),
        legend=_legend(cut, placed_rows(homes), translate),
        bounds=lat_lon_bounds(cut, base.regions),
        fallback=translate("This map needs JavaScript. The table shows the same grids."),
        empty=None if len(cut) else translate("No proposed grids to show on this map."),
        sample_label=style.get("sample_label"),
    )
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    for part in (*_grid_layer(cut, translate), *_home_layer(homes, cut, translate)):
        drawing.add_child(part)
    return drawing


def exception_words(code: str | None, translate: Translate) -> str:
    """Why a grid does not keep its size, in words; empty where it does."""
    if code is None:
        return ""
    words = {
        "too-few": translate("too few households for a grid of its own"),
        "indivisible": translate("cannot be cut into grids of the wanted size"),
        "shared-place": translate("households of one place stay together"),
        "pinned": translate("held by the pins"),
        "by-hand": translate("drawn larger than a grid should be"),
    }
    return words.get(code, code)


def tints(shapes: Sequence[Any]) -> list[int]:
    """Colour of each polygon, such that polygons that touch differ wherever `TINTS` allow.

    Returns
    -------
    tints
        0 to ``TINTS - 1``, in the order given; the same shapes get the same colours.
    """
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    chosen: list[int] = []
    for place in range(len(shapes)):
        near = other[(one == place) & (other < place)]
        taken = np.bincount([chosen[n] for n in near], minlength=TINTS)
        used = np.bincount(chosen, minlength=TINTS)
        chosen.append(int(np.lexsort((np.arange(TINTS), used, taken))[0]))
    return chosen


def _cut(rows: gpd.GeoDataFrame, translate: Translate) -> gpd.GeoDataFrame:
    """Grids with their colour, their words and the place of their number."""
    if not len(rows):
        return rows
    anchors = shapely.get_coordinates(shapely.point_on_surface(rows.geometry.to_numpy()))
    odd = rows["exception"].notna()
    return rows.assign(
        **{BAND: np.where(odd, EXCEPTION, IN_RANGE)},
        tint=tints(rows.geometry.to_numpy()),
        title=[translate("Grid {serial}").format(serial=serial) for serial in rows["serial"]],
        summary=[_summary(row, translate) for row in rows.to_dict("records")],
        mean=[_metres(metres, translate) for metres in rows["distance_m"]],
        farthest=[_metres(metres, translate) for metres in rows["farthest_m"]],
        shape=[f"{share:.2f}" for share in rows["compactness"]],
        why=[exception_words(code, translate) for code in _texts(rows["exception"])],
        joined=_texts(rows["merged"]),
        anchor=[[round(lat, 6), round(lon, 6)] for lon, lat in anchors],
    )


def _summary(row: dict[Any, Any], translate: Translate) -> str:
    words = translate("{households} households · mean {mean} · farthest {farthest}")
    mean, farthest = (_metres(row[name], translate) for name in ("distance_m", "farthest_m"))
    return words.format(households=row["households"], mean=mean, farthest=farthest)


def _metres(metres: float, translate: Translate) -> str:
    return translate("{number} m").format(number=f"{metres:.0f}")


def _texts(column: Any) -> list[str | None]:
    """Texts of a column; what is missing is None, however the frame says so."""
    return [value if isinstance(value, str) and value else None for value in column]


def _grid_layer(cut: gpd.GeoDataFrame, translate: Translate) -> tuple[FeatureSource, FeatureLayer]:
    shown = ("serial", "title", "summary", BAND, "anchor", "households", "registered")
    columns = (*shown, "mean", "farthest", "shape", "why", "joined") if len(cut) else ()
    source = FeatureSource(feature_collection(cut, columns))
    card = Card(
        key="serial",
        message="grid",
        title="title",
        badge="summary",
        fields=(
            (translate("Households"), "households"),
            (translate("Registered"), "registered"),
            (translate("Mean, straight line"), "mean"),
            (translate("Farthest, straight line"), "farthest"),
            (translate("Compactness"), "shape"),
            (translate("Exception"), "why"),
            (translate("Groups joined"), "joined"),
        ),
    )
    name = translate("Proposed grids")
    return source, FeatureLayer(name, source, kind=LayerKind.CUTS, card=card, count=len(cut))


def _home_layer(
    homes: gpd.GeoDataFrame, cut: gpd.GeoDataFrame, translate: Translate
) -> tuple[FeatureSource, FeatureLayer] | tuple[()]:
    placed = placed_rows(homes)
    if not len(placed):
        return ()
    tint_of = dict(zip(cut["serial"], cut["tint"], strict=True)) if len(cut) else {}
    rows = placed.assign(
        tint=[tint_of.get(serial, 0) for serial in placed["serial"]],
        title=[_home_title(row) for row in placed[["number", "head"]].itertuples(index=False)],
        summary=[_home_summary(row, translate) for row in placed.to_dict("records")],
    )
    source = FeatureSource(
        feature_collection(rows, ("number", "serial", "tint", "title", "summary", "resident"))
    )
    card = Card(key="number", message="household", title="title", badge="summary")
    name = translate("Households")
    kind = LayerKind.HOMES
    return source, FeatureLayer(name, source, kind=kind, card=card, count=len(rows))


def _home_title(home: Any) -> str:
    head = home.head if isinstance(home.head, str) else ""
    return f"{home.number} {head}".rstrip()


def _home_summary(home: dict[Any, Any], translate: Translate) -> str:
    words = translate("grid {serial} · {distance} to its middle")
    distance = _metres(home["distance_m"], translate)
    text = words.format(serial=home["serial"], distance=distance)
    away = translate("lives elsewhere")
    return text if home["resident"] else f"{text} · {away}"


def _legend(
    cut: gpd.GeoDataFrame, homes: gpd.GeoDataFrame, translate: Translate
) -> list[LegendEntry]:
    """Size classes with how many grids each has, and what a point is."""
    bands = list(cut[BAND]) if len(cut) else []
    entries = [
        LegendEntry(IN_RANGE, translate("In range"), bands.count(IN_RANGE), swatch=True),
        LegendEntry(EXCEPTION, translate("Exception"), bands.count(EXCEPTION), swatch=True),
    ]
    if len(homes):
        entries.append(LegendEntry("homes", translate("Household, colour and number of its grid")))
    if len(homes) and not homes["resident"].all():
        entries.append(LegendEntry("away", translate("Household that lives elsewhere")))
    return entries
