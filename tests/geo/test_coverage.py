import numpy as np
import shapely

from geo.coverage import LATTICE, coverage, unite


def boxes(*bounds):
    return np.array([shapely.box(*b) for b in bounds], dtype=object)


def test_a_neighbours_corner_on_a_long_edge_becomes_a_vertex_of_both():
    shapes = boxes((0, 0, 2, 1), (0, 1, 0.7, 2), (0.7, 1, 2, 2))

    tiled = coverage(shapes, shapely.box(0, 0, 2, 2))

    assert shapely.coverage_is_valid(tiled)
    assert [0.7, 1.0] in shapely.get_coordinates(tiled[0]).tolist()


def test_edges_that_differ_by_rounding_become_one():
    shapes = boxes((0, 0, 1, 1), (1 + 3e-12, 0, 2, 1), (1 - 3e-12, 1, 2, 2), (0, 1, 1, 2))

    tiled = coverage(shapes, shapely.box(0, 0, 2, 2))

    assert shapely.coverage_is_valid(tiled)
    assert shapely.area(tiled).sum() == 4


def test_ground_claimed_twice_goes_to_the_earlier_shape():
    tiled = coverage(boxes((0, 0, 2, 1), (1, 0, 3, 1)), shapely.box(0, 0, 3, 1))

    assert shapely.area(tiled).tolist() == [2, 1]


def test_ground_nobody_claims_goes_to_the_nearest():
    frame = boxes((0, 0, 1, 3), (2, 0, 3, 3), (0, 3, 3, 4), (0, -1, 3, 0))

    tiled = coverage(frame, shapely.box(0, -1, 3, 4))

    assert shapely.area(tiled).sum() == 15
    assert shapely.coverage_is_valid(tiled)


def test_a_hole_in_the_ground_stays_a_hole():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    halves = np.array([ring & shapely.box(0, 0, 1.5, 3), ring & shapely.box(1.5, 0, 3, 3)])

    tiled = coverage(halves, ring)

    assert shapely.area(tiled).sum() == 8
    assert not shapely.union_all(tiled).contains(shapely.Point(1.5, 1.5))


def test_every_vertex_lies_on_the_lattice():
    shapes = boxes((1 / 3, 1 / 7, 2 / 3, 6 / 7))

    vertices = shapely.get_coordinates(coverage(shapes, shapes[0]))

    assert (vertices == np.round(vertices, 9)).all()
    assert LATTICE == 1e-9


def test_a_shape_without_ground_stays_empty_in_its_row():
    shapes = np.array([shapely.Polygon(), shapely.box(0, 0, 1, 1)])

    tiled = coverage(shapes, shapes[1])

    assert tiled[0].is_empty
    assert tiled[1].area == 1


def test_pieces_apart_are_united_into_a_multipolygon():
    united = unite(boxes((0, 0, 1, 1), (5, 5, 6, 6), (1, 0, 2, 1)), np.array([0, 0, 0]), 1)

    assert united[0].geom_type == "MultiPolygon"
    assert united[0].area == 3
