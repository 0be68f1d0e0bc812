"""One group of households cut into grids, as lists."""

import zlib
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from geo.arrays import Floats, Ints
from geo.atoms import Atoms, Bundles, bundle_atoms, gather, make_atoms
from geo.division import Division, divide, nearest_grid
from geo.feasible import AtomPlan, plan_atoms
from geo.packing import pack, planned_bounds
from geo.seeds import centroids
from geo.sizes import SizePlan, plan_sizes
from geo.walking import shorten_ways

PINNED: Final = "pinned"
SHARED_PLACE: Final = "shared-place"
# Packed atoms move the centres a little; the third time nothing changes any more.
_PACKINGS: Final = 3
# The best of three searches for short squared ways is nearly always the best for ways too.
_SEARCHES: Final = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Households to be cut together.

    Attributes
    ----------
    name
        What makes its chance its own.
    points
        Metres (n, d), equal for one place, at least one.
    counted
        1 for a household that counts towards the size, 0 for one that does not (n,).
    bond, apart
        Hand pins as in `geo.houses.Houses`, over these rows.
    wanted
        Number of grids.
    """

    name: str
    points: Floats
    counted: Ints
    bond: Ints
    apart: Ints
    wanted: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every group of a county.

    Attributes
    ----------
    bounds
        Fewest and most households of a grid.
    seed
        Same seed, same grids.
    thorough
        Search several times as long, for shorter ways.
    """

    bounds: tuple[int, int]
    seed: int
    thorough: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """The grids of one group.

    Attributes
    ----------
    atoms
        The households by place.
    label
        Grid of each atom (m,), from 0.
    grids
        Number of grids.
    plan
        Sizes that are possible.
    exception
        Why they leave the bounds, None when they do not.
    centres, weights
        Power diagram (k, d) and (k,) that separates the grids; None where none is known.
    """

    atoms: Atoms
    label: Ints
    grids: int
    plan: AtomPlan
    exception: str | None
    centres: Floats | None = None
    weights: Floats | None = None


def cut_group(group: Group, rules: Rules) -> Cut:
    """Cut a group of households into grids.

    Returns
    -------
    cut
        Sizes within the bounds wherever the atoms allow, else at the least violation found;
        households that do not count go where their place puts them.

    Raises
    ------
    WrongSizes
        If the bounds contradict each other.
    """
    atoms = make_atoms(group.points, group.counted, group.bond, group.apart, rules.bounds[1])
    bundles = bundle_atoms(atoms)
    plan = plan_atoms(bundles.weights, bundles.apart, group.wanted, rules.bounds)
    cut = Cut(
        atoms, plan.label[bundles.bundle], plan.grids, plan, exception_of(plan, atoms, rules.bounds)
    )
    if not bundles.weights.any():
        return cut
    chance = np.random.default_rng([rules.seed, zlib.crc32(group.name.encode())])
    if not rules.thorough or plan.grids == 1:
        return gathered(_divided(cut, bundles, chance, rules.bounds, thorough=False))
    found = [
        _divided(cut, bundles, one, rules.bounds, thorough=True) for one in chance.spawn(_SEARCHES)
    ]
    polished = [_polished(one, bundles, rules.bounds) for one in found]
    return gathered(min(polished, key=lambda one: _ways(one, bundles)))


def gathered(cut: Cut) -> Cut:
    """Bundle again what a cut left together in one place."""
    atoms, label = gather(cut.atoms, cut.label)
    return replace(cut, atoms=atoms, label=label)


def _divided(
    cut: Cut,
    bundles: Bundles,
    chance: np.random.Generator,
    bounds: tuple[int, int],
    *,
    thorough: bool,
) -> Cut:
    """Bundles divided by place; kept whole even where the cheapest flow would divide them."""
    lived = np.flatnonzero(bundles.weights)
    places, place = np.unique(bundles.points[lived], axis=0, return_inverse=True)
    counts = np.bincount(place.ravel(), bundles.weights[lived]).astype(np.int64)
    plan = cut.plan
    sizes = SizePlan(plan.grids, plan.smallest, plan.largest, cut.exception)
    division = divide(places, counts, sizes, chance, thorough=thorough)
    loose = plan.violation > 0 and int(counts.max()) > 1
    whole = None if loose else _whole(division, bundles, place.ravel(), lived)
    if whole is None:
        label = _packed(bundles, division.centres, plan, bounds)
        return replace(cut, label=label[bundles.bundle])
    return replace(
        cut, label=whole[bundles.bundle], centres=division.centres, weights=division.weights
    )


def _ways(cut: Cut, bundles: Bundles) -> float:
    """Metres from all households to the mean of their grid, summed."""
    label = np.empty(len(bundles.weights), dtype=np.int64)
    label[bundles.bundle] = cut.label
    nowhere = np.zeros((cut.grids, bundles.points.shape[1]))
    means = centroids(bundles.points, bundles.weights, label, nowhere)
    return float(bundles.weights @ np.linalg.norm(bundles.points - means[label], axis=1))


def exception_of(plan: AtomPlan, atoms: Atoms, bounds: tuple[int, int]) -> str | None:
    """Why the sizes that are possible leave the bounds: a rule code, None when they do not."""
    if plan.violation == 0:
        return None
    by_number = plan_sizes(int(atoms.weights.sum()), *bounds).exception
    pinned = (atoms.bond >= 0).any() or len(atoms.apart) > 0
    return by_number or (PINNED if pinned else SHARED_PLACE)


def _whole(division: Division, bundles: Bundles, place: Ints, lived: Ints) -> Ints | None:
    """Grid of each bundle when the division tears none of them, else None."""
    shares, weights = division.shares, bundles.weights[lived]
    torn = np.bincount(shares.place) > 1
    if len(bundles.apart) or (weights[torn[place]] > 1).any():
        return None
    order = np.argsort(place, kind="stable")
    first = np.cumsum(weights[order]) - weights[order]
    label = nearest_grid(bundles.points, division)
    label[lived[order]] = np.repeat(shares.grid, shares.households)[first]
    return label


def _packed(bundles: Bundles, centres: Floats, plan: AtomPlan, bounds: tuple[int, int]) -> Ints:
    """Grids of bundles that a flow would divide."""
    label = plan.label
    for _ in range(_PACKINGS):
        packed = pack(
            bundles.points,
            bundles.weights,
            centres,
            bounds=planned_bounds(bundles.points, bundles.weights, centres, plan, bounds),
            apart=bundles.apart,
            start=None,
            fixed=None,
        )
        if packed is None or (packed == label).all():
            break
        label = packed
        centres = centroids(bundles.points, bundles.weights, label, centres)
    return label


def _polished(cut: Cut, bundles: Bundles, bounds: tuple[int, int]) -> Cut:
    """Shorter ways; straight edges have to be found anew."""
    label = np.empty(len(bundles.weights), dtype=np.int64)
    label[bundles.bundle] = cut.label
    sizes = np.bincount(label, bundles.weights, cut.grids).astype(np.int64)
    held = np.minimum(sizes, bounds[0]), np.maximum(sizes, bounds[1])
    shorter = shorten_ways(bundles.points, bundles.weights, label, held, bundles.apart)
    if (shorter == label).all():
        return cut
    return replace(cut, label=shorter[bundles.bundle], centres=None, weights=None)
