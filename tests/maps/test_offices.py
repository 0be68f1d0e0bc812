"""The map on which the place of an office is tapped, read from its page without a browser."""

import json

import geopandas as gpd
import pytest
from lxml import html
from shapely import box

from maps.base import BaseLayers
from maps.offices import OfficeSpot, offices_map
from maps.rehost import served

HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture
def base():
    shape = box(110, 39, 110.1, 39.1)
    rows = {"name": ["示例旗"], "level": ["county"]}
    return BaseLayers(gpd.GeoDataFrame(rows, geometry=[shape], crs="EPSG:4326"))


def read(drawing):
    """Page and the blocks of its elements, by the start of their name."""
    page = html.document_fromstring(served(drawing).html)
    blocks = page.xpath("//script[@type='application/json']")
    return page, {one.get("id").partition("_")[0]: json.loads(one.text) for one in blocks}


def test_offices_are_drawn_and_words_stay_words(base):
    spots = [OfficeSpot(HOSTILE, 110.02, 39.03)]

    page, blocks = read(offices_map(spots, base, translate=str))

    assert blocks["offices"]["offices"] == [{"name": HOSTILE, "lon": 110.02, "lat": 39.03}]
    assert blocks["offices"]["spot"] is None
    assert page.xpath("//script[not(@src) and not(@type)]") == []


def test_the_map_opens_around_the_office_whose_place_is_changed(base):
    spot = OfficeSpot("站", 110.05, 39.05)

    _, blocks = read(offices_map([], base, spot=spot, translate=str))

    (south, west), (north, east) = blocks["page"]["bounds"]
    assert south < spot.lat < north
    assert west < spot.lon < east
    assert east - west < 0.02


def test_a_county_without_offices_or_outlines_is_a_map_all_the_same():
    _, blocks = read(offices_map([], BaseLayers(), translate=str))

    assert blocks["offices"]["offices"] == []
    assert blocks["page"]["bounds"] is None
