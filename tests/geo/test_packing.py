from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.feasible import plan_atoms
from geo.packing import pack, planned_bounds

BOUNDS = (10, 15)
NONE_APART = np.empty((0, 2), dtype=np.int64)
MODEST = settings(max_examples=30, deadline=None, derandomize=True)


def village(weights, grids, seed=0):
    chance = np.random.default_rng(seed)
    points = chance.uniform(0, 1000, (len(weights), 2))
    return points, np.array(weights, dtype=np.int64), chance.uniform(0, 1000, (grids, 2))


def packed(points, weights, centres, bounds=BOUNDS, apart=NONE_APART, **more):
    apart = np.array(apart, dtype=np.int64).reshape(-1, 2)
    more = {"start": None, "fixed": None, **more}
    return pack(points, weights, centres, bounds=bounds, apart=apart, **more)


def price(points, weights, centres, label):
    squared = ((points - centres[label]) ** 2).sum(axis=1)
    return float((weights * squared).sum())


def cheapest(points, weights, centres, bounds, apart=()):
    """Price of the best label of all there are, None when none keeps the rules."""
    prices = []
    for choice in product(range(len(centres)), repeat=len(weights)):
        label = np.array(choice)
        loads = np.bincount(label, weights, len(centres))
        if loads.min() < bounds[0] or loads.max() > bounds[1]:
            continue
        if all(label[one] != label[other] for one, other in apart):
            prices.append(price(points, weights, centres, label))
    return min(prices, default=None)


def assert_kept(label, weights, grids, bounds=BOUNDS, apart=()):
    loads = np.bincount(label, weights, grids)
    assert (loads >= bounds[0]).all()
    assert (loads <= bounds[1]).all()
    assert all(label[one] != label[other] for one, other in apart)


def mixed(n, seed, heavy=0.15):
    chance = np.random.default_rng(seed)
    return np.where(chance.random(n) < heavy, chance.integers(2, 7, n), 1)


@MODEST
@given(st.lists(st.integers(1, 4), min_size=6, max_size=8), st.integers(0, 999), st.data())
def test_a_few_atoms_are_packed_exactly_when_they_can_be_and_near_the_best_price(
    weights, seed, data
):
    points, weights, centres = village(weights, data.draw(st.integers(2, 3)), seed)
    pairs = list(combinations(range(len(weights)), 2))
    apart = data.draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True))
    bounds = (3, 7)

    label = packed(points, weights, centres, bounds, apart)

    best = cheapest(points, weights, centres, bounds, apart)
    if best is None:
        assert label is None
    else:
        assert_kept(label, weights, len(centres), bounds, apart)
        assert price(points, weights, centres, label) <= 1.5 * best + 1


def test_single_households_are_packed_at_the_best_price():
    points, weights, centres = village([1] * 9, 3)

    label = packed(points, weights, centres, (2, 4))

    best = cheapest(points, weights, centres, (2, 4))
    assert price(points, weights, centres, label) == pytest.approx(best)


@pytest.mark.parametrize("seed", range(6))
def test_a_village_with_some_shared_places_keeps_every_size(seed):
    weights = mixed(200, seed)
    grids = round(weights.sum() / 12.5)
    points, weights, centres = village(weights, grids, seed)

    label = packed(points, weights, centres)

    assert_kept(label, weights, grids)


@pytest.mark.parametrize("heaviest", [6, 8])
def test_shared_places_alone_are_packed_wherever_their_sizes_allow(heaviest):
    weights = np.random.default_rng(heaviest).integers(heaviest - 4, heaviest + 1, 60)
    grids = plan_atoms(weights, NONE_APART, round(weights.sum() / 12.5), BOUNDS).grids
    points, weights, centres = village(weights, grids)

    label = packed(points, weights, centres)

    assert_kept(label, weights, grids)


def test_a_number_of_grids_that_the_atoms_refuse_is_refused():
    points, weights, centres = village([9, 9, 9, 1, 1, 1], 2)

    assert packed(points, weights, centres) is None
    assert packed(points, weights, centres[:1]) is None


