"""Broken labels mended within their neighbourhood, sizes kept."""

from collections import deque
from collections.abc import Collection
from typing import Final

import numpy as np

from geo.balance import balance
from geo.mosaic import Mosaic, excess, excesses, parts, pieces, relabel, restore, spread
from geo.moves import foes_meet, frontier
from geo.recut import recut

# Attempts within one neighbourhood, each with other chances, before it grows by a ring.
_ATTEMPTS: Final = 4
# Recuts within one attempt while chains are stuck.
_RECUTS: Final = 12
_TREES: Final = 6
# Chains from further off are left to the solver, unless sizes need them.
_RINGS: Final = 3
_MOST_LABELS: Final = 60
# Moves tried in all; most ragged villages of 250 households need fewer than a tenth.
_EFFORT: Final = 2_000
_EFFORT_EACH: Final = 600


def mend(mosaic: Mosaic, rng: np.random.Generator, diligence: float = 1.0) -> list[int]:
    """Mend every label that falls apart or is out of bounds, if that can be done.

    Parameters
    ----------
    mosaic
        What to mend.
    rng
        Source of chance.
    diligence
        Share of the usual effort to spend.

    Returns
    -------
    left
        Labels that stay broken or out of bounds.
    """
    everything = range(len(mosaic.members))
    wrong = [label for label in everything if is_wrong(mosaic, label)]
    mosaic.effort = round(diligence * (_EFFORT + _EFFORT_EACH * len(wrong)))
    for _ in range(2):
        wrong = [label for label in everything if is_wrong(mosaic, label)]
        for label in wrong:
            if is_wrong(mosaic, label):
                _mend_one(mosaic, label, rng)
    return [label for label in everything if is_wrong(mosaic, label)]


def is_wrong(mosaic: Mosaic, label: int) -> bool:
    """Whether a label falls apart or is out of bounds."""
    return excess(mosaic, label) != 0 or len(parts(mosaic, mosaic.members[label])) > 1


def ring_around(mosaic: Mosaic, labels: set[int]) -> set[int]:
    """Labels and their neighbours."""
    return labels.union(*(frontier(mosaic, label) for label in sorted(labels)))


def _mend_one(mosaic: Mosaic, label: int, rng: np.random.Generator) -> None:
    region = {label}
    for ring in range(_MOST_LABELS):
        wider = ring_around(mosaic, region)
        far = ring >= _RINGS and not excess(mosaic, label)
        if wider == region or len(wider) > _MOST_LABELS or far or mosaic.effort <= 0:
            return
        region = wider
        for attempt in range(_ATTEMPTS):
            if _attempt(mosaic, sorted(region), rng, attempt) and not is_wrong(mosaic, label):
                return


def _attempt(mosaic: Mosaic, region: list[int], rng: np.random.Generator, attempt: int) -> bool:
    """Rearrange a neighbourhood; undone unless sizes are no worse and pieces fewer."""
    before = excesses(mosaic, region), pieces(mosaic, region)
    atoms = sorted(set().union(*(mosaic.members[label] for label in region)))
    start = [mosaic.label[atom] for atom in atoms]
    _corridors(mosaic, region, rng, attempt)
    if _settle_orphans(mosaic, region, rng, attempt):
        _fit(mosaic, region, rng)
    if (excesses(mosaic, region), pieces(mosaic, region)) < before:
        return True
    restore(mosaic, atoms, start)
    return False


def _corridors(mosaic: Mosaic, region: list[int], rng: np.random.Generator, attempt: int) -> None:
    """Link parts that a bond holds together, and now and then others, by a way of atoms."""
    for label in region:
        apart = parts(mosaic, mosaic.members[label])
        for part in apart[1:]:
            bonded = any(not part.issuperset(mosaic.band[atom]) for atom in part)
            if bonded or (attempt > 1 and rng.random() < 1 / 3):
                way = _way(mosaic, part, apart[0], set(region))
                if not foes_meet(mosaic, mosaic.members[label].union(way)):
                    relabel(mosaic, way, label)


