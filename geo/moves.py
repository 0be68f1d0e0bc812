"""Moves of atoms between labels that leave both whole."""

from geo.mosaic import Mosaic, parts, spread


def foes_meet(mosaic: Mosaic, atoms: set[int]) -> bool:
    """Whether two atoms of a set may not share a label."""
    return any(not atoms.isdisjoint(mosaic.foes[atom]) for atom in atoms)


def frontier(mosaic: Mosaic, label: int) -> dict[int, list[int]]:
    """Atoms of a label that lie beside each other label."""
    found: dict[int, list[int]] = {}
    for atom in sorted(mosaic.members[label]):
        beside = {mosaic.label[other] for other in mosaic.near[atom]}
        for other in sorted(beside - {label}):
            found.setdefault(other, []).append(atom)
    return found


def unit(mosaic: Mosaic, atom: int, to: int) -> set[int] | None:
    """Atoms that must go with one to another label so that both labels stay whole.

    The atom, those bonded to it, and whatever it alone held to the rest. None where that
    empties the giver, breaks a bond, brings foes together or leaves something stranded.
    """
    own = mosaic.members[mosaic.label[atom]]
    moving = set(mosaic.band[atom])
    rest = parts(mosaic, own - moving)
    if not rest:
        return None
    moving.update(*rest[1:])
    target = mosaic.members[to]
    if any(not target.isdisjoint(mosaic.foes[one]) for one in moving):
        return None
    if len(moving) > 1:
        if any(other not in moving for one in moving for other in mosaic.band[one]):
            return None
        if len(parts(mosaic, target | moving)) > len(parts(mosaic, target)):
            return None
    return moving


def lengthening(mosaic: Mosaic, moving: set[int], to: int) -> float:
    """Metres that a move adds to the spread of both labels."""
    giver = mosaic.members[mosaic.label[next(iter(moving))]]
    taker = mosaic.members[to]
    before = spread(mosaic, giver) + spread(mosaic, taker)
    return spread(mosaic, giver - moving) + spread(mosaic, taker | moving) - before
