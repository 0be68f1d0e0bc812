"""Places in labelled sets that are to hang together: what a search over them looks at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.arrays import Floats, Ints

# An atom of nobody who counts still should not lie far from its label.
_TRIFLE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Terms:
    """What a labelling must keep to.

    Attributes
    ----------
    places, weights
        Metres (m, 2) and households of each atom (m,).
    low, high
        Fewest and most households of each label (k,).
    apart
        Pairs of atoms in different labels (e, 2).
    bonds
        Number of the bond of each atom (m,), -1 for none.
    """

    places: Floats
    weights: Ints
    low: Ints
    high: Ints
    apart: Ints
    bonds: Ints


@dataclass(slots=True)
class Mosaic:
    """Atoms, what lies beside what, and the label each has at the moment.

    Attributes
    ----------
    near
        Neighbours of each atom.
    weight, place, pull
        Households that count; metres east and north as one complex number; households, or a
        trifle where none counts, for distances.
    foes, band
        Atoms that may not share its label; atoms that must, itself among them.
    grounded
        False for an atom without ground, which need not hang together with the others.
    low, high
        Bounds of each label's households.
    label, members, size
        The label of each atom; the atoms of each label; their households.
    effort
        Moves that a search may still try.
    """

    near: list[list[int]]
    weight: list[int]
    place: list[complex]
    pull: list[float]
    foes: list[frozenset[int]]
    band: list[tuple[int, ...]]
    grounded: list[bool]
    low: list[int]
    high: list[int]
    label: list[int]
    members: list[set[int]]
    size: list[int]
    effort: int = 0


def make_mosaic(terms: Terms, label: Ints, borders: Ints, bare: Ints) -> Mosaic:
    """Set a labelling up for a search.

    Parameters
    ----------
    terms
        What to keep to.
    label
        Label of each atom (m,).
    borders
        Pairs of atoms that lie side by side (e, 2).
    bare
        Atoms without ground.
    """
    labels = range(len(terms.low))
    grounded = np.ones(len(label), dtype=bool)
    grounded[bare] = False
    return Mosaic(
        near=partners(len(label), borders),
        weight=terms.weights.tolist(),
        place=(terms.places[:, 0] + 1j * terms.places[:, 1]).tolist(),
        pull=np.maximum(terms.weights, _TRIFLE).tolist(),
        foes=[frozenset(against) for against in partners(len(label), terms.apart)],
        band=_bands(terms.bonds),
        grounded=grounded.tolist(),
        low=terms.low.tolist(),
        high=terms.high.tolist(),
        label=label.tolist(),
        members=[set(np.flatnonzero(label == one).tolist()) for one in labels],
        size=np.bincount(label, terms.weights, len(labels)).astype(np.int64).tolist(),
    )


def partners(atoms: int, pairs: Ints) -> list[list[int]]:
    """List, for each atom, the others it forms a pair with, in ascending order."""
    found: list[set[int]] = [set() for _ in range(atoms)]
    for one, other in pairs.tolist():
        found[one].add(other)
        found[other].add(one)
    return [sorted(others - {atom}) for atom, others in enumerate(found)]


def _bands(bonds: Ints) -> list[tuple[int, ...]]:
    tied: dict[int, list[int]] = {}
    for atom in np.flatnonzero(bonds >= 0).tolist():
        tied.setdefault(int(bonds[atom]), []).append(atom)
    return [tuple(tied[bond]) if bond >= 0 else (atom,) for atom, bond in enumerate(bonds.tolist())]


def relabel(mosaic: Mosaic, atoms: Iterable[int], to: int) -> None:
    """Give atoms another label."""
    for atom in atoms:
        old = mosaic.label[atom]
        mosaic.members[old].discard(atom)
        mosaic.size[old] -= mosaic.weight[atom]
        mosaic.members[to].add(atom)
        mosaic.size[to] += mosaic.weight[atom]
        mosaic.label[atom] = to


def restore(mosaic: Mosaic, atoms: Iterable[int], labels: Iterable[int]) -> None:
    """Give each atom the label beside it."""
    for atom, label in zip(atoms, labels, strict=True):
        if mosaic.label[atom] != label:
            relabel(mosaic, (atom,), label)


def excess(mosaic: Mosaic, label: int) -> int:
    """Households above the bounds of a label, negative below, 0 within."""
    size = mosaic.size[label]
    return max(size - mosaic.high[label], 0) + min(size - mosaic.low[label], 0)


def excesses(mosaic: Mosaic, labels: Iterable[int]) -> int:
    """Households above or below the bounds, over labels."""
    return sum(abs(excess(mosaic, label)) for label in labels)


def parts(mosaic: Mosaic, atoms: Collection[int]) -> list[set[int]]:
    """Connected parts of a set of atoms, the heaviest first; atoms without ground left out."""
    left = {atom for atom in atoms if mosaic.grounded[atom]}
    found: list[set[int]] = []
    while left:
        edge = [left.pop()]
        part = set(edge)
        while edge:
            for other in mosaic.near[edge.pop()]:
                if other in left:
                    left.remove(other)
                    part.add(other)
                    edge.append(other)
        found.append(part)
    if len(found) > 1:
        found.sort(key=lambda part: (-sum(mosaic.weight[atom] for atom in part), min(part)))
    return found


def pieces(mosaic: Mosaic, labels: Iterable[int]) -> int:
    """Connected parts over labels."""
    return sum(len(parts(mosaic, mosaic.members[label])) for label in labels)


def spread(mosaic: Mosaic, atoms: Collection[int]) -> float:
    """Metres from the households of a set to their mean, summed."""
    total = sum(mosaic.pull[atom] for atom in atoms)
    if not total:
        return 0.0
    mean = sum(mosaic.pull[atom] * mosaic.place[atom] for atom in atoms) / total
    return sum(mosaic.pull[atom] * abs(mosaic.place[atom] - mean) for atom in atoms)
