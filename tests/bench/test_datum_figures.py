"""The claims of docs/datums.md, on real dwellings."""

import numpy as np
import pytest

from bench.datum_figures import batch_figures, batch_kinds, point_figures
from bench.datum_worlds import sample_world, settled
from bench.datums import batch_rows, point_rows
from bench.partition_cases import real_file

SHIFTED = ["gcj02", "bd09"]
AT_HOMES = [
    f"{where}, {error} m" for where in ("dwellings", "one village") for error in (0, 10, 30, 50)
]


@pytest.fixture(scope="module")
def two_villages():
    if not real_file().is_file():
        pytest.skip("the shared real data are not here (set WANGGE_SHARED_DATA to their folder)")
    return settled("two villages", 10_000.0, ("Fella", "Butiama"))


@pytest.fixture(scope="module")
def six_villages():
    if not real_file().is_file():
        pytest.skip("the shared real data are not here (set WANGGE_SHARED_DATA to their folder)")
    return settled("six villages", 10_000.0)


@pytest.fixture(scope="module")
def county():
    return sample_world()


def batches(world, kind, datum, size, count):
    draw = batch_kinds(world, np.random.default_rng(1))[kind]
    return batch_figures(world.ground(), lambda: draw(size), datum, count)


@pytest.mark.shared
@pytest.mark.parametrize("datum", SHIFTED)
def test_of_shifted_dwellings_in_no_grid_95_in_100_are_named(two_villages, datum):
    found = point_figures(two_villages.ground(), two_villages.homes, datum)

    assert found.nowhere > 300
    assert found.right >= 0.95
    assert 0 < found.other_grid < 0.5


@pytest.mark.shared
def test_of_true_dwellings_one_in_100_at_most_is_accused(two_villages):
    assert point_figures(two_villages.ground(), two_villages.homes, "wgs84").flagged <= 0.01


@pytest.mark.shared
@pytest.mark.parametrize("datum", ["wgs84", *SHIFTED])
def test_batches_of_fifty_are_judged_right(two_villages, datum):
    for kind in ("dwellings, 0 m", "one village, 10 m", "dwellings, 50 m"):
        found = batches(two_villages, kind, datum, 50, 20)
        assert (found.flagged, found.right) == ((0, 0) if datum == "wgs84" else (1, 1)), kind


@pytest.mark.shared
@pytest.mark.long
@pytest.mark.parametrize("datum", SHIFTED)
def test_of_5000_shifted_dwellings_in_no_grid_95_in_100_are_named(six_villages, datum):
    found = point_figures(six_villages.ground(), six_villages.homes, datum)

    assert found.points > 5_000
    assert found.right >= 0.95


@pytest.mark.shared
@pytest.mark.long
@pytest.mark.parametrize("kind", AT_HOMES)
def test_no_true_batch_of_dwellings_is_accused_and_nearly_every_shifted_one_named(
    six_villages, kind
):
    for size in (50, 100, 500):
        assert batches(six_villages, kind, "wgs84", size, 100).flagged == 0
        assert batches(six_villages, kind, "gcj02", size, 100).right >= 0.98
        assert batches(six_villages, kind, "bd09", size, 100).right >= 0.98


@pytest.mark.long
@pytest.mark.parametrize("kind", [*AT_HOMES, "along roads", "100 m from dwellings"])
def test_where_grids_leave_no_gap_the_batch_still_tells(county, kind):
    assert batches(county, kind, "wgs84", 50, 100).flagged == 0
    assert batches(county, kind, "bd09", 50, 100).right >= 0.98


@pytest.mark.shared
@pytest.mark.long
def test_true_batches_of_roads_and_sites_are_seldom_accused(six_villages):
    """One straight road or one site beside a village may by chance fit another datum."""
    assert batches(six_villages, "along roads", "wgs84", 50, 200).flagged <= 0.15
    assert batches(six_villages, "one site", "wgs84", 50, 200).flagged <= 0.05
    assert batches(six_villages, "300 m from dwellings", "wgs84", 50, 200).flagged == 0


@pytest.mark.shared
def test_the_tables_have_a_row_for_each_case(two_villages):
    points = list(point_rows(two_villages, (0.0,)))
    judged = list(batch_rows(two_villages, (50,), 1))

    assert len(points) == 2 * 3
    assert points[1].startswith("| two villages | yes | 0 | gcj02 | 609 |")
    assert len(judged) == len(AT_HOMES) + 4
