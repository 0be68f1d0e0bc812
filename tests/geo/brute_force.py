"""By exhaustive search: which sizes a village allows, knowing nothing of how grids are built."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, product
from math import inf

Kind = tuple[tuple[int, int], ...]
"""How many atoms of each weight, heaviest first."""


def violation(size: int, low: int, high: int) -> int:
    """Households that a grid of a size lacks or has too many."""
    return max(low - size, size - high, 0)


def least_violation(
    weights: Sequence[int], apart: Sequence[tuple[int, int]] = (), low: int = 10, high: int = 15
) -> int:
    """Least that all grids together fall out of bounds, whatever their number.

    Parameters
    ----------
    weights
        Households that count of each atom, 0 and more.
    apart
        Pairs of atoms that must not share a grid.
    """
    quarrelling = sorted({atom for pair in apart for atom in pair})
    barred = {frozenset(pair) for pair in apart}
    free = Counter(weights[i] for i in range(len(weights)) if i not in set(quarrelling))
    free.pop(0, None)
    rest = _kind(free)
    seeds = {
        tuple(sorted(sum(weights[i] for i in share) for share in shares))
        for shares in _divisions(quarrelling, barred)
    }
    if not rest and not any(seeds):
        return low  # nobody counts, and yet they get a grid
    return min(int(_least(one, rest, low, high)) for one in seeds)


def _divisions(
    atoms: Sequence[int], barred: set[frozenset[int]]
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to divide atoms into shares in which nobody is barred from another."""
    if not atoms:
        yield ()
        return
    first, *others = atoms
    for shares in _divisions(others, barred):
        yield ((first,), *shares)
        for place, share in enumerate(shares):
            if not any(frozenset((first, other)) in barred for other in share):
                yield (*shares[:place], (first, *share), *shares[place + 1 :])


def _kind(counts: Counter[int]) -> Kind:
    return tuple(sorted(((w, m) for w, m in counts.items() if m), reverse=True))


@cache
def _least(seeds: tuple[int, ...], rest: Kind, low: int, high: int) -> float:
    """Least violation of grids that are begun with seeds, and as many more as one likes."""
    if seeds:
        return min(
            violation(seeds[0] + more, low, high) + _least(seeds[1:], left, low, high)
            for more, left in _shares(rest, inf)
        )
    if not rest:
        return 0
    # The heaviest atom is in some grid: this one.
    weight, left_over = rest[0][0], _without(rest, rest[0][0])
    # A grid of twice the upper bound is no worse when it is divided where its atoms allow.
    return min(
        violation(weight + more, low, high) + _least((), left, low, high)
        for more, left in _shares(left_over, max(0, 2 * high + weight))
    )


def _without(rest: Kind, weight: int) -> Kind:
    counts = Counter(dict(rest))
    counts[weight] -= 1
    return _kind(counts)


def _shares(rest: Kind, most: float) -> Iterator[tuple[int, Kind]]:
    """Every choice of atoms of up to a weight, and what it leaves."""
    for taken in product(*(range(m + 1) for _, m in rest)):
        weight = sum(w * t for (w, _), t in zip(rest, taken, strict=True))
        if weight <= most:
            left = tuple((w, m - t) for (w, m), t in zip(rest, taken, strict=True) if m > t)
            yield weight, left


def fewest_crossing(islands: Sequence[int], grids: int, low: int = 10, high: int = 15) -> float:
    """Least number of crossings: a grid with households on three islands crosses twice.

    Parameters
    ----------
    islands
        Households of each island, any of whom may share a grid.
    grids
        Number of grids in all.

    Returns
    -------
    crossing
        Infinite when sizes cannot be kept with so many grids.
    """
    return _crossing(tuple(sorted(n for n in islands if n)), grids, low, high)


@cache
def _crossing(islands: tuple[int, ...], grids: int, low: int, high: int) -> float:
    fewest, most = [-(-n // high) for n in islands], [n // low for n in islands]
    odd = [one > other for one, other in zip(fewest, most, strict=True)]
    if not any(odd) and sum(fewest) <= grids <= sum(most):
        return 0
    if not low * grids <= sum(islands) <= high * grids:
        return inf
    # Some grid that crosses takes from the first island that cannot be cut alone.
    first = odd.index(True) if any(odd) else None
    return min(
        (
            sum(t > 0 for t in taken)
            - 1
            + fewest_crossing(
                [n - t for n, t in zip(islands, taken, strict=True)], grids - 1, low, high
            )
            for taken in _samples(islands, low, high)
            if (first is None or taken[first]) and sum(t > 0 for t in taken) > 1
        ),
        default=inf,
    )


def _samples(islands: tuple[int, ...], low: int, high: int) -> Iterator[tuple[int, ...]]:
    """Households of each island, `low` to `high` together."""
    if not islands:
        if low <= 0:
            yield ()
        return
    for taken in range(min(islands[0], high) + 1):
        for others in _samples(islands[1:], low - taken, high - taken):
            yield (taken, *others)


def connected_division(
    weights: Sequence[int],
    neighbours: Sequence[set[int]],
    grids: int,
    low: int = 10,
    high: int = 15,
) -> bool:
    """Whether atoms can be divided into so many grids within the bounds, each of one piece.

    Parameters
    ----------
    weights
        Households of each atom.
    neighbours
        Atoms whose ground meets that of each atom.
    """

    def whole(share: frozenset[int]) -> bool:
        reached, ahead = set(), [min(share)]
        while ahead:
            atom = ahead.pop()
            reached.add(atom)
            ahead.extend((neighbours[atom] & share) - reached)
        return reached == share

    @cache
    def divisible(rest: frozenset[int], left: int) -> bool:
        if not rest or not left:
            return not rest and not left
        first, others = min(rest), sorted(rest - {min(rest)})
        shares = (
            frozenset((first, *more))
            for many in range(len(others) + 1)
            for more in combinations(others, many)
        )
        return any(
            low <= sum(weights[atom] for atom in share) <= high
            and whole(share)
            and divisible(rest - share, left - 1)
            for share in shares
        )

    return divisible(frozenset(range(len(weights))), grids)


def packed(
    weights: Sequence[int], low: int = 10, high: int = 15, tries: int = 20_000
) -> bool | None:
    """Whether atoms fit into grids within the bounds; None when the search was given up.

    For many households: the heaviest atom first, the fullest grids first, depth first.
    """
    left = [tries]

    @cache
    def fits(rest: Kind) -> bool:
        if not rest:
            return True
        left[0] -= 1
        if left[0] < 0:
            raise TimeoutError
        weight, others = rest[0][0], _without(rest, rest[0][0])
        fills = (one for one in _fills(others, high - weight) if weight + one[0] >= low)
        return any(fits(after) for _, after in fills)

    try:
        return fits(_kind(Counter(w for w in weights if w)))
    except TimeoutError:
        return None


def _fills(rest: Kind, most: int) -> Iterator[tuple[int, Kind]]:
    """Choices of atoms of up to a weight, heavy atoms first, each with what it leaves."""
    if not rest:
        yield 0, ()
        return
    (weight, many), *others = rest
    for taken in range(min(many, most // weight), -1, -1):
        kept = ((weight, many - taken),) if many > taken else ()
        for more, left in _fills(tuple(others), most - taken * weight):
            yield taken * weight + more, (*kept, *left)
