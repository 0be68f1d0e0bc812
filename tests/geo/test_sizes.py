import pytest

from geo.errors import WrongSizes
from geo.sizes import SizePlan, plan_sizes


def test_every_number_from_20_on_keeps_10_to_15():
    for n in range(20, 2001):
        plan = plan_sizes(n, 10, 15)

        assert plan.exception is None
        assert 10 * plan.grids <= n <= 15 * plan.grids
        assert (plan.smallest, plan.largest) == (10, 15)


@pytest.mark.parametrize(
    ("n", "plan"),
    [
        (0, SizePlan(1, 0, 0, "too-few")),
        (1, SizePlan(1, 1, 1, "too-few")),
        (9, SizePlan(1, 9, 9, "too-few")),
        (16, SizePlan(1, 16, 16, "indivisible")),
        (17, SizePlan(1, 17, 17, "indivisible")),
        (18, SizePlan(2, 9, 9, "indivisible")),
        (19, SizePlan(2, 9, 10, "indivisible")),
    ],
)
def test_where_10_to_15_cannot_be_kept_the_least_violation_is_taken_and_named(n, plan):
    assert plan_sizes(n, 10, 15) == plan


@pytest.mark.parametrize("n", range(10, 16))
def test_a_number_that_fits_one_grid_is_one_grid(n):
    assert plan_sizes(n, 10, 15) == SizePlan(1, 10, 15, None)


def test_a_wanted_size_moves_the_number_of_grids_within_what_the_bounds_allow():
    assert plan_sizes(300, 10, 15, size=10).grids == 30
    assert plan_sizes(300, 10, 15, size=15).grids == 20
    assert plan_sizes(29, 10, 15, size=10).grids == 2


@pytest.mark.parametrize(("low", "high", "size"), [(0, 5, None), (11, 10, None), (10, 15, 16)])
def test_sizes_that_contradict_each_other_are_refused(low, high, size):
    with pytest.raises(WrongSizes):
        plan_sizes(100, low, high, size)
