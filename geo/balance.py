"""Sizes brought back into bounds by chains of moves between neighbouring labels."""

from collections.abc import Collection
from typing import Final, NamedTuple

from geo.mosaic import Mosaic, excess, relabel
from geo.moves import frontier, lengthening, unit

# Chains longer than this were never needed on the ragged villages measured.
_LONGEST: Final = 8
# Moves tried for one chain; a typical one needs a dozen.
_TRIES: Final = 300
# Moves tried between the same two labels at one link of a chain, the shortest ways first.
_CHOICES: Final = 2


class Step(NamedTuple):
    """A move between two labels and the metres it adds to their spread."""

    atoms: set[int]
    giver: int
    taker: int
    longer: float


class _Search(NamedTuple):
    """Labels, how far each is from one with room, and the tries that are left."""

    mosaic: Mosaic
    reach: dict[int, int]
    tries: list[int]


def balance(mosaic: Mosaic, labels: Collection[int]) -> bool:
    """Move atoms between labels until their sizes are in bounds; True when they are.

    Labels stay in one piece. Each round runs the shortest chain of moves that relieves a
    label and leaves every other one on its way in bounds.
    """
    free = set(labels)
    while True:
        wrong = [label for label in sorted(free) if excess(mosaic, label)]
        if not wrong:
            return True
        wrong.sort(key=lambda label: -abs(excess(mosaic, label)))
        if not any(_relieve(mosaic, label, free) for label in wrong):
            return False


def _relieve(mosaic: Mosaic, label: int, free: set[int]) -> bool:
    reach = _reach(mosaic, label, free)
    search = _Search(mosaic, reach, [_TRIES])
    return any(
        _chain(search, label, free - {label}, links, least=1)
        for links in range(reach.get(label, _LONGEST + 1), _LONGEST + 1)
    )


def _reach(mosaic: Mosaic, label: int, free: set[int]) -> dict[int, int]:
    """Links from each label to the nearest one that could take a household, or spare one."""
    giving = excess(mosaic, label) > 0
    size, bound = mosaic.size, mosaic.high if giving else mosaic.low
    edge = [
        one
        for one in sorted(free)
        if (size[one] < bound[one] if giving else size[one] > bound[one])
    ]
    reach = dict.fromkeys(edge, 0)
    for one in edge:
        for other in frontier(mosaic, one):
            if other in free and other not in reach:
                reach[other] = reach[one] + 1
                edge.append(other)
    return reach


def _chain(search: _Search, label: int, free: set[int], links: int, *, least: int) -> bool:
    """Move at least so many households into or out of a label, then relieve the other end."""
    mosaic = search.mosaic
    for step in relieving_steps(mosaic, label, free, least):
        if search.tries[0] <= 0 or mosaic.effort <= 0:
            return False
        other = step.giver if step.taker == label else step.taker
        if search.reach.get(other, links) >= links:
            continue
        search.tries[0] -= 1
        mosaic.effort -= 1
        relabel(mosaic, step.atoms, step.taker)
        over = abs(excess(mosaic, other))
        if not over or _chain(search, other, free - {other}, links - 1, least=over):
            return True
        relabel(mosaic, step.atoms, step.giver)
    return False


def relieving_steps(mosaic: Mosaic, label: int, free: set[int], least: int) -> list[Step]:
    """Moves of at least so many households that bring a label nearer to its bounds.

    None overshoots; those that put the other label out of bounds come last, then those that
    lengthen ways most.
    """
    giving = excess(mosaic, label) > 0
    size = mosaic.size[label]
    most = size - mosaic.low[label] if giving else mosaic.high[label] - size
    found = []
    for other, edge in frontier(mosaic, label).items():
        if other in free:
            taker = other if giving else label
            atoms = edge if giving else frontier(mosaic, other)[label]
            found += _moves(mosaic, atoms, taker, (least, most))[:_CHOICES]
    found.sort(key=lambda ranked: ranked[0])
    return [step for _, step in found]


def _moves(
    mosaic: Mosaic, atoms: list[int], taker: int, window: tuple[int, int]
) -> list[tuple[tuple[int, float, int], Step]]:
    """Units of these atoms with as many households as the window says, the best first."""
    found = []
    for atom in atoms:
        moving = unit(mosaic, atom, taker)
        if moving is None:
            continue
        households = sum(mosaic.weight[one] for one in moving)
        if window[0] <= households <= window[1]:
            giver = mosaic.label[atom]
            overflow = _overflow(mosaic, giver, taker, households)
            longer = lengthening(mosaic, moving, taker)
            found.append(((overflow, longer, atom), Step(moving, giver, taker, longer)))
    found.sort(key=lambda ranked: ranked[0])
    return found


def _overflow(mosaic: Mosaic, giver: int, taker: int, households: int) -> int:
    """Households that a move leaves above the taker's bound or below the giver's."""
    above = mosaic.size[taker] + households - mosaic.high[taker]
    below = mosaic.low[giver] - mosaic.size[giver] + households
    return max(above, 0) + max(below, 0)
