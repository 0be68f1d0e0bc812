"""Broken labels mended by the exact solver, neighbourhood by neighbourhood."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.arrays import Ints
from geo.connected_model import fewest_pieces
from geo.free_ground import borders, hosts, owners
from geo.ground_graph import GroundGraph
from geo.ground_parts import own_pieces
from geo.mosaic import Mosaic, partners, pieces, restore
from geo.repair import is_wrong, ring_around
from geo.separators import Region

# Beyond so many pieces of ground nothing was ever found within the limit.
_MOST_NODES: Final = 450
# Share of the limit that one neighbourhood may use; the whole village gets what is left.
_SHARE: Final = 0.15


@dataclass(slots=True)
class Land:
    """The ground and how it is labelled.

    Attributes
    ----------
    graph
        The ground.
    bridges
        Pairs of atoms that count as side by side (b, 2).
    host
        Atom that each piece of ground goes with (p,), -1 for none.
    mosaic
        The atoms with that ground.
    """

    graph: GroundGraph
    bridges: Ints
    host: Ints
    mosaic: Mosaic


def solve_broken(land: Land, limit: float) -> set[int]:
    """Mend broken labels, changing the land where that makes fewer pieces.

    Parameters
    ----------
    land
        Labels within bounds.
    limit
        Deterministic seconds in all.

    Returns
    -------
    proved
        Labels that together come in the fewest pieces any labelling of their ground has.
    """
    left, tried, proved = limit, set[int](), set[int]()
    while left > 0:
        every = range(len(land.mosaic.members))
        wrong = [label for label in every if is_wrong(land.mosaic, label)]
        wrong = [label for label in wrong if label not in tried | proved]
        if not wrong:
            break
        tried.add(wrong[0])
        found, left = _solve_one(land, wrong[0], left, _SHARE * limit)
        proved |= found
    return proved


def _solve_one(land: Land, label: int, left: float, share: float) -> tuple[set[int], float]:
    """Mend one label in growing neighbourhoods; the labels then proved, and the limit left."""
    region = ring_around(land.mosaic, {label})
    while is_wrong(land.mosaic, label) and left > 0:
        nodes, labels = _nodes(land, region), sorted(region)
        if len(nodes) > _MOST_NODES:
            break
        wider = ring_around(land.mosaic, region)
        whole = wider == region
        allowed = left if whole else min(left, share)
        present = pieces(land.mosaic, labels)
        wanted = present if whole else len(labels) + 1
        answer = fewest_pieces(_region(land, nodes, labels), wanted, allowed)
        left -= answer.spent
        if answer.label is not None:
            _take(land, nodes, [labels[one] for one in answer.label])
        if whole:
            sure = pieces(land.mosaic, labels) == answer.fewest
            return region if sure else set(), left
        region = wider
    return set(), left


def _nodes(land: Land, region: set[int]) -> Ints:
    """Pieces of a neighbourhood."""
    owner = owners(np.array(land.mosaic.label), land.host)
    return np.flatnonzero(np.isin(owner, sorted(region)))


def _region(land: Land, nodes: Ints, labels: list[int]) -> Region:
    mosaic, atom = land.mosaic, land.graph.atom[nodes].tolist()
    node_of = {one: node for node, one in enumerate(atom) if one >= 0}
    number = {label: i for i, label in enumerate(labels)}
    table = np.full(len(land.host), -1)
    table[nodes] = np.arange(len(nodes))
    bridges = own_pieces(land.graph)[land.bridges]
    pairs = table[np.vstack([land.graph.edges, bridges])]
    return Region(
        near=partners(len(nodes), pairs[(pairs >= 0).all(axis=1)]),
        weight=[mosaic.weight[one] if one >= 0 else 0 for one in atom],
        grounded=[one < 0 or mosaic.grounded[one] for one in atom],
        bonds=[
            (node, node_of[mosaic.band[one][0]])
            for one, node in node_of.items()
            if one != mosaic.band[one][0]
        ],
        foes=[
            (node, node_of[foe])
            for one, node in node_of.items()
            for foe in sorted(mosaic.foes[one])
            if one < foe and foe in node_of
        ],
        windows=[(mosaic.low[label], mosaic.high[label]) for label in labels],
        label=[number[mosaic.label[one]] for one in land.host[nodes].tolist()],
    )


def _take(land: Land, nodes: Ints, labels: list[int]) -> None:
    """Label the nodes so, and let free ground go with atoms of its new labels."""
    mosaic = land.mosaic
    owner = owners(np.array(mosaic.label), land.host)
    owner[nodes] = labels
    atoms = own_pieces(land.graph)
    restore(mosaic, range(len(atoms)), owner[atoms].tolist())
    land.host = hosts(land.graph, owner)
    pairs = np.vstack([borders(land.graph, land.host), land.bridges])
    mosaic.near = partners(len(atoms), pairs)
