import numpy as np
import pytest

from geo.datum import convert_points
from geo.errors import InvalidCoordinate, SwappedCoordinate
from geo.zones import PREFIXED, UNPREFIXED, check_zone, code_meridian, in_china, zone_code

LON, LAT = np.array([110.6, 111.0, 111.3]), np.array([39.3, 39.8, 40.1])


def metres(code):
    return convert_points(LON, LAT, "wgs84", f"EPSG:{code}")


def test_a_zone_and_its_meridian_belong_together():
    assert [zone_code(111, prefixed=True), zone_code(111, prefixed=False)] == [4525, 4546]
    for code in (*PREFIXED, *UNPREFIXED):
        assert zone_code(code_meridian(code), prefixed=code in PREFIXED) == code
    assert zone_code(112, prefixed=True) is None
    assert zone_code(72, prefixed=True) is None
    assert zone_code(138, prefixed=False) is None


@pytest.mark.parametrize("code", [4525, 4546])
def test_metres_of_the_zone_they_are_declared_in_pass(code):
    check_zone(*metres(code), code)


@pytest.mark.parametrize(
    ("written", "declared"), [(4525, 4526), (4525, 4524), (4525, 4546), (4546, 4525), (4525, 4513)]
)
def test_metres_of_another_zone_are_refused_and_the_zone_is_named(written, declared):
    with pytest.raises(InvalidCoordinate, match=f"but of EPSG:{written}"):
        check_zone(*metres(written), declared)


@pytest.mark.parametrize("code", [4525, 4546])
def test_northings_before_eastings_are_refused(code):
    x, y = metres(code)

    with pytest.raises(SwappedCoordinate, match="axes are swapped"):
        check_zone(y, x, code)


def test_no_points_other_codes_and_infinite_numbers_are_left_alone():
    check_zone(np.array([]), np.array([]), 4525)
    check_zone(np.array([1.0]), np.array([2.0]), 3857)
    check_zone(np.array([np.inf]), np.array([np.nan]), 4525)


def test_a_zone_without_prefix_cannot_tell_its_neighbour():
    check_zone(*metres(4546), 4547)


def test_places_in_two_prefixes_are_taken_as_they_are():
    x, y = convert_points(np.array([97.2, 125.9]), np.array([42.0, 49.0]), "wgs84", "EPSG:4525")

    check_zone(x, y, 4525)


def test_china_is_told_from_the_rest_of_the_globe():
    assert in_china(np.array([111.0, 39.0, np.inf]), np.array([39.0, 111.0, 0.0])).tolist() == [
        True,
        False,
        False,
    ]
