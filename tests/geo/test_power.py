import numpy as np
import shapely

from geo.division import divide
from geo.flow import Shares
from geo.power import centre_weights, power_cells, slack_between
from geo.sizes import plan_sizes

BOX = (-100.0, -100.0, 1100.0, 1100.0)


def test_cells_tile_the_box():
    chance = np.random.default_rng(1)
    centres, weights = chance.uniform(0, 1000, (30, 2)), chance.uniform(0, 5000, 30)

    cells = shapely.intersection(power_cells(centres, weights, BOX), shapely.box(*BOX))

    assert abs(shapely.area(cells).sum() - 1200**2) < 1e-3
    assert abs(shapely.union_all(cells).area - 1200**2) < 1e-3


def test_a_point_belongs_to_the_centre_of_least_squared_distance_minus_weight():
    chance = np.random.default_rng(2)
    centres, weights = chance.uniform(0, 1000, (20, 2)), chance.uniform(0, 9000, 20)
    points = chance.uniform(0, 1000, (500, 2))

    cells = power_cells(centres, weights, BOX)

    power = ((points[:, None] - centres) ** 2).sum(axis=2) - weights
    assert shapely.contains(cells[power.argmin(axis=1)], shapely.points(points)).all()


def test_one_centre_has_the_whole_box():
    cell = power_cells(np.array([[3.0, 4.0]]), np.zeros(1), BOX)[0]

    assert cell.contains(shapely.box(*BOX))


def test_a_centre_that_loses_everywhere_has_no_cell():
    centres = np.array([[0.0, 0.0], [500.0, 500.0], [501.0, 500.0]])

    cells = power_cells(centres, np.array([0.0, 1e6, 0.0]), BOX)

    assert cells[2].is_empty


def test_cells_of_a_balanced_division_hold_exactly_their_households():
    points = np.random.default_rng(3).uniform(0, 1000, (300, 2))

    division = divide(points, np.ones(300, dtype=int), plan_sizes(300, 10, 15), chance())

    cells = power_cells(division.centres, division.weights, BOX)
    own = cells[division.shares.grid]
    assert shapely.contains_properly(own, shapely.points(points[division.shares.place])).all()
    assert np.bincount(division.shares.grid).min() >= 10
    assert np.bincount(division.shares.grid).max() <= 15


def chance():
    return np.random.default_rng(0)


def test_a_ring_of_cheaper_moves_leaves_no_weights():
    points = np.array([[0.0, 0.0], [100.0, 0.0]])
    crossed = Shares(np.array([0, 1]), np.array([1, 0]), np.array([1, 1]))

    assert centre_weights(slack_between(points, crossed, points)) is None


def test_weights_keep_households_off_the_edges():
    points = np.array([[0.0, 0.0], [100.0, 0.0]])
    shares = Shares(np.array([0, 1]), np.array([0, 1]), np.array([1, 1]))

    weights = centre_weights(slack_between(points, shares, points))

    assert abs(weights[0] - weights[1]) < 1e-6
