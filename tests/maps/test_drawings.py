"""What the three maps say, read from the served page without a browser."""

import json
import re

import geopandas as gpd
import pytest
from lxml import html
from shapely import Point

from maps.base import BaseLayers
from maps.cells import count_map
from maps.errors import CountsDisagree, MissingColumn, WrongCrs
from maps.grids import grids_map
from maps.issues import issues_map
from maps.legend import MapCounts
from maps.rehost import served


def _root(drawing):
    return html.document_fromstring(served(drawing).html)


def _data(drawing):
    blocks = _root(drawing).xpath("//script[@type='application/json']/text()")
    return [json.loads(block) for block in blocks if block != "null"]


def _legend(drawing):
    [legend] = _root(drawing).find_class("legend")
    return " ".join(legend.text_content().split())


def test_the_numbers_of_list_and_map_stand_on_the_map(made_up):
    counts = MapCounts(listed=14, shown=10, hidden=1, unplaced=3)

    drawing = issues_map(made_up.issues(10), made_up.base(), translate=str, counts=counts)

    assert "List 14 = map 10 + hidden 1 + without position 3" in _legend(drawing)


def test_numbers_that_do_not_add_up_are_refused():
    with pytest.raises(CountsDisagree, match="list 14"):
        MapCounts(listed=14, shown=10, hidden=1, unplaced=2)


def test_what_is_shown_by_village_is_said_beside_the_points(made_up):
    counts = MapCounts(listed=14, shown=2, hidden=1, unplaced=3, by_area=8)
    rows = [{"code": "1", "name": "沙柳村", "issues": 8, "url": "/desk?region=1"}]
    villages = gpd.GeoDataFrame(rows, geometry=[Point(110.02, 39.52)], crs="EPSG:4326")
    points, base = made_up.issues(2), made_up.base()

    drawing = issues_map(points, base, translate=str, counts=counts, villages=villages)

    assert "List 14 = map 2 + by village 8 + hidden 1 + without position 3" in _legend(drawing)
    assert "Issues of a village, at its centre" in _legend(drawing)
    with pytest.raises(CountsDisagree, match="villages hold 0"):
        issues_map(points, base, translate=str, counts=counts)


def test_a_map_that_would_show_another_number_than_it_says_is_refused(made_up):
    counts = MapCounts(listed=9, shown=9, hidden=0, unplaced=0)

    with pytest.raises(CountsDisagree, match="10 issues"):
        issues_map(made_up.issues(10), made_up.base(), translate=str, counts=counts)


def test_there_is_one_layer_for_each_light_and_their_counts_are_the_map(made_up):
    frame = made_up.issues(40)
    frame.loc[:3, "light"] = None
    counts = MapCounts(listed=40, shown=40, hidden=0, unplaced=0)

    layers = [
        value
        for value in _data(issues_map(frame, made_up.base(), translate=str, counts=counts))
        if "card" in value
    ]

    assert [layer["symbol"] for layer in layers] == ["red", "yellow", "green", "stopped"]
    assert sum(layer["count"] for layer in layers) == 40
    assert layers[3]["count"] >= 4


def test_the_legend_names_every_light_in_words(made_up):
    counts = MapCounts(listed=1, shown=1, hidden=0, unplaced=0)

    legend = _legend(issues_map(made_up.issues(1), made_up.base(), translate=str, counts=counts))

    for words in ("Overdue", "Nearly due", "In time", "No clock running"):
        assert words in legend


def test_an_empty_list_is_a_proper_map_that_says_so(made_up):
    counts = MapCounts(listed=2, shown=0, hidden=0, unplaced=2)

    root = _root(issues_map(made_up.issues(0), made_up.base(), translate=str, counts=counts))

    assert root.find_class("m-empty")[0].text_content() == "No issues to show on this map."
    assert root.find_class("m-counts")[0].text_content().startswith("List 2")