def test_a_heavy_atom_between_two_grids_goes_to_one_and_others_make_room():
    points = np.array([[0.0, 0.0]] * 10 + [[100.0, 0.0]] * 10 + [[40.0, 0.0]])
    weights = np.array([1] * 20 + [6])
    centres = np.array([[0.0, 0.0], [100.0, 0.0]])

    label = packed(points, weights, centres)

    assert label[20] == 0
    assert np.bincount(label, weights).tolist() == [15, 11]


def test_atoms_kept_apart_and_atoms_fixed_stay_so():
    apart = list(combinations(range(5), 2))
    points, weights, centres = village(mixed(100, 1), round(mixed(100, 1).sum() / 12.5))
    fixed = np.full(100, -1)
    fixed[[7, 8, 9]] = [0, 1, 0]

    label = packed(points, weights, centres, apart=apart, fixed=fixed)

    assert_kept(label, weights, len(centres), apart=apart)
    assert label[[7, 8, 9]].tolist() == [0, 1, 0]


def test_atoms_fixed_against_the_rules_are_refused():
    points, weights, centres = village([1] * 30, 2)
    fixed = np.full(30, -1)
    fixed[:16] = 0

    assert packed(points, weights, centres, fixed=fixed) is None
    fixed[2:16] = -1
    assert packed(points, weights, centres, apart=[(0, 1)], fixed=fixed) is None


def test_every_grid_may_have_bounds_of_its_own():
    points, weights, centres = village(mixed(40, 4), 3)
    total = int(weights.sum())
    lower, upper = np.array([5, 20, 1]), np.array([8, 24, total])

    label = packed(points, weights, centres, (lower, upper))

    loads = np.bincount(label, weights, 3)
    assert (lower <= loads).all()
    assert (loads <= upper).all()


def test_a_label_to_begin_with_may_break_every_rule():
    weights = mixed(80, 2)
    points, weights, centres = village(weights, round(weights.sum() / 12.5))
    start = np.zeros(80, dtype=np.int64)

    label = packed(points, weights, centres, start=start, apart=[(0, 1)])

    assert_kept(label, weights, len(centres), apart=[(0, 1)])
    assert not start.any()


def test_those_who_do_not_count_go_to_the_nearest_centre_unless_kept_apart():
    points, weights, centres = village([1] * 24 + [0] * 6, 2)
    points[24:26] = centres[0] + 1.0

    label = packed(points, weights, centres, apart=[(24, 25)])

    squared = ((points[:, None] - centres) ** 2).sum(axis=2)
    assert (label[26:] == squared[26:].argmin(axis=1)).all()
    assert sorted(label[24:26]) == [0, 1]


def test_points_may_have_more_than_two_coordinates():
    points, weights, centres = village(mixed(60, 3), round(mixed(60, 3).sum() / 12.5))
    lifted = np.hstack([points, np.zeros((60, 3))])

    label = packed(lifted, weights, np.hstack([centres, np.zeros((len(centres), 3))]))

    assert (label == packed(points, weights, centres)).all()


def test_the_same_village_is_always_packed_alike():
    weights = mixed(60, 5, heavy=0.9)
    points, weights, centres = village(weights, round(weights.sum() / 12.5))

    labels = {packed(points, weights, centres).tobytes() for _ in range(3)}

    assert len(labels) == 1


def test_where_bounds_cannot_be_kept_the_plan_says_which_grid_may_leave_them():
    weights = np.array([23, *[1] * 25])
    plan = plan_atoms(weights, NONE_APART, 4, BOUNDS)
    points, weights, centres = village(weights, plan.grids)

    lower, upper = planned_bounds(points, weights, centres, plan, BOUNDS)
    label = packed(points, weights, centres, (lower, upper))

    loads = np.bincount(label, weights)
    assert np.abs(loads - loads.clip(*BOUNDS)).sum() == plan.violation == 8


def test_five_thousand_atoms_without_villages_keep_every_size():
    weights = mixed(5000, 6)
    grids = round(weights.sum() / 12.5)
    points, weights, centres = village(weights, grids)

    label = packed(points, weights, centres)

    assert_kept(label, weights, grids)
