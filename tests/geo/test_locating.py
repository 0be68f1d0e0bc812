"""Which polygon a point is in, against the same question asked of GEOS pair by pair."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from bench.locate_cases import made_up_grids
from geo.locating import code_order, covering_pairs, locate_points


def shapes_of(*shapes):
    return np.array(shapes, dtype=object)


def asked_of_geos(shapes, points):
    point, shape = np.meshgrid(np.arange(len(points)), np.arange(len(shapes)), indexing="ij")
    covered = shapely.covers(shapes[shape], points[point])
    return list(zip(point[covered].tolist(), shape[covered].tolist(), strict=True))


def pairs(shapes, points):
    return list(zip(*(rows.tolist() for rows in covering_pairs(shapes, points)), strict=True))


def on_lines(shapes, chance, n):
    """Vertices, places on edges as near as rounding lets them be, and their nearest neighbours."""
    ends = shapely.get_coordinates(shapes)
    at = chance.integers(0, len(ends) - 1, n)
    share = chance.choice([0, 0.25, 0.5, chance.random()], (n, 1))
    places = ends[at] + share * (ends[at + 1] - ends[at])
    nudge = chance.choice([-1, 0, 1], (n, 2)) * np.spacing(places)
    return shapely.points(places + nudge)


@pytest.mark.parametrize("seed", range(6))
def test_shapes_of_small_whole_numbers_are_answered_as_geos_does(seed):
    chance = np.random.default_rng(seed)
    hulls = [
        shapely.convex_hull(shapely.MultiPoint(chance.integers(0, 9, (5, 2)))) for _ in range(12)
    ]
    whole = [hull for hull in hulls if hull.geom_type == "Polygon"]
    rings = [hull.difference(box(2, 2, 5, 6)) for hull in whole]
    shapes = shapes_of(*whole, *rings, Polygon(), shapely.union_all(whole[:2]))
    points = shapely.points(np.argwhere(np.ones((19, 19))) / 2.0)

    assert pairs(shapes, points) == asked_of_geos(shapes, points)


@pytest.mark.parametrize("seed", range(3))
def test_places_on_and_beside_edges_are_answered_as_geos_does(seed):
    chance = np.random.default_rng(seed)
    shapes = made_up_grids(40, seed)
    points = on_lines(shapes, chance, 600)

    assert pairs(shapes, points) == asked_of_geos(shapes, points)


def test_rings_of_any_number_of_vertices_are_answered_as_geos_does():
    chance = np.random.default_rng(0)
    shapes = shapes_of(
        *(Point(chance.random(2)).buffer(0.3, quad_segs=n) for n in (1, 2, 5, 9, 12, 30, 31, 40))
    )
    points = np.append(on_lines(shapes, chance, 300), shapely.points(chance.random((300, 2))))

    assert pairs(shapes, points) == asked_of_geos(shapes, points)


def test_a_shape_of_several_parts_and_holes_holds_its_edges_but_not_its_holes():
    ring = box(0, 0, 4, 4).difference(box(1, 1, 2, 2))
    shapes = shapes_of(MultiPolygon([ring, box(4, 4, 5, 5)]), box(1, 1, 2, 2))
    points = shapely.points([(1.5, 1.5), (1, 1.5), (4, 4), (0.5, 0.5), (4.5, 3.5), (5, 4.5)])

    assert locate_points(shapes, points).tolist() == [1, 0, 0, 0, -1, 0]
    assert pairs(shapes, points) == [(0, 1), (1, 0), (1, 1), (2, 0), (3, 0), (5, 0)]


def test_of_several_that_hold_a_point_the_lowest_code_has_it():
    shapes = shapes_of(box(0, 0, 1, 1), box(1, 0, 2, 1), box(0.5, 0.5, 1.5, 2))
    points = shapely.points([(1, 0.2), (1, 0.7), (0.6, 0.6), (1.9, 0.5)])
    order = code_order(["9", "10", "5"])

    assert order.tolist() == [2, 0, 1]
    assert locate_points(shapes, points, order).tolist() == [1, 1, 2, 1]
    assert locate_points(shapes, points).tolist() == [0, 0, 0, 1]


def test_the_answer_is_the_same_for_any_number_of_threads():
    shapes = made_up_grids(200, 1)
    bounds = shapely.total_bounds(shapes)
    chance = np.random.default_rng(1)
    points = shapely.points(chance.uniform(bounds[:2], bounds[2:], (300_000, 2)))

    alone, shared = (locate_points(shapes, points, workers=n) for n in (1, 3))

    assert (alone == shared).all()
    assert 0.3 < (alone >= 0).mean() < 1


def test_points_without_a_place_are_nowhere_and_empty_shapes_hold_nothing():
    shapes = shapes_of(Polygon(), box(0, 0, 1, 1), None)
    points = shapes_of(Point(), None, Point(0.5, 0.5), Point(np.nan, 1), Point(7, 7))

    assert locate_points(shapes, points).tolist() == [-1, -1, 1, -1, -1]
    assert locate_points(shapes[:1], points).tolist() == [-1] * 5
    assert locate_points(shapes[:0], points).tolist() == [-1] * 5
    assert locate_points(shapes, points[:0]).tolist() == []


def test_what_is_no_area_holds_what_lies_on_it():
    shapes = shapes_of(LineString([(0, 0), (2, 2)]), Point(3, 3))
    points = shapely.points([(1, 1), (3, 3), (1, 2)])

    assert locate_points(shapes, points).tolist() == [0, 1, -1]


def test_tiny_and_huge_coordinates_are_no_reason_for_another_answer():
    for scale in (1e-200, 1e-12, 1e12):
        shapes = shapely.transform(made_up_grids(10, 0), lambda at, by=scale: at * by)
        points = on_lines(shapes, np.random.default_rng(1), 100)
        assert pairs(shapes, points) == asked_of_geos(shapes, points)
