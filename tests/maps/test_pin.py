"""The map on which a place is marked, read from its page without a browser."""

import json

import geopandas as gpd
import pytest
from lxml import html
from shapely import box

from maps.base import BaseLayers
from maps.pin import pin_map
from maps.rehost import served

NEAR = [[39.01, 110.01], [39.02, 110.03]]


@pytest.fixture
def base():
    shape = box(110, 39, 110.1, 39.1)
    rows = {"name": ["示例旗"], "level": ["county"]}
    return BaseLayers(gpd.GeoDataFrame(rows, geometry=[shape], crs="EPSG:4326"))


def blocks_of(drawing):
    """The blocks of the elements of a map, by the start of their name."""
    page = html.document_fromstring(served(drawing).html)
    blocks = page.xpath("//script[@type='application/json']")
    return {one.get("id").partition("_")[0]: json.loads(one.text) for one in blocks}


@pytest.mark.parametrize(
    ("near", "bounds"),
    [(NEAR, NEAR), (None, [[39, 110], [39.1, 110.1]])],
    ids=["village", "county"],
)
def test_the_map_opens_on_the_village_or_on_all(base, near, bounds):
    blocks = blocks_of(pin_map(base, near=near, translate=str))

    assert blocks["page"]["bounds"] == bounds
    assert set(blocks["pin"]["texts"]) == {"label", "hint"}


def test_nothing_known_is_a_map_all_the_same():
    blocks = blocks_of(pin_map(BaseLayers(), translate=str))

    assert blocks["page"]["bounds"] is None
