"""What the map of a proposal says, read from the served page without a browser."""

import json
from itertools import product

import geopandas as gpd
import pytest
from lxml import html
from shapely import Point, box

from maps.base import BaseLayers
from maps.errors import MissingColumn, WrongCrs
from maps.proposals import TINTS, exception_words, proposal_map, tints
from maps.rehost import served

WGS84 = "EPSG:4326"
SIDE = 0.01


def _square(column, row):
    return box(
        110 + column * SIDE, 39 + row * SIDE, 110 + (column + 1) * SIDE, 39 + (row + 1) * SIDE
    )


@pytest.fixture
def grids():
    """Nine grids in a square, the last but one too small, the last of two groups."""
    rows = [
        {
            "serial": serial,
            "households": 6 if serial == 8 else 12,
            "registered": 13,
            "distance_m": 74.4,
            "farthest_m": 141.6,
            "compactness": 0.785,
            "exception": "too-few" if serial == 8 else None,
            "merged": "一组 + 二组" if serial == 9 else None,
        }
        for serial in range(1, 10)
    ]
    shapes = [_square(*place) for place in product(range(3), range(3))]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)


@pytest.fixture
def homes(grids):
    """One household in the middle of each grid, the first of them living elsewhere."""
    rows = [
        {
            "number": f"00{serial}",
            "head": None if serial == 2 else "王**",
            "serial": serial,
            "distance_m": 20.0,
            "resident": serial != 1,
        }
        for serial in grids["serial"]
    ]
    return gpd.GeoDataFrame(
        rows,
        geometry=[
            Point(one.bounds[0] + SIDE / 2, one.bounds[1] + SIDE / 2) for one in grids.geometry
        ],
        crs=WGS84,
    )


def _root(drawing):
    return html.document_fromstring(served(drawing).html)


def _features(drawing, name):
    """Properties of the features that have a property of this name."""
    blocks = _root(drawing).xpath("//script[@type='application/json']/text()")
    values = [json.loads(block) for block in blocks if block != "null"]
    found = [one for one in values if "features" in one and name in str(one["features"][:1])]
    return [feature["properties"] for one in found for feature in one["features"]]


def _draw(grids, homes, **more):
    more = {"title": "A village", "translate": str, **more}
    return proposal_map(grids, homes, BaseLayers(), **more)


def test_a_grid_says_its_size_and_how_far_its_households_walk(grids, homes):
    first, *_ = _features(_draw(grids, homes), "farthest")

    assert first["title"] == "Grid 1"
    assert first["summary"] == "12 households · mean 74 m · farthest 142 m"
    assert (first["registered"], first["shape"]) == (13, "0.79")
    assert first["why"] == ""
    assert "joined" not in first


def test_exceptions_and_joined_groups_are_said_in_words(grids, homes):
    *_, small, joined = _features(_draw(grids, homes), "farthest")

    assert small["why"] == "too few households for a grid of its own"
    assert joined["joined"] == "一组 + 二组"
    assert (small["band"], joined["band"]) == ("c-odd", "c-ok")


def test_the_legend_counts_what_is_in_range_and_what_is_not(grids, homes):
    [legend] = _root(_draw(grids, homes)).find_class("legend")

    words = " ".join(legend.text_content().split())
    assert "In range (8)" in words
    assert "Exception (1)" in words
    assert "lives elsewhere" in words


def test_a_household_has_the_colour_and_number_of_its_grid(grids, homes):
    found = _features(_draw(grids, homes), "number")

    chosen = tints(grids.geometry.to_numpy())
    assert [home["tint"] for home in found] == chosen
    assert found[2]["title"] == "003 王**"
    assert found[2]["summary"] == "grid 3 · 20 m to its middle"
    assert found[1]["title"] == "002"
    assert found[0]["summary"].endswith("lives elsewhere")


def test_grids_that_touch_have_different_colours(grids):
    chosen = tints(grids.geometry.to_numpy())

    pairs = [
        (one, other)
        for one, other in product(range(9), range(9))
        if one < other and grids.geometry[one].intersects(grids.geometry[other])
    ]
    assert len(pairs) == 20
    assert all(chosen[one] != chosen[other] for one, other in pairs)
    assert max(chosen) < TINTS


def test_more_neighbours_than_colours_still_get_one(grids):
    same = [grids.geometry[0]] * (TINTS + 3)

    assert sorted(set(tints(same))) == list(range(TINTS))


def test_no_households_shown_is_a_map_of_grids_alone(grids, homes):
    drawing = _draw(grids, homes.iloc[:0])

    assert len(_features(drawing, "farthest")) == 9
    assert _features(drawing, "number") == []
    assert "Household" not in _root(drawing).find_class("legend")[0].text_content()


def test_a_proposal_of_nothing_is_a_proper_map_that_says_so(grids, homes):
    root = _root(_draw(grids.iloc[:0], homes.iloc[:0]))

    assert root.find_class("m-empty")[0].text_content() == "No proposed grids to show on this map."


def test_a_frame_that_is_not_as_described_is_refused(grids, homes):
    with pytest.raises(MissingColumn, match="farthest_m"):
        _draw(grids.drop(columns="farthest_m"), homes)
    with pytest.raises(MissingColumn, match="head"):
        _draw(grids, homes.drop(columns="head"))
    with pytest.raises(WrongCrs):
        _draw(grids.to_crs(3857), homes)


@pytest.mark.parametrize("code", ["too-few", "indivisible", "shared-place", "pinned"])
def test_every_exception_has_words(code):
    assert exception_words(code, str) not in {"", code}


def test_a_size_that_is_kept_needs_no_words_and_an_unknown_code_shows_itself():
    assert exception_words(None, str) == ""
    assert exception_words("not-known-yet", str) == "not-known-yet"


def test_every_text_of_the_map_goes_through_the_translation(grids, homes):
    seen = []

    _draw(grids, homes, translate=lambda text: seen.append(text) or text)

    wanted = {"Proposed grids", "Households", "In range", "Exception", "Grid {serial}"}
    assert wanted <= set(seen)


def test_text_of_users_cannot_leave_the_data_of_the_page(grids, homes):
    hostile = "</script><script>alert(1)</script>{{7*7}}${x}`"
    rows = homes.assign(head=hostile)

    root = _root(_draw(grids.assign(merged=hostile), rows, title=hostile))

    assert [script for script in root.xpath("//script[not(@src)]/text()") if "alert" in script]
    assert len(root.xpath("//script[not(@src) and not(@type='application/json')]")) == 0
    assert root.findtext(".//title") == hostile
    assert _features(_draw(grids, rows), "number")[0]["title"] == f"001 {hostile}"
