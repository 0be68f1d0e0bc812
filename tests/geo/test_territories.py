import numpy as np
import shapely

from geo.territories import territories

SQUARE = shapely.box(-100, -100, 100, 100)


def test_each_owner_gets_the_ground_nearest_to_its_places():
    points = np.array([[-50.0, 0.0], [50.0, 0.0], [90.0, 0.0]])

    shapes = territories(points, np.array([0, 1, 1]), 2, SQUARE)

    assert shapely.area(shapes[0]) == 100 * 200
    assert shapes[1].contains(shapely.Point(99, 99))


def test_owners_of_one_place_get_a_piece_each():
    points = np.zeros((3, 2))

    shapes = territories(points, np.array([0, 1, 2]), 3, SQUARE)

    assert (shapely.area(shapes) > 1000).all()
    assert abs(shapely.area(shapes).sum() - 200**2) < 1e-6


def test_a_shared_place_takes_nothing_from_a_neighbour_half_a_metre_away():
    points = np.array([[0.0, 0.0], [0.0, 0.0], [0.5, 0.0]])

    shapes = territories(points, np.array([0, 1, 2]), 3, SQUARE)

    assert shapes[2].contains(shapely.Point(0.5, 0.0))


def test_an_owner_alone_has_the_outline_as_it_is():
    holed = SQUARE - shapely.box(-10, -10, 10, 10)

    assert territories(np.zeros((2, 2)), np.zeros(2, dtype=int), 1, holed)[0] == holed


def test_an_owner_without_a_place_has_no_ground():
    shapes = territories(np.zeros((1, 2)), np.array([1]), 2, SQUARE)

    assert shapes[0].is_empty
    assert shapes[1].equals(SQUARE)


def test_an_owner_whose_places_lie_outside_may_have_no_ground():
    points = np.array([[0.0, 0.0], [900.0, 0.0]])

    shapes = territories(points, np.array([0, 1]), 2, SQUARE)

    assert shapes[1].is_empty


def test_places_on_one_circle_and_on_a_regular_lattice_are_tiled_without_overlap():
    turn = np.linspace(0, 2 * np.pi, 9)[:-1]
    circle = 40 * np.column_stack([np.cos(turn), np.sin(turn)])
    lattice = np.array([(x * 20.0, y * 20.0) for x in range(-4, 5) for y in range(-4, 5)])

    for points in (circle, lattice):
        shapes = territories(points, np.arange(len(points)), len(points), SQUARE)

        assert abs(shapely.area(shapes).sum() - SQUARE.area) < 1e-6
        assert shapely.contains_properly(shapes, shapely.points(points)).all()
