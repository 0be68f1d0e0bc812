from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.errors import WrongSizes
from geo.feasible import plan_atoms
from geo.sizes import plan_sizes

BOUNDS = (10, 15)
NONE_APART = np.empty((0, 2), dtype=np.int64)
MODEST = settings(max_examples=80, deadline=None, derandomize=True)


def plan(weights, apart=(), wanted=None, bounds=BOUNDS):
    weights = np.array(weights, dtype=np.int64)
    wanted = round(weights.sum() / np.mean(bounds)) if wanted is None else wanted
    pairs = np.array(apart, dtype=np.int64).reshape(-1, 2)
    return plan_atoms(weights, pairs, wanted, bounds)


def loads_of(answer, weights):
    return np.bincount(answer.label, weights, answer.grids).astype(int)


def missed(loads, bounds=BOUNDS):
    return sum(max(bounds[0] - load, load - bounds[1], 0) for load in loads)


def brute_force(weights, apart, wanted, bounds, *, empty=False):
    """Least (violation, |k - wanted|, k) over every set partition, empty grids only if need be."""
    against = {frozenset(pair) for pair in apart}
    best, seen = (np.inf,), set()

    def lay(atom, grids):
        nonlocal best
        if atom == len(weights):
            loads = [sum(weights[a] for a in grid) for grid in grids]
            if empty or all(loads):
                rank = (missed(loads, bounds), abs(len(loads) - wanted), len(loads))
                best = min(best, rank)
            return
        loads = [(sum(weights[a] for a in grid), *(grid if apart else ())) for grid in grids]
        state = (atom, *sorted(loads))
        if state in seen:
            return
        seen.add(state)
        for grid in grids:
            if not any(frozenset((atom, other)) in against for other in grid):
                grid.append(atom)
                lay(atom + 1, grids)
                grid.pop()
        lay(atom + 1, [*grids, [atom]])

    lay(0, [])
    return best if len(best) > 1 else brute_force(weights, apart, wanted, bounds, empty=True)


def assert_best(weights, apart, wanted, bounds):
    answer = plan(weights, apart, wanted, bounds)
    loads = loads_of(answer, weights)

    rank = (answer.violation, abs(answer.grids - wanted), answer.grids)
    assert rank == brute_force(weights, apart, wanted, bounds)
    assert answer.violation == missed(loads, bounds)
    assert answer.proved
    assert all(answer.label[one] != answer.label[other] for one, other in apart)
    expected = (min(loads), max(loads)) if answer.violation else bounds
    assert (answer.smallest, answer.largest) == expected


@pytest.mark.parametrize("n", [*range(41), 100, 401])
def test_single_households_are_cut_as_the_arithmetic_of_sizes_says(n):
    known = plan_sizes(n, *BOUNDS)

    answer = plan([1] * n, wanted=known.grids)

    assert answer.grids == known.grids
    assert (answer.smallest, answer.largest) == (known.smallest, known.largest)
    assert (answer.violation == 0) == (known.exception is None)
    assert answer.proved


@pytest.mark.parametrize("wanted", [0, 1, 2, 3, 50])
@pytest.mark.parametrize(
    ("n", "sizes"), [(9, [9]), (16, [16]), (17, [17]), (18, [9, 9]), (19, [10, 9])]
)
def test_the_least_violation_does_not_hang_on_the_number_wanted(n, sizes, wanted):
    answer = plan([1] * n, wanted=wanted)

    assert loads_of(answer, [1] * n).tolist() == sizes


@MODEST
@given(
    st.lists(st.integers(1, 18), min_size=1, max_size=8),
    st.integers(1, 6),
    st.sampled_from([BOUNDS, (3, 4), (6, 6), (2, 9)]),
)
def test_few_atoms_of_any_weight_get_the_best_sizes_there_are(weights, wanted, bounds):
    assert_best(weights, [], wanted, bounds)


