import numpy as np

from geo.partition import build_grids

COURTYARD = (400.0, 400.0)


def village(households, chance_seed=3, left_out=()):
    """Twenty households in one courtyard, sixty around it, numbered for good."""
    chance = np.random.default_rng(chance_seed)
    metres = np.vstack([np.tile(COURTYARD, (20, 1)), chance.uniform(0, 800, (60, 2))])
    kept = np.setdiff1d(np.arange(80), left_out)
    return households(metres[kept], number=[f"H{i:02d}" for i in kept])


def by_number(homes, partition):
    return partition.members["serial"].set_axis(homes["number"])


def test_the_first_doors_of_a_courtyard_go_to_the_lowest_grid(households):
    homes = village(households)

    serial = by_number(homes, build_grids(homes)).iloc[:20]

    assert serial.nunique() > 1
    assert serial.is_monotonic_increasing


def test_the_list_of_doors_does_not_depend_on_the_order_of_rows(households):
    homes = village(households)
    shuffled = homes.sample(frac=1, random_state=1).reset_index(drop=True)

    one, other = (by_number(frame, build_grids(frame)) for frame in (homes, shuffled))

    assert one.equals(other.loc[one.index])


def test_when_somebody_leaves_the_courtyard_keeps_its_list(households):
    before, after = village(households), village(households, left_out=[5, 40])
    first = build_grids(before)

    again = build_grids(after, previous=first.grids)

    old, new = by_number(before, first), by_number(after, again)
    assert (old.loc[new.index] == new).mean() >= 0.95
    assert again.grids["households"].between(10, 15).all()
