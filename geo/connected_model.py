"""The fewest pieces that a few labels can come in, by an exact solver."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

from ortools.sat.python import cp_model

from geo.separators import Region, Rule, broken_rules
from geo.solver import exact_solver, work_done

# Every question costs at least this much of the limit, so that the rounds end.
_ROUND: Final = 1e-3
# So much of it goes into writing the question down, for each node and piece.
_WRITING: Final = 2e-5
# Where more extra pieces than this are needed, the ways to share them out are too many.
_MOST_EXTRA: Final = 5
_Bools: TypeAlias = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes
    ----------
    label
        New label of each node; None where there are no fewer pieces, or none were found.
    fewest
        Proved: no labelling of this region has fewer pieces.
    spent
        Deterministic seconds used.
    """

    label: list[int] | None
    fewest: int
    spent: float


def fewest_pieces(region: Region, pieces: int, limit: float) -> Answer:
    """Label a region so that its labels come in as few pieces as can be.

    Parameters
    ----------
    region
        What to label; the present labels are the first guess.
    pieces
        Pieces of the present labels; only fewer are of interest.
    limit
        Deterministic seconds of the solver; the same limit gives the same answer anywhere.

    Notes
    -----
    One piece for each label at first, then one more in all, and so on; where a label may come
    in several, each of those is connected. Solved by sizes alone, and every part that lies
    apart adds rules that hold for all connected pieces, until nothing lies apart or no
    labelling is left (lazy separators, as in Validi, Buchanan and Lykhovyd, Operations
    Research 70, 2022).
    """
    grids, spent, sure = len(region.windows), 0.0, True
    fewest = grids
    for extra in range(min(pieces - grids, _MOST_EXTRA + 1)):
        teams = _teams(region, extra)
        for team in teams if spent < limit else []:
            label, impossible, work = _connected(region, team, limit - spent)
            spent += work
            if label is not None:
                return Answer(label, fewest, spent)
            sure = sure and impossible
        sure = sure and len(teams) > 0 and spent < limit
        fewest += sure
    return Answer(None, fewest, spent)


def _teams(region: Region, extra: int) -> list[list[int]]:
    """Label of every piece, in each way to share out the extra ones that makes a difference."""
    grids = list(range(len(region.windows)))
    if extra == 0:
        return [grids]
    if len(set(region.windows)) == 1:
        return [grids + shares for shares in _shares(extra, 0, extra) if max(shares) < len(grids)]
    return [[*grids, label] for label in grids] if extra == 1 else []


def _shares(extra: int, label: int, most: int) -> list[list[int]]:
    """Ways to give so many extra pieces to labels from this one on, none more than the last."""
    if extra == 0:
        return [[]]
    return [
        [label] * count + rest
        for count in range(min(extra, most), 0, -1)
        for rest in _shares(extra - count, label + 1, count)
    ]


def _connected(
    region: Region, team: list[int], limit: float
) -> tuple[list[int] | None, bool, float]:
    """Labels in these pieces, each connected, or whether there are none; and the work done."""
    if limit <= 0:
        return None, False, 0.0
    model = cp_model.CpModel()
    held = _pieces(model, region, team)
    lightest = [region.windows[label][0] if team.count(label) == 1 else 0 for label in team]
    known: set[Rule] = set()
    spent = _WRITING * len(held) * len(team)
    while spent < limit:
        solver = exact_solver(limit - spent)
        status = solver.solve(model)
        spent += work_done(solver) + _ROUND
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, status == cp_model.INFEASIBLE, spent
        piece = [
            next(one for one, option in enumerate(options) if solver.boolean_value(option))
            for options in held
        ]
        rules = [one for one in broken_rules(region, piece, max(lightest)) if one not in known]
        if not rules:
            return [team[one] for one in piece], False, spent
        known.update(rules)
        for rule in rules:
            _add(model, rule, held, lightest)
    return None, False, spent


def _add(model: cp_model.CpModel, rule: Rule, held: _Bools, lightest: list[int]) -> None:
    for piece, least in enumerate(lightest):
        ways = [held[node][piece] for node in rule.between]
        if rule.other is not None:
            model.add_bool_or(~held[rule.node][piece], ~held[rule.other][piece], *ways)
        elif rule.weight < least:
            model.add_bool_or(~held[rule.node][piece], *ways)


def _pieces(model: cp_model.CpModel, region: Region, team: list[int]) -> _Bools:
    """Variables for each node and piece, with sizes, bonds, foes and the present labels."""
    held = [[model.new_bool_var("") for _ in team] for _ in region.weight]
    for node, options in enumerate(held):
        model.add_exactly_one(options)
        for piece, option in enumerate(options):
            model.add_hint(option, piece == region.label[node])
    for label, (low, high) in enumerate(region.windows):
        own = [piece for piece, its in enumerate(team) if its == label]
        weighty = [node for node, weight in enumerate(region.weight) if weight]
        size = sum(region.weight[node] * held[node][piece] for node in weighty for piece in own)
        model.add_linear_constraint(size, low, high)
        for one, other in region.bonds:
            mine, its = (sum(held[node][piece] for piece in own) for node in (one, other))
            model.add(mine == its)
        for one, other in region.foes:
            model.add_at_most_one(held[node][piece] for node in (one, other) for piece in own)
    _break_symmetry(model, region, team, held)
    return held


def _break_symmetry(model: cp_model.CpModel, region: Region, team: list[int], held: _Bools) -> None:
    """Labels of one piece and the same bounds first appear in the order they have now."""
    if len(set(region.windows)) > 1:
        return
    single = [label for label in dict.fromkeys(region.label) if team.count(label) == 1]
    for one, other in pairwise(single):
        for node, options in enumerate(held):
            earlier = [before[one] for before in held[:node]]
            model.add_bool_or(~options[other], *earlier)
