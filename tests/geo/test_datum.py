import gzip
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.datum import convert_frame, convert_points, convert_shape, datum_crs, normalise_datum
from geo.errors import UnknownDatum
from geo.plane import metres_per_degree

# googollee/eviltransform go/transform_test.go and python/test.py, BSD-3-Clause
EVILTRANSFORM = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]
# wandergis/coordtransform test/app.js, MIT
WANDERGIS = (116.404, 39.915)
CHINA = [(75.0, 39.0), (87.6, 43.8), (111.2, 39.9), (121.5, 31.2), (109.5, 18.3), (130.0, 47.0)]


def metres_apart(one, other):
    east, north = metres_per_degree(np.asarray(one[1], dtype=float))
    return np.hypot((one[0] - other[0]) * east, (one[1] - other[1]) * north)


@pytest.mark.parametrize(("wgs84", "gcj02"), EVILTRANSFORM)
def test_gcj02_agrees_with_eviltransform_to_a_centimetre(wgs84, gcj02):
    lon, lat = convert_points(*wgs84, "wgs84", "gcj02")

    assert metres_apart((lon, lat), gcj02) < 0.01


def test_gcj02_agrees_with_coordtransform():
    assert convert_points(*WANDERGIS, "wgs84", "gcj02") == pytest.approx(
        (116.41024449916938, 39.91640428150164), abs=1e-9
    )


def test_bd09_agrees_with_coordtransform():
    lon, lat = convert_points(*WANDERGIS, "gcj02", "wgs84")
    lon, lat = convert_points(lon, lat, "wgs84", "bd09")

    assert (lon, lat) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


def test_the_inverse_of_bd09_is_within_a_metre_of_the_one_step_inverse():
    lon, lat = convert_points(*WANDERGIS, "bd09", "wgs84")
    lon, lat = convert_points(lon, lat, "wgs84", "gcj02")

    assert metres_apart((lon, lat), (116.39762729119315, 39.90865673957631)) < 1


def test_the_inverse_of_gcj02_is_within_metres_of_the_one_step_inverse():
    lon, lat = convert_points(*WANDERGIS, "gcj02", "wgs84")

    assert metres_apart((lon, lat), (116.39775550083061, 39.91359571849836)) < 5


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "cgcs2000", "EPSG:4490", "EPSG:4547"])
def test_the_way_there_and_back_returns_within_a_millimetre(datum):
    lon, lat = np.array(CHINA).T

    back = convert_points(*convert_points(lon, lat, "wgs84", datum), datum, "wgs84")

    assert metres_apart(back, (lon, lat)).max() < 1e-3


def test_outside_china_gcj02_is_wgs84():
    paris = (2.35, 48.85)

    assert convert_points(*paris, "wgs84", "gcj02") == paris
    assert convert_points(*paris, "gcj02", "wgs84") == paris


def test_cgcs2000_is_wgs84_for_our_purposes():
    assert convert_points(111.2, 39.9, "cgcs2000", "wgs84") == (111.2, 39.9)
    assert convert_points(111.2, 39.9, "EPSG:4490", "EPSG:4326") == (111.2, 39.9)


def test_a_projected_code_takes_easting_before_northing():
    easting, northing = convert_points(111.0, 40.0, "wgs84", "EPSG:4546")  # 3 degrees, 111 E

    assert easting == pytest.approx(500_000, abs=0.01)
    assert 4_400_000 < northing < 4_450_000


@pytest.mark.parametrize("name", ["mars", "EPSG:999999", "EPSG:", "EPSG:x", "ESRI:54009", ""])
def test_an_unknown_datum_is_refused_with_the_known_ones_named(name):
    with pytest.raises(UnknownDatum, match="use wgs84, cgcs2000, gcj02, bd09 or EPSG"):
        normalise_datum(name)


def test_names_are_read_in_any_case():
    assert normalise_datum(" GCJ02 ") == "gcj02"
    assert datum_crs("epsg:4546") == "EPSG:4546"
    assert datum_crs("CGCS2000") == "EPSG:4326"
    assert datum_crs("bd09") is None


def test_no_points_in_no_points_out():
    lon, lat = convert_points([], [], "gcj02", "wgs84")

    assert len(lon) == len(lat) == 0


