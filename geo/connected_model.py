"""The fewest pieces that a few labels can come in, by an exact solver."""

from dataclasses import dataclass, replace
from typing import Any, Final

from ortools.sat.python import cp_model

from geo.solver import exact_solver, work_done

# Once the fewest pieces are known, shorter ways get this share of the limit.
_WAYS_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Region:
    """Pieces of ground to be labelled anew.

    Attributes
    ----------
    near
        Neighbours of each node, by node number within the region.
    weight
        Households of each node; 0 for free ground.
    place
        Metres of each node as a complex number; None for free ground.
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
    place: list[complex | None]
    grounded: list[bool]
    bonds: list[tuple[int, int]]
    foes: list[tuple[int, int]]
    windows: list[tuple[int, int]]
    label: list[int]


@dataclass(frozen=True, slots=True)
class Answer:
    """Labels found.

    Attributes
    ----------
    label
        New label of each node.
    pieces
        Connected pieces over all labels.
    fewest
        Proved: no labelling of this region has fewer.
    spent
        Deterministic seconds used.
    """

    label: list[int]
    pieces: int
    fewest: int
    spent: float


def fewest_pieces(region: Region, limit: float) -> Answer | None:
    """Label a region so that its labels come in the fewest pieces, then with short ways.

    Parameters
    ----------
    region
        What to label; the present labels are the first guess.
    limit
        Deterministic seconds of the solver; the same limit gives the same answer anywhere.

    Returns
    -------
    answer
        None if nothing was found within the limit.

    Notes
    -----
    Every node with ground is the root of a piece or has a parent beside it of the same label
    and a lesser rank (the arborescence model of contiguity, as in Shirabe, Geographical
    Analysis 37, 2005). The number of roots is the number of pieces.
    """
    model = cp_model.CpModel()
    order, region = _in_order_of_appearance(region)
    given = _labels(model, region)
    roots = _contiguity(model, region, given)
    _break_symmetry(model, region, given)
    pieces = sum(roots)
    model.add(pieces >= len(region.windows))
    model.minimize(pieces)
    _hint(model, region, given)
    first = _solve(model, limit * (1 - _WAYS_SHARE))
    if first is None:
        return None
    label = _read(first, given)
    count, fewest = round(first.objective_value), round(first.best_objective_bound)
    spent = work_done(first)
    model.add(pieces <= count)
    model.minimize(_ways(region, given))
    _hint_all(model, first)
    second = _solve(model, limit * _WAYS_SHARE)
    if second is not None:
        label = _read(second, given)
        spent += work_done(second)
    return Answer([order[one] for one in label], count, fewest, spent)


def _in_order_of_appearance(region: Region) -> tuple[list[int], Region]:
    """Labels in the order in which nodes have them, and the region with them so numbered."""
    order = list(dict.fromkeys(region.label))
    order += [one for one in range(len(region.windows)) if one not in order]
    number = {label: i for i, label in enumerate(order)}
    windows = [region.windows[label] for label in order]
    return order, replace(region, windows=windows, label=[number[one] for one in region.label])


def _break_symmetry(model: cp_model.CpModel, region: Region, given: list[list[Any]]) -> None:
    """Labels of the same bounds first appear in their order."""
    for label in range(1, len(region.windows)):
        if region.windows[label] == region.windows[label - 1]:
            for node, options in enumerate(given):
                earlier = [before[label - 1] for before in given[:node]]
                model.add_bool_or(~options[label], *earlier)


def _labels(model: cp_model.CpModel, region: Region) -> list[list[Any]]:
    """One variable for each node and label, with sizes, bonds and foes."""
    count = len(region.windows)
    given = [[model.new_bool_var("") for _ in range(count)] for _ in region.weight]
    for options in given:
        model.add_exactly_one(options)
    for one, other in region.bonds:
        for a, b in zip(given[one], given[other], strict=True):
            model.add_implication(a, b)
            model.add_implication(b, a)
    for one, other in region.foes:
        for a, b in zip(given[one], given[other], strict=True):
            model.add_bool_or(~a, ~b)
    for label, (low, high) in enumerate(region.windows):
        size = sum(
            weight * options[label]
            for weight, options in zip(region.weight, given, strict=True)
            if weight
        )
        model.add_linear_constraint(size, low, high)
    return given


def _contiguity(model: cp_model.CpModel, region: Region, given: list[list[Any]]) -> list[Any]:
    """Roots of pieces; every other node with ground has a parent of its label."""
    deepest = min(len(given), max(high for _, high in region.windows) + region.weight.count(0))
    rank = [model.new_int_var(0, deepest, "") for _ in given]
    roots = []
    for node, options in enumerate(given):
        if not region.grounded[node]:
            continue
        root = model.new_bool_var("")
        roots.append(root)
        ways = [root]
        for parent in region.near[node]:
            if not region.grounded[parent]:
                continue
            arc = model.new_bool_var("")
            ways.append(arc)
            model.add(rank[node] >= rank[parent] + 1).only_enforce_if(arc)
            for mine, its in zip(options, given[parent], strict=True):
                model.add_bool_or(~arc, ~mine, its)
        model.add_exactly_one(ways)
    return roots


def _ways(region: Region, given: list[list[Any]]) -> Any:
    """Decimetres from the households to the present middle of each label."""
    total = 0
    for label in range(len(region.windows)):
        own = [
            (place, max(weight, 1))
            for place, weight, mine in zip(region.place, region.weight, region.label, strict=True)
            if mine == label and place is not None
        ]
        middle = sum(place * weight for place, weight in own) / sum(weight for _, weight in own)
        for place, weight, options in zip(region.place, region.weight, given, strict=True):
            if place is not None and weight:
                total += round(10 * weight * abs(place - middle)) * options[label]
    return total


def _hint(model: cp_model.CpModel, region: Region, given: list[list[Any]]) -> None:
    for label, options in zip(region.label, given, strict=True):
        for number, option in enumerate(options):
            model.add_hint(option, number == label)


def _hint_all(model: cp_model.CpModel, solver: cp_model.CpSolver) -> None:
    model.proto.solution_hint.vars.clear()
    model.proto.solution_hint.values.clear()
    for index, value in enumerate(solver.response_proto.solution):
        model.proto.solution_hint.vars.append(index)
        model.proto.solution_hint.values.append(value)


def _solve(model: cp_model.CpModel, limit: float) -> cp_model.CpSolver | None:
    solver = exact_solver(limit)
    status = solver.solve(model)
    return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _read(solver: cp_model.CpSolver, given: list[list[Any]]) -> list[int]:
    return [
        next(label for label, option in enumerate(options) if solver.boolean_value(option))
        for options in given
    ]
