from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.boundary import nodes
from geo.boundary.faces import absorbed, cut
from geo.boundary.lattice import to_steps
from geo.boundary.nodes import node
from geo.boundary.scene import scene
from geo.boundary.settled import settle
from geo.errors import TooFine
from tests.geo.boundary.six_grids import line, six_grids

CUT = line((140, -20), (141, 130))


@pytest.fixture
def around():
    return scene(six_grids(), ["b"], CUT)


@pytest.fixture
def drawn(around):
    coords = shapely.get_coordinates(to_steps(around.lattice, np.array([CUT])))
    return [[(int(x), int(y)) for x, y in coords]]


@pytest.fixture
def noded(around, drawn):
    return node(around, drawn, np.ones(len(around.edges), dtype=bool), within=around.shapes[1])


def test_a_neighbour_that_lacks_a_corner_is_refused(around, noded):
    faces = cut(around, noded)
    label = np.where(np.arange(len(faces.polygons)) == 0, 1, len(around.codes))
    shapes = noded.shapes.copy()
    shapes[4] = around.shapes[4]

    with pytest.raises(TooFine):
        settle(around, replace(noded, shapes=shapes), faces, label, [*around.codes, "+1"])


def test_ground_that_is_given_twice_is_refused(around, noded):
    faces = cut(around, noded)
    twice = replace(faces, polygons=np.append(faces.polygons, faces.polygons[:1]))
    twice = replace(twice, owner=np.append(faces.owner, faces.owner[:1]))
    label = np.array([1, len(around.codes), len(around.codes) + 1])

    with pytest.raises(TooFine):
        settle(around, noded, twice, label, [*around.codes, "+1", "+2"])


def test_faces_that_are_not_the_ground_of_the_grid_are_refused(around, noded):
    shapes = noded.shapes.copy()
    shapes[1] = shapely.union_all([shapes[1], shapes[2]])

    with pytest.raises(TooFine):
        cut(around, replace(noded, shapes=np.array([*shapes[:2], shapes[1]])))


def test_lines_that_never_settle_are_refused(around, drawn, monkeypatch):
    monkeypatch.setattr(nodes, "_ROUNDS", 1)

    with pytest.raises(TooFine):
        node(around, drawn, np.ones(len(around.edges), dtype=bool), within=around.shapes[1])


def test_a_sliver_without_a_neighbour_stays(around, noded):
    faces = cut(around, noded)
    alone = replace(faces, area=np.array([0.5, 0.5]), edges=faces.edges[:0], length=np.zeros(0))

    assert absorbed(around, alone, np.array([3, 4])).tolist() == [3, 4]