def test_a_map_of_nothing_over_nothing_is_drawn():
    frame = gpd.GeoDataFrame({"cell": [], "count": []}, geometry=[], crs="EPSG:4326")

    assert _root(count_map(frame, BaseLayers(), translate=str)).find_class("m-empty")


def test_made_up_data_are_said_to_be_made_up(made_up):
    label = "示例数据，均为虚构"

    root = _root(grids_map(made_up.grids(), made_up.base(), translate=str, sample_label=label))

    assert root.find_class("m-sample")[0].text_content() == label


def test_the_count_map_says_on_map_and_legend_that_it_is_not_a_test(made_up):
    root = _root(count_map(made_up.cells(), made_up.base(), translate=str))

    for place in ("m-warning", "m-also"):
        assert root.find_class(place)[0].text_content().startswith("Counts, not a test:")


def test_a_withheld_grid_shows_none_of_its_counts(made_up):
    drawing = grids_map(made_up.grids(), made_up.base(), translate=str)

    [collection] = [
        value
        for value in _data(drawing)
        if value.get("features") and "band" in value["features"][0]["properties"]
    ]
    locked = [f["properties"] for f in collection["features"] if f["properties"]["band"] == "lock"]
    assert [grid["code"] for grid in locked] == ["150999001005"]
    assert "issues" not in locked[0]
    assert "open_issues" not in locked[0]


def test_zero_is_shown_as_zero_in_grids_and_legend(made_up):
    drawing = grids_map(made_up.grids(), made_up.base(), translate=str)

    assert re.search(r"Open issues 0 \(\d+\)", _legend(drawing))


def test_grids_can_be_coloured_by_another_count(made_up):
    legend = _legend(grids_map(made_up.grids(), made_up.base(), translate=str, value="issues"))

    assert legend.startswith("All issues 0 (0)")


@pytest.mark.parametrize("value", ["overdue_issues", "households"])
def test_a_count_that_the_frame_or_the_map_does_not_know_is_refused(made_up, value):
    with pytest.raises(MissingColumn, match=value):
        grids_map(made_up.grids(), made_up.base(), translate=str, value=value)


def test_frames_in_another_projection_are_refused(made_up):
    counts = MapCounts(listed=3, shown=3, hidden=0, unplaced=0)

    with pytest.raises(WrongCrs):
        issues_map(made_up.issues(3).to_crs(3857), made_up.base(), translate=str, counts=counts)
    with pytest.raises(WrongCrs):
        BaseLayers(roads=made_up.regions().to_crs(3857))


def test_every_text_that_is_ours_goes_through_the_translation(made_up):
    seen = []
    counts = MapCounts(listed=3, shown=3, hidden=0, unplaced=0)

    issues_map(
        made_up.issues(3),
        made_up.base(),
        translate=lambda text: seen.append(text) or text,
        counts=counts,
    )

    assert {"Overdue", "Zoom in", "Layers", "Open the issue", "Close"} <= set(seen)


def test_names_stand_inside_their_places_the_important_first(made_up):
    counts = MapCounts(listed=0, shown=0, hidden=0, unplaced=0)
    drawing = issues_map(made_up.issues(0), made_up.base(), translate=str, counts=counts)

    [base] = [value for value in _data(drawing) if "labels" in value]
    kinds = [label["kind"] for label in base["labels"]]
    assert kinds == ["county", "township", "township", *["village"] * 4, "mine"]
    places = [label["place"] for label in base["labels"]]
    assert all(39 < lat < 40 and 110 < lon < 111 for lat, lon in places)


def test_2400_issues_weigh_at_most_1_5_mb(made_up):
    frame = made_up.issues(2400, text="三组机井断水，十四户吃水困难，要求尽快修复并说明原因" * 3)
    counts = MapCounts(listed=2400, shown=2400, hidden=0, unplaced=0)

    page = served(issues_map(frame, made_up.base(), translate=str, counts=counts))

    assert len(page.html.encode()) + sum(map(len, page.files.values())) < 1_500_000
