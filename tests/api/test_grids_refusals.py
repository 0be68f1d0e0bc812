"""Files that ``wangge grids`` cannot use: it says what to do, and loses nothing."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from api.commands.grids import grids
from data.files import read_frame

METRE = np.array([1 / 85_900, 1 / 111_030])
SQUARE = [[111.19, 39.89], [111.21, 39.89], [111.21, 39.91], [111.19, 39.91], [111.19, 39.89]]
BOW = [[111.19, 39.89], [111.21, 39.91], [111.21, 39.89], [111.19, 39.91], [111.19, 39.89]]
LINE = {"type": "LineString", "coordinates": [[111.1, 39.9], [111.3, 39.9]]}
POINT = {"type": "Point", "coordinates": [111.2, 39.9]}


@pytest.fixture
def wangge(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(grids, [str(a) for a in arguments])


@pytest.fixture
def homes(tmp_path):
    """Sixty households of two villages as h.csv."""
    chance = np.random.default_rng(0)
    places = chance.normal(0, 120, (60, 2)) * METRE + (111.2, 39.9)
    table = pd.DataFrame(places, columns=["lon", "lat"])
    table["village"] = np.repeat(["a", "b"], 30)
    table.to_csv(tmp_path / "h.csv", index=False)
    return table


@pytest.fixture
def features(tmp_path):
    """Write features of a geometry each, with properties, as f.geojson."""

    def write(*rows):
        made = [{"type": "Feature", "geometry": shape, "properties": own} for shape, own in rows]
        text = json.dumps({"type": "FeatureCollection", "features": made})
        (tmp_path / "f.geojson").write_text(text)

    return write


def polygon(ring):
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    ("name", "text", "status", "words"),
    [
        ("zero.csv", "", 2, "no columns lon and lat"),
        ("head.csv", "lon,lat\n", 2, "holds no household that can be used"),
        ("zero.geojson", "", 2, "not GeoJSON"),
        ("none.geojson", '{"type":"FeatureCollection","features":[]}', 2, "holds no household"),
        ("nan.csv", "lon,lat\nnan,39\n", 1, "line 2: lon=nan, lat=39.0: both must be finite"),
        ("swap.csv", "lon,lat\n39.9,111.2\n", 1, "lon and lat look swapped"),
        ("h.txt", "lon,lat\n111.2,39.9\n", 2, "use one of .geojson"),
    ],
    ids=lambda value: value if str(value).endswith(("csv", "json", "txt")) else "",
)
def test_nothing_to_cut_leaves_the_last_answer_as_it_is(
    wangge, tmp_path, name, text, status, words
):
    (tmp_path / name).write_text(text)
    (tmp_path / "g.geojson").write_text("the last answer")

    done = wangge("build", "--households", name, "-o", "g.geojson")

    assert done.exit_code == status
    assert words in done.stderr
    assert (tmp_path / "g.geojson").read_text() == "the last answer"


def test_sheds_alone_are_no_households(wangge, features):
    shed = [[111, 39], [111.00001, 39], [111.00001, 39.00001], [111, 39.00001], [111, 39]]
    features(*[(polygon(shed), {})] * 12)

    done = wangge("build", "--households", "f.geojson", "-o", "g.geojson")

    assert done.exit_code == 2
    assert "12 footprints under 20 m² left out" in done.stderr
    assert "lower --min-area" in done.stderr


def test_rows_that_repeat_a_household_are_told_and_kept(wangge, homes):
    pd.concat([homes, homes.iloc[[3, 3]]]).to_csv("h.csv", index=False)

    done = wangge("build", "--households", "h.csv", "-o", "g.geojson")

    assert done.exit_code == 0
    assert "2 rows repeat an earlier household, the first in line 62" in done.stderr
    assert "62 households in" in done.stderr


def test_a_village_is_one_however_its_number_is_typed(wangge, homes, features):
    typed = [3, "3", 3.0]
    features(
        *(
            ({"type": "Point", "coordinates": [lon, lat]}, {"village": typed[row % 3]})
            for row, (lon, lat) in enumerate(homes[["lon", "lat"]].to_numpy().tolist())
        )
    )

    done = wangge("build", "--households", "f.geojson", "--by", "village", "-o", "g.gpkg", "--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout)["grids"] == read_frame("g.gpkg").frame["serial"].nunique()


@pytest.mark.parametrize(
    ("option", "rows", "words"),
    [
        ("boundary", [(polygon(BOW), {})], "f.geojson line 1 is broken (Self-intersection"),
        ("boundary", [(polygon(SQUARE), {"village": "a"})], "no outline in the boundary file for"),
        ("boundary", [(POINT, {})], "line 1 is a Point: an outline is a polygon"),
        ("boundary", [], "f.geojson holds no row"),
        ("barriers", [(POINT, {})], "line 1 is a Point: a barrier is a line or a polygon"),
        ("barriers", [(LINE, {"hard": "maybe"})], "line 1: hard is 'maybe', not true or false"),
        ("barriers", [(LINE, {}), (LINE, {"cost_m": "-3"})], "line 2: cost_m is '-3', not metres"),
        ("barriers", [(LINE, {"cost_m": "far"})], "line 1: cost_m is 'far', not metres"),
        ("previous", [(LINE, {"serial": 1, "village": "a"})], "a grid is a polygon"),
        ("previous", [(polygon(SQUARE), {"village": "a"})], "has no column serial"),
        ("previous", [(polygon(SQUARE), {"serial": 1})], "has no column village"),
        ("previous", [(polygon(SQUARE), {"serial": "x", "village": "a"})], "serial is 'x'"),
        ("previous", [(polygon(SQUARE), {"serial": 1, "village": "a"})] * 2, "a/1 comes twice"),
        ("previous", [(polygon(BOW), {"serial": 1, "village": "a"})], "line 1 is broken"),
    ],
)
def test_a_wrong_file_beside_the_households_is_refused_with_its_line(
    wangge, homes, features, tmp_path, option, rows, words
):
    features(*rows)

    done = wangge(
        "build", "--households", "h.csv", "--by", "village", f"--{option}", "f.geojson",
        "-o", "g.geojson",
    )  # fmt: skip

    assert done.exit_code == 2
    assert words in done.stderr
    assert not (tmp_path / "g.geojson").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "h.csv"], "h.csv is read and would be replaced"),
        (["-o", "g.csv", "--members", "g.csv"], "into one file: give two names"),
        (["-o", "g.kml"], "use one of .geojson"),
        (["-o", "g.csv", "--members", "no/m.csv"], "there is no folder no"),
        (["-o", "g.csv", "--size", "12", "--agents", "5"], "--agents and --size"),
        (["-o", "g.csv", "--agents", "50"], "50 agents"),
    ],
)
def test_wrong_use_is_refused_before_anything_is_written(wangge, homes, tmp_path, arguments, words):
    before = sorted(path.name for path in tmp_path.iterdir())
    source = (tmp_path / "h.csv").read_text()

    done = wangge("build", "--households", "h.csv", *arguments)

    assert done.exit_code == 2
    assert words in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "h.csv").read_text() == source


def test_pins_that_contradict_each_other_are_refused(wangge, homes):
    for column in ("keep_with", "keep_apart"):
        homes[column] = ["x", "x", *[""] * 58]
    homes.to_csv("h.csv", index=False)

    done = wangge("build", "--households", "h.csv", "-o", "g.geojson")

    assert done.exit_code == 2
    assert "together and apart" in done.stderr


def test_grids_in_metres_are_read_when_the_file_says_so(wangge, homes):
    wangge("build", "--households", "h.csv", "-o", "g.gpkg")
    read_frame("g.gpkg").frame.to_crs(4546).to_file("m.gpkg")

    done = wangge("check", "--grids", "m.gpkg", "--households", "h.csv")

    assert done.exit_code == 0, done.stderr
