"""Points of a file and the polygons they are in, from file to file."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner
from shapely import MultiPolygon, Point, Polygon, box

from api.commands.locate import locate
from data.files import read_frame, write_frame
from geo.datum import convert_frame

NORTH, SOUTH, ISLES = "150622001001002", "150622001001001", "150622001001003"
SIDE = 0.01


def cell(column, row):
    west, south = 111 + column * SIDE, 39 + row * SIDE
    return box(west, south, west + SIDE, south + SIDE)


def wangge_locate(grids, points, output, *more):
    arguments = ["--grids", grids, "--points", points, "-o", output, *more]
    return CliRunner().invoke(locate, [str(argument) for argument in arguments])


@pytest.fixture
def grids(tmp_path):
    """A grid north of another, and one of two parts of which the first has a hole."""
    ring = cell(2, 0).difference(cell(2, 0).buffer(-SIDE / 4))
    frame = gpd.GeoDataFrame(
        {"code": [NORTH, SOUTH, ISLES], "name": ["北", "南", "岛"], "homes": [12, 11, 15]},
        geometry=[cell(0, 1), cell(0, 0), MultiPolygon([ring, cell(4, 0)])],
        crs="EPSG:4326",
    )
    path = tmp_path / "grids.geojson"
    write_frame(frame, path)
    return path


CASES = {
    "deep inside": (111.005, 39.015, "", "inside", NORTH),
    "on the line": (111.005, 39.01, "", "edge", SOUTH),
    "beside it": (111.005, 39.0101, "30", "border", NORTH),
    "just outside": (111.0102, 39.005, "", "nearest", SOUTH),
    "in the hole": (111.025, 39.005, "", "nearest", ISLES),
    "second part": (111.045, 39.005, "5", "inside", ISLES),
    "far away": (111.08, 39.08, "", "none", None),
}


@pytest.fixture
def points(tmp_path):
    rows = [f"{name},{lon},{lat},{near}" for name, (lon, lat, near, _, _) in CASES.items()]
    path = tmp_path / "points.csv"
    path.write_text("\n".join(["name,lon,lat,metres", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "ending", ["csv", "csv.gz", "geojson", "geojson.gz", "gpkg", "shp", "xlsx"]
)
def test_every_row_comes_out_in_its_place_with_the_columns_of_its_grid(
    grids, points, tmp_path, ending
):
    out = tmp_path / f"out.{ending}"

    done = wangge_locate(
        grids, points, out, "--accuracy-column", "metres", "--nearest-m", "500", "--json"
    )

    assert done.exit_code == 0, done.output
    table = read_frame(out).frame
    assert table["name"].tolist() == list(CASES)
    assert table["method"].tolist() == [method for *_, method, _ in CASES.values()]
    codes = [None if pd.isna(code) or code == "" else str(code) for code in table["code"]]
    assert codes == [code for *_, code in CASES.values()]
    assert {"grid_name", "homes", "distance_m", "why"} <= set(table.columns)
    summary = json.loads(done.stdout)
    assert summary["rows"] == len(CASES)
    assert summary["methods"]["inside"] == 2


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "zip"])
def test_points_of_every_format_are_found_as_those_of_a_table(grids, points, tmp_path, ending):
    given, out = tmp_path / f"given.{ending}", tmp_path / "out.csv"
    write_frame(read_frame(points).frame, given)

    done = wangge_locate(grids, given, out, "--accuracy-column", "metres", "--nearest-m", "500")

    assert done.exit_code == 0, done.output
    table = pd.read_csv(out, dtype=str)
    assert table["method"].tolist() == [method for *_, method, _ in CASES.values()]


def test_the_reason_names_both_grids_their_shares_and_the_distance(grids, points, tmp_path):
    out = tmp_path / "out.csv"

    wangge_locate(grids, points, out, "--accuracy-column", "metres", "--nearest-m", "500")

    why = pd.read_csv(out, dtype=str).set_index("name")["why"]
    assert why["deep inside"] == f"in {NORTH}"
    assert why["on the line"].startswith(f"on the line of {SOUTH} and {NORTH}")
    assert f"of it lies in {NORTH}" in why["beside it"]
    assert f"in {SOUTH}, 11.1 m away" in why["beside it"]
    assert f"{SOUTH} is nearest, 17.3 m away" in why["just outside"]
    assert why["far away"].startswith("outside every polygon, and none lies within 500 m")


def test_nothing_is_lost_of_rows_that_cannot_be_placed(grids, tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    points.write_text(
        "name,count,lon,lat\none,1,111.005,39.005\ntwo,2,39.005,111.005\nthree,3,here,there\n"
        "four,4,,\nfive,5,111.005\nsix,6,111.005,39.015\nseven,7,0,0\n"
    )

    done = wangge_locate(grids, points, out, "--json")

    assert done.exit_code == 1
    table = pd.read_csv(out, dtype=str)
    assert table["name"].tolist() == ["one", "two", "three", "four", "five", "six", "seven"]
    assert table["count"].tolist() == [*"1234567"]
    assert table["method"].tolist() == ["inside", *["none"] * 4, "inside", "none"]
    assert "swapped" in table["why"][1]
    assert "'here'" in table["why"][2]
    assert "zero" in table["why"][6]
    assert [row["line"] for row in json.loads(done.stdout)["problems"]] == [3, 4, 5, 6]


def test_a_feature_without_geometry_keeps_its_kinds_of_columns(grids, tmp_path):
    points, out = tmp_path / "points.geojson", tmp_path / "out.geojson"
    features = [
        {"type": "Feature", "properties": {"n": n, "open": True}, "geometry": geometry}
        for n, geometry in enumerate([None, {"type": "Point", "coordinates": [111.005, 39.005]}])
    ]
    points.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    done = wangge_locate(grids, points, out)

    assert done.exit_code == 1
    first, second = (one["properties"] for one in json.loads(out.read_text())["features"])
    assert (first["n"], first["open"], first["method"], first["homes"]) == (0, True, "none", None)
    assert (second["n"], second["homes"], second["code"]) == (1, 11, SOUTH)
    assert "geometry" in first["why"]


def test_points_shifted_and_not_declared_are_said_and_declared_ones_are_inside(grids, tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    true = gpd.GeoDataFrame(
        {"n": range(3)}, geometry=[Point(111.0075 + n / 1e4, 39.0052) for n in range(3)]
    )
    write_frame(convert_frame(true.set_crs(4326), "wgs84", "gcj02"), points)

    undeclared = wangge_locate(grids, points, out, "--nearest-m", "100")
    said = pd.read_csv(out, dtype=str)
    declared = wangge_locate(grids, points, out, "--datum", "gcj02")

    assert undeclared.exit_code == declared.exit_code == 0
    moved = convert_frame(true.set_crs(4326), "wgs84", "gcj02").geometry
    assert not any(cell(0, 0).covers(one) for one in moved)
    assert said["why"].str.contains("GCJ-02").all()
    assert pd.read_csv(out, dtype=str)["code"].tolist() == [SOUTH] * 3


def test_beside_a_grid_no_datum_is_suspected_of_a_few_points(grids, tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    points.write_text("lon,lat\n111.0102,39.0052\n")

    wangge_locate(grids, points, out)

    assert pd.read_csv(out)["method"].tolist() == ["nearest"]
    assert pd.read_csv(out)["why"][0].endswith("m away")


def test_a_place_that_very_many_rows_share_is_said(grids, tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    rows = [f"{n},111.005,{39.005 if n % 2 else 39.001 + n / 1e5}" for n in range(40)]
    points.write_text("n,lon,lat\n" + "\n".join(rows) + "\n")

    wangge_locate(grids, points, out)

    why = pd.read_csv(out)["why"]
    assert why[1::2].str.contains("20 rows share this place").all()
    assert not why[::2].str.contains("share").any()


def test_without_codes_the_earlier_polygon_has_what_lies_on_a_line(points, tmp_path):
    grids, out = tmp_path / "plain.geojson", tmp_path / "out.csv"
    shapes = [cell(0, 1), cell(0, 0)]
    write_frame(gpd.GeoDataFrame({"area": [1.5, 2.5]}, geometry=shapes, crs=4326), grids)

    done = wangge_locate(grids, points, out)

    assert done.exit_code == 0, done.output
    table = pd.read_csv(out).set_index("name")
    assert table.loc["on the line", "area"] == 1.5
    assert "polygon 1 and polygon 2" in table.loc["on the line", "why"]


def test_broken_polygons_are_mended_and_what_is_no_polygon_is_listed(points, tmp_path):
    grids, out = tmp_path / "odd.geojson", tmp_path / "out.csv"
    bow = Polygon([(111, 39), (111.01, 39.02), (111.01, 39), (111, 39.02)])
    frame = gpd.GeoDataFrame({"id": [2, 10]}, geometry=[bow, Point(111, 39)], crs=4326)
    write_frame(frame, grids)

    done = wangge_locate(grids, points, out, "--json")

    assert done.exit_code == 1
    summary = json.loads(done.stdout)
    assert (summary["mended_polygons"], summary["problems"][0]["line"]) == (1, 2)
    assert "odd.geojson line 2: is no polygon" in done.stderr


def test_what_is_no_point_stays_as_it_is_and_numbers_may_be_missing(grids, tmp_path):
    points, out = tmp_path / "points.geojson", tmp_path / "out.geojson"
    shapes = [Point(111.005, 39.0101), cell(0, 0), None]
    frame = gpd.GeoDataFrame({"metres": [30, 5, 7]}, geometry=shapes, crs=4326)
    write_frame(frame, points)

    done = wangge_locate(grids, points, out, "--accuracy-column", "metres")

    assert done.exit_code == 1
    assert "points.geojson line 2: is no point" in done.stderr
    first, second, third = json.loads(out.read_text())["features"]
    assert [one["properties"]["method"] for one in (first, second, third)] == [
        *("border", "none", "none")
    ]
    assert second["geometry"]["type"] == "Polygon"
    assert (third["geometry"], third["properties"]["metres"]) == (None, 7)


@pytest.mark.parametrize(
    ("header", "more", "words"),
    [
        ("name,why,lon,lat", [], "'why'"),
        ("name,x,lon,lat", ["--accuracy-column", "metres"], "'metres'"),
        ("name,x,lon,lat", ["--datum", "mars"], "unknown datum"),
        ("name,x,y,z", [], "no columns lon and lat"),
    ],
    ids=["reserved-name", "no-accuracy", "datum", "no-lon"],
)
def test_what_cannot_be_meant_is_wrong_use_and_writes_nothing(grids, tmp_path, header, more, words):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    points.write_text(f"{header}\none,1,111.005,39.005\n")

    done = wangge_locate(grids, points, out, *more)

    assert done.exit_code == 2
    assert words in done.stderr
    assert not out.exists()


def test_an_accuracy_that_is_no_number_is_said_and_not_used(grids, tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    points.write_text("lon,lat,metres\n111.005,39.0101,about 30\n111.005,39.0101,-3\n")

    done = wangge_locate(grids, points, out, "--accuracy-column", "metres")

    assert done.exit_code == 0
    table = pd.read_csv(out)
    assert table["method"].tolist() == ["inside", "inside"]
    assert "metres 'about 30' is no number of metres" in table["why"][0]
    assert "'-3'" in table["why"][1]


def test_no_points_are_an_empty_table_and_no_polygons_hold_nothing(grids, points, tmp_path):
    empty, none, out = tmp_path / "e.csv", tmp_path / "n.geojson", tmp_path / "out.csv"
    empty.write_text("name,lon,lat\n")
    none.write_text('{"type":"FeatureCollection","features":[]}')

    assert wangge_locate(grids, empty, out).exit_code == 0
    assert len(pd.read_csv(out)) == 0
    assert wangge_locate(none, points, out).exit_code == 0
    assert set(pd.read_csv(out)["method"]) == {"none"}


@pytest.mark.shared
@pytest.mark.long
def test_all_requests_of_a_real_city_are_placed_and_borders_are_marked(shared_data, tmp_path):
    folder = shared_data / "incidents_boston"
    points, out = tmp_path / "points.csv.gz", tmp_path / "out.csv"
    rows = pd.read_csv(folder / "boston311_2011_jul_sep.csv.gz", dtype=str)
    rows = rows.rename(columns={"longitude": "lon", "latitude": "lat"}).assign(metres="20")
    rows.to_csv(points, index=False)

    done = wangge_locate(
        *(folder / "boston_precincts.wgs84.geojson.gz", points, out),
        *("--accuracy-column", "metres"),
    )

    assert done.exit_code == 0, done.output
    table = pd.read_csv(out, dtype=str)
    assert table["case_enquiry_id"].tolist() == rows["case_enquiry_id"].tolist()
    real = table[(table["default_location"] == "False") & table["precinct"].notna()]
    sure = real[real["method"] == "inside"]
    assert (sure["precinct"].str.zfill(4) == sure["WARD_PRECINCT"]).mean() > 0.98
    crowd = table[table["default_location"] == "True"]["why"]
    assert crowd.str.contains("rows share this place").all()
