"""Circles that cross lines, and points outside everything."""

import numpy as np
import pytest
import shapely
from shapely import Point, box

from bench.locate_cases import made_up_grids
from geo.border import place_points
from geo.plane import metres_per_degree

LAT = 39.5
EAST, NORTH = (float(one[0]) for one in metres_per_degree(np.array([LAT])))
CAP = 0.5 - (np.arcsin(0.5) + 0.5 * np.sqrt(0.75)) / np.pi
"""Part of a circle beyond a chord at half its radius."""


def square(west_m, south_m, east_m, north_m):
    west, east = 111 + west_m / EAST, 111 + east_m / EAST
    return box(west, LAT + south_m / NORTH, east, LAT + north_m / NORTH)


def at(east_m, north_m=0.0):
    return Point(111 + east_m / EAST, LAT + north_m / NORTH)


LEFT, RIGHT = square(-1000, -500, 0, 500), square(0, -500, 1000, 500)
BOTH = np.array([LEFT, RIGHT], dtype=object)


def place(point, accuracy=np.nan, shapes=BOTH, **options):
    placed = place_points(
        shapes, np.array([point], dtype=object), accuracy_m=np.array([accuracy]), **options
    )
    return {name: getattr(placed, name)[0] for name in placed.__slots__}


@pytest.mark.parametrize("accuracy", [np.nan, 0, -5, np.inf, 10])
def test_a_point_deep_inside_is_inside(accuracy):
    one = place(at(-50), accuracy)

    assert (one["shape"], one["method"], one["distance_m"], one["second"]) == (0, "inside", 0, -1)
    assert np.isnan(one["second_m"])
    assert np.isnan(one["share"])


def test_a_circle_over_the_line_names_the_other_grid_its_distance_and_both_shares():
    one = place(at(-50), 100)

    assert (one["shape"], one["method"], one["distance_m"], one["second"]) == (0, "border", 0, 1)
    assert one["second_m"] == pytest.approx(50, abs=0.02)
    assert one["second_share"] == pytest.approx(CAP, abs=2e-3)
    assert one["share"] + one["second_share"] == pytest.approx(1, abs=2e-6)


def test_the_larger_share_wins_although_the_point_is_in_the_other():
    corner = square(-100, -1, 0, 1)
    shapes = np.array([corner, square(-100, 1, 100, 200), square(-100, -200, 100, -1)], object)

    one = place(at(-20), 50, shapes)

    assert (one["shape"], one["method"], one["second"]) == (1, "border", 2)
    assert one["distance_m"] == one["second_m"] == pytest.approx(1, abs=0.01)
    assert one["share"] == one["second_share"] > 0.4


def test_equal_shares_go_to_the_lower_code():
    assert place(at(0), 40)["method"] == "border"
    assert place(at(0), 40)["shape"] == 0
    assert place(at(0), 40, order=np.array([1, 0]))["shape"] == 1


def test_without_a_circle_a_point_on_the_line_is_on_the_edge_of_both():
    one = place(at(0), order=np.array([1, 0]))

    assert (one["shape"], one["method"], one["second"]) == (1, "edge", 0)
    assert (one["distance_m"], one["second_m"]) == (0, 0)


def test_outside_everything_the_nearest_within_reach_is_taken_and_beyond_it_none():
    near, far = place(at(1299)), place(at(1302))

    assert (near["shape"], near["method"]) == (1, "nearest")
    assert near["distance_m"] == pytest.approx(299, abs=0.1)
    assert (far["shape"], far["method"]) == (-1, "none")
    assert np.isnan(far["distance_m"])
    assert place(at(1302), nearest_m=400)["method"] == "nearest"
    assert place(at(1302), 5000)["method"] == "none"


def test_of_two_equally_near_the_lower_code_is_taken():
    apart = np.array([square(-200, -50, -100, 50), square(100, -50, 200, 50)], dtype=object)

    assert place(at(0), shapes=apart)["shape"] == 0
    assert place(at(0), shapes=apart, order=np.array([1, 0]))["shape"] == 1


def test_a_circle_outside_that_meets_two_is_shared_and_one_that_meets_one_is_nearest():
    above = at(-10, 520)

    assert place(above, 60)["method"] == "border"
    assert place(above, 60)["distance_m"] == pytest.approx(20, abs=0.05)
    assert place(at(-300, 520), 60)["method"] == "nearest"


def test_the_ground_of_no_grid_takes_no_part_in_the_circle():
    one = place(at(-999), 100)

    assert (one["shape"], one["method"], one["second"]) == (0, "inside", -1)


def test_points_without_a_place_and_no_shapes_at_all_are_none():
    nothing = np.array([Point(), None], dtype=object)

    assert place_points(BOTH, nothing).method.tolist() == ["none", "none"]
    assert place_points(BOTH[:0], np.array([at(0)])).shape.tolist() == [-1]
    assert place_points(BOTH, nothing[:0]).shape.tolist() == []


def test_many_at_once_are_placed_as_one_by_one():
    shapes = made_up_grids(60, 3)
    chance = np.random.default_rng(3)
    bounds = shapely.total_bounds(shapes)
    points = shapely.points(chance.uniform(bounds[:2] - 0.004, bounds[2:] + 0.004, (120, 2)))
    accuracy = chance.choice([np.nan, 15, 80, 400], len(points))
    order = chance.permutation(len(shapes))

    whole = place_points(shapes, points, accuracy_m=accuracy, order=order)

    assert {*whole.method} == {"inside", "border", "nearest", "none"}
    for row, point in enumerate(points):
        alone = place(point, accuracy[row], shapes, order=order)
        for name, value in alone.items():
            np.testing.assert_array_equal(getattr(whole, name)[row], value)


@pytest.mark.parametrize("accuracy", [1500, 20_000, 1e9, 1e30])
def test_a_rougher_point_is_never_surer_than_one_known_to_a_kilometre(accuracy):
    kilometre, rough = place(at(-50), 1000), place(at(-50), accuracy)

    assert (rough["method"], rough["second"]) == ("border", 1)
    assert rough == kilometre
