import numpy as np
import pytest
import shapely

from geo.ground_graph import ground_graph
from tests.geo.ragged_villages import KINDS, ragged_village

SQUARE = shapely.box(0, 0, 1000, 1000)
HORSESHOE = shapely.box(0, 0, 300, 300) - shapely.box(100, 100, 200, 300)


def pairs(graph):
    return {tuple(edge) for edge in graph.edges.tolist()}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_pieces_tile_the_outline_and_each_place_holds_one(kind):
    places, _, outline = ragged_village(kind, 120, 3)

    graph = ground_graph(places, outline)

    assert shapely.coverage_is_valid(graph.shapes)
    assert shapely.union_all(graph.shapes).symmetric_difference(outline).area <= 1e-6
    assert shapely.area(graph.shapes).sum() == pytest.approx(outline.area, abs=1e-6)
    assert sorted(graph.atom[graph.atom >= 0]) == list(range(len(places)))
    held = graph.atom >= 0
    assert shapely.covers(graph.shapes[held], shapely.points(places[graph.atom[held]])).all()


def test_cells_that_touch_in_a_corner_are_not_joined():
    places = np.array([(x, y) for x in (250.0, 750.0) for y in (250.0, 750.0)])

    graph = ground_graph(places, SQUARE)

    assert len(graph.edges) == 4
    assert graph.lengths == pytest.approx(500)


def test_the_far_arm_of_a_cell_is_free_ground():
    graph = ground_graph(np.array([(50.0, 290.0), (150.0, 50.0)]), HORSESHOE)

    free = int(np.flatnonzero(graph.atom < 0)[0])
    low = int(np.flatnonzero(graph.atom == 1)[0])
    assert len(graph.shapes) == 3
    assert graph.shapes[free].bounds[0] == 200
    assert pairs(graph) == {tuple(sorted((low, other))) for other in {0, 1, 2} - {low}}


def test_a_place_without_ground_is_joined_to_the_nearest_piece():
    places = np.array([(500.0, 500.0), (2000.0, 500.0), (2500.0, 500.0)])

    graph = ground_graph(places, SQUARE)

    assert shapely.is_empty(graph.shapes).tolist() == [False, True, True]
    assert pairs(graph) == {(0, 1), (0, 2)}
    assert (graph.lengths == 0).all()


def test_a_place_just_beyond_the_outline_keeps_the_ground_nearest_to_it():
    graph = ground_graph(np.array([(500.0, 500.0), (1010.0, 500.0)]), SQUARE)

    assert not shapely.is_empty(graph.shapes).any()
    assert pairs(graph) == {(0, 1)}


def test_one_place_owns_an_outline_of_several_parts():
    outline = SQUARE | shapely.box(2000, 0, 2100, 100)

    graph = ground_graph(np.array([(500.0, 500.0)]), outline)

    assert sorted(graph.atom.tolist()) == [-1, 0]
    assert len(graph.edges) == 0


def test_slivers_along_the_outline_go_to_the_piece_beside_them():
    places = np.array([(500.0, 500.0 - 1e-10), (500.0, 1500.0)])
    outline = shapely.Polygon([(0, 0), (1000, 0), (1000, 1000), (500, 1000 + 1e-9), (0, 1000)])

    graph = ground_graph(places, outline)

    assert shapely.area(graph.shapes[graph.atom == 0])[0] == pytest.approx(1e6, abs=1e-5)
    assert (shapely.is_empty(graph.shapes) | (shapely.area(graph.shapes) > 1e-6)).all()
