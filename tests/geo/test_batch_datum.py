import numpy as np
import pytest
from shapely import box

from geo.batch_datum import FEWEST, batch_datum
from geo.datum import convert_points
from geo.known_ground import known_ground
from geo.plane import local_plane, to_degrees

PLANE = local_plane((111.2, 39.8, 111.2, 39.8))
CHANCE = np.random.default_rng(7)
MIDDLES = np.array([(0, 0), (6_000, 1_000), (2_000, 7_000)])
"""Hamlets so far apart that no shift leads from one into another."""
HOUSES = np.concatenate([CHANCE.normal(middle, 150, (40, 2)) for middle in MIDDLES])


def lonlat(metres):
    return to_degrees(PLANE, np.asarray(metres, dtype=float))


def ground(houses=HOUSES):
    corners = [(lonlat(m - 450), lonlat(m + 450)) for m in MIDDLES]
    grids = np.array([box(*low, *high) for low, high in corners], dtype=object)
    return known_ground(grids, dwellings=None if houses is None else lonlat(houses))


def judged(metres, datum="wgs84", houses=HOUSES):
    return batch_datum(ground(houses), *convert_points(*lonlat(metres).T, "wgs84", datum))


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@pytest.mark.parametrize("error_m", [0, 10, 50])
def test_a_shifted_batch_is_named_by_its_datum(datum, error_m):
    found = judged(HOUSES + CHANCE.normal(0, error_m, HOUSES.shape), datum)

    assert found is not None
    assert (found.datum, found.points) == (datum, 120)
    assert found.moved_m < found.given_m / 2


@pytest.mark.parametrize("error_m", [0, 10, 50])
def test_a_true_batch_is_not_accused(error_m):
    assert judged(HOUSES + CHANCE.normal(0, error_m, HOUSES.shape)) is None


def test_fewer_than_fifty_points_are_not_judged():
    assert judged(HOUSES[: FEWEST - 1], "gcj02") is None
    assert judged(HOUSES[:FEWEST], "gcj02").datum == "gcj02"


def test_of_a_large_batch_five_thousand_are_looked_at_from_its_first_to_its_last():
    last_are_true = np.concatenate([np.tile(HOUSES, (40, 1)), np.tile(HOUSES, (60, 1))])
    lon, lat = lonlat(last_are_true).T
    lon[:4_800], lat[:4_800] = convert_points(lon[:4_800], lat[:4_800], "wgs84", "gcj02")

    assert judged(np.tile(HOUSES, (100, 1)), "gcj02").points == 5_000
    assert batch_datum(ground(), lon, lat) is None
    assert batch_datum(ground(), lon[:8_000], lat[:8_000]).datum == "gcj02"


def test_points_off_the_globe_do_not_count():
    lon, lat = convert_points(*lonlat(HOUSES[:60]).T, "wgs84", "bd09")
    lon[:5], lat[5:11] = np.nan, 4_400_000.0

    assert batch_datum(ground(), lon, lat) is None
    assert batch_datum(ground(), lon[1:], lat[1:]) is None
    assert batch_datum(ground(), np.append(lon, lon[11:]), np.append(lat, lat[11:])).points == 98


def test_a_site_beside_a_village_is_not_taken_for_shifted_houses():
    """Its move happens to lead among houses, though not to their doors."""
    move = np.column_stack(convert_points(*lonlat([(0, 0)]).T, "wgs84", "gcj02")) - lonlat([(0, 0)])
    there = (move * (PLANE.east_m, PLANE.north_m))[0]

    assert judged(CHANCE.normal(there, 100, (80, 2))) is None
    assert judged(there + HOUSES[:40].repeat(2, axis=0)).datum == "gcj02"


def test_places_far_from_houses_that_a_move_brings_a_little_nearer_are_not_accused():
    ring = CHANCE.normal((1_500, -300), (500, 100), (200, 2))

    assert judged(ring) is None


def test_scattered_points_that_one_direction_clearly_betters_are_named():
    """Houses so far apart that the errors of the points are larger than three quarters allow."""
    houses = CHANCE.uniform(0, 20_000, (150, 2))
    points = houses + 95 * np.column_stack([np.cos(np.arange(150)), np.sin(np.arange(150))])

    assert judged(points, "gcj02", houses).datum == "gcj02"


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_without_houses_the_grids_tell(datum):
    found = judged(HOUSES, datum, houses=None)

    assert (found.datum, found.given_m, found.moved_m) == (datum, None, None)
    assert found.moved_outside < found.given_outside / 2


def test_without_houses_true_points_are_not_accused():
    anywhere = CHANCE.uniform(-2_000, 9_000, (300, 2))

    assert judged(HOUSES, houses=None) is None
    assert judged(anywhere, houses=None) is None


def test_where_nothing_is_known_nothing_is_said():
    lon, lat = lonlat(HOUSES).T

    assert batch_datum(known_ground(np.array([], dtype=object)), lon, lat) is None
