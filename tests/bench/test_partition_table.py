"""Rows of the table, and runs that do not come to an end."""

import pytest

from bench.partition_figures import Figures
from bench.partition_process import Failed, NotFinished, run_method
from bench.partition_run import write_township
from bench.partition_table import Run, table
from bench.villages import made_up_township

NAMES = {"ours": "Ours", "peer": "Peer"}


def _figures(distance_m, overlaps_m2=0.0, in_range=1.0):
    return Figures(16, in_range, distance_m, 0.6, 0.4, 0, 0, 0.0, overlaps_m2, 5.5)


def _cells(row):
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_a_row_holds_the_medians_over_seeds():
    runs = [Run("200", "ours", s, None, s, 100, _figures(70 + s)) for s in (1, 2, 9)]

    row = table(runs, NAMES).splitlines()[2]

    assert _cells(row) == [
        *("200", "Ours", "16", "100 %", "72.00", "0.600", "0.400"),
        *("0", "0", "0", "0", "5.5", "2.00", "100"),
    ]


def test_what_must_not_happen_is_shown_of_the_worst_seed_and_never_rounded_away():
    good = [Run("200", "ours", s, None, 1, 100, _figures(70)) for s in (0, 1)]
    bad = Run("200", "ours", 2, None, 1, 100, _figures(70, 2e-7, 7999 / 8000))

    cells = _cells(table([*good, bad], NAMES).splitlines()[2])

    assert (cells[3], cells[10]) == ("99.9 %", "2e-07")


def test_a_method_that_was_stopped_once_shows_no_figures():
    runs = [
        Run("200", "peer", 0, None, 1, 100, _figures(70)),
        Run("200", "peer", 1, "not finished"),
    ]

    row = table(runs, NAMES).splitlines()[2]

    assert row.split("|")[3].strip() == "not finished"
    assert "70" not in row


def test_a_run_is_stopped_when_its_time_is_up(tmp_path):
    with pytest.raises(NotFinished):
        run_method("k-means", tmp_path, 0, workers=1, limit_s=0.01)


def test_a_run_that_fails_says_why(tmp_path):
    with pytest.raises(Failed, match="No such file"):
        run_method("k-means", tmp_path, 0, workers=1, limit_s=60)


def test_a_run_leaves_labels_and_its_cost(tmp_path):
    write_township(made_up_township(100, 0), tmp_path)

    seconds, memory_mb = run_method("k-means", tmp_path, 0, workers=2, limit_s=60)

    assert seconds > 0
    assert memory_mb > 10
    assert (tmp_path / "labels.npy").exists()