def test_a_shape_keeps_its_hole_and_its_parts():
    ring = shapely.box(111, 39, 112, 40) - shapely.box(111.4, 39.4, 111.6, 39.6)
    shape = shapely.union_all([ring, shapely.box(113, 39, 114, 40)])

    moved = convert_shape(shape, "wgs84", "gcj02")

    assert shapely.get_num_geometries(moved) == 2
    assert len(moved.geoms[0].interiors) + len(moved.geoms[1].interiors) == 1
    assert 300 < metres_apart(moved.bounds[:2], shape.bounds[:2]) < 700


def test_a_shifted_frame_claims_no_epsg_code():
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(111, 39)], crs="EPSG:4326")

    assert convert_frame(frame, "wgs84", "gcj02").crs is None
    assert convert_frame(frame, "wgs84", "EPSG:4546").crs == "EPSG:4546"
    assert frame.geometry[0] == shapely.Point(111, 39)


@pytest.mark.shared
def test_jungars_vertices_shift_by_300_to_700_m_and_return_within_half_a_metre(shared_data):
    county = gpd.GeoDataFrame.from_features(
        json.loads((shared_data / "boundaries" / "jungar_150622.gcj02.geojson").read_text())
    )
    lon, lat = shapely.get_coordinates(county.geometry.to_numpy()).T

    there = convert_points(lon, lat, "gcj02", "wgs84")
    back = convert_points(*there, "wgs84", "gcj02")

    assert len(lon) > 1000
    shift = metres_apart(there, (lon, lat))
    assert 300 < shift.min() <= shift.max() < 700
    assert metres_apart(back, (lon, lat)).max() < 0.001


@pytest.mark.shared
def test_every_county_of_inner_mongolia_returns_within_half_a_metre(shared_data):
    path = shared_data / "boundaries" / "inner_mongolia_counties_simplified.gcj02.geojson.gz"
    counties = gpd.GeoDataFrame.from_features(json.loads(gzip.decompress(path.read_bytes())))
    lon, lat = shapely.get_coordinates(counties.geometry.to_numpy()).T

    back = convert_points(*convert_points(lon, lat, "gcj02", "wgs84"), "wgs84", "gcj02")

    assert metres_apart(back, (lon, lat)).max() < 0.5


def reference_pairs(vectors):
    """Pairs of the shared vectors, as source, target, from, to and how far apart they may be."""
    good = {name: one for name, one in vectors.items() if "KNOWN_BAD" not in name}
    for pair in good["eviltransform"]["wgs84_to_gcj02"]:
        yield "wgs84", "gcj02", pair["wgs84"], pair["gcj02"], 1e-5
        yield "gcj02", "wgs84", pair["gcj02"], pair["wgs84"], 1e-5
    wandergis = good["wandergis"]
    place = wandergis["input"]
    for name, source, target in (
        ("wgs84togcj02", "wgs84", "gcj02"),
        ("gcj02tobd09", "gcj02", "bd09"),
        ("bd09togcj02", "bd09", "gcj02"),
    ):
        yield source, target, place, wandergis[name], 1e-5
        yield target, source, wandergis[name], place, 1e-5
    # This one is a one-step inverse, some 1e-5 degree from an exact one, as its note says.
    yield "gcj02", "wgs84", place, wandergis["gcj02towgs84"], 2e-5


def by_way_of_wgs84(place, source, target):
    return convert_points(*convert_points(*place, source, "wgs84"), "wgs84", target)


@pytest.mark.shared
def test_the_shared_reference_vectors_agree_both_ways(shared_data):
    text = (shared_data / "coords" / "reference_vectors.json").read_text("utf-8")
    pairs = list(reference_pairs(json.loads(text)))

    for source, target, place, expected, degrees in pairs:
        assert by_way_of_wgs84(place, source, target) == pytest.approx(expected, abs=degrees)
    assert len(pairs) == 13


@pytest.mark.shared
def test_the_vectors_known_to_be_bad_are_not_ours(shared_data):
    """They come from a formula without its factor 3000/180."""
    text = (shared_data / "coords" / "reference_vectors.json").read_text("utf-8")

    for pair in json.loads(text)["eviltransform_bd09_KNOWN_BAD"]["values"]:
        ours = convert_points(*pair["bd09"], "bd09", "wgs84")
        assert ours != pytest.approx(pair["wgs84"], abs=1e-5)
