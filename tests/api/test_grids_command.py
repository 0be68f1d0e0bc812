import gzip
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from api.commands.grids import grids
from data.files import read_frame, write_frame

METRE = np.array([1 / 85_900, 1 / 111_030])


def wangge(*arguments):
    return CliRunner().invoke(grids, [str(argument) for argument in arguments])


@pytest.fixture
def village(tmp_path):
    """Sixty households of one village, thirty of a group in its east, as a CSV file."""
    chance = np.random.default_rng(0)
    places = chance.normal(0, 120, (60, 2)) * METRE + (111.2, 39.9)
    table = pd.DataFrame(places, columns=["lon", "lat"]).sort_values("lon", ascending=False)
    table["village_code"] = "150622001001"
    table["group"] = np.repeat(["东", "西"], 30)
    table["resident"] = np.where(np.arange(60) % 3, "true", "false")
    table.to_csv(tmp_path / "households.csv", index=False)
    return tmp_path / "households.csv"


def test_build_writes_polygons_and_members_and_a_summary(village, tmp_path):
    out, members = tmp_path / "grids.geojson", tmp_path / "members.csv.gz"

    done = wangge(
        "build", "--households", village, "--by", "village_code,group", "--count", "registered",
        "-o", out, "--members", members, "--json",
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    summary = json.loads(done.stdout)
    assert summary["households"] == 60
    assert summary["in_range"] == summary["grids"]
    assert summary["exceptions"] == summary["faults"] == summary["problems"] == []
    polygons = read_frame(out).frame
    assert polygons["code"].str.fullmatch("150622001001" + r"\d{3}").all()
    joined = pd.read_csv(members, dtype=str)
    assert list(joined.columns) == [
        "village_code", "group", "resident", "serial", "code", "lon", "lat",
    ]  # fmt: skip
    sizes = joined["code"].value_counts()
    assert sizes.to_dict() == polygons.set_index("code")["households"].to_dict()


def test_build_reports_progress_on_stderr_and_nothing_on_stdout(village, tmp_path):
    done = wangge("build", "--households", village, "-o", tmp_path / "g.gpkg")

    assert done.stdout == ""
    assert "60 rows read" in done.stderr
    assert "40 households in 3 grids, 3 of them in range" in done.stderr


def test_only_residents_count_unless_told_otherwise(village, tmp_path):
    sizes = []
    for extra in ([], ["--count", "registered"]):
        wangge("build", "--households", village, "-o", tmp_path / "g.geojson", *extra)
        sizes.append(read_frame(tmp_path / "g.geojson").frame["households"].sum())

    assert sizes == [40, 60]


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "geojson.gz"])
def test_what_build_writes_passes_the_check(village, tmp_path, ending):
    out = tmp_path / f"g.{ending}"
    wangge("build", "--households", village, "-o", out)

    done = wangge("check", "--grids", out, "--households", village, "--json")

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"grids": 3, "faults": [], "counts": {}, "problems": []}


def test_the_check_exits_1_and_says_what_is_wrong(village, tmp_path):
    out, cut = tmp_path / "g.geojson", tmp_path / "cut.geojson"
    wangge("build", "--households", village, "-o", out)
    write_frame(read_frame(out).frame.iloc[1:], cut)

    done = wangge("check", "--grids", cut, "--households", village, "--json")

    assert done.exit_code == 1
    assert "is in no grid" in done.stderr
    assert json.loads(done.stdout)["counts"]["household-outside"] >= 6


def test_every_kind_of_fault_has_its_words(tmp_path):
    square = shapely.box(111, 39, 111.001, 39.001)
    bow = shapely.Polygon([(111, 39), (111.001, 39.001), (111.001, 39), (111, 39.001)])
    frame = gpd.GeoDataFrame(
        {"households": [3, 12, 12]}, geometry=[square, square, bow], crs="EPSG:4326"
    )
    outline = gpd.GeoDataFrame(geometry=[shapely.box(111.0005, 39, 112, 40)], crs="EPSG:4326")
    write_frame(frame, tmp_path / "g.geojson")
    write_frame(outline, tmp_path / "b.geojson")
    (tmp_path / "h.csv").write_text("lon,lat\n113,39\n")

    done = wangge(
        "check", "--grids", tmp_path / "g.geojson", "--boundary", tmp_path / "b.geojson",
        "--households", tmp_path / "h.csv",
    )  # fmt: skip

    assert done.exit_code == 1
    for words in ("overlap by", "gap of", "broken polygon", "outside the boundary", "in no grid",
                  "12 households stated, 0 found", "0 households, out of range"):  # fmt: skip
        assert words in done.stderr


