"""Parts of a village that lie apart, and how many sets each of them gets."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from geo.archipelago import SEARCHED_PARTS, most_clusters, shortest_tree
from geo.arrays import Floats, Ints
from geo.geodesic import divide_places
from geo.sizes import SizePlan

_SAME_LABEL_DISCOUNT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Separation:
    """Labels that no longer span parts which can stand alone.

    Attributes
    ----------
    label
        Label of each atom (m,).
    bridges
        Pairs of atoms (b, 2) across water where parts must share a label.
    clusters
        Number of clusters of parts that no label leaves.
    proved
        Whether more clusters are impossible.
    """

    label: Ints
    bridges: Ints
    clusters: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Sets:
    """Atoms with labels.

    Attributes
    ----------
    places, weights
        Metres (m, 2) and households of each atom (m,).
    label
        Label of each atom (m,).
    part
        Part of the ground each atom is on (m,), from 0.
    """

    places: Floats
    weights: Ints
    label: Ints
    part: Ints


def split_islands(
    sets: Sets, bounds: tuple[int, int], rng: np.random.Generator, *, even: bool = False
) -> Separation:
    """Give every part of the ground, or the fewest joined ones, labels of their own.

    Parameters
    ----------
    sets
        Atoms as they were labelled without regard to water.
    bounds
        Fewest and most households of a label.
    rng
        Source of chance.
    even
        Share labels out by households; otherwise parts keep as many as they have if they can.

    Returns
    -------
    separation
        The number of labels changes only if it must. Sizes may be out of bounds where atoms
        had to leave a label.

    Notes
    -----
    Labels that join c parts none of whose subsets can stand alone break into at least c - 1
    pieces more than there are labels; so the most clusters give the fewest pieces.
    """
    parts = int(sets.part.max()) + 1
    gap = _gaps(sets, parts)
    households = np.bincount(sets.part, sets.weights, parts).astype(np.int64)
    clusters = most_clusters(households, gap, bounds)
    cluster = np.zeros(parts, dtype=np.int64)
    for number, joined in enumerate(clusters):
        cluster[joined] = number
    bridges = [pair for joined in clusters for pair in _bridges(sets, joined, gap)]
    label = sets.label
    if len(clusters) > 1:
        label = _relabel(sets, cluster[sets.part], bounds, rng, even=even)
    pairs = np.array(bridges, dtype=np.int64).reshape(-1, 2)
    return Separation(label, pairs, len(clusters), parts <= SEARCHED_PARTS)


def join_islands(sets: Sets) -> Separation:
    """Leave all labels as they are, with bridges to every part."""
    parts = int(sets.part.max()) + 1
    pairs = np.array(_bridges(sets, list(range(parts)), _gaps(sets, parts)), dtype=np.int64)
    return Separation(sets.label, pairs.reshape(-1, 2), 1, proved=False)


def _gaps(sets: Sets, parts: int) -> Floats:
    """Metres between the nearest atoms of each two parts (c, c)."""
    trees = [cKDTree(sets.places[sets.part == part]) for part in range(parts)]
    gap = np.zeros((parts, parts))
    for one in range(parts):
        for other in range(one):
            nearest = np.asarray(trees[one].query(trees[other].data)[0]).min()
            gap[one, other] = gap[other, one] = nearest
    return gap


def _bridges(sets: Sets, joined: list[int], gap: Floats) -> list[tuple[int, int]]:
    """The nearest atoms across each gap of a cluster, those of one label preferred."""
    found = []
    for one, other in shortest_tree(joined, gap):
        here, there = np.flatnonzero(sets.part == one), np.flatnonzero(sets.part == other)
        gaps, nearest = cKDTree(sets.places[there]).query(sets.places[here])
        mate = there[nearest]
        same = sets.label[here] == sets.label[mate]
        best = np.argmin(np.where(same, _SAME_LABEL_DISCOUNT, 1.0) * gaps)
        found.append((int(here[best]), int(mate[best])))
    return found


def _relabel(
    sets: Sets,
    cluster: Ints,
    bounds: tuple[int, int],
    rng: np.random.Generator,
    *,
    even: bool,
) -> Ints:
    """Labels that stay within clusters: kept where their number fits, else divided anew."""
    count, grids = int(cluster.max()) + 1, int(sets.label.max()) + 1
    table = np.zeros((grids, count))
    np.add.at(table, (sets.label, cluster), sets.weights + 1e-6)
    home = table.argmax(axis=1)
    households = np.bincount(cluster, sets.weights, count).astype(np.int64)
    now = np.bincount(home, minlength=count)
    if even:
        now = np.rint(grids * households / households.sum()).astype(np.int64)
    wanted = _numbers(households, now, bounds, grids)
    label = sets.label.copy()
    free = [grid for grid in range(grids) if wanted[home[grid]] != (home == home[grid]).sum()]
    free += range(grids, grids + int(wanted.sum()))
    for number in range(count):
        own = np.flatnonzero(cluster == number)
        if (home == number).sum() == wanted[number]:
            _send_home(sets, label, own, np.flatnonzero(home == number))
        else:
            plan = SizePlan(int(wanted[number]), *bounds, None)
            names = np.array(free[: plan.grids])
            del free[: plan.grids]
            divided = divide_places(sets.places[own], sets.weights[own], plan, rng)
            label[own] = names[divided]
    return np.unique(label, return_inverse=True)[1].astype(np.int64)


def _numbers(households: Ints, now: Ints, bounds: tuple[int, int], grids: int) -> Ints:
    """Labels of each cluster: as many in all as before if they can be, near to now."""
    fewest = -(-households // bounds[1])
    most = households // bounds[0]
    wanted = np.clip(now, fewest, most)
    total = min(max(grids, int(fewest.sum())), int(most.sum()))
    while wanted.sum() != total:
        step = 1 if wanted.sum() < total else -1
        room = wanted < most if step > 0 else wanted > fewest
        load = step * households / np.maximum(wanted, 1)
        wanted[np.argmax(np.where(room, load, -np.inf))] += step
    return np.asarray(wanted, dtype=np.int64)


def _send_home(sets: Sets, label: Ints, own: Ints, names: Ints) -> None:
    """Atoms of labels at home elsewhere go to the label of the nearest atom at home here."""
    astray = ~np.isin(sets.label[own], names)
    if astray.any():
        settled = own[~astray]
        nearest = cKDTree(sets.places[settled]).query(sets.places[own[astray]])[1]
        label[own[astray]] = sets.label[settled[nearest]]
