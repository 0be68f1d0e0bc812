import numpy as np

from geo.atoms import bundle_atoms, gather, make_atoms

NOBODY = np.zeros((0, 2), dtype=int)


def atoms_of(points, counted=None, bond=None, apart=NOBODY, largest=15):
    n = len(points)
    return make_atoms(
        np.array(points, dtype=float),
        np.ones(n, dtype=int) if counted is None else np.array(counted),
        np.full(n, -1) if bond is None else np.array(bond),
        np.array(apart).reshape(-1, 2),
        largest,
    )


def test_households_of_one_place_are_one_atom_and_only_those_who_count_weigh():
    atoms = atoms_of([(0, 0), (5, 5), (0, 0), (0, 0)], counted=[1, 1, 0, 1])

    assert atoms.atom.tolist() == [0, 1, 0, 0]
    assert atoms.weights.tolist() == [2, 1]


def test_a_place_that_holds_more_than_a_grid_may_is_divided_door_by_door():
    atoms = atoms_of([(0, 0)] * 17 + [(5, 5)], counted=[1] * 16 + [0, 1])

    assert sorted(atoms.weights) == [0, *[1] * 17]
    assert (atoms.points[atoms.atom[:17]] == 0).all()


def test_doors_that_went_into_one_grid_are_one_atom_again():
    atoms = atoms_of([(0, 0)] * 17 + [(5, 5)], apart=[(0, 17)])

    gathered, label = gather(atoms, (atoms.atom > 9).astype(int))

    assert sorted(gathered.weights) == [1, 7, 10]
    assert sorted(label) == [0, 1, 1]
    assert len(gathered.apart) == 1


def test_households_to_be_kept_apart_are_atoms_of_their_own_even_in_one_place():
    atoms = atoms_of([(0, 0)] * 4, apart=[(0, 2)])

    assert atoms.weights.tolist() == [2, 1, 1]
    assert atoms.apart.tolist() == [[1, 2]]


def test_a_pinned_household_shares_its_place_and_its_pin():
    atoms = atoms_of([(0, 0), (0, 0), (9, 9), (50, 0), (50, 0)], bond=[-1, 0, 0, 0, -1])

    assert atoms.bond.tolist() == [0, 0, 0]
    assert bundle_atoms(atoms).weights.tolist() == [5]


def test_two_pins_that_meet_in_one_place_are_one():
    atoms = atoms_of([(0, 0), (0, 0), (9, 9), (8, 8), (7, 7)], bond=[0, 1, 0, 1, -1])

    bundles = bundle_atoms(atoms)

    assert sorted(bundles.weights) == [1, 4]
    assert len(np.unique(bundles.bundle)) == 2


def test_quarrels_follow_into_the_bundles():
    atoms = atoms_of([(0, 0), (9, 9), (5, 0)], bond=[0, 0, -1], apart=[(1, 2)])

    bundles = bundle_atoms(atoms)

    assert sorted(bundles.apart[0]) == [0, 1]
    assert bundles.weights.tolist() == [2, 1]
    assert bundles.points[0].tolist() == [4.5, 4.5]
