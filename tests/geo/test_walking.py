import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.seeds import centroids
from geo.walking import shorten_ways

NOBODY = np.zeros((0, 2), dtype=int)


def way(points, weights, label):
    means = centroids(points, weights, label, np.zeros((label.max() + 1, 2)))
    return float((weights * np.linalg.norm(points - means[label], axis=1)).sum())


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 6), st.integers(0, 999))
def test_ways_never_get_longer_and_sizes_stay(k, seed):
    chance = np.random.default_rng(seed)
    points, weights = chance.uniform(0, 900, (12 * k, 2)), chance.integers(1, 3, 12 * k)
    label = chance.permutation(np.repeat(np.arange(k), 12))
    sizes = np.bincount(label, weights)
    bounds = (np.full(k, sizes.min()), np.full(k, sizes.max()))

    shorter = shorten_ways(points, weights, label, bounds, NOBODY)

    assert way(points, weights, shorter) <= way(points, weights, label)
    loads = np.bincount(shorter, weights, k)
    assert loads.min() >= sizes.min()
    assert loads.max() <= sizes.max()


def test_two_households_on_the_wrong_side_are_swapped():
    points = np.array([[x, 0.0] for x in range(10)] + [[x + 1000.0, 0.0] for x in range(10)])
    label = np.repeat([0, 1], 10)
    label[[0, 19]] = [1, 0]
    bounds = (np.array([10, 10]), np.array([10, 10]))

    swapped = shorten_ways(points, np.ones(20, dtype=int), label, bounds, NOBODY)

    assert swapped.tolist() == [0] * 10 + [1] * 10


def test_those_who_must_be_apart_are_not_brought_together_for_a_shorter_way():
    points = np.array([[0.0, 0], [1, 0], [2, 0], [100, 0], [101, 0], [102, 0]])
    label = np.array([0, 0, 1, 1, 1, 0])
    bounds = (np.array([1, 1]), np.array([5, 5]))

    free = shorten_ways(points, np.ones(6, dtype=int), label, bounds, NOBODY)
    pinned = shorten_ways(points, np.ones(6, dtype=int), label, bounds, np.array([[0, 2]]))

    assert free[0] == free[2]
    assert pinned[0] != pinned[2]


def test_one_grid_has_nobody_to_exchange_with():
    points = np.array([[0.0, 0], [5, 5]])
    bounds = (np.array([1]), np.array([5]))

    same = shorten_ways(points, np.ones(2, dtype=int), np.zeros(2, dtype=int), bounds, NOBODY)

    assert same.tolist() == [0, 0]
