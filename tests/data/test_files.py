import gzip
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from data.errors import FileTooLarge, UnknownFormat, UnreadableFile, UnwritableFile
from data.files import read_frame, write_frame
from geo.datum import convert_points
from geo.errors import UnknownDatum

PLACES = [(111.2, 39.9), (111.25, 39.95), (111.123456789012, 39.123456789012)]
ENDINGS = ["geojson", "geojson.gz", "json", "gpkg", "shp", "csv", "csv.gz"]


@pytest.fixture
def villages():
    return gpd.GeoDataFrame(
        {"name": ["纳林村", 'O\'Brien, "x"', "=1+1"], "households": [10, 11, 12]},
        geometry=[shapely.Point(place) for place in PLACES],
        crs="EPSG:4326",
    )


@pytest.fixture
def write(tmp_path):
    """Write text or bytes to a file of a name; answers its path."""

    def make(name, content):
        path = tmp_path / name
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return make


def features(*geometries, **properties):
    rows = [{"type": "Feature", "properties": properties, "geometry": g} for g in geometries]
    return json.dumps({"type": "FeatureCollection", "features": rows})


def point(lon, lat):
    return {"type": "Point", "coordinates": [lon, lat]}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_is_read_back(villages, tmp_path, ending):
    path = tmp_path / f"villages.{ending}"

    write_frame(villages, path)
    result = read_frame(path)

    assert result.problems == ()
    assert result.frame["name"].tolist() == villages["name"].tolist()
    assert [int(n) for n in result.frame["households"]] == [10, 11, 12]
    assert result.frame.geometry.to_numpy().tolist() == villages.geometry.to_numpy().tolist()
    assert result.frame.crs == "EPSG:4326"


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp"])
def test_polygons_with_holes_and_parts_survive(tmp_path, ending):
    holed = shapely.box(111, 39, 112, 40) - shapely.box(111.4, 39.4, 111.6, 39.6)
    several = shapely.union_all([shapely.box(113, 39, 114, 40), shapely.box(115, 39, 116, 40)])
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[holed, several], crs="EPSG:4326")

    write_frame(frame, tmp_path / f"f.{ending}")

    back = read_frame(tmp_path / f"f.{ending}").frame
    assert back.geometry.to_numpy()[0].equals(holed)
    assert back.geometry.to_numpy()[1].equals(several)


def test_csv_of_polygons_gives_a_point_inside_and_the_outline(tmp_path):
    frame = gpd.GeoDataFrame(geometry=[shapely.box(111, 39, 112, 40)], crs="EPSG:4326")

    write_frame(frame, tmp_path / "f.csv")

    table = pd.read_csv(tmp_path / "f.csv")
    assert (table["lon"][0], table["lat"][0]) == (111.5, 39.5)
    assert shapely.from_wkt(table["wkt"][0]).equals(frame.geometry[0])


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_without_rows_is_written_and_read(villages, tmp_path, ending):
    path = tmp_path / f"none.{ending}"

    write_frame(villages.iloc[:0], path)

    assert len(read_frame(path).frame) == 0


@pytest.mark.parametrize("ending", ["geojson", "geojson.gz", "csv", "csv.gz"])
def test_same_rows_same_bytes(villages, tmp_path, ending):
    for name in ("one", "two"):
        write_frame(villages, tmp_path / f"{name}.{ending}")

    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_values_of_every_kind_are_written_to_geojson(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "day": [pd.Timestamp("2026-01-02")],
            "none": [None],
            "nan": [np.nan],
            "missing": [pd.NA],
            "flag": [np.bool_(1)],
        },
        geometry=[shapely.Point(111, 39)],
        crs="EPSG:4326",
    )

    write_frame(frame, tmp_path / "f.geojson")

    properties = json.loads((tmp_path / "f.geojson").read_text())["features"][0]["properties"]
    assert properties["day"].startswith("2026-01-02")
    assert properties["flag"] is True
    assert properties["none"] is properties["nan"] is properties["missing"] is None


def test_long_column_names_stay_apart_in_a_shapefile(tmp_path):
    frame = gpd.GeoDataFrame(
        {"compactness": [0.5], "compactness_2": [0.7]},
        geometry=[shapely.Point(111, 39)],
        crs="EPSG:4326",
    )

    write_frame(frame, tmp_path / "f.shp")

    columns = list(read_frame(tmp_path / "f.shp").frame.columns)
    assert columns == ["compactnes", "compactn_1", "geometry"]


# Files that lie about what they are, or attack.

