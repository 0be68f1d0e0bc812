"""The measuring of grids, on shapes whose figures are known beforehand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from bench.partition_figures import (
    count_pieces,
    gap_area,
    mean_distance,
    measure,
    overlap_area,
    shape_vertices,
)
from bench.partition_peers import join_labels, voronoi_grids
from bench.villages import Township, made_up_township
from geo.plane import LocalPlane, shape_to_degrees, to_degrees

PLANE = LocalPlane(111.0, 39.6, 85_900.0, 111_030.0)
SQUARE = shapely.box(0, 0, 1000, 1000)


def _degrees(*shapes):
    flat = [shape_to_degrees(PLANE, shape) for shape in shapes]
    return np.array(flat, dtype=object)


def _outlines(*shapes):
    frame = {"village": range(len(shapes))}
    return gpd.GeoDataFrame(frame, geometry=list(_degrees(*shapes)), crs="EPSG:4326")


def _township(places, outline=SQUARE):
    points = shapely.points(to_degrees(PLANE, np.array(places, dtype=float)))
    homes = gpd.GeoDataFrame({"village": 0}, index=range(len(points)), geometry=points)
    return Township(homes.set_crs("EPSG:4326"), _outlines(outline))


def test_the_corners_of_the_village_are_not_the_grids_own():
    left, right = shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)

    counted = shape_vertices(_degrees(left, right), np.array([0, 0]), _outlines(SQUARE))

    assert counted.tolist() == [2, 2]


def test_a_node_put_in_for_a_neighbour_is_not_counted():
    west = shapely.Polygon([(0, 0), (500, 0), (500, 400), (500, 1000), (0, 1000)])
    south, north = shapely.box(500, 0, 1000, 400), shapely.box(500, 400, 1000, 1000)

    counted = shape_vertices(_degrees(west, south, north), np.zeros(3), _outlines(SQUARE))

    assert counted.tolist() == [2, 3, 3]


def test_a_bend_between_two_grids_is_counted_on_both_sides():
    bend = [(500, 0), (600, 500), (500, 1000)]
    left = shapely.Polygon([(0, 0), *bend, (0, 1000)])
    right = shapely.Polygon([*bend, (1000, 1000), (1000, 0)])

    counted = shape_vertices(_degrees(left, right), np.array([0, 0]), _outlines(SQUARE))

    assert counted.tolist() == [3, 3]


def test_holes_and_empty_shapes_have_their_vertices_too():
    hole = shapely.box(400, 400, 600, 600)
    shapes = _degrees(shapely.difference(SQUARE, hole), shapely.Polygon(), hole)

    counted = shape_vertices(shapes, np.zeros(3), _outlines(SQUARE))

    assert counted.tolist() == [4, 0, 4]


def test_every_piece_of_a_grid_brings_its_vertices():
    halves = [shapely.box(0, 0, 300, 1000), shapely.box(700, 0, 1000, 1000)]
    between = shapely.box(300, 0, 700, 1000)

    counted = shape_vertices(
        _degrees(shapely.MultiPolygon(halves), between), np.zeros(2), _outlines(SQUARE)
    )

    assert counted.tolist() == [4, 4]


def test_ground_of_two_grids_and_of_none_is_measured_in_square_metres():
    shapes = _degrees(shapely.box(0, 0, 510, 1000), shapely.box(500, 0, 990, 1000))

    overlap, gap = overlap_area(shapes), gap_area(shapes, _degrees(SQUARE))

    assert overlap == pytest.approx(10_000, rel=0.01)
    assert gap == pytest.approx(10_000, rel=0.01)


def test_rounding_on_the_outer_border_is_no_gap_but_a_slit_inside_is_one():
    outline, inset = SQUARE, shapely.box(0, 0, 1000, 999.9999)
    slit = [shapely.box(0, 0, 500, 1000), shapely.box(500.0001, 0, 1000, 1000)]

    on_border = gap_area(_degrees(inset), _degrees(outline))
    inside = gap_area(_degrees(*slit), _degrees(outline))

    assert on_border == 0
    assert inside == pytest.approx(0.1, rel=0.01)


def test_specks_are_no_pieces():
    speck = shapely.box(700, 700, 700.0001, 700.0001)
    two = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)])
    one = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), speck])

    pieces = count_pieces(_degrees(two, one, shapely.Polygon()))

    assert pieces.tolist() == [2, 1, 0]


def test_distance_is_to_the_mean_of_the_grids_own_households():
    township = _township([(100, 100), (300, 100), (700, 700), (700, 700), (760, 700)])

    distance = mean_distance(township, np.array([0, 0, 1, 1, 1]))

    assert distance == pytest.approx((100 + 100 + 20 + 20 + 40) / 5, rel=0.01)


def test_a_household_outside_its_grid_and_a_size_out_of_range_are_seen():
    township = _township([(100 + 10 * i, 500) for i in range(9)] + [(900, 500)] * 12)
    labels = np.array([0] * 9 + [1] * 11 + [0])
    grids = gpd.GeoDataFrame(
        {"village": [0, 0]},
        geometry=list(_degrees(shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000))),
        crs="EPSG:4326",
    )

    figures = measure(township, labels, grids)

    assert (figures.grids, figures.in_range, figures.outside) == (2, 1.0, 1)
    assert (figures.broken, figures.gaps_m2, figures.overlaps_m2) == (0, 0, 0)
    assert figures.compactness == pytest.approx(2 * np.pi / 9, rel=0.01)


def test_the_voronoi_polygons_of_a_peer_hold_its_households_and_tile_the_village():
    township = made_up_township(200, 0)
    chance = np.random.default_rng(0)
    sizes = township.households.groupby("village").size()
    labels = join_labels(township, [chance.integers(0, 5, n) for n in sizes])

    figures = measure(township, labels, voronoi_grids(township, labels))

    assert (figures.grids, figures.outside) == (10, 0)
    assert figures.gaps_m2 < 1e-3
    assert figures.overlaps_m2 < 1e-3
