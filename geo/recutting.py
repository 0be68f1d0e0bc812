"""A group cut again, with as many households as possible left where they were."""

import numpy as np

from geo.arrays import Floats, Ints
from geo.atoms import Bundles, bundle_atoms, make_atoms
from geo.cutting import Cut, Group, Rules, exception_of, gathered
from geo.feasible import plan_atoms
from geo.packing import pack, planned_bounds
from geo.seeds import centroids


def recut_group(group: Group, former: Ints, rules: Rules) -> tuple[Cut, Ints]:
    """Cut a group of households that had grids before.

    Parameters
    ----------
    group
        The households; the number of grids wanted is that of the former ones here.
    former
        Number of the grid each household was in (n,), -1 for none.
    rules
        As for `cut_group`.

    Returns
    -------
    cut
        Households leave their former grid only where sizes or pins demand it; straight edges
        have to be found anew.
    kept
        Number of the former grid that each grid goes on from (k,), -1 for a new one.
    """
    atoms = make_atoms(group.points, group.counted, group.bond, group.apart, rules.bounds[1])
    bundles = bundle_atoms(atoms)
    held = _majority(bundles.bundle[atoms.atom], group.counted, former, len(bundles.weights))
    wanted = max(len(np.unique(held[held >= 0])), 1)
    plan = plan_atoms(bundles.weights, bundles.apart, wanted, rules.bounds)
    kept = _kept(held, bundles.weights, plan.grids)
    number = np.where(np.isin(held, kept), np.searchsorted(kept, held), -1)
    centres = _centres(bundles, number, len(kept), plan.grids)
    points, lifted = _anchored(bundles.points, number, centres)
    bounds = planned_bounds(points, bundles.weights, lifted, plan, rules.bounds)
    label = number if _keeps(bundles, number, bounds) else _packed(bundles, points, lifted, bounds)
    label = plan.label if label is None else label
    cut = Cut(
        atoms, label[bundles.bundle], plan.grids, plan, exception_of(plan, atoms, rules.bounds)
    )
    return gathered(cut), np.append(kept, np.full(plan.grids - len(kept), -1))


def _keeps(bundles: Bundles, number: Ints, bounds: tuple[Ints, Ints]) -> bool:
    """Whether everybody can stay."""
    if (number < 0).any() or (number[bundles.apart[:, 0]] == number[bundles.apart[:, 1]]).any():
        return False
    sizes = np.bincount(number, bundles.weights, len(bounds[0]))
    return bool(((sizes >= bounds[0]) & (sizes <= bounds[1])).all())


def _packed(
    bundles: Bundles, points: Floats, centres: Floats, bounds: tuple[Ints, Ints]
) -> Ints | None:
    weights, apart = bundles.weights, bundles.apart
    return pack(points, weights, centres, bounds=bounds, apart=apart, start=None, fixed=None)


def _majority(bundle: Ints, counted: Ints, former: Ints, b: int) -> Ints:
    """Former grid of most households of each bundle, the lower of two; -1 for none."""
    known = np.flatnonzero(former >= 0)
    held = np.full(b, -1)
    if len(known) == 0:
        return held
    votes = np.zeros((b, former.max() + 1))
    np.add.at(votes, (bundle[known], former[known]), counted[known] + 1e-3)
    voted = votes.any(axis=1)
    held[voted] = votes[voted].argmax(axis=1)
    return held


def _kept(held: Ints, weights: Ints, grids: int) -> Ints:
    """Former grids that go on, ascending: the largest ones."""
    numbers, index = np.unique(held[held >= 0], return_inverse=True)
    size = np.bincount(index, weights[held >= 0], len(numbers))
    return np.sort(numbers[np.lexsort((numbers, -size))[:grids]])


def _centres(bundles: Bundles, number: Ints, kept: int, grids: int) -> Floats:
    """Means of the grids that go on; each new one begins where households are farthest off."""
    known = number >= 0
    fallback = np.tile(bundles.points.mean(axis=0), (max(kept, 1), 1))
    centres = centroids(bundles.points[known], bundles.weights[known], number[known], fallback)
    while len(centres) < grids:
        squared = ((bundles.points[:, None] - centres) ** 2).sum(axis=2).min(axis=1)
        centres = np.vstack([centres, bundles.points[int((squared * bundles.weights).argmax())]])
    return centres


def _anchored(points: Floats, number: Ints, centres: Floats) -> tuple[Floats, Floats]:
    """Points and centres with an axis per grid, on which leaving the former grid is far.

    A household that leaves pays as much as one that crosses the whole village.
    """
    far = float(np.linalg.norm(np.ptp(np.vstack([points, centres]), axis=0))) + 1.0
    axes = np.eye(len(centres)) * far / np.sqrt(2)
    at = np.where((number >= 0)[:, None], axes[number], 0.0)
    return np.hstack([points, at]), np.hstack([centres, axes])
