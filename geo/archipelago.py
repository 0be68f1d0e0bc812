"""Parts of the ground joined into the most clusters that can each be cut alone."""

import math
from typing import Final

import numpy as np

from geo.arrays import Floats, Ints

# Beyond so many parts the best way to join them is no longer searched for.
SEARCHED_PARTS: Final = 8


def _feasible(households: int, bounds: tuple[int, int]) -> bool:
    return households > 0 and math.ceil(households / bounds[1]) <= households // bounds[0]


def most_clusters(households: Ints, gap: Floats, bounds: tuple[int, int]) -> list[list[int]]:
    """Most clusters of parts that can each be cut alone, then the shortest bridges."""
    parts = len(households)
    if not _feasible(int(households.sum()), bounds):
        return [list(range(parts))]
    if parts <= SEARCHED_PARTS:
        return sorted(_best_clusters(households, gap, bounds))
    clusters = [[part] for part in range(parts)]
    while True:
        totals = [int(households[joined].sum()) for joined in clusters]
        awkward = [i for i, total in enumerate(totals) if not _feasible(total, bounds)]
        if not awkward:
            return sorted(clusters)
        one = min(awkward, key=lambda i: (totals[i], clusters[i]))
        rest = [i for i in range(len(clusters)) if i != one]
        mate = min(
            rest,
            key=lambda i: (
                not _feasible(totals[one] + totals[i], bounds),
                i not in awkward,
                gap[np.ix_(clusters[one], clusters[i])].min(),
                i,
            ),
        )
        clusters[mate] = sorted(clusters[mate] + clusters[one])
        del clusters[one]


def _best_clusters(households: Ints, gap: Floats, bounds: tuple[int, int]) -> list[list[int]]:
    """Search all ways to join parts: every cluster holds the lowest part that is left."""
    every = (1 << len(households)) - 1
    members = [[i for i in range(len(households)) if mask >> i & 1] for mask in range(every + 1)]
    length = [sum(gap[a, b] for a, b in shortest_tree(joined, gap)) for joined in members]
    allowed = [_feasible(int(households[joined].sum()), bounds) for joined in members]
    best: dict[int, tuple[int, float, list[list[int]]]] = {0: (0, 0.0, [])}
    for mask in range(1, every + 1):
        rest = mask & (mask - 1)
        extra = rest
        while True:
            chosen = mask & ~rest | extra
            left = best.get(mask & ~chosen)
            if allowed[chosen] and left is not None:
                option = (left[0] - 1, left[1] + length[chosen], [*left[2], members[chosen]])
                if mask not in best or option < best[mask]:
                    best[mask] = option
            if extra == 0:
                break
            extra = (extra - 1) & rest
    return best[every][2]


def shortest_tree(joined: list[int], gap: Floats) -> list[tuple[int, int]]:
    """Shortest tree between parts (Prim)."""
    if not joined:
        return []
    inside, edges = {joined[0]}, []
    while len(inside) < len(joined):
        reach = [(gap[a, b], a, b) for a in sorted(inside) for b in joined if b not in inside]
        _, one, other = min(reach)
        inside.add(other)
        edges.append((one, other))
    return edges
