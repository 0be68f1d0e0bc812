from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.merging import crossing_plan, merge_groups

BOUNDS = (10, 15)
MODEST = settings(max_examples=60, deadline=None, derandomize=True)


def in_a_row(*places):
    places = np.array(places, dtype=float)
    return np.abs(places[:, None] - places)


def merge(sizes, distance=None, village=None):
    sizes = np.array(sizes, dtype=np.int64)
    distance = in_a_row(*range(len(sizes))) if distance is None else distance
    village = np.zeros(len(sizes), dtype=np.int64) if village is None else np.array(village)
    return [cluster.tolist() for cluster in merge_groups(sizes, distance, village, BOUNDS)]


def out_of_bounds(n):
    return min(max(10 * k - n, n - 15 * k, 0) for k in range(1, n // 10 + 2)) if n else 0


def partitions(groups):
    """Every set partition."""
    if not groups:
        yield []
        return
    first, *rest = groups
    for smaller in partitions(rest):
        yield [[first], *smaller]
        for i, cluster in enumerate(smaller):
            yield [*smaller[:i], [first, *cluster], *smaller[i + 1 :]]


def rank(clusters, sizes, distance):
    joined = [cluster for cluster in clusters if len(cluster) > 1]
    return (
        sum(out_of_bounds(sum(sizes[g] for g in cluster)) for cluster in clusters),
        sum(map(len, joined)),
        sum(sizes[g] for cluster in joined for g in cluster),
        round(sum(spanning(cluster, distance) for cluster in joined), 6),
    )


def spanning(cluster, distance):
    inside, total = {cluster[0]}, 0.0
    while len(inside) < len(cluster):
        left = set(cluster) - inside
        metres, nearest = min((distance[a][b], b) for a in inside for b in left)
        inside.add(nearest)
        total += metres
    return total


def test_groups_that_can_be_cut_alone_stay_alone():
    assert merge([10, 15, 20, 37, 0, 100]) == [[0], [1], [2], [3], [4], [5]]


@pytest.mark.parametrize("n", [*range(1, 10), *range(16, 20)])
def test_an_awkward_group_joins_its_nearest_neighbour(n):
    assert merge([40, n, 40], in_a_row(0, 200, 300)) == [[0], [1, 2]]


def test_two_awkward_neighbours_join_each_other_rather_than_two_others():
    assert merge([40, 7, 5, 40], in_a_row(0, 1, 500, 501)) == [[0], [1, 2], [3]]


def test_the_neighbour_with_fewer_households_is_preferred_to_the_nearer():
    assert merge([50, 7, 20], in_a_row(0, 10, 400)) == [[0], [1, 2]]


def test_a_group_joins_no_other_village_and_none_it_cannot_reach():
    barred = in_a_row(0, 1, 2)
    barred[0, 1] = barred[1, 0] = np.inf
    barred[0, 2] = barred[2, 0] = np.inf

    assert merge([7, 30, 30], village=[0, 1, 1]) == [[0], [1], [2]]
    assert merge([7, 30, 30], barred) == [[0], [1], [2]]


def test_groups_that_reach_each_other_only_through_a_third_take_it_along():
    distance = np.full((3, 3), np.inf)
    distance[0, 1] = distance[1, 0] = distance[1, 2] = distance[2, 1] = 100.0

    assert merge([4, 40, 3], distance) == [[0, 1, 2]]


@pytest.mark.parametrize("sizes", [[3, 4], [1, 1, 1, 1], [10, 6], [8, 9], [9, 8], [11, 7]])
def test_a_village_too_awkward_as_a_whole_is_one_cluster(sizes):
    assert merge(sizes) == [list(range(len(sizes)))]


@pytest.mark.parametrize("sizes", [[9, 9], [10, 9]])
def test_groups_that_joining_would_leave_as_they_are_stay_alone(sizes):
    assert merge(sizes) == [[0], [1]]


def test_no_group_is_no_cluster():
    assert merge([]) == []


@MODEST
@given(st.lists(st.integers(0, 24), min_size=1, max_size=7), st.integers(0, 999))
def test_no_other_set_of_clusters_is_better(sizes, seed):
    chance = np.random.default_rng(seed)
    places = chance.uniform(0, 1000, (len(sizes), 2))
    distance = np.hypot(*(places[:, None] - places).T)
    distance[(off := np.triu(chance.random(distance.shape) < 0.2, 1)) | off.T] = np.inf

    clusters = merge(sizes, distance)

    assert sorted(chain.from_iterable(clusters)) == list(range(len(sizes)))
    counted = [g for g, size in enumerate(sizes) if size]
    best = min(
        (
            rank(way, sizes, distance)
            for way in partitions(counted)
            if all(np.isfinite(spanning(c, distance)) for c in way)
        ),
        default=(0, 0, 0, 0),
    )
    assert rank(clusters, sizes, distance) == best


def test_a_large_village_leaves_nobody_out_of_bounds_either():
    chance = np.random.default_rng(3)
    sizes = chance.integers(1, 60, 60)
    places = chance.uniform(0, 5000, (60, 2))

    clusters = merge(sizes, np.hypot(*(places[:, None] - places).T))

    assert sorted(chain.from_iterable(clusters)) == list(range(60))
    assert all(out_of_bounds(sizes[cluster].sum()) == 0 for cluster in clusters)
    awkward = sum(out_of_bounds(int(size)) > 0 for size in sizes)
    assert sum(len(cluster) for cluster in clusters if len(cluster) > 1) <= 2 * awkward


@pytest.mark.parametrize(
    ("sizes", "pure", "crossing"),
    [
        ([7, 30], [0, 2], [7, 5]),
        ([9, 5], [0, 0], [9, 5]),
        ([17, 12], [1, 0], [3, 12]),
        ([4, 50, 3], [0, 4, 0], [4, 3, 3]),
        ([6, 18], [0, 1], [6, 6]),
    ],
)
def test_one_grid_crosses_the_groups_and_the_pure_ones_are_near_the_middle(sizes, pure, crossing):
    plan = crossing_plan(np.array(sizes), BOUNDS)

    assert (plan.pure.tolist(), plan.crossing.tolist()) == (pure, crossing)


@pytest.mark.parametrize("sizes", [[3, 4], [17], [9, 9], [9, 8, 9]])
def test_where_one_crossing_grid_is_not_enough_there_is_no_plan(sizes):
    assert crossing_plan(np.array(sizes), BOUNDS) is None


@MODEST
@given(st.lists(st.integers(1, 45), min_size=2, max_size=4))
def test_a_crossing_plan_uses_everybody_and_keeps_every_bound(sizes):
    plan = crossing_plan(np.array(sizes), BOUNDS)

    if plan is None:
        return
    kept = np.array(sizes) - plan.crossing
    assert 10 <= plan.crossing.sum() <= 15
    assert (10 * plan.pure <= kept).all()
    assert (kept <= 15 * plan.pure).all()
    assert (plan.crossing >= 0).all()
