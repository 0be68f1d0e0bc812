"""Grids of a ground brought into one piece each, group by group."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from geo.arrays import Floats, Ints, Shapes
from geo.contiguity import LIMIT, Connected, connect
from geo.cutting import Cut, Rules
from geo.drawing import Plot
from geo.free_ground import give_lonely_ground
from geo.ground_graph import GroundGraph, ground_graph
from geo.territories import spread_out


@dataclass(frozen=True, slots=True)
class Joined:
    """Cuts whose grids hang together.

    Attributes
    ----------
    cuts
        One per group, as given, with new labels.
    kept
        For each the former grids its grids go on from.
    shapes
        Ground of all grids in metres (k,), the groups' grids numbered through.
    proved
        Whether no labels have fewer pieces.
    """

    cuts: list[Cut]
    kept: list[Ints]
    shapes: Shapes
    proved: bool


def connect_cuts(
    plot: Plot, rows: list[Ints], cuts: list[Cut], kept: list[Ints], rules: Rules
) -> Joined:
    """Bring the grids of each group into one piece each, wherever that can be done.

    Parameters
    ----------
    plot
        The ground.
    rows
        Households of each group.
    cuts, kept
        The groups' grids, and the former grids they go on from.
    rules
        As for `geo.cutting.cut_group`.

    Returns
    -------
    joined
        Sizes are no worse than before. Free ground goes to the group that needs it first.
        Grids that go on from earlier ones are mended, not searched for anew.
    """
    places = [_atom_places(plot, own, cut) for own, cut in zip(rows, cuts, strict=True)]
    graph = ground_graph(spread_out(np.vstack(places)), plot.outline)
    owner = np.full(len(graph.shapes), -1)
    first_atom, first_grid, proved = 0, 0, True
    joined, formers = [], []
    for cut, own, former in zip(cuts, places, kept, strict=True):
        atoms = np.arange(first_atom, first_atom + len(own))
        free = (graph.atom < 0) & (owner < 0)
        pieces = np.flatnonzero(np.isin(graph.atom, atoms) | free)
        limit = 0.0 if (former >= 0).any() else LIMIT
        answer = _connect(_part(graph, pieces, first_atom), cut, own, rules, limit)
        owner[pieces] = np.where(answer.owner >= 0, answer.owner + first_grid, -1)
        joined.append(_relabelled(cut, answer))
        formers.append(_followed(cut, answer, former))
        first_atom, first_grid = first_atom + len(own), first_grid + joined[-1].grids
        proved = proved and answer.proved
    return Joined(
        joined, formers, _united(graph, give_lonely_ground(graph, owner), first_grid), proved
    )


def _atom_places(plot: Plot, rows: Ints, cut: Cut) -> Floats:
    places = np.empty((len(cut.label), 2))
    places[cut.atoms.atom] = plot.metres[rows]
    return places


def _part(graph: GroundGraph, pieces: Ints, first_atom: int) -> GroundGraph:
    """Some pieces of a graph, atoms counted from the first of their group."""
    number = np.full(len(graph.shapes), -1)
    number[pieces] = np.arange(len(pieces))
    ends = number[graph.edges]
    inside = (ends >= 0).all(axis=1)
    atom = graph.atom[pieces]
    atom = np.where(atom >= 0, atom - first_atom, -1)
    return GroundGraph(graph.shapes[pieces], atom, ends[inside], graph.lengths[inside])


def _connect(graph: GroundGraph, cut: Cut, places: Floats, rules: Rules, limit: float) -> Connected:
    return connect(
        graph,
        cut.label,
        places=places,
        weights=cut.atoms.weights,
        bounds=rules.bounds,
        apart=cut.atoms.apart,
        bonds=cut.atoms.bond,
        rng=np.random.default_rng(rules.seed),
        limit=limit,
    )


def _relabelled(cut: Cut, answer: Connected) -> Cut:
    if (answer.label == cut.label).all():
        return cut
    grids = int(answer.label.max()) + 1
    return replace(cut, label=answer.label, grids=grids, centres=None, weights=None)


def _followed(cut: Cut, answer: Connected, former: Ints) -> Ints:
    """Former grid of each grid after relabelling: that of most of its atoms, each once."""
    grids = int(answer.label.max()) + 1
    votes = np.zeros((grids, cut.grids))
    np.add.at(votes, (answer.label, cut.label), 1)
    followed = np.full(grids, -1)
    for grid in np.argsort(-votes.max(axis=1), kind="stable"):
        old = int(votes[grid].argmax())
        if former[old] >= 0 and former[old] not in followed:
            followed[grid] = former[old]
    return followed


def _united(graph: GroundGraph, owner: Ints, k: int) -> Shapes:
    return np.array([shapely.coverage_union_all(graph.shapes[owner == g]) for g in range(k)])
