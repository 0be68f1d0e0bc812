"""What the map of boundaries says, read from the served page without a browser."""

import json

import geopandas as gpd
import pytest
from lxml import html
from shapely import Point, box

from dispatch.vocabulary import GridFate, GridKind
from maps.base import BaseLayers
from maps.boundaries import (
    GRID_COLUMNS,
    HOME_COLUMNS,
    Phase,
    boundaries_map,
    fate_words,
    kind_words,
)
from maps.errors import MissingColumn, WrongCrs
from maps.rehost import served
from maps.sketch import Sketch, SketchMode

WGS84 = "EPSG:4326"
HOSTILE = "</script><script>alert(1)</script>{{7*7}}${x}`"


def _row(number, column, **more):
    """One square grid of 0.01 degrees in a row of them."""
    plain = {"kind": GridKind.HOUSEHOLD, "name": None, "households": 12, "agent_name": "王**"}
    state = {"exception": None, "fate": None, "phase": Phase.LIVE}
    shape = box(110 + 0.01 * column, 39, 110 + 0.01 * (column + 1), 39.01)
    code = f"150699100201{number}"
    return {"code": code, "number": number, **plain, **state, "geometry": shape, **more}


def _frame(*rows):
    columns = {name: [row[name] for row in rows] for name in GRID_COLUMNS}
    return gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs=WGS84)


def _homes(*rows):
    columns = {name: [row[name] for row in rows] for name in HOME_COLUMNS}
    return gpd.GeoDataFrame(columns, geometry=[Point(110.005, 39.005) for _ in rows], crs=WGS84)


@pytest.fixture
def live():
    """A grid in range, one that is not, and a school's that nobody holds."""
    return _frame(
        _row("001", 0),
        _row("002", 1, households=4, exception="too-few"),
        _row("003", 2, kind=GridKind.SCHOOL, name="第一小学", households=0, agent_name=None),
    )


@pytest.fixture
def split():
    """Grid 001 parted into 001 and 004, 002 ended, 003 untouched."""
    redrawn, ended = {"fate": GridFate.REDRAWN}, {"fate": GridFate.RETIRED}
    new = {"fate": GridFate.NEW, "agent_name": None}
    return _frame(
        _row("001", 0, phase=Phase.BEFORE, **redrawn),
        _row("001", 0, phase=Phase.AFTER, **redrawn),
        _row("002", 1, phase=Phase.BEFORE, **ended),
        _row("004", 1, phase=Phase.AFTER, **new),
        _row("003", 2, phase=Phase.BEFORE),
        _row("003", 2, phase=Phase.AFTER),
    )


def _draw(grids, homes=None, **more):
    more = {"title": "A village", "translate": str, **more}
    return boundaries_map(grids, _homes() if homes is None else homes, BaseLayers(), **more)


def _root(drawing):
    return html.document_fromstring(served(drawing).html)


def _blocks(drawing):
    blocks = _root(drawing).xpath("//script[@type='application/json']/text()")
    return [json.loads(block) for block in blocks if block != "null"]


def _features(drawing, name):
    """Properties of the features that have a property of this name."""
    found = [one for one in _blocks(drawing) if "features" in one and name in str(one["features"])]
    return [feature["properties"] for one in found for feature in one["features"]]


def _layers(drawing):
    return [one for one in _blocks(drawing) if "card" in one]


def test_a_special_grid_says_what_it_is_in_words_and_hatch(live):
    school = _features(_draw(live), "band")[2]

    assert school["number"] == "003 school"
    assert school["title"] == "Grid 003 第一小学"
    assert school["band"] == "c-special"
    assert school["summary"] == "school · 0 households · nobody holds it"


def test_a_grid_out_of_range_stands_out_from_one_in_range(live):
    fine, small, _ = _features(_draw(live), "band")

    assert (fine["band"], small["band"]) == ("c-ok", "c-odd")
    assert small["why"] == "too few households for a grid of its own"


def test_a_change_has_one_layer_before_and_one_after_with_two_buttons(split):
    drawing = _draw(split)

    assert [(one["where"][1], one["count"]) for one in _layers(drawing)] == [
        ("before", 3),
        ("after", 3),
    ]
    buttons = [one for one in _blocks(drawing) if isinstance(one, list)]
    assert buttons == [
        [{"phase": "before", "words": "Before"}, {"phase": "after", "words": "After"}]
    ]


