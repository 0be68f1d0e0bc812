"""Pieces of ground without a place go with a place beside them."""

import heapq
from collections import deque

import numpy as np
import shapely
from shapely import STRtree

from geo.arrays import Ints
from geo.ground_graph import GroundGraph, components

FREE = -1


def neighbours(graph: GroundGraph) -> list[list[int]]:
    """Pieces beside each piece, in ascending order."""
    near: list[list[int]] = [[] for _ in graph.atom]
    for one, other in graph.edges.tolist():
        near[one].append(other)
        near[other].append(one)
    return [sorted(beside) for beside in near]


def claim_ground(graph: GroundGraph, label: Ints) -> Ints:
    """Labels of all pieces, free ones given away so that labels hang together.

    Parameters
    ----------
    graph
        The ground.
    label
        Label of each place (m,).

    Returns
    -------
    owner
        Label of each piece (p,). Free ground first links the parts of a label that only it can
        link; the rest goes to the label with the longest common edge. Ground that reaches
        no place stays without a label, -1.
    """
    owner = np.where(graph.atom >= 0, label[graph.atom], FREE)
    if (owner >= 0).all():
        return owner
    near = neighbours(graph)
    beside_free = {owner[other] for piece in np.flatnonzero(owner < 0) for other in near[piece]}
    for one in sorted(beside_free - {FREE}):
        _link(owner, near, int(one))
    _spread(owner, graph)
    return owner


def give_lonely_ground(graph: GroundGraph, owner: Ints) -> Ints:
    """Labels of all pieces (p,): each stretch of ground without one goes to the nearest label."""
    filled = owner.copy()
    lonely = np.flatnonzero(owner == FREE)
    between = (owner[graph.edges] == FREE).all(axis=1)
    stretch = components(graph.edges[between], len(owner))
    for one in np.unique(stretch[lonely]):
        own = lonely[stretch[lonely] == one]
        filled[own] = owner[_nearest_owned(graph, owner, own)]
    return filled


def hosts(graph: GroundGraph, owner: Ints) -> Ints:
    """Place that each piece goes with (p,): its own, or one of its owner linked to it; -1."""
    host = graph.atom.copy()
    near = neighbours(graph)
    edge = deque(np.flatnonzero(host >= 0).tolist())
    while edge:
        piece = edge.popleft()
        for other in near[piece]:
            if host[other] < 0 and owner[other] == owner[piece]:
                host[other] = host[piece]
                edge.append(other)
    return host


def owners(label: Ints, host: Ints) -> Ints:
    """Label of each piece (p,), that of the place it goes with; -1 for none."""
    return np.where(host >= 0, label[host], FREE)


def borders(graph: GroundGraph, host: Ints) -> Ints:
    """Pairs of places (e, 2) whose ground, with what goes with it, lies side by side."""
    pairs = host[graph.edges]
    pairs = pairs[(pairs >= 0).all(axis=1)]
    return np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)


def _link(owner: Ints, near: list[list[int]], label: int) -> None:
    """Claim the shortest ways over free ground between the parts of a label."""
    while True:
        left = set(np.flatnonzero(owner == label).tolist())
        start = _flood(near, min(left), left)
        left -= start
        way = _way(owner, near, start, left) if left else []
        if not way:
            return
        owner[way] = label


def _flood(near: list[list[int]], first: int, allowed: set[int]) -> set[int]:
    found, edge = {first}, [first]
    while edge:
        beside = [other for other in near[edge.pop()] if other in allowed and other not in found]
        found.update(beside)
        edge += beside
    return found


def _way(owner: Ints, near: list[list[int]], start: set[int], goal: set[int]) -> list[int]:
    """Free pieces of a shortest way from one set to another; none if there is no way."""
    before: dict[int, int] = {}
    edge = deque(sorted(start))
    while edge:
        piece = edge.popleft()
        for other in near[piece]:
            if other in goal:
                way = [] if piece in start else [piece]
                while way and before[way[-1]] not in start:
                    way.append(before[way[-1]])
                return way
            if owner[other] == FREE and other not in before:
                before[other] = piece
                edge.append(other)
    return []


def _spread(owner: Ints, graph: GroundGraph) -> None:
    """Give free pieces beside owned ones away, longest common edges first."""
    beside: dict[int, list[tuple[int, float]]] = {}
    for (one, other), length in zip(graph.edges.tolist(), graph.lengths.tolist(), strict=True):
        beside.setdefault(one, []).append((other, length))
        beside.setdefault(other, []).append((one, length))
    queue = [
        (-length, int(piece), other)
        for piece in np.flatnonzero(owner == FREE)
        for other, length in beside.get(int(piece), [])
        if owner[other] != FREE
    ]
    heapq.heapify(queue)
    while queue:
        _, piece, giver = heapq.heappop(queue)
        if owner[piece] != FREE:
            continue
        owner[piece] = owner[giver]
        for other, length in beside[piece]:
            if owner[other] == FREE:
                heapq.heappush(queue, (-length, other, piece))


def _nearest_owned(graph: GroundGraph, owner: Ints, pieces: Ints) -> int:
    owned = np.flatnonzero((owner != FREE) & ~shapely.is_empty(graph.shapes))
    stretch = shapely.union_all(graph.shapes[pieces])
    return int(owned[STRtree(graph.shapes[owned]).nearest(stretch)])