def test_each_fault_comes_with_its_words_and_place_in_the_summary_too(tmp_path):
    half, whole = shapely.box(111, 39, 111.001, 39.001), shapely.box(111, 39, 111.002, 39.001)
    for shape, name in ((half, "g"), (whole, "b")):
        frame = gpd.GeoDataFrame({"serial": [1]}, geometry=[shape], crs="EPSG:4326")
        write_frame(frame, tmp_path / f"{name}.geojson")

    done = wangge(
        "check", "--grids", tmp_path / "g.geojson", "--boundary", tmp_path / "b.geojson", "--json"
    )

    (fault,) = json.loads(done.stdout)["faults"]
    assert fault["code"] == "gap"
    assert fault["params"]["area_m2"] == pytest.approx(9_600, rel=0.02)
    assert "at 111.0015" in fault["text"]
    assert fault["text"] in done.stderr


def test_one_kind_of_fault_does_not_hide_another(tmp_path):
    square = shapely.box(111, 39, 111.001, 39.001)
    frame = gpd.GeoDataFrame({"households": [3]}, geometry=[square], crs="EPSG:4326")
    write_frame(frame, tmp_path / "g.geojson")
    (tmp_path / "h.csv").write_text("lon,lat\n" + "113,39\n" * 30)

    done = wangge("check", "--grids", tmp_path / "g.geojson", "--households", tmp_path / "h.csv")

    assert "... and 10 more" in done.stderr
    assert "3 households stated, 0 found" in done.stderr


def test_a_piece_nobody_can_join_is_a_remark_and_no_failure(tmp_path):
    main, island = shapely.box(111, 39, 111.01, 39.01), shapely.box(111.02, 39, 111.03, 39.01)
    shape = shapely.union(main, island)
    frame = gpd.GeoDataFrame({"serial": [1]}, geometry=[shape], crs="EPSG:4326")
    write_frame(frame, tmp_path / "g.geojson")
    places = "111.005,39.005\n" * 9 + "111.025,39.005\n" * 3
    (tmp_path / "h.csv").write_text("lon,lat\n" + places)

    done = wangge(
        "check", "--grids", tmp_path / "g.geojson", "--boundary", tmp_path / "g.geojson",
        "--households", tmp_path / "h.csv",
    )  # fmt: skip

    assert done.exit_code == 0
    assert "3 households) at 111.02" in done.stderr
    assert "1 grids, 0 faults, 1 remarks" in done.stderr


def test_an_impossible_size_is_told_and_is_no_failure(tmp_path):
    (tmp_path / "h.csv").write_text("lon,lat\n" + "111.2,39.9\n" * 17)

    done = wangge("build", "--households", tmp_path / "h.csv", "-o", tmp_path / "g.csv", "--json")

    assert done.exit_code == 0
    assert "1: 17 households, indivisible: the households are too many" in done.stderr
    assert json.loads(done.stdout)["exceptions"] == [
        {"serial": 1, "households": 17, "exception": "indivisible"}
    ]


def test_bad_rows_are_listed_and_the_rest_is_built_with_status_1(village, tmp_path):
    village.write_text(village.read_text() + "39.9,111.2,150622001001,东,true\n" * 30)

    done = wangge(
        "build", "--households", village, "-o", tmp_path / "g.geojson", "--json",
        "--count", "registered",
    )  # fmt: skip

    assert done.exit_code == 1
    assert "line 62: lat=111.2 is not between -90 and 90: lon and lat look swapped" in done.stderr
    assert "... and 10 more" in done.stderr
    assert json.loads(done.stdout)["households"] == 60


def test_a_household_outside_its_outline_is_listed_with_status_1(village, tmp_path):
    outline = shapely.Point(111.2, 39.9).buffer(0.02)
    frame = gpd.GeoDataFrame(geometry=[outline], crs="EPSG:4326")
    write_frame(frame, tmp_path / "b.geojson")
    village.write_text(village.read_text() + "112,40,150622001001,东,true\n")

    done = wangge(
        "build", "--households", village, "--boundary", tmp_path / "b.geojson",
        "-o", tmp_path / "g.geojson",
    )  # fmt: skip

    assert done.exit_code == 1
    assert "household 62 is outside the boundary" in done.stderr


def test_footprints_are_households_from_20_square_metres_on(tmp_path):
    houses = [
        shapely.box(111 + i * 0.001, 39, 111 + i * 0.001 + side, 39 + side)
        for i, side in enumerate([0.0001] * 12 + [0.00001] * 5)
    ]
    path = tmp_path / "h.geojson"
    write_frame(gpd.GeoDataFrame(geometry=houses, crs="EPSG:4326"), path)

    done = wangge("build", "--households", path, "-o", tmp_path / "g.geojson")

    assert done.exit_code == 0
    assert "5 footprints under 20 m² left out" in done.stderr
    assert "12 households in 1 grids" in done.stderr


