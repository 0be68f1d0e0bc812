"""A few neighbouring labels cut anew by random trees."""

from collections.abc import Collection
from itertools import permutations

import numpy as np

from geo.mosaic import Mosaic, excesses, parts, pieces, restore, spread
from geo.moves import foes_meet

# A part of the tree with its households, and what is left without it.
_Cut = tuple[list[int], list[int]]


def recut(mosaic: Mosaic, labels: Collection[int], rng: np.random.Generator, trees: int) -> bool:
    """Cut the ground of two or three labels anew where that is better; True when it was.

    Better is: sizes nearer to their bounds, then fewer pieces, then shorter ways.

    Notes
    -----
    As in ReCom (DeFord, Duchin and Solomon, Harvard Data Science Review 3(1), 2021): a random
    spanning tree is cut where the sizes fit. Short edges are likelier in it, so that its
    parts are compact.
    """
    chosen = sorted(labels)
    atoms = sorted(set().union(*(mosaic.members[label] for label in chosen)))
    if len(parts(mosaic, atoms)) != 1 or not all(mosaic.grounded[atom] for atom in atoms):
        return False
    start = [mosaic.label[atom] for atom in atoms]
    best, best_rank = start, _rank(mosaic, chosen)
    for _ in range(trees):
        split = _split(mosaic, atoms, chosen, rng)
        if split is None or not _allowed(mosaic, split):
            continue
        restore(mosaic, atoms, _nearest_labels(mosaic, atoms, split, chosen))
        rank = _rank(mosaic, chosen)
        if rank < best_rank:
            best, best_rank = [mosaic.label[atom] for atom in atoms], rank
        restore(mosaic, atoms, start)
    restore(mosaic, atoms, best)
    return best is not start


def _rank(mosaic: Mosaic, labels: list[int]) -> tuple[int, int, float]:
    ways = sum(spread(mosaic, mosaic.members[label]) for label in labels)
    return excesses(mosaic, labels), pieces(mosaic, labels), round(ways, 6)


def _split(
    mosaic: Mosaic, atoms: list[int], labels: list[int], rng: np.random.Generator
) -> list[list[int]] | None:
    """Parts of a random tree, one for each label, each as heavy as some label may be."""
    low = min(mosaic.low[label] for label in labels)
    high = max(mosaic.high[label] for label in labels)
    found, rest = [], atoms
    for left in range(len(labels) - 1, 0, -1):
        cuts = _cuts(mosaic, rest, rng, (low, high), left)
        if not cuts:
            return None
        part, rest = min(cuts, key=lambda cut: spread(mosaic, cut[0]) + spread(mosaic, cut[1]))
        found.append(part)
    return [*found, rest]


def _cuts(
    mosaic: Mosaic,
    atoms: list[int],
    rng: np.random.Generator,
    window: tuple[int, int],
    left: int,
) -> list[_Cut]:
    """Ways to cut one label off a random tree so that so many more fit in what is left."""
    order, parent = _random_tree(mosaic, atoms, rng)
    total = sum(mosaic.weight[atom] for atom in atoms)
    below = {atom: mosaic.weight[atom] for atom in atoms}
    inside = {atom: [atom] for atom in atoms}
    found = []
    everything = set(atoms)
    for atom in reversed(order[1:]):
        below[parent[atom]] += below[atom]
        inside[parent[atom]] += inside[atom]
        for size in (below[atom], total - below[atom]):
            fits = window[0] <= size <= window[1]
            if fits and left * window[0] <= total - size <= left * window[1]:
                branch, rest = inside[atom], sorted(everything.difference(inside[atom]))
                found.append((branch, rest) if size == below[atom] else (rest, branch))
    return found


def _random_tree(
    mosaic: Mosaic, atoms: list[int], rng: np.random.Generator
) -> tuple[list[int], dict[int, int]]:
    """Atoms from a root outward and the parent of each, over a random light tree (Prim)."""
    inside = set(atoms)
    root = atoms[int(rng.integers(len(atoms)))]
    chance = iter(rng.random(sum(len(mosaic.near[atom]) for atom in atoms)).tolist())
    edges = {
        (min(a, b), max(a, b)): next(chance) * abs(mosaic.place[a] - mosaic.place[b])
        for a in atoms
        for b in mosaic.near[a]
        if b in inside
    }
    parent: dict[int, int] = {}
    group = {atom: atom for atom in atoms}
    linked: dict[int, list[int]] = {atom: [] for atom in atoms}
    for a, b in sorted(edges, key=lambda edge: (edges[edge], edge)):
        one, other = _group(group, a), _group(group, b)
        if one != other:
            group[one] = other
            linked[a].append(b)
            linked[b].append(a)
    order = [root]
    for atom in order:
        for other in linked[atom]:
            if other != parent.get(atom):
                parent[other] = atom
                order.append(other)
    return order, parent


def _group(group: dict[int, int], atom: int) -> int:
    while group[atom] != atom:
        group[atom] = group[group[atom]]
        atom = group[atom]
    return atom


def _allowed(mosaic: Mosaic, split: list[list[int]]) -> bool:
    """Whether every bond is kept and no foes meet."""
    for part in split:
        held = set(part)
        torn = any(not held.issuperset(mosaic.band[atom]) for atom in part)
        if torn or foes_meet(mosaic, held):
            return False
    return True


def _nearest_labels(
    mosaic: Mosaic, atoms: list[int], split: list[list[int]], labels: list[int]
) -> list[int]:
    """Label of each atom: the parts go to the labels that keep most households."""
    kept = [
        [sum(mosaic.pull[atom] for atom in part if mosaic.label[atom] == label) for label in labels]
        for part in split
    ]

    def worth(order: tuple[int, ...]) -> tuple[int, float]:
        over = 0
        for row, column in enumerate(order):
            size = sum(mosaic.weight[atom] for atom in split[row])
            label = labels[column]
            over += max(size - mosaic.high[label], mosaic.low[label] - size, 0)
        return -over, sum(kept[row][column] for row, column in enumerate(order))

    best = max(permutations(range(len(labels))), key=worth)
    label_of = {atom: labels[best[row]] for row, part in enumerate(split) for atom in part}
    return [label_of[atom] for atom in atoms]
