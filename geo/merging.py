"""Groups too small or too awkward to stand alone, joined with neighbours as little as possible."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final, TypeAlias

import numpy as np

from geo.arrays import Floats, Ints
from geo.sizes import check_sizes, plan_sizes

# Every way of joining so many groups is looked at; more are joined one after the other.
_MOST_SEARCHED: Final = 12
# Then so many neighbours at most join a group at a time, of so many nearest.
_MOST_JOINED: Final = 3
_NEIGHBOURS: Final = 6

_Cluster: TypeAlias = tuple[int, ...]
# What is to be least, the first thing first: households out of bounds, groups joined,
# households joined, metres between the joined.
_Cost: TypeAlias = tuple[int, int, int, float]


@dataclass(frozen=True, slots=True)
class _Village:
    sizes: list[int]
    distance: list[list[float]]
    bounds: tuple[int, int]


def merge_groups(
    sizes: Ints, distance: Floats, village: Ints, bounds: tuple[int, int]
) -> list[Ints]:
    """Join groups that cannot be cut within the bounds with others of their village.

    Parameters
    ----------
    sizes
        Counted households of each group (g,); a group of 0 stands alone.
    distance
        Metres between groups (g, g); infinite where they must not be joined directly.
    village
        Village number of each group (g,).
    bounds
        Fewest and most households of a grid.

    Returns
    -------
    clusters
        Group numbers, ascending, each group in one cluster, clusters by their first group.
        Over a village first the fewest households are out of bounds, then the fewest groups
        are joined, then the fewest households, then over the least metres.

    Raises
    ------
    WrongSizes
        If the bounds are not ``1 <= min <= max``.

    Notes
    -----
    Exact for up to 12 groups that could reach each other; in larger villages one awkward group
    after the other, the smallest first, is joined with up to 3 of its 6 nearest. Groups are
    joined only where that leaves fewer households out of bounds: 9 and 10 stay two groups.
    """
    check_sizes(*bounds, None)
    clusters: list[_Cluster] = [(int(group),) for group in np.flatnonzero(sizes == 0)]
    everything = _Village(sizes.tolist(), distance.tolist(), bounds)
    for number in np.unique(village):
        groups = np.flatnonzero((village == number) & (sizes > 0)).tolist()
        for reachable in _reachable(everything, groups):
            search = _search if len(reachable) <= _MOST_SEARCHED else _join_one_by_one
            clusters += search(everything, reachable)
    return [np.array(cluster, dtype=np.int64) for cluster in sorted(clusters)]


def _reachable(village: _Village, groups: list[int]) -> Iterator[_Cluster]:
    """Groups that could end in one cluster."""
    left = set(groups)
    while left:
        found, front = set[int](), {min(left)}
        while front:
            found |= front
            left -= front
            front = {g for g in left if any(np.isfinite(village.distance[f][g]) for f in front)}
        yield tuple(sorted(found))


def _violation(village: _Village, groups: _Cluster) -> int:
    return _out_of_bounds(sum(village.sizes[group] for group in groups), village.bounds)


@cache
def _out_of_bounds(households: int, bounds: tuple[int, int]) -> int:
    grids = plan_sizes(households, *bounds).grids
    return max(grids * bounds[0] - households, households - grids * bounds[1], 0)


def _search(village: _Village, groups: _Cluster) -> list[_Cluster]:
    """Best clusters of all ways there are."""
    awkward = [group for group in groups if _violation(village, (group,))]
    choices: dict[int, list[_Cluster]] = {group: [(group,)] for group in awkward}
    for cluster in _useful_clusters(village, groups, awkward):
        first = next(group for group in awkward if group in cluster)
        choices[first].append(cluster)
    costs = {c: _cost(village, c) for clusters in choices.values() for c in clusters}

    @cache
    def best(used: frozenset[int]) -> tuple[_Cost, tuple[_Cluster, ...]]:
        first = next((group for group in awkward if group not in used), None)
        if first is None:
            return (0, 0, 0, 0.0), ()
        answers = []
        for cluster in choices[first]:
            if used.isdisjoint(cluster):
                cost, rest = best(used | frozenset(cluster))
                answers.append((_sum(costs[cluster], cost), (cluster, *rest)))
        return min(answers)

    chosen = list(best(frozenset())[1])
    joined = {group for cluster in chosen for group in cluster}
    return chosen + [(group,) for group in groups if group not in joined]


def _sum(one: _Cost, other: _Cost) -> _Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def _cost(village: _Village, cluster: _Cluster) -> _Cost:
    violation = _violation(village, cluster)
    if len(cluster) == 1:
        return violation, 0, 0, 0.0
    households = sum(village.sizes[group] for group in cluster)
    metres = sum(village.distance[a][b] for a, b in _tree(village, cluster))
    return violation, len(cluster), households, metres


def _useful_clusters(village: _Village, groups: _Cluster, awkward: list[int]) -> Iterator[_Cluster]:
    """Clusters that no two of their parts, cut apart at a link, could replace."""
    alone = {group: _violation(village, (group,)) for group in groups}
    for number in range(2, len(groups) + 1):
        for cluster in combinations(groups, number):
            violation = _violation(village, cluster)
            if violation >= sum(alone[group] for group in cluster):
                continue
            tree = _tree(village, cluster)
            if len(tree) < number - 1 or not any(group in awkward for group in cluster):
                continue
            halves = (_halves(cluster, tree, link) for link in range(len(tree)))
            if all(_violation(village, a) + _violation(village, b) > violation for a, b in halves):
                yield cluster


def _tree(village: _Village, cluster: _Cluster) -> list[tuple[int, int]]:
    """Shortest links that join a cluster (Prim); too few where it does not hold together."""
    inside, left = [cluster[0]], list(cluster[1:])
    links = []
    while left:
        metres, here, there = min((village.distance[a][b], a, b) for a in inside for b in left)
        if not np.isfinite(metres):
            break
        links.append((here, there))
        inside.append(there)
        left.remove(there)
    return links


def _halves(cluster: _Cluster, tree: list[tuple[int, int]], link: int) -> tuple[_Cluster, _Cluster]:
    """The two parts of a cluster when one link of its tree is cut."""
    # Links are in the order in which they were joined on, so one pass finds the part beyond.
    beyond = {tree[link][1]}
    for here, there in tree[link + 1 :]:
        if here in beyond:
            beyond.add(there)
    return tuple(g for g in cluster if g in beyond), tuple(g for g in cluster if g not in beyond)


def _join_one_by_one(village: _Village, groups: _Cluster) -> list[_Cluster]:
    clusters: list[_Cluster] = [(group,) for group in groups]
    while True:
        joins = (_best_join(village, cluster, clusters) for cluster in _awkward(village, clusters))
        join = next((join for join in joins if join), None)
        if join is None:
            return clusters
        clusters = [cluster for cluster in clusters if cluster not in join]
        clusters.append(tuple(sorted(sum(join, ()))))


def _awkward(village: _Village, clusters: list[_Cluster]) -> list[_Cluster]:
    awkward = [cluster for cluster in clusters if _violation(village, cluster)]
    return sorted(awkward, key=lambda c: (sum(village.sizes[group] for group in c), c))


def _best_join(
    village: _Village, cluster: _Cluster, clusters: list[_Cluster]
) -> tuple[_Cluster, ...]:
    """The cluster with those to join it, nothing where no join helps."""

    def metres(other: _Cluster) -> float:
        return min(village.distance[a][b] for a in cluster for b in other)

    others = sorted((c for c in clusters if c != cluster), key=lambda c: (metres(c), c))
    joins: list[tuple[_Cost, tuple[_Cluster, ...]]] = []
    for number in range(1, _MOST_JOINED + 1):
        for chosen in combinations(others[:_NEIGHBOURS], number):
            join = (cluster, *chosen)
            whole = tuple(sorted(sum(join, ())))
            before = sum(_violation(village, part) for part in join)
            if len(_tree(village, whole)) == len(whole) - 1:
                cost = _cost(village, whole)
                joins.append(((cost[0] - before, *cost[1:]), join))
    best = min(joins, default=((0, 0, 0, 0.0), ()))
    return best[1] if best[0][0] < 0 else ()


@dataclass(frozen=True, slots=True)
class CrossingPlan:
    """How a cluster is cut so that a single grid holds households of several groups.

    Attributes
    ----------
    pure
        Grids of its own that each group gets (g,).
    crossing
        Households of each group that go into the one grid that crosses groups (g,).
    """

    pure: Ints
    crossing: Ints


def crossing_plan(sizes: Ints, bounds: tuple[int, int]) -> CrossingPlan | None:
    """Plan the one grid of a cluster that crosses its groups.

    Parameters
    ----------
    sizes
        Counted households of the cluster's groups (g,).
    bounds
        Fewest and most households of a grid.

    Returns
    -------
    plan
        Every grid within the bounds; the pure ones are nearest to their middle, then the
        crossing one. None when one crossing grid is not enough.

    Raises
    ------
    WrongSizes
        If the bounds are not ``1 <= min <= max``.
    """
    check_sizes(*bounds, None)
    middle = sum(bounds) / 2
    # By households in the crossing grid: how far the pure grids are from the middle, and who
    # gives what.
    best: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
    for size in sizes.tolist():
        wider: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for total, (miss, given) in best.items():
            for crossing in range(min(size, bounds[1] - total) + 1):
                pure = _pure_grids(size - crossing, bounds)
                if pure is None:
                    continue
                own = abs(size - crossing - pure * middle)
                answer = miss + own, (*given, (pure, crossing))
                known = wider.get(total + crossing, answer)
                wider[total + crossing] = min(known, answer)
        best = wider
    crossings = [total for total in best if total >= bounds[0]]
    if not crossings:
        return None
    total = min(crossings, key=lambda t: (best[t][0], abs(t - middle), t))
    pure_grids, crossing_households = np.array(best[total][1], dtype=np.int64).T
    return CrossingPlan(pure_grids, crossing_households)


def _pure_grids(households: int, bounds: tuple[int, int]) -> int | None:
    """Grids for what a group keeps to itself, None where that cannot be cut."""
    if households == 0:
        return 0
    plan = plan_sizes(households, *bounds)
    return None if plan.exception else plan.grids