def test_another_seed_is_passed_on(village, tmp_path):
    out = tmp_path / "g.geojson"
    texts = []
    for seed in [1, 1, *range(2, 9)]:
        wangge("build", "--households", village, "--count", "registered", "--seed", seed, "-o", out)
        texts.append(out.read_bytes())

    assert texts[0] == texts[1]
    assert len(set(texts)) > 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--by", "hamlet"], "no column hamlet"),
        (["--min", "12", "--max", "11"], "need 1 <= min <= max"),
        (["--size", "16"], "wanted size 16 is outside 10 to 15"),
        (["--seed", "-1"], "--seed"),
        (["--count", "all"], "--count"),
        (["-o", "grids.vrt"], "use one of .geojson"),
        (["-o", "no/such/folder/g.csv"], "cannot be written"),
        (["--households", "none.csv"], "none.csv"),
    ],
)
def test_wrong_use_exits_2_with_a_remedy(village, tmp_path, arguments, words):
    done = wangge("build", "--households", village, "-o", tmp_path / "g.geojson", *arguments)

    assert done.exit_code == 2
    assert words in done.stderr


def test_the_number_of_agents_is_the_number_of_grids(village, tmp_path):
    arguments = ["build", "--households", village, "--count", "registered"]
    arguments += ["-o", tmp_path / "g.geojson"]

    built = [
        json.loads(wangge(*arguments, "--agents", agents, "--json").stdout) for agents in (4, 6)
    ]

    assert [summary["grids"] for summary in built] == [4, 6]
    assert built[1]["distance_m"] < built[0]["distance_m"]
    assert 0 < built[0]["compactness"] <= 1


def test_a_group_too_small_to_stand_alone_is_told_with_the_groups_it_joins(village, tmp_path):
    table = pd.read_csv(village, dtype=str)
    table["group"] = np.where(np.arange(60) < 5, "小", "大")
    table.to_csv(village, index=False)

    done = wangge(
        "build", "--households", village, "--by", "village_code,group", "--count", "registered",
        "-o", tmp_path / "g.geojson", "--json",
    )  # fmt: skip

    (merged,) = json.loads(done.stdout)["merged"]
    assert set(merged["merged"].split(" + ")) == {"小", "大"}
    assert f"{merged['code']} joins the groups {merged['merged']}" in done.stderr


def test_a_cut_after_a_cut_keeps_households_where_they_were(village, tmp_path):
    arguments = ["build", "--households", village, "--by", "village_code", "--count", "registered"]
    first, second = tmp_path / "first.geojson", tmp_path / "second.geojson"
    wangge(*arguments, "-o", first)

    done = wangge(*arguments, "--previous", first, "--seed", 5, "-o", second, "--json")

    assert json.loads(done.stdout)["kept"] == 1
    assert "100.0% of the households stayed in their grid" in done.stderr


def test_a_household_is_called_by_its_number_where_each_has_one(village, tmp_path):
    table = pd.read_csv(village, dtype=str)
    table["number"] = [f"H{row}" for row in range(len(table))]
    table.loc[7, "lon"] = "112"
    table.to_csv(village, index=False)
    outline = shapely.Point(111.2, 39.9).buffer(0.02)
    write_frame(gpd.GeoDataFrame(geometry=[outline], crs="EPSG:4326"), tmp_path / "b.geojson")

    done = wangge(
        "build", "--households", village, "--boundary", tmp_path / "b.geojson",
        "-o", tmp_path / "g.geojson", "--members", tmp_path / "m.csv",
    )  # fmt: skip

    assert "household H7 is outside the boundary" in done.stderr
    assert list(pd.read_csv(tmp_path / "m.csv")["number"]) == list(table["number"])


def test_a_boundary_with_a_bad_row_is_wrong_use(village, tmp_path):
    (tmp_path / "b.csv").write_text("lon,lat\nx,y\n")
    boundary = tmp_path / "b.csv"

    done = wangge(
        "build", "--households", village, "--boundary", boundary, "-o", tmp_path / "g.csv"
    )

    assert done.exit_code == 2
    assert "b.csv line 2" in done.stderr


@pytest.mark.shared
def test_the_six_real_villages_are_built_and_pass_the_check(shared_data, tmp_path):
    source = shared_data / "settlements" / "tz_villages_buildings.wgs84.geojson.gz"
    out = tmp_path / "g.geojson.gz"

    built = wangge("build", "--households", source, "--by", "village", "-o", out, "--json")
    checked = wangge("check", "--grids", out, "--households", source)

    assert (built.exit_code, checked.exit_code) == (0, 0)
    summary = json.loads(built.stdout)
    assert summary["in_range"] == summary["grids"] > 400
    assert (summary["smallest"], summary["largest"]) == (10, 15)
    assert gzip.decompress(out.read_bytes()).startswith(b'{"type":"FeatureCollection"')