VRT = """<OGRVRTDataSource><OGRVRTLayer name="x">
<SrcDataSource>CSV:{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""


@pytest.mark.parametrize("ending", ["geojson", "json", "geojson.gz", "gpkg", "shp", "csv"])
def test_a_virtual_file_that_points_at_another_is_refused(write, ending):
    secret = write("secret.csv", "lon,lat,password\n111,39,hunter2\n")
    path = write(f"x.{ending}", VRT.format(secret=secret))

    with pytest.raises(UnreadableFile) as refusal:
        read_frame(path)

    assert "hunter2" not in str(refusal.value)


def test_the_virtual_file_would_have_worked_on_gdal_itself(write):
    secret = write("secret.csv", "lon,lat,password\n111,39,hunter2\n")
    path = write("x.geojson", VRT.format(secret=secret).replace('"x"', '"secret"'))

    assert pyogrio.read_info(path, layer="secret")["driver"] == "OGR_VRT"


@pytest.mark.parametrize(
    "path", ["/vsicurl/http://127.0.0.1:9/a.geojson", "/vsizip/x.zip/a.gpkg", "http://x/a.csv"]
)
def test_a_path_that_leads_out_of_the_disk_is_no_file(path):
    with pytest.raises(UnreadableFile, match="there is no file"):
        read_frame(path)


@pytest.mark.parametrize("ending", ["vrt", "xml", "kml", "gpkg.gz", "shp.gz", "tar.gz", "", "gz"])
def test_an_ending_we_do_not_know_is_refused(tmp_path, villages, ending):
    with pytest.raises(UnknownFormat, match=r"use one of \.geojson"):
        read_frame(tmp_path / f"a.{ending}")
    with pytest.raises(UnknownFormat):
        write_frame(villages, tmp_path / f"a.{ending}")


def test_lists_nested_30000_deep_are_refused(write):
    deep = '{"type":"Feature","geometry":{"type":"Polygon","coordinates":' + "[" * 30_000

    with pytest.raises(UnreadableFile, match="not GeoJSON"):
        read_frame(write("deep.geojson", deep + "]" * 30_000 + "}}"))


def test_collections_nested_30000_deep_are_refused(write):
    deep = '{"type":"GeometryCollection","geometries":[' * 30_000 + "]}" * 30_000

    with pytest.raises(UnreadableFile, match="not GeoJSON"):
        read_frame(write("deep.geojson", '{"type":"Feature","geometry":' + deep + "}"))


def test_a_collection_nested_a_little_is_a_bad_row(write):
    inner = point(111, 39)
    for _ in range(50):
        inner = {"type": "GeometryCollection", "geometries": [inner]}

    result = read_frame(write("f.geojson", features(point(111, 39), inner)))

    assert len(result.frame) == 1
    assert result.problems[0].line == 2
    assert "GeometryCollection is not accepted" in result.problems[0].reason


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.geojson.gz"])
def test_what_unpacks_to_too_much_is_refused_before_it_fills_the_memory(write, name):
    path = write(name, b" " * 2_000_000)

    assert path.stat().st_size < 10_000
    with pytest.raises(FileTooLarge, match="more than 100,000 bytes"):
        read_frame(path, max_bytes=100_000)


def test_a_large_geopackage_is_refused_by_its_size(villages, tmp_path):
    write_frame(villages, tmp_path / "f.gpkg")

    with pytest.raises(FileTooLarge):
        read_frame(tmp_path / "f.gpkg", max_bytes=1000)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("f.geojson", ""),
        ("f.geojson", "null"),
        ("f.geojson", "[1]"),
        ("f.geojson", '{"type":"FeatureCollection"}'),
        ("f.geojson", '{"type":"FeatureCollection","features":{}}'),
        ("f.geojson", features(point(111, 39)).replace("111", "NaN")),
        ("f.geojson", features(point(111, 39)).replace("111", "1e400")),
        ("f.geojson", b"\xff\xfe"),
        ("f.csv", ""),
        ("f.csv", "a,b\n1,2\n"),
        ("f.csv", "lon,lat,lon\n1,2,3\n"),
        ("f.csv", b"lon,lat,\xff\xff\n"),
        ("f.csv", 'lon,lat,a\n111,39,"' + "x" * 200_000),
        ("f.gpkg", b"SQLite format 3\x00" + b"\0" * 200),
        ("f.shp", b"\x00\x00\x27\x0a" + b"\0" * 200),
    ],
)
def test_a_file_that_is_broken_as_a_whole_is_refused(write, name, content):
    with pytest.raises(UnreadableFile):
        read_frame(write(name, content))


def test_a_damaged_gzip_is_refused(tmp_path):
    path = tmp_path / "f.csv.gz"
    for content in (b"lon,lat\n", gzip.compress(b"lon,lat\n" * 100)[:-9]):
        path.write_bytes(content)
        with pytest.raises(UnreadableFile, match="cannot be read"):
            read_frame(path)


def test_a_geopackage_without_geometry_is_refused(tmp_path):
    path = tmp_path / "f.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), path, driver="GPKG")

    with pytest.raises(UnreadableFile, match="has no geometry"):
        read_frame(path)


def test_a_database_that_is_no_geopackage_is_refused(tmp_path, villages):
    path = tmp_path / "f.sqlite"
    pyogrio.write_dataframe(villages, path, driver="SQLite")
    path.rename(tmp_path / "f.gpkg")

    with pytest.raises(UnreadableFile, match="not a GPKG file"):
        read_frame(tmp_path / "f.gpkg")


# Rows.


def test_bad_features_are_listed_by_number_and_the_rest_is_kept(write):
    open_ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    bad = [
        None,
        {"type": "Circle", "coordinates": [0, 0]},
        {"type": ["Point"], "coordinates": [0, 0]},
        {"type": "Point", "coordinates": [111]},
        {"type": "Point", "coordinates": [True, 39]},
        {"type": "Point", "coordinates": ["111", "39"]},
        {"type": "Point", "coordinates": [[111, 39]]},
        {"type": "LineString", "coordinates": [[111, 39]]},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [0, 0]]]]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": 7},
        open_ring,
        point(39.9, 111.2),
        point(500_000, 4_400_000),
    ]

    result = read_frame(write("f.geojson", features(point(111, 39), *bad, point(112, 40))))

    assert result.frame.index.tolist() == [1, len(bad) + 2]
    assert [problem.line for problem in result.problems] == list(range(2, len(bad) + 2))
    reasons = " | ".join(problem.reason for problem in result.problems)
    assert "look swapped, send lon=111.2, lat=39.9" in reasons
    assert "the last equal to the first" in reasons


def test_rows_that_are_no_features_are_listed(write):
    document = {
        "type": "FeatureCollection",
        "features": [7, {"type": "Point"}, {"type": "Feature", "properties": [1]}],
    }

    problems = read_frame(write("f.geojson", json.dumps(document))).problems

    assert [problem.reason for problem in problems] == [
        "not a Feature",
        "not a Feature",
        "properties must be an object",
    ]


def test_heights_are_dropped_and_nested_properties_become_text(write):
    content = features(
        {"type": "MultiPoint", "coordinates": [[111, 39, 1200], [112, 39, 5]]},
        tags={"a": [1]},
        geometry="x",
    )

    frame = read_frame(write("f.geojson", content)).frame

    assert not frame.geometry.to_numpy()[0].has_z
    assert frame["tags"].tolist() == ['{"a":[1]}']
    assert frame["geometry_"].tolist() == ["x"]


def test_a_single_feature_is_a_file_of_one_row(write):
    content = json.dumps({"type": "Feature", "properties": None, "geometry": point(111, 39)})

    assert len(read_frame(write("f.geojson", content)).frame) == 1


def test_bad_csv_rows_are_listed_by_line_and_the_rest_is_kept(write):
    content = (
        "name, LON,Lat\n"
        "good,111.2,39.9\n"
        "\n"
        "words,abc,39.9\n"
        "empty,,\n"
        "nan,nan,39.9\n"
        "huge,1e400,39.9\n"
        "swapped,39.9,111.2\n"
        "short,111.2\n"
        "long,111.2,39.9,9\n"
        "nul\0,111.2,39.9\n"
        '"two\nlines",111.2,39.9\n'
        "last,abc,39.9\n"
    )

    result = read_frame(write("f.csv", content))

    assert result.frame["name"].tolist() == ["good", "two\nlines"]
    assert result.frame.index.tolist() == [2, 12]
    assert [problem.line for problem in result.problems] == [4, 5, 6, 7, 8, 9, 10, 11, 14]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_chinese_csv_is_read_in_the_encodings_offices_use(write, encoding):
    path = write("f.csv", "lon,lat,名称\n111.2,39.9,纳日松镇\n".encode(encoding))

    assert read_frame(path).frame["名称"].tolist() == ["纳日松镇"]


def test_codes_keep_their_zeros_in_csv(write):
    path = write("f.csv", "code,lon,lat\n010622001001,111.2,39.9\n")

    assert read_frame(path).frame["code"].tolist() == ["010622001001"]


# Datums.


def test_shifted_coordinates_are_converted_on_load(write):
    lon, lat = convert_points(111.2, 39.9, "wgs84", "gcj02")
    path = write("f.csv", f"lon,lat\n{lon!s},{lat!s}\n")

    place = read_frame(path, "gcj02").frame.geometry.to_numpy()[0]

    assert (place.x, place.y) == pytest.approx((111.2, 39.9), abs=1e-8)


def test_metres_of_a_projected_code_are_read_as_such(write):
    easting, northing = convert_points(111.2, 39.9, "wgs84", "EPSG:4546")
    path = write("f.csv", f"lon,lat\n{easting!s},{northing!s}\n1e30,1e30\n")

    result = read_frame(path, "EPSG:4546")

    place = result.frame.geometry.to_numpy()[0]
    assert (place.x, place.y) == pytest.approx((111.2, 39.9), abs=1e-8)
    assert [problem.line for problem in result.problems] == [3]


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp"])
def test_a_file_that_names_its_own_system_is_converted(tmp_path, villages, ending):
    path = tmp_path / f"f.{ending}"

    write_frame(villages.to_crs("EPSG:4546"), path)

    places = shapely.get_coordinates(read_frame(path).frame.geometry.to_numpy())
    assert places == pytest.approx(np.array(PLACES), abs=1e-8)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp"])
def test_a_frame_without_a_system_is_written_without_one(tmp_path, villages, ending):
    path = tmp_path / f"f.{ending}"

    write_frame(villages.set_crs(None, allow_override=True), path)

    assert len(read_frame(path, "gcj02").frame) == 3


@pytest.mark.parametrize(
    ("crs", "known"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, True),
        ({"type": "name", "properties": {"name": "EPSG:4490"}}, True),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}, True),
        ({"type": "name", "properties": {"name": "EPSG:999999"}}, False),
        ({"type": "name", "properties": {"name": "Mars"}}, False),
        ({"type": "link"}, False),
        ("EPSG 4326", False),
    ],
)
def test_the_crs_member_of_older_geojson_is_honoured_or_refused(write, crs, known):
    document = json.loads(features(point(111, 39))) | {"crs": crs}
    path = write("f.geojson", json.dumps(document))

    if known:
        assert len(read_frame(path).frame) == 1
    else:
        with pytest.raises(UnreadableFile, match="unknown coordinate system"):
            read_frame(path)


def test_an_unknown_datum_is_refused_before_the_file_is_opened(tmp_path):
    with pytest.raises(UnknownDatum):
        read_frame(tmp_path / "none.csv", "mars")


# Writing.


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, villages, monkeypatch):
    path = tmp_path / "f.gpkg"
    write_frame(villages, path)
    old = path.read_bytes()

    def fail(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.vector_files.pyogrio.write_dataframe", fail)
    with pytest.raises(UnwritableFile, match="No space left"):
        write_frame(villages, path)

    assert path.read_bytes() == old
    assert [path.name for path in tmp_path.iterdir()] == ["f.gpkg"]


def test_writing_leaves_no_draft_behind(tmp_path, villages):
    write_frame(villages, tmp_path / "f.shp")

    assert {path.stem for path in tmp_path.iterdir()} == {"f"}


def test_a_folder_that_is_not_there_is_named(tmp_path, villages):
    with pytest.raises(UnwritableFile, match="missing"):
        write_frame(villages, tmp_path / "missing" / "f.csv")


def test_an_empty_geometry_in_a_geopackage_is_a_bad_row(tmp_path):
    shapes = [shapely.Point(111, 39), None, shapely.Point()]
    frame = gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=shapes, crs="EPSG:4326")
    write_frame(frame, tmp_path / "f.gpkg")

    result = read_frame(tmp_path / "f.gpkg")

    assert result.frame["a"].tolist() == [1]
    assert [(row.line, row.reason) for row in result.problems] == [
        (2, "has no geometry"),
        (3, "has no geometry"),
    ]


def test_a_collection_in_a_geopackage_is_a_bad_row(tmp_path):
    several = shapely.GeometryCollection([shapely.Point(111, 39)])
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[several], crs="EPSG:4326")
    write_frame(frame, tmp_path / "f.gpkg")

    assert "GeometryCollection" in read_frame(tmp_path / "f.gpkg").problems[0].reason


def test_a_geopackage_that_broke_on_the_way_is_refused(tmp_path, villages):
    path = tmp_path / "f.gpkg"
    write_frame(villages, path)
    path.write_bytes(path.read_bytes()[:5000])

    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_frame(path)
