import numpy as np
import pytest
import shapely
from shapely import box

from geo.known_ground import grid_rows, house_m, known_ground

GRID = box(111.0, 39.6, 111.01, 39.61)
BESIDE = box(111.01, 39.6, 111.02, 39.61)


def shapes(*polygons):
    return np.array(polygons, dtype=object)


def test_a_point_lies_in_the_first_grid_that_holds_it():
    ground = known_ground(shapes(GRID, BESIDE))

    rows = grid_rows(ground, np.array([[111.015, 39.605], [111.01, 39.605], [111.5, 39.605]]))

    assert rows.tolist() == [1, 0, -1]


def test_distances_to_dwellings_are_metres():
    ground = known_ground(shapes(GRID), dwellings=np.array([[111.0, 39.6], [111.01, 39.6]]))

    metres = house_m(ground, np.array([[111.0, 39.601], [111.009, 39.6]]))

    assert metres == pytest.approx([111.03, 85.88], abs=0.05)


@pytest.mark.parametrize("dwellings", [None, np.zeros((0, 2))], ids=["none", "empty"])
def test_where_no_dwelling_is_known_every_one_is_endlessly_far(dwellings):
    ground = known_ground(shapes(GRID), dwellings=dwellings)

    assert np.isinf(house_m(ground, np.array([[111.0, 39.6]]))).all()


def test_without_an_outline_the_box_of_all_that_is_known_is_covered_and_10_km_around_it():
    ground = known_ground(shapes(GRID), dwellings=np.array([[111.2, 39.6]]))

    assert ground.covered.covers(shapely.points([[111.29, 39.6], [111.1, 39.69]])).all()
    assert not ground.covered.intersects(shapely.points([[111.33, 39.6], [111.1, 39.71]])).any()


def test_nothing_known_covers_nothing():
    ground = known_ground(shapes())

    assert ground.covered.is_empty
    assert grid_rows(ground, np.array([[111.0, 39.6]])).tolist() == [-1]
