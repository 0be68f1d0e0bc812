import numpy as np
import pytest
import shapely

from geo.coverage import unite
from geo.ground_graph import ground_graph
from geo.smoothing import smooth
from tests.geo.ragged_villages import KINDS, ragged_village


def stripes(places, outline, k):
    """Shapes of the places in k stripes from west to east."""
    graph = ground_graph(places, outline)
    label = np.empty(len(places), dtype=int)
    label[np.argsort(places[:, 0], kind="stable")] = np.arange(len(places)) * k // len(places)
    held = graph.atom >= 0
    shapes = unite(graph.shapes[held], label[graph.atom[held]], k)
    return shapes, label, shapely.union_all(shapes)


def vertices(shapes):
    return int(shapely.get_num_coordinates(shapes).sum())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_edges_lose_vertices_and_nothing_else_is_lost(kind):
    places, _, outline = ragged_village(kind, 90, 1)
    shapes, label, ground = stripes(places, outline, 6)

    smoothed = smooth(shapes, places, label)

    assert vertices(smoothed) < vertices(shapes)
    assert shapely.coverage_is_valid(smoothed)
    assert shapely.area(smoothed).sum() == pytest.approx(ground.area, abs=1e-6)
    assert shapely.union_all(smoothed).symmetric_difference(ground).area <= 1e-6
    assert shapely.contains_properly(smoothed[label], shapely.points(places)).all()
    before, after = shapely.get_num_geometries(shapes), shapely.get_num_geometries(smoothed)
    assert (after == before).all()


def test_shapes_become_rounder_and_few_vertices_are_left():
    places = np.random.default_rng(0).uniform(0, 1000, (400, 2)).round(2)
    shapes, label, _ = stripes(places, shapely.box(0, 0, 1000, 1000), 5)

    smoothed = smooth(shapes, places, label)

    assert vertices(smoothed) <= vertices(shapes) / 2
    assert shapely.length(smoothed).sum() < shapely.length(shapes).sum()


def test_a_home_keeps_its_distance_from_the_edge():
    left = shapely.Polygon([(0, 0), (10, 0), (14, 5), (10, 10), (0, 10)])
    shapes = np.array([left, shapely.box(0, 0, 20, 10) - left])
    near = np.array([(10.2, 5.0)])

    free = smooth(shapes, np.zeros((0, 2)), np.zeros(0, dtype=int))
    held = smooth(shapes, near, np.array([0]))

    assert vertices(free) == vertices(shapes) - 2
    assert (held == shapes).all()


def test_an_edge_does_not_jump_over_another_shape():
    inner = shapely.box(10.5, 4.5, 11, 5.5)
    left = shapely.Polygon([(0, 0), (10, 0), (14, 5), (10, 10), (0, 10)]) - inner
    shapes = np.array([left, shapely.box(0, 0, 20, 10) - left - inner, inner])

    smoothed = smooth(shapes, np.zeros((0, 2)), np.zeros(0, dtype=int))

    assert shapely.coverage_is_valid(smoothed)
    assert len(shapely.get_rings(smoothed[0])) == 2
    assert not smoothed[2].is_empty


def test_multipart_and_empty_shapes_stay_what_they_are():
    far = shapely.box(50, 0, 60, 10)
    left = shapely.Polygon([(0, 0), (10, 0), (11, 5), (10, 10), (0, 10)])
    shapes = np.array([left | far, shapely.Polygon(), shapely.box(0, 0, 20, 10) - left])

    smoothed = smooth(shapes, np.array([(5.0, 5.0)]), np.array([0]))

    assert shapely.get_type_id(smoothed).tolist() == shapely.get_type_id(shapes).tolist()
    assert smoothed[0].equals(shapely.box(0, 0, 10, 10) | far)
    assert smoothed[1].is_empty


def test_a_coarser_tolerance_takes_more_vertices():
    places, _, outline = ragged_village("fractal", 120, 5)
    shapes, label, _ = stripes(places, outline, 8)

    fine, coarse = (smooth(shapes, places, label, tolerance_m) for tolerance_m in (10, 80))

    assert vertices(coarse) < vertices(fine) < vertices(shapes)


def test_nothing_to_smooth_is_left_alone():
    alone = np.array([shapely.box(0, 0, 1, 1)])

    assert len(smooth(np.array([], dtype=object), np.zeros((0, 2)), np.zeros(0, dtype=int))) == 0
    assert smooth(alone, np.zeros((0, 2)), np.zeros(0, dtype=int))[0].equals(alone[0])
