import numpy as np
import pandas as pd
import pytest

from geo.errors import ContradictingPins
from geo.pins import read_bonds, read_quarrels


def pins(keep_with=None, keep_apart=None):
    n = len(keep_with or keep_apart)
    return pd.DataFrame(
        {"keep_with": keep_with or [None] * n, "keep_apart": keep_apart or [""] * n}
    )


def test_one_label_joins_and_a_household_with_two_labels_joins_both():
    table = pins(["a", "", "a; b", None, "b", 7.0, "7"])

    bond = read_bonds(table, np.zeros(7, dtype=int))

    assert bond.tolist() == [0, -1, 0, -1, 0, 1, 1]


def test_a_label_means_something_in_its_own_village_only():
    bond = read_bonds(pins(["a", "a", "a", "a"]), np.array([0, 0, 1, 1]))

    assert bond.tolist() == [0, 0, 1, 1]


def test_all_that_share_a_label_are_kept_apart_in_pairs():
    table = pins(keep_apart=["x", "x;y", "x", "y"])

    apart = read_quarrels(table, np.zeros(4, dtype=int), np.full(4, -1))

    assert apart.tolist() == [[0, 1], [0, 2], [1, 2], [1, 3]]


def test_without_the_columns_nobody_is_pinned():
    table, village = pd.DataFrame({"name": ["x", "y"]}), np.zeros(2, dtype=int)

    assert read_bonds(table, village).tolist() == [-1, -1]
    assert read_quarrels(table, village, np.full(2, -1)).shape == (0, 2)


def test_together_and_apart_is_refused_with_both_names():
    table = pins(["a", "a;b", "b"], ["x", "", "x"]).set_axis(["H1", "H2", "H3"])
    village = np.zeros(3, dtype=int)

    with pytest.raises(
        ContradictingPins, match="H1 and H3 are to be kept together and apart: remove"
    ):
        read_quarrels(table, village, read_bonds(table, village))
