import numpy as np
import shapely

from geo.free_ground import borders, claim_ground, give_lonely_ground, hosts
from geo.ground_graph import GroundGraph


def row(atom, lengths):
    """Pieces side by side, with so many metres of common edge."""
    shapes = np.array([shapely.box(i, 0, i + 1, 1) for i in range(len(atom))])
    edges = np.array([(i, i + 1) for i in range(len(lengths)) if lengths[i]], dtype=int)
    return GroundGraph(
        shapes, np.array(atom), edges.reshape(-1, 2), np.array([x for x in lengths if x])
    )


def test_free_ground_goes_where_the_common_edge_is_longest():
    graph = row([0, -1, 1], [3.0, 5.0])

    assert claim_ground(graph, np.array([0, 1])).tolist() == [0, 1, 1]


def test_free_ground_links_a_label_before_it_goes_to_a_longer_edge():
    graph = row([0, -1, 1, 2], [1.0, 1.0, 1.0])
    graph = GroundGraph(
        graph.shapes, graph.atom, np.vstack([graph.edges, [1, 3]]), np.array([1.0, 1.0, 1.0, 9.0])
    )

    assert claim_ground(graph, np.array([0, 0, 1])).tolist() == [0, 0, 0, 1]


def test_ground_behind_free_ground_follows_it_to_a_place():
    graph = row([0, -1, -1, -1], [1.0, 1.0, 1.0])
    owner = claim_ground(graph, np.array([4]))

    host = hosts(graph, owner)

    assert owner.tolist() == [4, 4, 4, 4]
    assert host.tolist() == [0, 0, 0, 0]
    assert len(borders(graph, host)) == 0


def test_a_stretch_that_reaches_no_place_goes_to_the_nearest_label_as_a_whole():
    graph = row([0, 1, -1, -1], [1.0, 0, 1.0])
    owner = claim_ground(graph, np.array([0, 1]))

    assert owner.tolist() == [0, 1, -1, -1]
    assert hosts(graph, owner).tolist() == [0, 1, -1, -1]
    assert give_lonely_ground(graph, owner).tolist() == [0, 1, 1, 1]


def test_places_are_neighbours_across_the_free_ground_of_one_of_them():
    graph = row([0, -1, 1], [3.0, 5.0])
    host = hosts(graph, claim_ground(graph, np.array([0, 1])))

    assert borders(graph, host).tolist() == [[0, 1]]