def _way(mosaic: Mosaic, start: set[int], goal: set[int], region: set[int]) -> list[int]:
    """Atoms of a shortest way between two parts within a neighbourhood."""
    before: dict[int, int] = {}
    edge = deque(sorted(start))
    seen = set(start)
    while edge:
        atom = edge.popleft()
        for other in mosaic.near[atom]:
            if other in goal:
                way = []
                while atom not in start:
                    way.append(atom)
                    atom = before[atom]
                return way
            passable = mosaic.label[other] in region and len(mosaic.band[other]) == 1
            if other not in seen and passable:
                seen.add(other)
                before[other] = atom
                edge.append(other)
    return []


def _settle_orphans(
    mosaic: Mosaic, region: list[int], rng: np.random.Generator, attempt: int
) -> bool:
    """Give all but one part of each label to a neighbour; False if one cannot be given."""
    orphans: list[set[int]] = []
    for label in region:
        apart = parts(mosaic, mosaic.members[label])
        keep = 0
        if attempt and len(apart) > 1:
            weights = np.array([1 + sum(mosaic.weight[a] for a in part) for part in apart])
            keep = int(rng.choice(len(apart), p=weights / weights.sum()))
        orphans += apart[:keep] + apart[keep + 1 :]
    while orphans:
        homeless = set().union(*orphans)
        options = [
            (_worth(mosaic, orphan, label, rng, attempt), i, label)
            for i, orphan in enumerate(orphans)
            for label in _beside(mosaic, orphan, homeless, region)
        ]
        if not options:
            return False
        _, chosen, label = min(options)
        relabel(mosaic, orphans.pop(chosen), label)
    return True


def _beside(
    mosaic: Mosaic, orphan: set[int], homeless: set[int], region: Collection[int]
) -> list[int]:
    """Labels of the neighbourhood whose settled atoms lie beside an orphan and welcome it."""
    if any(not orphan.issuperset(mosaic.band[atom]) for atom in orphan):
        return []
    foes = set().union(*(mosaic.foes[atom] for atom in orphan))
    found = {
        mosaic.label[other]
        for atom in orphan
        for other in mosaic.near[atom]
        if other not in homeless and mosaic.grounded[other]
    }
    return [label for label in region if label in found and foes.isdisjoint(mosaic.members[label])]


def _worth(
    mosaic: Mosaic, orphan: set[int], label: int, rng: np.random.Generator, attempt: int
) -> float:
    """Metres that an orphan adds to a label, with a toll on crowding and some chance."""
    members = mosaic.members[label]
    longer = spread(mosaic, members | orphan) - spread(mosaic, members)
    households = sum(mosaic.weight[atom] for atom in orphan)
    crowd = max(mosaic.size[label] + households - mosaic.high[label], 0)
    mean = spread(mosaic, members) / max(len(members), 1)
    chance = 1 + 0.5 * attempt * float(rng.random())
    return (longer + crowd * mean) * chance


def _fit(mosaic: Mosaic, region: list[int], rng: np.random.Generator) -> None:
    """Bring sizes into bounds by chains, and by recutting neighbours where those get stuck."""
    free = set(region)
    for _ in range(_RECUTS):
        if balance(mosaic, region) or mosaic.effort <= 0:
            return
        wrong = [label for label in region if excess(mosaic, label)]
        label = wrong[int(rng.integers(len(wrong)))]
        beside = [other for other in frontier(mosaic, label) if other in free]
        if not beside:
            return
        chosen = {label, beside[int(rng.integers(len(beside)))]}
        further = sorted((ring_around(mosaic, chosen) & free) - chosen)
        if further and rng.random() < 1 / 2:
            chosen.add(further[int(rng.integers(len(further)))])
        recut(mosaic, chosen, rng, _TREES)
        mosaic.effort -= _TREES * len(chosen)
