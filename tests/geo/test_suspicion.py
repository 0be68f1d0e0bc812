import numpy as np
import pytest
from shapely import box

from geo.datum import convert_points
from geo.known_ground import known_ground
from geo.suspicion import Suspicion, explain, plain_suspicions, suspicions

COUNTY = box(110.1, 39.3, 111.5, 40.3)
GRID = box(111.203, 39.803, 111.207, 39.807)
HOME = (111.205, 39.805)
GCJ02 = convert_points(*HOME, "wgs84", "gcj02")
BD09 = convert_points(*HOME, "wgs84", "bd09")


def ground(*grids, covered=None, dwellings=None):
    return known_ground(np.array(grids, dtype=object), covered=covered, dwellings=dwellings)


JUNGAR = ground(GRID, covered=COUNTY, dwellings=np.array([HOME]))


def of(known, lon, lat):
    [found] = suspicions(known, np.array([lon]), np.array([lat]))
    return found


@pytest.mark.parametrize(
    ("lon", "lat", "suspicion"),
    [
        (*HOME, None),
        (110.5, 39.6, None),
        (0.0, 0.0, Suspicion.ZERO),
        (111.2, 0.0, Suspicion.ZERO),
        (0.0, 39.8, Suspicion.ZERO),
        (0.0065, 0.006, Suspicion.ZERO),
        (39.805, 111.205, Suspicion.SWAPPED),
        (39.0, 116.0, Suspicion.SWAPPED),
        (float("nan"), 39.8, Suspicion.OFF_GLOBE),
        (float("inf"), 39.8, Suspicion.OFF_GLOBE),
        (37_431_000.0, 4_405_000.0, Suspicion.OFF_GLOBE),
        (111.2, 95.0, Suspicion.OFF_GLOBE),
        (*GCJ02, Suspicion.GCJ02),
        (*BD09, Suspicion.BD09),
        (116.4, 39.9, Suspicion.OUTSIDE),
        (-71.05, 42.36, Suspicion.OUTSIDE),
    ],
)
def test_each_pair_of_numbers_says_what_is_wrong_with_it(lon, lat, suspicion):
    assert of(JUNGAR, lon, lat) is suspicion


def test_swapped_axes_are_seen_where_both_numbers_are_latitudes():
    boston = ground(covered=box(-71.2, 42.2, -70.9, 42.4))

    assert of(boston, 42.36, -71.05) is Suspicion.SWAPPED
    assert of(boston, -71.05, 42.36) is None


def test_a_county_on_the_meridian_may_have_a_longitude_of_zero():
    greenwich = ground(covered=box(-0.1, 51.4, 0.1, 51.6))

    assert of(greenwich, 0.0, 51.5) is None
    assert of(greenwich, 0.0, 50.0) is Suspicion.ZERO


def test_the_numbers_alone_tell_neither_a_datum_nor_what_is_outside():
    lon, lat = np.array([GCJ02[0], 116.4, 0.0]), np.array([GCJ02[1], 39.9, 0.0])

    assert plain_suspicions(JUNGAR, lon, lat) == [None, None, Suspicion.ZERO]


def test_where_nothing_is_known_nothing_lies_outside():
    assert of(ground(), 111.2, 39.8) is None
    assert of(ground(), 0.0, 0.0) is Suspicion.ZERO


def test_the_datum_of_the_whole_batch_is_taken_where_both_fit():
    both = ground(GRID, COUNTY.intersection(box(*GCJ02, *GCJ02).buffer(0.02)).difference(
        box(GCJ02[0] - 0.001, GCJ02[1] - 0.001, GCJ02[0] + 0.001, GCJ02[1] + 0.001)
    ))  # fmt: skip

    [found] = suspicions(both, *np.array([GCJ02]).T, whole="bd09")

    assert found is Suspicion.BD09


@pytest.mark.parametrize("suspicion", list(Suspicion))
def test_every_suspicion_says_what_to_do(suspicion):
    assert ";" in explain(suspicion)
