"""Who is cut together: a villagers' group, or several where one alone cannot be cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints
from geo.former import Former
from geo.grounds import Ground
from geo.houses import Houses, key_text
from geo.merging import CrossingPlan, crossing_plan, merge_groups
from geo.plane import local_plane, to_metres
from geo.quotas import share_agents
from geo.sizes import plan_sizes

# Who was not in the grid that crosses groups comes after all who were.
_FAR_M: Final = 1e7


@dataclass(frozen=True, slots=True)
class Cluster:
    """Households that are cut together.

    Attributes
    ----------
    ground
        Number of the ground they live on.
    name
        What makes their chance their own.
    rows
        Row numbers of the households, ascending.
    wanted
        Number of grids.
    """

    ground: int
    name: str
    rows: Ints
    wanted: int


def plan_clusters(
    houses: Houses,
    grounds: Sequence[Ground],
    bounds: tuple[int, int],
    former: Former | None,
    *,
    size: int | None = None,
    agents: int | None = None,
) -> list[Cluster]:
    """Say who is cut together, and into how many grids.

    Parameters
    ----------
    houses, grounds
        Sorted households and the outlines they divide.
    bounds
        Fewest and most households of a grid.
    former
        Earlier grids, if any: an earlier grid that crossed groups is taken up again.
    size, agents
        Wanted households per grid, or grids in all.

    Returns
    -------
    clusters
        By ground. A group stands alone when its number allows; else it is joined with a
        neighbouring group of its village so that as few grids as possible cross groups.

    Raises
    ------
    WrongSizes
        If so many agents cannot hold the households.
    """
    home = home_groups(houses)
    parts: list[tuple[int, str, Ints]] = []
    for number, ground in enumerate(grounds):
        parts += [
            (number, name, rows)
            for name, rows in _cluster_ground(houses, home, ground.rows, bounds, former)
        ]
    counts = np.array([houses.counted[rows].sum() for _, _, rows in parts], dtype=np.int64)
    if agents is not None:
        wanted = share_agents(counts, agents, bounds)
    else:
        plans = [plan_sizes(int(count), *bounds, size) for count in counts]
        wanted = np.array([plan.grids for plan in plans], dtype=np.int64)
    return [
        Cluster(number, name, rows, int(grids))
        for (number, name, rows), grids in zip(parts, wanted, strict=True)
    ]


def home_groups(houses: Houses) -> Ints:
    """Group each household is cut with (n,): its own, or that of those it is pinned to."""
    home = houses.group.copy()
    pinned = np.flatnonzero(houses.bond >= 0)
    _, first, bond = np.unique(houses.bond[pinned], return_index=True, return_inverse=True)
    home[pinned] = houses.group[pinned[first]][bond]
    return home


def _cluster_ground(
    houses: Houses, home: Ints, rows: Ints, bounds: tuple[int, int], former: Former | None
) -> list[tuple[str, Ints]]:
    groups, group = np.unique(home[rows], return_inverse=True)
    sizes = np.bincount(group, houses.counted[rows], len(groups)).astype(np.int64)
    if not any(_awkward(int(size), bounds) for size in sizes) or len(groups) == 1:
        clusters = [np.array([g]) for g in range(len(groups))]
    else:
        metres = to_metres(local_plane(_bounds(houses.place[rows])), houses.place[rows])
        village = houses.village_of_group[groups]
        clusters = merge_groups(sizes, _distances(metres, group, village), village, bounds)
    found: list[tuple[str, Ints]] = []
    for cluster in clusters:
        names = [_name(houses, int(groups[g])) for g in cluster]
        own = [rows[group == g] for g in cluster]
        found += _cut_cluster(houses, names, own, bounds, former)
    return found


def _awkward(size: int, bounds: tuple[int, int]) -> bool:
    return size > 0 and -(-size // bounds[1]) > size // bounds[0]


def _bounds(lonlat: Floats) -> tuple[float, float, float, float]:
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _name(houses: Houses, group: int) -> str:
    return "/".join(key_text(value) for value in houses.keys[group])


def _distances(metres: Floats, group: Ints, village: Ints) -> Floats:
    """Metres between the nearest households of two groups; infinite between villages."""
    g = len(village)
    distance = np.full((g, g), np.inf)
    trees = [cKDTree(metres[group == one]) for one in range(g)]
    for one in range(g):
        for other in range(one):
            if village[one] == village[other]:
                near = float(np.min(trees[one].query(trees[other].data)[0]))
                distance[one, other] = distance[other, one] = near
    np.fill_diagonal(distance, 0.0)
    return distance


def _cut_cluster(
    houses: Houses,
    names: list[str],
    rows: list[Ints],
    bounds: tuple[int, int],
    former: Former | None,
) -> list[tuple[str, Ints]]:
    """A cluster as one crossing grid and the groups that are left, or as a whole."""
    if len(rows) == 1:
        return [(names[0], rows[0])]
    sizes = np.array([houses.counted[own].sum() for own in rows], dtype=np.int64)
    plan = crossing_plan(sizes, bounds)
    crossing = None if plan is None else _crossing(houses, rows, plan, former)
    if crossing is None:
        return [(" + ".join(names), np.sort(np.concatenate(rows)))]
    left = [np.setdiff1d(own, crossing) for own in rows]
    pure = [(name, own) for name, own in zip(names, left, strict=True) if len(own)]
    return [(" + ".join(names), crossing), *pure]


def _crossing(
    houses: Houses, rows: list[Ints], plan: CrossingPlan, former: Former | None
) -> Ints | None:
    """Households of the one grid that crosses groups, None where pins or places forbid it."""
    given = [own for own, number in zip(rows, plan.crossing, strict=True) if number]
    whole = [own for own, pure in zip(rows, plan.pure, strict=True) if pure == 0]
    plane = local_plane(_bounds(houses.place[np.concatenate(rows)]))
    meeting = _meeting([to_metres(plane, houses.place[own]) for own in whole or given])
    before = _former_crossing(whole, former)
    crossing = list(whole)
    for own, number, pure in zip(rows, plan.crossing, plan.pure, strict=True):
        if pure and number:
            ways = np.linalg.norm(to_metres(plane, houses.place[own]) - meeting, axis=1)
            if former is not None:
                ways = np.where(former.row[own] == before, ways, ways + _FAR_M)
            taken = _taken(houses, own, ways, int(number))
            if taken is None:
                return None
            crossing.append(taken)
    return np.sort(np.concatenate(crossing))


def _meeting(places: list[Floats]) -> Floats:
    """Middle of the groups that go as a whole, or of where two groups come nearest."""
    if len(places) == 1:
        return np.asarray(places[0].mean(axis=0))
    one, other = places[0], np.vstack(places[1:])
    way, nearest = cKDTree(other).query(one)
    closest = int(np.argmin(way))
    return np.asarray((one[closest] + other[np.asarray(nearest)[closest]]) / 2)


def _former_crossing(whole: list[Ints], former: Former | None) -> int:
    """The earlier grid that most households of the groups that go as a whole were in."""
    if former is None or not whole:
        return -1
    held = former.row[np.concatenate(whole)]
    held = held[held >= 0]
    return int(np.bincount(held).argmax()) if len(held) else -1


def _taken(houses: Houses, rows: Ints, ways: Floats, number: int) -> Ints | None:
    """The nearest households that make up a number, none torn from its place or pin."""
    place = np.unique(houses.place[rows], axis=0, return_inverse=True)[1].ravel()
    bond = houses.bond[rows]
    key = np.where(bond >= 0, place.max() + 1 + bond, place)
    taken: list[Ints] = []
    missing = number
    for first in np.argsort(ways, kind="stable"):
        mates = rows[key == key[first]]
        weight = int(houses.counted[mates].sum())
        if 0 < weight <= missing and not any(mates[0] in own for own in taken):
            taken.append(mates)
            missing -= weight
        if missing == 0:
            return np.concatenate(taken)
    return None
