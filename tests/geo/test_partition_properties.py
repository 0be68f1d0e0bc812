"""What must hold of every partition, on villages of every shape and every number of households.

The expectations are worked out here from the households alone: `brute_force` decides what sizes
are possible, `partition_checks` measures the file. Every n of every shape is in
test_partition_long.py.
"""

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.partition import build_grids


def _beside(name):
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pytestmark = pytest.mark.untraced  # its thousands of villages take twice as long when traced
SHAPES, CHECKS, BRUTE = map(_beside, ("partition_shapes", "partition_checks", "brute_force"))
EXHAUSTIVE = 40
"""Most households for which every division is tried."""
NAMES = list(SHAPES.SHAPES)
SMALL = [
    (NAMES[(n + n // 10 + 3 * turn) % len(NAMES)], n) for turn in range(4) for n in range(1, 61)
]
MIDDLING = [(name, 100) for name in NAMES]
LARGE = [("duplicated", 500), ("fractal", 500), ("islands", 500), ("groups", 500)]
WHOLE = [("fractal", 2_000)]
CASES = [*SMALL, *MIDDLING, *LARGE, *WHOLE]


@cache
def of(shape, n):
    """A village, what was answered, and the answer as written."""
    village = SHAPES.village(shape, n)
    partition = build_grids(village.households, **village.asked)
    return village, partition, CHECKS.answered(village, partition)


def each(cases):
    ids = [f"{shape}-{n}" for shape, n in cases]
    return pytest.mark.parametrize(("shape", "n"), cases, ids=ids)


def weights(homes, asked, atom):
    """Households that count of each atom."""
    counts = homes[asked["counts"]] if "counts" in asked else np.ones(len(homes), dtype=int)
    return np.bincount(atom, counts).astype(int).tolist()


def allowed(homes, asked):
    """Least violation of one group of households."""
    atom = CHECKS.atoms(homes)
    return BRUTE.least_violation(weights(homes, asked, atom), CHECKS.pairs_apart(homes, atom))


@each(CASES)
def test_no_household_is_lost(shape, n):
    village, partition, _ = of(shape, n)

    assert CHECKS.wrong_members(village, partition) == []


@each(CASES)
def test_stated_numbers_are_true_and_an_exception_stands_just_where_one_is(shape, n):
    assert CHECKS.wrong_counts(of(shape, n)[2]) == []


@each([one for one in CASES if one[1] <= EXHAUSTIVE])
def test_sizes_are_as_good_as_any_division_can_make_them(shape, n):
    village, _, answer = of(shape, n)
    if shape == "groups":
        alone = [allowed(share, village.asked) for _, share in village.households.groupby("group")]
        best = allowed(village.households, village.asked) if any(alone) else 0
    else:
        best = allowed(village.households, village.asked)

    assert CHECKS.violation(answer) == best


@each([one for one in CASES if one[1] > EXHAUSTIVE])
def test_sizes_are_kept_wherever_many_households_can_be_packed(shape, n):
    village, _, answer = of(shape, n)
    atom = CHECKS.atoms(village.households)

    assert BRUTE.packed(weights(village.households, village.asked, atom)) is not False
    assert CHECKS.violation(answer) == 0


@each(CASES)
def test_every_household_is_strictly_inside_its_own_grid_or_named(shape, n):
    assert CHECKS.not_inside(of(shape, n)[2]) == []


@each(CASES)
def test_the_file_has_neither_gaps_nor_overlaps(shape, n):
    answer = of(shape, n)[2]

    assert CHECKS.leaks(answer) == []
    assert shapely.coverage_is_valid(answer.grids.geometry.to_numpy())


@each([one for one in CASES if one[0] not in {"duplicated", "islands", "pins", "groups"}])
def test_on_connected_ground_every_grid_is_one_piece(shape, n):
    assert CHECKS.crossing_grids(of(shape, n)[2]) == []


@each([("duplicated", n) for n in range(1, 61)])
def test_courtyards_are_in_pieces_only_where_no_division_has_whole_grids(shape, n):
    answer = of(shape, n)[2]
    if not CHECKS.crossing_grids(answer):
        return

    held, neighbours = CHECKS.courtyards(answer)

    assert max(held) > 15 or not BRUTE.connected_division(held, neighbours, len(answer.grids))


@each([one for one in CASES if one[0] == "islands" and one[1] <= EXHAUSTIVE])
def test_the_water_is_crossed_no_more_often_than_sizes_demand(shape, n):
    answer = of(shape, n)[2]
    parts, grids = CHECKS.households_by_part(answer), len(answer.grids)
    fewest = BRUTE.fewest_crossing(parts, grids)
    empty = parts.count(0)

    # An island where nobody lives belongs to some grid all the same.
    most = fewest + empty if fewest < np.inf else len(parts) * grids
    assert CHECKS.extra_pieces(answer) <= most


@each(CASES)
def test_pieces_are_named(shape, n):
    assert CHECKS.unnamed_pieces(of(shape, n)[2]) == []


@each([one for one in CASES if one[0] == "pins"] + [("pins", n) for n in range(2, 61, 3)])
def test_pins_hold(shape, n):
    assert CHECKS.broken_pins(of(shape, n)[2]) == []


@each([one for one in CASES if one[0] == "groups"] + [("groups", n) for n in range(3, 61, 3)])
def test_a_grid_crosses_groups_only_where_one_of_them_cannot_be_cut_alone(shape, n):
    village, _, answer = of(shape, n)
    homes = village.households
    alone = {
        name: allowed(share, village.asked) if len(share) <= EXHAUSTIVE else 0
        for name, share in homes.groupby("group")
    }

    assert CHECKS.wrong_merges(answer, alone) == []


@each(CASES)
def test_serials_run_in_bands_from_north_to_south_and_west_to_east(shape, n):
    assert CHECKS.wrong_order(of(shape, n)[2]) == []


@each(CASES)
def test_compactness_and_distance_are_what_they_are_called(shape, n):
    assert CHECKS.wrong_figures(of(shape, n)[2]) == []


def test_there_are_cases_enough_of_every_number_and_shape():
    assert len(SMALL) >= 200
    assert {n for _, n in SMALL} == set(range(1, 61))
    assert {shape for shape, _ in SMALL} == set(NAMES)


@pytest.mark.parametrize("n", range(61))
def test_the_brute_force_knows_which_numbers_can_be_cut(n):
    """Done by hand: 1 to 9 and 16 to 19 cannot."""
    known = {0: 10, 16: 1, 17: 2, 18: 2, 19: 1}

    assert BRUTE.least_violation([1] * n) == known.get(n, max(0, 10 - n))
