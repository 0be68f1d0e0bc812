import numpy as np

from geo.archipelago import most_clusters, shortest_tree

BOUNDS = (10, 15)


def gaps(*east):
    at = np.array(east, dtype=float)
    return np.abs(at[:, None] - at)


def test_islands_that_can_stand_alone_stay_alone():
    assert most_clusters(np.array([25, 12, 31]), gaps(0, 1, 2), BOUNDS) == [[0], [1], [2]]


def test_two_small_islands_join_each_other_rather_than_both_the_big_one():
    clusters = most_clusters(np.array([40, 7, 6]), gaps(0, 100, 220), BOUNDS)

    assert clusters == [[0], [1, 2]]


def test_a_small_island_joins_the_nearest_that_can_take_it():
    clusters = most_clusters(np.array([40, 9, 40]), gaps(0, 300, 400), BOUNDS)

    assert clusters == [[0], [1, 2]]


def test_households_that_no_grids_can_hold_make_one_cluster():
    assert most_clusters(np.array([8, 9]), gaps(0, 1), BOUNDS) == [[0, 1]]


def test_many_islands_are_joined_until_each_cluster_can_be_cut():
    households = np.array([5, 6, 30, 4, 8, 17, 9, 3, 12, 7, 2, 20])
    clusters = most_clusters(households, gaps(*range(12)), BOUNDS)

    totals = [int(households[joined].sum()) for joined in clusters]
    assert sorted(part for joined in clusters for part in joined) == list(range(12))
    assert all(-(-total // 15) <= total // 10 for total in totals)
    assert len(clusters) == 7


def test_the_tree_between_islands_is_the_shortest():
    assert sorted(shortest_tree([0, 1, 2], gaps(0, 10, 4))) == [(0, 2), (2, 1)]