def test_new_ending_and_untouched_grids_of_a_change_look_different(split):
    bands = [(one["number"], one["phase"], one["band"]) for one in _features(_draw(split), "band")]

    assert ("002", "before", "c-ends") in bands
    assert ("004", "after", "c-new") in bands
    assert ("003", "after", "c-rest") in bands
    assert ("001", "after", "c-ok") in bands


def test_a_neighbour_that_only_gets_a_corner_looks_untouched():
    corner = _row("005", 0, phase=Phase.AFTER, fate=GridFate.CORNER)

    [drawn] = _features(_draw(_frame(corner)), "band")

    assert drawn["band"] == "c-rest"


def test_the_map_of_a_change_opens_on_what_it_touches(split):
    [page] = [one for one in _blocks(_draw(split)) if "bounds" in one]

    [[south, west], [north, east]] = page["bounds"]
    assert (south, north) == (39.0, 39.01)
    assert (west, east) == (110.0, pytest.approx(110.02))


def test_live_grids_have_no_buttons_for_before_and_after(live):
    assert [one for one in _blocks(_draw(live)) if isinstance(one, list)] == []


def test_a_household_that_moves_says_from_where_to_where(split):
    home = {"number": "N1", "head": None, "grid": "001", "after": "004", "resident": True}

    [drawn] = _features(_draw(split, _homes(home)), "serial")

    assert drawn["serial"] == "004"
    assert drawn["summary"] == "from grid 001 to grid 004"


def test_a_household_that_stays_says_its_grid(live):
    home = {"number": "N1", "head": "王**", "grid": "001", "after": None, "resident": True}

    [drawn] = _features(_draw(live, _homes(home)), "serial")

    assert (drawn["serial"], drawn["title"]) == ("001", "N1 王**")
    assert drawn["summary"] == "grid 001"


@pytest.mark.parametrize("mode", [SketchMode.LINE, SketchMode.POLYGON, None], ids=str)
def test_what_can_be_drawn_is_told_to_the_layer(live, mode):
    drawing = _draw(live, sketch=Sketch(mode, "Tap the grid.", marks=mode is SketchMode.LINE))

    [sketch] = [one for one in _blocks(drawing) if "marks" in one]
    assert sketch["mode"] == mode
    assert sketch["marks"] is (mode is SketchMode.LINE)
    assert sketch["texts"]["pick"] == "Tap the grid."


def test_a_map_to_look_at_has_nothing_to_draw_with(live):
    assert [one for one in _blocks(_draw(live)) if "marks" in one] == []


def test_corners_keep_the_digits_of_the_lattice():
    shape = box(110.123456789, 39, 110.2, 39.01)

    [source] = [
        one for one in _blocks(_draw(_frame(_row("001", 0, geometry=shape)))) if "features" in one
    ][:1]

    assert "110.123456789" in json.dumps(source)


def test_no_grids_at_all_is_a_proper_map_that_says_so():
    root = _root(_draw(_frame()))

    assert root.find_class("m-empty")[0].text_content() == "No grids to show on this map."


def test_a_frame_that_is_not_as_described_is_refused(live):
    with pytest.raises(MissingColumn, match="fate"):
        _draw(live.drop(columns="fate"))
    with pytest.raises(MissingColumn, match="after"):
        _draw(live, _homes().drop(columns="after"))
    with pytest.raises(WrongCrs):
        _draw(live.to_crs(3857))


def test_every_kind_and_every_fate_has_words():
    assert len({kind_words(kind, str) for kind in GridKind} - {""}) == len(GridKind)
    assert len({fate_words(fate, str) for fate in GridFate} - {""}) == len(GridFate)
    assert (kind_words(None, str), fate_words(None, str)) == ("", "")


def test_text_of_users_cannot_leave_the_data_of_the_page(live):
    home = {"number": "N1", "head": HOSTILE, "grid": "001", "after": None, "resident": True}
    grids = live.assign(name=HOSTILE, agent_name=HOSTILE)

    root = _root(_draw(grids, _homes(home), title=HOSTILE, sketch=Sketch(None, HOSTILE)))

    assert root.xpath("//script[not(@src) and not(@type='application/json')]") == []
    assert root.findtext(".//title") == HOSTILE


def test_every_text_of_the_map_goes_through_the_translation(split, live):
    seen = []
    say = lambda text: seen.append(text) or text  # noqa: E731 - one line says it

    _draw(split, translate=say)
    _draw(live, translate=say, sketch=Sketch(SketchMode.POLYGON, ""))

    wanted = {"Before", "After", "New grid", "Draw the area", "Take back", "nobody holds it"}
    assert wanted <= set(seen)
