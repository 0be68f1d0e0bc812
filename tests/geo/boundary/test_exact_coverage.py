import numpy as np
import pytest
import shapely

from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.ledger import Ledger
from tests.geo.boundary.six_grids import lonlat, point, polygon, six_grids

HOUSES = [(place.x, place.y) for place in (point(50, 50), point(150, 50), point(250, 150))]


def moved(shape, row, steps):
    coords = shapely.get_coordinates(shape)[:-1]
    coords[row] = (np.rint(coords[row] * 1e9) + steps) / 1e9
    return shapely.Polygon(coords)


def test_six_squares_with_houses_are_in_order():
    assert exact.faults(six_grids(), HOUSES) == []


@pytest.mark.parametrize("code", list("abcdef"))
@pytest.mark.parametrize("row", range(4))
@pytest.mark.parametrize("by", [(1, 0), (0, -1)], ids=["east", "south"])
def test_a_vertex_one_step_off_is_found(code, row, by):
    live = six_grids()
    ground = exact.ground_of(live)
    live[code] = moved(live[code], row, by)

    assert exact.faults(live, ground=ground) != []


def test_a_corner_that_only_one_side_has_is_found():
    live = six_grids()
    ground = exact.ground_of(live)
    a, b = shapely.get_coordinates(live["a"])[1:3]
    middle = (np.rint((a + b) / 2 * 1e9)) / 1e9
    coords = shapely.get_coordinates(live["a"])
    live["a"] = shapely.Polygon([*coords[:2], middle, *coords[2:]])

    assert exact.faults(live, ground=ground) != []


def test_a_grid_taken_away_leaves_a_house_in_none():
    live = six_grids()
    del live["b"]

    assert [said for said in exact.faults(live, HOUSES) if "no grid" in said]


def test_a_grid_taken_away_is_missed_by_who_keeps_the_books():
    live = six_grids()
    houses = [(round(x * 1e9), round(y * 1e9)) for x, y in HOUSES]
    ledger = Ledger(live, houses)

    assert [said for said in ledger.take({}, ("b",)) if "is in []" in said]


def test_a_grid_there_twice_is_found():
    live = six_grids()
    live["z"] = live["b"]

    assert [said for said in exact.faults(live, HOUSES) if "both run" in said]


def test_an_overlap_without_a_common_edge_is_found():
    live = six_grids() | {"z": polygon((90, 40), (120, 45), (100, 60))}

    assert [said for said in exact.faults(live) if "meets" in said]


def test_a_grid_inside_another_is_found_by_the_house_in_it():
    live = six_grids() | {"z": polygon((45, 45), (55, 45), (50, 60))}

    assert [said for said in exact.faults(live, HOUSES) if "is in" in said]


def test_a_vertex_between_two_steps_is_found():
    live = six_grids()
    coords = shapely.get_coordinates(live["a"])[:-1]
    coords[0] += 5e-10
    live["a"] = shapely.Polygon(coords)

    assert [said for said in exact.faults(live) if "lattice" in said]


def test_a_ring_that_touches_itself_is_found():
    bow = lonlat([(0, 0), (50, 50), (100, 0), (100, 100), (50, 50), (0, 100)])

    assert [said for said in exact.faults({"a": shapely.Polygon(bow)}) if "touches" in said]


def test_a_house_on_an_edge_is_on_it_for_both_and_belongs_to_the_lower_code():
    square = [[(0, 0), (4, 0), (4, 4), (0, 4)]]
    beside = [[(4, 0), (8, 0), (8, 4), (4, 4)]]

    held = exact.holders({"b": square, "a": beside}, (4, 2))

    assert held == {"a": exact.ON, "b": exact.ON}
    assert exact.wrong_houses({"b": square, "a": beside}, [(4, 2), (4, 4), (0, 4)]) == []
    assert exact.side_of(square, (2, 4)) == exact.ON
    assert exact.side_of(square, (5, 4)) == exact.OUT
    assert exact.side_of(square, (5, 0)) == exact.OUT
