"""The map of a survey, read from the served page without a browser."""

import json

import geopandas as gpd
import pytest
from lxml import html
from shapely import box

from maps.base import BaseLayers
from maps.errors import MissingColumn
from maps.rehost import served
from maps.survey import survey_map

HOSTILE = "`${alert(1)}`<img src=x onerror=alert(2)>"


def drawn(buildings, words=str):
    page = served(survey_map(buildings, BaseLayers(), translate=words))
    return html.document_fromstring(page.html), page


@pytest.fixture
def buildings():
    shapes = [box(110 + n / 1000, 39, 110 + n / 1000 + 0.0002, 39.0001) for n in range(3)]
    table = {"id": [7, 8, 9], "name": [None, HOSTILE, "庙"], "taken": [True, False, False]}
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def test_buildings_are_sent_with_whether_somebody_lives_there_and_no_more(buildings):
    root, _ = drawn(buildings)

    blocks = [json.loads(one.text) for one in root.xpath("//script[@type='application/json']")]
    [features] = [one["features"] for one in blocks if isinstance(one, dict) and "features" in one]
    assert [one["properties"] for one in features] == [
        {"id": 7, "title": "A household is found here", "taken": True},
        {"id": 8, "title": HOSTILE, "taken": False},
        {"id": 9, "title": "庙", "taken": False},
    ]
    legend = root.xpath("//*[contains(@class, 'legend')]")[0].text_content().split()
    assert " ".join(legend).startswith("Building (2) A household is found here (1)")


def test_a_village_without_buildings_says_so(buildings):
    root, _ = drawn(buildings.iloc[:0])

    assert "No buildings are imported for this village." in root.text_content()


def test_no_word_of_a_building_runs(buildings):
    _, page = drawn(buildings)

    assert "<img" not in page.html


def test_a_frame_without_its_columns_is_refused(buildings):
    with pytest.raises(MissingColumn):
        drawn(buildings.drop(columns="taken"))
