"""Labels whose ground hangs together in one piece each, sizes kept."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from geo.arrays import Floats, Ints
from geo.free_ground import borders, claim_ground, hosts, owners
from geo.geodesic import divide_by_ways
from geo.ground_graph import GroundGraph
from geo.ground_parts import broken_labels, ground_parts
from geo.islands import Separation, Sets, join_islands, split_islands
from geo.mosaic import Terms, excesses, make_mosaic
from geo.polish import polish
from geo.region import Land, solve_broken
from geo.repair import is_wrong, mend
from geo.seeds import centroids
from geo.sizes import SizePlan

# Deterministic seconds of the solver for a village, near seconds on a common machine.
LIMIT: Final = 5.0
# Where so large a share of the labels falls apart, straight lines were no guide.
_SCATTERED: Final = 0.2
# Ways between all pairs of more atoms than this take seconds.
_MOST_ATOMS: Final = 1_000
# Other numbers of labels tried where the one asked for leaves broken ones.
_OTHER_NUMBERS: Final = 4


@dataclass(frozen=True, slots=True)
class Connected:
    """Labels that hang together wherever they can.

    Attributes
    ----------
    label
        Label of each atom (m,), from 0 without gaps.
    owner
        Label of every piece of ground (p,), free ones too; -1 for ground that is linked to
        no atom (`geo.free_ground.give_lonely_ground` gives that away).
    broken
        Labels whose atoms do not hang together over their own ground.
    proved
        True if nothing is broken, or no labelling has fewer pieces.
    """

    label: Ints
    owner: Ints
    broken: Ints
    proved: bool


@dataclass(frozen=True, slots=True)
class _Task:
    """Labels as given, the labels to start from, and what to keep to."""

    graph: GroundGraph
    given: Ints
    start: Separation
    terms: Terms


def connect(  # noqa: PLR0913 - what a labelling must keep to, each by name
    graph: GroundGraph,
    label: Ints,
    *,
    places: Floats,
    weights: Ints,
    bounds: tuple[int, int],
    apart: Ints,
    bonds: Ints,
    rng: np.random.Generator,
    limit: float = LIMIT,
) -> Connected:
    """Relabel atoms so that the ground of each label is one piece, if that can be.

    Parameters
    ----------
    graph
        The ground of the atoms, as `ground_graph` makes it.
    label
        Label of each atom (m,), from 0; atoms of a bond share theirs, those apart do not.
    places, weights
        Metres (m, 2) and households that count, 0 for none (m,).
    bounds
        Fewest and most households of a label. A label out of bounds may stay so, but gets no
        worse.
    apart
        Pairs of atoms whose labels differ (e, 2).
    bonds
        Atoms of one number share a label (m,); -1 for an atom on its own.
    rng
        Source of chance.
    limit
        Deterministic seconds that the exact solver may use; 0 to mend what is broken from
        where it is, and search no further.

    Returns
    -------
    connected
        Sizes within bounds before all, then the fewest pieces, then short ways. Labels that
        hang together and need not help a neighbour keep their atoms. Parts of the ground that
        can be cut alone get labels of their own; the number of labels changes only where
        that alone makes single pieces possible, labels then being numbered anew. Atoms
        without ground count as connected.
    """
    owner = claim_ground(graph, label)
    broken = broken_labels(graph, label, owner)
    if len(broken) == 0:
        return Connected(label, owner, broken, proved=True)
    part, ties = ground_parts(graph, bonds)
    found = None
    sets = Sets(places, weights, label, part)
    for even in (False, True) if _divisible(weights, bonds, bounds) else ():
        start = split_islands(sets, bounds, rng, even=even)
        terms = Terms(places, weights, *_windows(bounds, start.label.max() + 1), apart, bonds)
        found = _search(_Task(graph, label, _tied(start, ties), terms), rng, limit)
        if found is not None or start.clusters == 1:
            break
    if found is not None:
        return found
    sizes = np.bincount(label, weights).astype(np.int64)
    low, high = np.minimum(sizes, bounds[0]), np.maximum(sizes, bounds[1])
    terms = Terms(places, weights, low, high, apart, bonds)
    found = _search(_Task(graph, label, _tied(join_islands(sets), ties), terms), rng, limit)
    return found or Connected(label, owner, broken, proved=False)


def _windows(bounds: tuple[int, int], grids: int) -> tuple[Ints, Ints]:
    return np.full(grids, bounds[0]), np.full(grids, bounds[1])


def _tied(start: Separation, ties: Ints) -> Separation:
    return replace(start, bridges=np.vstack([start.bridges, ties]))


def _divisible(weights: Ints, bonds: Ints, bounds: tuple[int, int]) -> bool:
    """Whether labels within bounds are possible, as far as plain counting tells."""
    households = int(weights.sum())
    tied = np.bincount(bonds[bonds >= 0], weights[bonds >= 0], 1)
    heaviest = max(tied.max(), weights.max())
    fits = -(-households // bounds[1]) <= households // bounds[0]
    return bool(fits and heaviest <= bounds[1])


def _search(task: _Task, rng: np.random.Generator, limit: float) -> Connected | None:
    """Mend what is broken; None if sizes cannot be brought within bounds."""
    found = _mended(task, rng, limit / 2)
    if found is None or task.start.clusters > 1 or len(task.given) > _MOST_ATOMS or limit == 0:
        return found
    grids = len(task.terms.low)
    if _scattered(task):
        other = _cut_anew(task, found, grids, rng, (limit / 4, 1 / 2))
        if other is not None and len(other.broken) <= len(found.broken):
            both = (found, other)
            found = min(both, key=lambda one: (len(one.broken), _ways(one.label, task.terms)))
    helpless = len(found.broken) == 0 or len(task.start.bridges) > 0
    for number in [] if helpless else _other_numbers(task.terms):
        other = _cut_anew(task, found, number, rng, (limit / 16, 1 / 8))
        if other is not None and len(other.broken) == 0:
            return other
    return found


def _scattered(task: _Task) -> bool:
    """Whether so many labels are broken that cutting anew may be better than mending."""
    owner = claim_ground(task.graph, task.given)
    broken = broken_labels(task.graph, task.given, owner)
    return len(broken) > _SCATTERED * len(task.terms.low)


def _other_numbers(terms: Terms) -> list[int]:
    """Further numbers of labels that counting allows, the nearest first."""
    low, high, households = int(terms.low.max()), int(terms.high.min()), int(terms.weights.sum())
    if terms.low.min() < low or terms.high.max() > high:
        return []
    numbers = range(-(-households // high), households // low + 1)
    others = [number for number in numbers if number != len(terms.low)]
    return sorted(others, key=lambda number: abs(number - len(terms.low)))[:_OTHER_NUMBERS]


def _cut_anew(
    task: _Task, found: Connected, grids: int, rng: np.random.Generator, work: tuple[float, float]
) -> Connected | None:
    """Labels from sets cut by the ways over the ground, mended with so much work."""
    pairs = borders(task.graph, hosts(task.graph, found.owner))
    pairs = np.vstack([pairs, task.start.bridges])
    bounds = int(task.terms.low.min()), int(task.terms.high.max())
    plan = SizePlan(grids, *bounds, None)
    label = divide_by_ways(task.terms.places, task.terms.weights, pairs, plan, rng)
    low, high = _windows(bounds, grids)
    terms = replace(task.terms, low=low, high=high)
    start = replace(task.start, label=label)
    return _mended(replace(task, start=start, terms=terms), rng, *work)


def _ways(label: Ints, terms: Terms) -> float:
    """Metres from all households to the middle of their label, summed."""
    middle = centroids(terms.places, terms.weights, label, np.zeros((int(label.max()) + 1, 2)))
    return float((np.hypot(*(terms.places - middle[label]).T) * terms.weights).sum())


def _mended(
    task: _Task, rng: np.random.Generator, limit: float, diligence: float = 1.0
) -> Connected | None:
    if not _keeps_pins(task.start.label, task.terms):
        return None
    land = _land(task)
    given = range(int(task.given.max()) + 1)
    before = {frozenset(np.flatnonzero(task.given == one).tolist()) for one in given}
    left = mend(land.mosaic, rng, diligence)
    every = range(len(land.mosaic.members))
    if excesses(land.mosaic, every):
        return None
    solved = solve_broken(land, limit) if left else set()
    sure = all(one in solved for one in every if is_wrong(land.mosaic, one))
    touched = [one for one in every if frozenset(land.mosaic.members[one]) not in before]
    polish(land.mosaic, touched, rng)
    label = np.array(land.mosaic.label, dtype=np.int64)
    owner = owners(label, land.host)
    broken = broken_labels(task.graph, label, owner)
    proved = len(broken) == 0 or (sure and task.start.proved)
    return Connected(label, owner, broken, proved)


def _keeps_pins(label: Ints, terms: Terms) -> bool:
    tied = np.flatnonzero(terms.bonds >= 0)
    pairs = np.unique(np.column_stack([terms.bonds[tied], label[tied]]), axis=0)
    met = label[terms.apart[:, 0]] == label[terms.apart[:, 1]]
    return len(pairs) == len(np.unique(terms.bonds[tied])) and not met.any()


def _land(task: _Task) -> Land:
    graph, bridges, label = task.graph, task.start.bridges, task.start.label
    host = hosts(graph, claim_ground(graph, label))
    pairs = np.vstack([borders(graph, host), bridges])
    bare = graph.atom[shapely.is_empty(graph.shapes)]
    return Land(graph, bridges, host, make_mosaic(task.terms, label, pairs, bare))
