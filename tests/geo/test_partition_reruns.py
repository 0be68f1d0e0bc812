"""What a second run owes to the first: the same bytes, or nearly the same grids.

On villages of every shape and every number of households, as in test_partition_properties.py.
"""

from dataclasses import replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from geo.partition import build_grids


def _beside(name):
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pytestmark = pytest.mark.untraced  # its thousands of villages take twice as long when traced
SHAPES, CHECKS = map(_beside, ("partition_shapes", "partition_checks"))
SEED = 1
"""Other villages than those of test_partition_properties.py."""
STAYING = 0.95
ROOM_FOR_5_PERCENT = 100
"""Households from which 95 % can be asked whatever the sizes of the grids were."""
NAMES = list(SHAPES.SHAPES)
SMALL = [
    (NAMES[(n + n // 10 + 3 * turn) % len(NAMES)], n) for turn in range(4) for n in range(1, 61)
]
MIDDLING = [(name, 100) for name in NAMES]
LARGE = [("holes", 500), ("spiral", 500), ("absent", 500), ("collinear", 2_000)]
CASES = [*SMALL, *MIDDLING, *LARGE]


@cache
def of(shape, n):
    """A village and what was answered."""
    village = SHAPES.village(shape, n, SEED)
    return village, build_grids(village.households, **village.asked)


@cache
def of_shuffled(shape, n):
    """The village with its rows in another order and numbered anew, and what was answered."""
    village, _ = of(shape, n)
    rows = village.households.sample(frac=1, random_state=n).reset_index(drop=True)
    shuffled = replace(village, households=rows)
    return shuffled, build_grids(rows, **village.asked)


@cache
def of_changed(shape, n):
    """The village after 1 % has changed, the answer that goes on from the first, and who stayed."""
    village, first = of(shape, n)
    after, staying = SHAPES.changed(village, SEED)
    second = build_grids(after.households, **after.asked, previous=first.grids)
    return after, second, staying


def each(cases):
    ids = [f"{shape}-{n}" for shape, n in cases]
    return pytest.mark.parametrize(("shape", "n"), cases, ids=ids)


def grid_of(village, partition):
    """Serial of each household, by its number."""
    serial = partition.members["serial"].loc[village.households.index]
    return dict(zip(village.households["number"], serial, strict=True))


def moves_for_sizes(serials_before, staying, after):
    """Households that must change their grid, even if it could be any, to fill the others.

    None when so many grids cannot be filled any more.
    """
    grids = set(serials_before.values())
    left = [sum(serials_before[one] == grid for one in staying) for grid in grids]
    if not 10 * len(grids) <= after <= 15 * len(grids):
        return None
    return max(0, sum(max(0, 10 - held) for held in left) - (after - len(staying)))


@each(CASES)
def test_shuffled_rows_give_the_same_file(shape, n):
    _, partition = of(shape, n)
    _, again = of_shuffled(shape, n)

    assert CHECKS.written(again.grids) == CHECKS.written(partition.grids)


# Who of twenty in one courtyard goes where is told by nothing but the label of the row.
@each([one for one in CASES if one[0] != "duplicated"])
def test_shuffled_rows_give_the_same_members(shape, n):
    village, partition = of(shape, n)
    shuffled, again = of_shuffled(shape, n)

    assert grid_of(shuffled, again) == grid_of(village, partition)


@each([one for one in [*SMALL, *MIDDLING] if one[1] % 10 == 0])
def test_the_same_rows_give_the_same_members(shape, n):
    village, partition = of(shape, n)

    again = build_grids(village.households, **village.asked)

    assert again.members.equals(partition.members)
    assert again.faults == partition.faults


@each([one for one in CASES if one[1] >= ROOM_FOR_5_PERCENT])
def test_of_many_households_95_percent_stay_when_one_in_a_hundred_changes(shape, n):
    village, first = of(shape, n)
    after, second, staying = of_changed(shape, n)
    old, new = grid_of(village, first), grid_of(after, second)

    kept = sum(old[one] == new[one] for one in staying)

    assert kept >= STAYING * len(staying)


@pytest.mark.parametrize("seed", [3, 5, 12, 19])
def test_beside_courtyards_too_large_for_a_grid_95_percent_stay(seed):
    """Who of such a courtyard was in which grid, polygons cannot tell: these do not count."""
    village = SHAPES.village("duplicated", 100, seed)
    first = build_grids(village.households, **village.asked)
    after, staying = SHAPES.changed(village, seed)
    second = build_grids(after.households, **after.asked, previous=first.grids)
    old, new = grid_of(village, first), grid_of(after, second)
    place = village.households.geometry.to_wkt()
    crowd = place.groupby(place).transform("size")
    small = set(village.households["number"][crowd <= 15]) & set(staying)

    kept = sum(old[one] == new[one] for one in small)

    assert kept >= STAYING * len(small)


@each([one for one in SMALL if one[0] not in {"duplicated", "fractal", "pins", "groups", "absent"}])
def test_few_households_stay_when_one_changes_and_sizes_do_not_move_them(shape, n):
    village, first = of(shape, n)
    after, second, staying = of_changed(shape, n)
    old, new = grid_of(village, first), grid_of(after, second)
    moves = moves_for_sizes(old, staying, len(after.households))

    kept = sum(old[one] == new[one] for one in staying)

    # Who must move, or has come, is rarely next to the grid that needs him: of each grid on the
    # way another one moves.
    if moves is not None:
        changes = moves + len(after.households) - len(staying)
        steps = changes * (len(set(old.values())) - 1)
        assert len(staying) - kept <= max(0.05 * len(staying), steps)


@each(CASES)
def test_what_is_answered_after_a_change_is_as_sound_as_the_first(shape, n):
    after, second, _ = of_changed(shape, n)
    answer = CHECKS.answered(after, second)

    assert CHECKS.wrong_members(after, second) == []
    assert CHECKS.wrong_counts(answer) == []
    assert CHECKS.not_inside(answer) == []
    assert CHECKS.leaks(answer) == []
    assert CHECKS.unnamed_pieces(answer) == []


@each([one for one in SMALL if one[0] not in {"groups", "pins"}])
def test_sizes_are_as_good_after_a_change_as_of_a_village_never_cut(shape, n):
    after, second, _ = of_changed(shape, n)

    fresh = build_grids(after.households, **after.asked)

    going_on, anew = CHECKS.answered(after, second), CHECKS.answered(after, fresh)
    assert CHECKS.violation(going_on) == CHECKS.violation(anew)


@each([*MIDDLING, *LARGE])
def test_sizes_are_kept_after_a_change_of_many_households(shape, n):
    after, second, _ = of_changed(shape, n)

    assert CHECKS.violation(CHECKS.answered(after, second)) == 0


@each([one for one in CASES if one[0] == "pins"] + [("pins", n) for n in range(11, 61, 7)])
def test_pins_hold_through_shuffles_and_changes(shape, n):
    village, first = of(shape, n)
    after, second, _ = of_changed(shape, n)

    assert CHECKS.broken_pins(CHECKS.answered(village, first)) == []
    assert CHECKS.broken_pins(CHECKS.answered(after, second)) == []


@each(CASES)
def test_a_grid_keeps_its_serial_and_a_new_one_gets_a_number_never_used(shape, n):
    village, first = of(shape, n)
    after, second, staying = of_changed(shape, n)
    old, new = grid_of(village, first), grid_of(after, second)
    known = set(first.grids["serial"])

    for serial in set(second.grids["serial"]) & known:
        members = [one for one, grid in new.items() if grid == serial]
        assert not set(members) & set(staying) or any(old.get(one) == serial for one in members)
    assert all(serial > max(known) for serial in set(second.grids["serial"]) - known)
    assert second.grids["serial"].is_unique


@pytest.mark.parametrize("n", [30, 60, 100])
def test_with_nothing_changed_nothing_changes(n):
    village, first = of("fractal", n)

    second = build_grids(village.households, **village.asked, previous=first.grids)

    assert second.members.equals(first.members)
    assert second.grids["serial"].tolist() == first.grids["serial"].tolist()
    assert np.array_equal(second.grids["households"], first.grids["households"])


def test_there_are_cases_enough():
    assert len(SMALL) >= 200
    assert len({n for _, n in SMALL}) == 60
