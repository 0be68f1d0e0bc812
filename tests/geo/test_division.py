import numpy as np

from geo.division import Division, divide, nearest_grid
from geo.flow import Shares
from geo.sizes import plan_sizes


def one_each(n):
    return np.ones(n, dtype=int)


def test_two_hamlets_are_never_mixed(hamlets):
    points = hamlets(25, [(0, 0), (5000, 0)])

    division = divide(points, one_each(50), plan_sizes(50, 10, 15), np.random.default_rng(0))

    side = points[division.shares.place, 0] > 2500
    for grid in range(4):
        assert len(set(side[division.shares.grid == grid])) == 1


def test_a_courtyard_of_several_households_stays_whole_where_sizes_allow():
    points = np.random.default_rng(4).uniform(0, 600, (120, 2))
    counts = np.where(np.arange(120) % 4 == 0, 3, 1)

    plan = plan_sizes(int(counts.sum()), 10, 15)
    division = divide(points, counts, plan, np.random.default_rng(0))

    sizes = np.bincount(division.shares.grid, division.shares.households)
    assert (sizes.min(), sizes.max()) >= (10, 10)
    assert sizes.max() <= 15
    assert len(np.unique(division.shares.place)) == len(division.shares.place)


def test_more_households_at_one_place_than_a_grid_holds_are_divided():
    division = divide(np.zeros((1, 2)), np.array([33]), plan_sizes(33, 10, 15), chance())

    assert sorted(division.shares.households) == sorted(
        np.bincount(division.shares.grid, division.shares.households).tolist()
    )
    assert division.shares.households.sum() == 33
    assert division.shares.households.min() >= 10


def test_a_big_township_without_villages_is_divided_from_one_start(hamlets):
    points = hamlets(1010, [(x, y) for x in (0, 4000, 8000) for y in (0, 4000)][:5], spread=500)

    plan = plan_sizes(len(points), 10, 15)
    division = divide(points, one_each(len(points)), plan, chance())

    sizes = np.bincount(division.shares.grid)
    assert (sizes >= 10).all()
    assert (sizes <= 15).all()


def test_without_weights_the_nearest_centre_takes_the_uncounted():
    none = np.zeros(0, dtype=int)
    division = Division(Shares(none, none, none), np.array([[0.0, 0.0], [100.0, 0.0]]), None)

    assert nearest_grid(np.array([[40.0, 0.0], [60.0, 0.0]]), division).tolist() == [0, 1]


def chance():
    return np.random.default_rng(0)
