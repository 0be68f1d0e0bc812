"""Points on edges and vertices: one grid each, the same in Python and in SQL, however often."""

from datetime import date

import numpy as np
import pytest
import shapely

from bench.locate_cases import made_up_grids
from data.imports.grids import import_grids
from data.imports.source import SourceRow
from data.placing import Ask, find_places
from dispatch.vocabulary import Scheme
from geo.locating import code_order, covering_pairs, locate_points

DAY = date(2026, 3, 20)
POINTS = 10_000


@pytest.fixture(scope="module")
def grids():
    """Codes in no order of place, and polygons that share edges and corners."""
    shapes = made_up_grids(300, 5)
    numbers = np.random.default_rng(5).permutation(len(shapes))
    return [f"g{number}" for number in numbers], shapes


@pytest.fixture(scope="module")
def lonlat(grids):
    """Half of them vertices, half on edges of two grids, as near as numbers allow."""
    chance = np.random.default_rng(6)
    places, ring = shapely.get_coordinates(grids[1], return_index=True)
    edges = np.stack([places[:-1], places[1:]], axis=1)[ring[1:] == ring[:-1]]
    turned = edges[:, 0, 0] > edges[:, 1, 0]
    edges[turned] = edges[turned, ::-1]
    edges, users = np.unique(edges, axis=0, return_counts=True)
    shared = edges[users == 2]
    begin, end = np.moveaxis(shared[chance.integers(0, len(shared), POINTS)], 1, 0)
    along = np.where(np.arange(POINTS) % 2, chance.random(POINTS), 0)[:, np.newaxis]
    return begin + along * (end - begin)


def test_ten_thousand_points_on_edges_and_vertices_have_one_grid_each(session, grids, lonlat):
    assert_same_each_time(session, grids, lonlat, times=3)


@pytest.mark.long
def test_a_hundred_times_over_they_have_the_same_grid(session, grids, lonlat):
    assert_same_each_time(session, grids, lonlat, times=100)


def assert_same_each_time(session, grids, lonlat, times):
    codes, shapes = grids
    rows = zip(codes, shapes, strict=True)
    sources = [SourceRow(n, {"code": code}, shape) for n, (code, shape) in enumerate(rows)]
    import_grids(session, sources, scheme=Scheme.FREE, day=DAY)
    asks = [Ask(None, float(lon), float(lat), None, DAY) for lon, lat in lonlat]
    points, order = shapely.points(lonlat), code_order(codes)
    for _ in range(times):
        row = locate_points(shapes, points, order)
        by_sql = [found.grids[0].code for found in find_places(session, asks)]
        assert [codes[one] for one in row] == by_sql

    held, _ = covering_pairs(shapes, points)
    assert (np.bincount(held) > 1).sum() >= POINTS / 2
