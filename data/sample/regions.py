"""The official tree of the sample county: 12-digit codes, names and outlines."""

from typing import Any, Final

import geopandas as gpd
import numpy as np

from data.sample.outlines import Outlines
from data.sample.place_names import (
    CITY_NAME,
    COUNTY_NAME,
    PROVINCE_NAME,
    draw_township_names,
    draw_village_names,
)
from dispatch.vocabulary import RegionLevel

# No county has the six digits 150699; the levels above carry made-up names.
PROVINCE_CODE: Final = "150000000000"
CITY_CODE: Final = "150600000000"
COUNTY_CODE: Final = "150699000000"
_COUNTY_DIGITS: Final = COUNTY_CODE[:6]
_FIRST_TOWNSHIP: Final = 100
# The statistics bureau numbers villagers' committees from 200 in each township.
_FIRST_VILLAGE: Final = 200


def build_regions(rng: np.random.Generator, outlines: Outlines) -> gpd.GeoDataFrame:
    """Name and number the regions, from the province down.

    Returns
    -------
    regions_frame
        Columns ``code, parent, name, level`` and ``outline`` (the active geometry, none for
        province and city); villages in the order of ``outlines``.
    """
    town_names = draw_township_names(rng, len(outlines.townships))
    village_names = draw_village_names(rng, len(outlines.villages), town_names)
    rows: list[tuple[str, str | None, str, RegionLevel, Any]] = [
        (PROVINCE_CODE, None, PROVINCE_NAME, RegionLevel.PROVINCE, None),
        (CITY_CODE, PROVINCE_CODE, CITY_NAME, RegionLevel.CITY, None),
        (COUNTY_CODE, CITY_CODE, COUNTY_NAME, RegionLevel.COUNTY, outlines.county),
    ]
    for order, (name, outline) in enumerate(zip(town_names, outlines.townships, strict=True)):
        rows.append((_township_code(order), COUNTY_CODE, name, RegionLevel.TOWNSHIP, outline))
    serials = _serials(outlines.township_of.tolist())
    for index, (township, serial) in enumerate(serials):
        code = f"{_township_code(township)[:9]}{_FIRST_VILLAGE + serial:03d}"
        parent = _township_code(township)
        outline = outlines.villages[index]
        rows.append((code, parent, village_names[index], RegionLevel.VILLAGE, outline))
    return _to_frame(rows)


def _township_code(order: int) -> str:
    return f"{_COUNTY_DIGITS}{_FIRST_TOWNSHIP + order:03d}000"


def _serials(township_of: list[int]) -> list[tuple[int, int]]:
    """Township of each village and its place in it, both from 0."""
    return [
        (township, township_of[:index].count(township))
        for index, township in enumerate(township_of)
    ]


def _to_frame(rows: list[tuple[str, str | None, str, RegionLevel, Any]]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        rows, columns=["code", "parent", "name", "level", "outline"], geometry="outline"
    )
    frame["level"] = [level.value for level in frame["level"]]
    return frame.set_crs("EPSG:4326")
