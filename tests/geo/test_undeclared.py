import numpy as np
import pytest
from shapely import box

from geo.datum import convert_points
from geo.known_ground import known_ground
from geo.undeclared import datum_by_dwellings, undeclared_datums

HOME = (111.205, 39.805)
GRID = box(111.203, 39.803, 111.207, 39.807)  # some 400 m wide: less than either shift
# What GCJ-02 makes of HOME, read as BD-09, lies 900 m away: a grid there makes both datums fit.
OTHER = convert_points(*convert_points(*HOME, "wgs84", "gcj02"), "bd09", "wgs84")
OTHER_GRID = box(OTHER[0] - 0.001, OTHER[1] - 0.001, OTHER[0] + 0.001, OTHER[1] + 0.001)


def ground(*grids, dwellings=None):
    return known_ground(np.array(grids, dtype=object), dwellings=dwellings)


def shifted(place, datum):
    return [np.atleast_1d(value) for value in convert_points(*place, "wgs84", datum)]


@pytest.mark.parametrize(
    ("own_m", "copies_m", "datum"),
    [
        (300.0, {}, None),
        (300.0, {"bd09": 4.0}, "bd09"),
        (300.0, {"gcj02": 40.0, "bd09": 4.0}, "bd09"),
        (300.0, {"gcj02": 4.0, "bd09": 40.0}, "gcj02"),
        (300.0, {"bd09": 9.0, "gcj02": 9.0}, "gcj02"),
        (300.0, {"gcj02": 150.0}, None),
        (300.0, {"gcj02": 149.0}, "gcj02"),
        (0.0, {"gcj02": 0.0}, None),
        (None, {"gcj02": 60.0, "bd09": 50.0}, "bd09"),
        (None, {"bd09": None, "gcj02": None}, "gcj02"),
        (40.0, {"bd09": None}, "bd09"),
    ],
)
def test_the_copy_nearest_to_a_dwelling_decides_if_it_halves_the_distance(own_m, copies_m, datum):
    assert datum_by_dwellings(own_m, copies_m) == datum


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@pytest.mark.parametrize("dwellings", [None, np.array([HOME])], ids=["no houses", "houses"])
def test_a_shifted_point_that_lies_in_no_grid_is_named_by_its_datum(datum, dwellings):
    known = ground(GRID, dwellings=dwellings)

    assert undeclared_datums(known, *shifted(HOME, datum)) == [datum]


def test_a_point_in_a_grid_is_left_alone_and_so_is_one_far_from_all():
    known = ground(GRID, dwellings=np.array([HOME]))

    assert undeclared_datums(known, np.array([HOME[0], 111.6]), np.array([HOME[1], 39.8])) == [
        None,
        None,
    ]


def test_a_point_beside_its_grid_is_not_taken_for_a_shifted_one():
    """It lies in no grid, and moved it lies in one; but a house is nearer as it stands."""
    lon, lat = shifted(HOME, "gcj02")
    beside = np.array([(lon[0] + 0.0001, lat[0]), (HOME[0] + 0.001, HOME[1])])

    assert undeclared_datums(ground(GRID, dwellings=beside), lon, lat) == [None]


def test_where_both_datums_fit_the_house_decides():
    lon, lat = shifted(HOME, "gcj02")

    there = undeclared_datums(ground(GRID, OTHER_GRID, dwellings=np.array([HOME])), lon, lat)
    elsewhere = undeclared_datums(ground(GRID, OTHER_GRID, dwellings=np.array([OTHER])), lon, lat)

    assert (there, elsewhere) == (["gcj02"], ["bd09"])


def test_where_no_house_is_known_the_smaller_grid_decides():
    lon, lat = shifted(HOME, "gcj02")

    assert undeclared_datums(ground(GRID, OTHER_GRID), lon, lat) == ["bd09"]


def test_where_both_datums_fit_that_of_the_whole_batch_is_taken():
    lon, lat = shifted(HOME, "gcj02")
    known = ground(GRID, OTHER_GRID, dwellings=np.array([OTHER]))

    assert undeclared_datums(known, lon, lat, whole="gcj02") == ["gcj02"]
    assert undeclared_datums(ground(OTHER_GRID), lon, lat, whole="gcj02") == ["bd09"]


def test_without_points_or_grids_nothing_is_found():
    nothing = np.array([])

    assert undeclared_datums(ground(GRID), nothing, nothing) == []
    assert undeclared_datums(ground(), *shifted(HOME, "gcj02")) == [None]


def test_outside_china_no_map_shifts_its_points():
    place = (-71.05, 42.36)
    copy = convert_points(*place, "bd09", "wgs84")
    grid = box(copy[0] - 0.001, copy[1] - 0.001, copy[0] + 0.001, copy[1] + 0.001)

    assert undeclared_datums(ground(grid), *np.array([place]).T) == [None]
