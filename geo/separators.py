"""What a labelling in pieces that lie apart tells about every connected one."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Region:
    """Pieces of ground to be labelled anew.

    Attributes
    ----------
    near
        Neighbours of each node, by node number within the region.
    weight
        Households of each node; 0 for free ground.
    grounded
        False for a node without ground, which need not hang together with others.
    bonds, foes
        Pairs of nodes that must share a label; that must not.
    windows
        Fewest and most households of each label.
    label
        The labels as they are now, from 0.
    """

    near: list[list[int]]
    weight: list[int]
    grounded: list[bool]
    bonds: list[tuple[int, int]]
    foes: list[tuple[int, int]]
    windows: list[tuple[int, int]]
    label: list[int]


class Rule(NamedTuple):
    """Whatever piece has these nodes has one of those between, too.

    Attributes
    ----------
    node, other
        A node, and another one that lies apart from it; None where the node alone is enough
        for pieces heavier than `weight`.
    between
        Nodes that lead out of the part.
    weight
        Households that the node can reach without those.
    """

    node: int
    other: int | None
    between: tuple[int, ...]
    weight: int


def broken_rules(region: Region, piece: list[int], lightest: int) -> list[Rule]:
    """Rules that the parts of pieces break by lying apart.

    Parameters
    ----------
    region
        The ground.
    piece
        Piece of each node, each to be connected.
    lightest
        Fewest households of a piece that is a whole label.

    Returns
    -------
    rules
        Rules that hold for every labelling in connected pieces; none if these are.
    """
    found: list[Rule] = []
    for one in sorted(set(piece)):
        apart = _parts(region, {node for node, its in enumerate(piece) if its == one})
        for part in apart if len(apart) > 1 else []:
            if _weight(region, part) < lightest:
                lifted = _grown(region, part, lightest)
                beyond = tuple(sorted(_beyond(region, lifted)))
                weight = _weight(region, lifted)
                found += [Rule(node, None, beyond, weight) for node in sorted(lifted)]
        found += [_between(region, part, apart[0]) for part in apart[1:]]
    return found


def _parts(region: Region, nodes: set[int]) -> list[set[int]]:
    """Connected parts of a set of nodes with ground, the heaviest first."""
    left = {node for node in nodes if region.grounded[node]}
    found = []
    while left:
        part = _reached(region, min(left), left)
        left -= part
        found.append(part)
    return sorted(found, key=lambda part: (-_weight(region, part), min(part)))


def _reached(region: Region, start: int, allowed: set[int]) -> set[int]:
    found, edge = {start}, [start]
    while edge:
        beside = [
            other for other in region.near[edge.pop()] if other in allowed and other not in found
        ]
        found.update(beside)
        edge += beside
    return found


def _weight(region: Region, nodes: set[int]) -> int:
    return sum(region.weight[node] for node in nodes)


def _beyond(region: Region, nodes: set[int]) -> set[int]:
    around = {other for node in nodes for other in region.near[node]}
    return {node for node in around - nodes if region.grounded[node]}


def _grown(region: Region, part: set[int], lightest: int) -> set[int]:
    """The part with what can join it while it stays too light and its border no longer."""
    grown = set(part)
    while True:
        border = _beyond(region, grown)
        for node in sorted(border):
            wider = grown | {node}
            light = _weight(region, wider) < lightest
            if light and len(_beyond(region, wider)) <= len(border):
                grown = wider
                break
        else:
            return grown


def _between(region: Region, part: set[int], rest: set[int]) -> Rule:
    """Nodes that any way from one part to another must use."""
    heavy = max(sorted(part), key=lambda node: region.weight[node])
    target = max(sorted(rest), key=lambda node: region.weight[node])
    everything = {node for node, ground in enumerate(region.grounded) if ground}
    far = _reached(region, target, everything - _beyond(region, part))
    return Rule(heavy, target, tuple(sorted(_beyond(region, far))), 0)
