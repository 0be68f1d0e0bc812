"""Every number of households from 1 to 2,000 in every shape, with all that must hold of each.

Hours of work: part of `make test-long` only.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from geo.partition import build_grids

pytestmark = pytest.mark.long


def _beside(name):
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHAPES, CHECKS, BRUTE = map(_beside, ("partition_shapes", "partition_checks", "brute_force"))
SEED = 2
"""Other villages than those of `make test`."""
MOST = 2_000
AT_ONCE = 20
"""Numbers of households in one test."""
RUN_AGAIN_EACH = 10
"""Of so many numbers one is shuffled, and changed by 1 %."""
EXHAUSTIVE = 40
HUNDRED = 100
ONE_PIECE = {"collinear", "two-clusters", "spiral", "fractal", "holes", "absent"}
NUMBERS = [range(first, first + AT_ONCE) for first in range(1, MOST + 1, AT_ONCE)]


def weights(homes, asked, atom):
    counts = homes[asked["counts"]] if "counts" in asked else np.ones(len(homes), dtype=int)
    return np.bincount(atom, counts).astype(int).tolist()


def wrong_sizes(village, answer):
    """What is out of range although it need not be; groups are judged in `make test`."""
    homes = village.households
    atom = CHECKS.atoms(homes)
    held = weights(homes, village.asked, atom)
    if len(homes) <= EXHAUSTIVE:
        best = BRUTE.least_violation(held, CHECKS.pairs_apart(homes, atom))
    elif BRUTE.packed(held) is None:
        return []  # nobody knows
    else:
        best = 0
    found = CHECKS.violation(answer)
    return [] if found == best else [f"out of range by {found}, not {best}"]


def wrong_at_first(shape, village, partition):
    """All that is wrong with a first answer."""
    answer = CHECKS.answered(village, partition)
    said = CHECKS.faults_of_file(village, partition) + CHECKS.wrong_order(answer)
    if shape != "groups":
        said += wrong_sizes(village, answer)
    if shape in ONE_PIECE and CHECKS.crossing_grids(answer):
        said.append(f"in pieces: {CHECKS.crossing_grids(answer)}")
    return said


def wrong_when_shuffled(village, partition):
    rows = village.households.sample(frac=1, random_state=SEED).reset_index(drop=True)
    again = build_grids(rows, **village.asked)
    same = CHECKS.written(again.grids) == CHECKS.written(partition.grids)
    return [] if same else ["another file when shuffled"]


def wrong_when_changed(village, partition):
    after, staying = SHAPES.changed(village, SEED)
    second = build_grids(after.households, **after.asked, previous=partition.grids)
    said = CHECKS.faults_of_file(after, second)
    old = dict(zip(village.households["number"], partition.members["serial"], strict=True))
    new = dict(zip(after.households["number"], second.members["serial"], strict=True))
    kept = sum(old[one] == new[one] for one in staying)
    if len(village.households) >= HUNDRED and kept < 0.95 * len(staying):
        said.append(f"only {kept} of {len(staying)} stay")
    return said


@pytest.mark.parametrize("shape", SHAPES.SHAPES)
@pytest.mark.parametrize("numbers", NUMBERS, ids=lambda r: f"{r[0]}-{r[-1]}")
def test_every_number_of_households_in_every_shape(shape, numbers):
    wrong = {}

    for n in numbers:
        village = SHAPES.village(shape, n, SEED)
        partition = build_grids(village.households, **village.asked)
        wrong[n] = wrong_at_first(shape, village, partition)
        if n % RUN_AGAIN_EACH == 0:
            wrong[n] += wrong_when_shuffled(village, partition)
            wrong[n] += wrong_when_changed(village, partition)

    assert {n: said for n, said in wrong.items() if said} == {}


@pytest.mark.parametrize("shape", SHAPES.SHAPES)
def test_a_small_village_of_many_seeds(shape):
    wrong = {}

    for seed in range(3, 203):
        village = SHAPES.village(shape, 1 + 7 * seed % 60, seed)
        partition = build_grids(village.households, **village.asked)
        wrong[village.name] = wrong_at_first(shape, village, partition)

    assert {name: said for name, said in wrong.items() if said} == {}
