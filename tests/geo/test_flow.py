import numpy as np
import pytest

from geo.errors import WrongSizes
from geo.flow import assign


def total_cost(points, centres, shares):
    squared = ((points[shares.place] - centres[shares.grid]) ** 2).sum(axis=1)
    return (shares.households * squared).sum()


def test_a_far_centre_still_gets_its_least_number():
    points = np.column_stack([np.arange(20.0), np.zeros(20)])
    centres = np.array([[5.0, 0.0], [1000.0, 0.0]])

    shares = assign(points, np.ones(20, dtype=int), centres, 8, 15, nearest=1)

    assert np.bincount(shares.grid, shares.households).tolist() == [12, 8]
    assert sorted(shares.place[shares.grid == 1]) == list(range(12, 20))


def test_no_exchange_of_two_households_makes_it_cheaper():
    chance = np.random.default_rng(5)
    points, centres = chance.uniform(0, 500, (60, 2)), chance.uniform(0, 500, (5, 2))

    shares = assign(points, np.ones(60, dtype=int), centres, 10, 15, nearest=5)

    cost = ((points[:, None] - centres) ** 2).sum(axis=2)
    own = cost[np.arange(60), shares.grid]
    crossed = cost[:, shares.grid]  # row household, column: cost of taking that one's place
    gain = own[:, None] + own - crossed - crossed.T
    assert gain.max() < 1e-3


def test_a_place_with_many_households_is_shared_only_when_it_must_be():
    points, centres = np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([[0.0, 0.0], [10.0, 0.0]])

    shares = assign(points, np.array([20, 4]), centres, 10, 15, nearest=2)

    assert np.bincount(shares.grid, shares.households).tolist() == [14, 10]
    assert total_cost(points, centres, shares) == 6 * 100


def test_sizes_that_no_assignment_keeps_are_refused():
    with pytest.raises(WrongSizes, match="cannot fill 2 grids of 10 to 15"):
        assign(np.zeros((5, 2)), np.ones(5, dtype=int), np.zeros((2, 2)), 10, 15, nearest=1)