@settings(MODEST, max_examples=20)
@given(st.lists(st.integers(1, 5), min_size=9, max_size=12), st.integers(1, 5))
def test_more_atoms_of_small_weight_get_the_best_sizes_there_are(weights, wanted):
    assert_best(weights, [], wanted, BOUNDS)


@MODEST
@given(st.lists(st.integers(0, 12), min_size=2, max_size=7), st.integers(1, 5), st.data())
def test_atoms_kept_apart_get_the_best_sizes_there_are(weights, wanted, data):
    assume(any(weights))
    pairs = list(combinations(range(len(weights)), 2))
    apart = data.draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=6, unique=True))

    assert_best(weights, apart, wanted, data.draw(st.sampled_from([BOUNDS, (3, 6)])))


def test_eights_alone_can_never_make_10_to_15():
    answer = plan([8] * 50)

    assert (answer.violation, answer.proved) == (25, True)  # pairs of 16


def test_a_number_of_grids_that_the_atoms_refuse_gives_way_to_the_nearest_they_allow():
    weights = [9, 9, 9, 1, 1, 1]  # two grids would hold 18 and 12

    answer = plan(weights, wanted=2)

    assert answer.grids == 3
    assert loads_of(answer, weights).tolist() == [10, 10, 10]


def test_an_atom_above_the_bounds_stands_alone_and_the_rest_keeps_them():
    answer = plan([23] + [1] * 25, wanted=4)

    assert answer.grids == 3
    assert (answer.smallest, answer.largest, answer.violation) == (10, 23, 8)


def test_households_that_quarrel_raise_the_number_of_grids():
    apart = list(combinations(range(4), 2))

    answer = plan([1] * 40, apart, wanted=3)

    assert (answer.grids, answer.violation) == (4, 0)
    assert len(set(answer.label[:4])) == 4


def test_a_quarrel_of_more_than_the_sizes_allow_is_answered_with_the_least_shortfall():
    apart = list(combinations(range(4), 2))

    answer = plan([1] * 30, apart, wanted=2)

    assert (answer.grids, answer.violation, answer.proved) == (4, 10, True)


def test_a_quarrel_of_those_who_do_not_count_still_divides_them():
    answer = plan([0, 0, 0, 1, 1], [(0, 1), (1, 2), (0, 2)], wanted=1)

    assert len(set(answer.label[:3])) == 3
    assert (answer.grids, answer.violation) == (3, 28)


@pytest.mark.parametrize(("apart", "grids"), [([], 1), ([(0, 1)], 2), ([(0, 1), (1, 2)], 2)])
def test_where_nobody_counts_there_are_as_few_grids_as_quarrels_allow(apart, grids):
    answer = plan([0, 0, 0], apart, wanted=5)

    assert (answer.grids, answer.smallest, answer.largest) == (grids, 0, 0)
    assert answer.violation == 10 * grids
    assert all(answer.label[one] != answer.label[other] for one, other in apart)


def test_no_atoms_at_all_are_one_empty_grid():
    answer = plan([])

    assert (answer.grids, len(answer.label), answer.violation) == (1, 0, 10)


def test_four_hundred_heavy_atoms_with_pins_are_settled_and_proved():
    weights = np.random.default_rng(1).integers(6, 10, 400)  # two never fit, one is too few
    apart = [(i, i + 1) for i in range(0, 40, 2)]

    answer = plan(weights, apart)

    assert answer.proved
    assert answer.violation == plan(weights).violation
    assert all(answer.label[one] != answer.label[other] for one, other in apart)


def test_the_same_question_always_gets_the_same_label():
    weights = np.random.default_rng(2).integers(4, 9, 60)

    labels = {plan(weights, [(0, 1), (2, 3)]).label.tobytes() for _ in range(3)}

    assert len(labels) == 1


def test_an_atom_apart_from_itself_and_bounds_upside_down_are_refused():
    with pytest.raises(WrongSizes, match="apart from itself"):
        plan([1, 1], [(1, 1)])
    with pytest.raises(WrongSizes, match="need 1 <= min <= max"):
        plan([1, 1], bounds=(15, 10))
