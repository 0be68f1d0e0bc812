"""What a cut must not divide: the households of one place, and those pinned together."""

from dataclasses import dataclass

import numpy as np

from geo.arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class Atoms:
    """Households bundled by place.

    Attributes
    ----------
    atom
        Atom of each household (n,).
    points
        Metres (m, d); several atoms of one place where it is divided by a list of doors.
    weights
        Households of each atom that count (m,), 0 or more.
    bond
        Atoms that share a number of 0 or more must share a grid (m,); -1 for the rest.
    apart
        Pairs of atoms (e, 2) that must not share a grid.
    """

    atom: Ints
    points: Floats
    weights: Ints
    bond: Ints
    apart: Ints


@dataclass(frozen=True, slots=True)
class Bundles:
    """Atoms bundled by pins, ready for a solver.

    Attributes
    ----------
    bundle
        Bundle of each atom (m,).
    points
        Mean place in metres (b, d).
    weights
        Households that count (b,).
    apart
        Pairs of bundles (e, 2) that must not share a grid.
    """

    bundle: Ints
    points: Floats
    weights: Ints
    apart: Ints


def make_atoms(points: Floats, counted: Ints, bond: Ints, apart: Ints, largest: int) -> Atoms:
    """Bundle households by place.

    Parameters
    ----------
    points
        Metres (n, d), equal for one place.
    counted
        1 for a household that counts towards the size, 0 for one that does not (n,).
    bond, apart
        Hand pins as in `geo.houses.Houses`, over these rows.
    largest
        Most households of a grid.

    Returns
    -------
    atoms
        A place is divided only where it holds more than a grid may, door by door, or
        households that are to be kept apart.
    """
    place = np.unique(points, axis=0, return_inverse=True)[1].ravel()
    door = _quarrel_doors(place, bond, apart)
    for crowded in np.flatnonzero(np.bincount(place, counted * (door == 0)) > largest):
        own = np.flatnonzero((place == crowded) & (door == 0))
        alone = own[(bond[own] < 0) & (counted[own] > 0)]
        door[alone] = len(points) + 1 + np.arange(len(alone))
    keys, first, atom = np.unique(
        np.column_stack([place, door]), axis=0, return_index=True, return_inverse=True
    )
    atom = atom.ravel()
    weights = np.bincount(atom, counted, len(keys)).astype(np.int64)
    bond_of_atom = np.full(len(keys), -1)
    np.maximum.at(bond_of_atom, atom, bond)
    bond_of_atom = _joined_bonds(atom, bond, bond_of_atom)
    return Atoms(atom, points[first], weights, bond_of_atom, np.unique(atom[apart], axis=0))


def gather(atoms: Atoms, label: Ints) -> tuple[Atoms, Ints]:
    """Bundle again what a cut left together in one place.

    Parameters
    ----------
    label
        Grid of each atom (m,).

    Returns
    -------
    atoms
        One atom for each place and grid.
    label
        Their grids.
    """
    place = np.unique(atoms.points, axis=0, return_inverse=True)[1].ravel()
    keys, first, number = np.unique(
        np.column_stack([place, label]), axis=0, return_index=True, return_inverse=True
    )
    number = number.ravel()
    weights = np.bincount(number, atoms.weights).astype(np.int64)
    bond = np.full(len(keys), -1)
    np.maximum.at(bond, number, atoms.bond)
    bond = _joined_bonds(number, atoms.bond, bond)
    apart = np.unique(number[atoms.apart], axis=0)
    gathered = Atoms(number[atoms.atom], atoms.points[first], weights, bond, apart)
    return gathered, label[first]


def bundle_atoms(atoms: Atoms) -> Bundles:
    """Bundle atoms that hand pins keep together."""
    alone = atoms.bond < 0
    key = np.where(alone, atoms.bond.max(initial=0) + 1 + np.arange(len(alone)), atoms.bond)
    bundle = np.unique(key, return_inverse=True)[1]
    members = np.bincount(bundle)
    sums = [np.bincount(bundle, axis) for axis in atoms.points.T]
    weights = np.bincount(bundle, atoms.weights).astype(np.int64)
    return Bundles(bundle, np.stack(sums, axis=1) / members[:, None], weights, bundle[atoms.apart])


def _quarrel_doors(place: Ints, bond: Ints, apart: Ints) -> Ints:
    """A door of its own for each household that quarrels with another of its place."""
    door = np.zeros(len(place), dtype=np.int64)
    for one, other in apart[place[apart[:, 0]] == place[apart[:, 1]]]:
        for row in (one, other):
            mates = (place == place[row]) & (bond == bond[row]) & (bond[row] >= 0)
            mates[row] = True
            door[mates] = 1 + np.flatnonzero(mates)[0]
    return door


def _joined_bonds(atom: Ints, bond: Ints, bond_of_atom: Ints) -> Ints:
    """One number for bonds that meet in an atom."""
    joined = bond_of_atom
    while True:
        highest = np.full(bond.max(initial=-1) + 1, -1)
        pinned = bond >= 0
        np.maximum.at(highest, bond[pinned], joined[atom[pinned]])
        wider = joined.copy()
        np.maximum.at(wider, atom[pinned], highest[bond[pinned]])
        if (wider == joined).all():
            return joined
        joined = wider
