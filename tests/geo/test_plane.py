import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.plane import area_m2, compactness, local_plane, shape_to_degrees, shape_to_metres

GEOD = Geod(ellps="WGS84")


def test_lengths_on_the_plane_are_those_on_the_ellipsoid_to_a_thousandth():
    line = shapely.LineString([(111.0, 39.9), (111.05, 39.95)])

    flat = shape_to_metres(local_plane(line.bounds), line)

    assert flat.length == pytest.approx(GEOD.geometry_length(line), rel=1e-3)


def test_there_and_back_is_the_same_shape():
    shape = shapely.box(111.0, 39.9, 111.1, 40.0)
    plane = local_plane(shape.bounds)

    back = shape_to_degrees(plane, shape_to_metres(plane, shape))

    assert shapely.equals_exact(back, shape, tolerance=1e-12)


def test_areas_agree_with_the_ellipsoid():
    shapes = np.array([shapely.box(111, 39.9, 111.0002, 39.9002), shapely.box(33, -2, 33.1, -1.9)])

    expected = [abs(GEOD.geometry_area_perimeter(shape)[0]) for shape in shapes]

    assert area_m2(shapes) == pytest.approx(expected, rel=1e-4)


def test_an_empty_shape_has_no_area_and_no_compactness():
    empty = np.array([shapely.Polygon()])

    assert area_m2(empty).tolist() == [0]
    assert compactness(empty).tolist() == [0]


def test_a_circle_is_as_compact_as_can_be_and_a_square_less():
    plane = local_plane((111, 39.9, 111, 39.9))
    circle = shapely.Point(0, 0).buffer(100, quad_segs=64)
    shapes = [shape_to_degrees(plane, shape) for shape in (circle, shapely.box(0, 0, 100, 100))]

    assert compactness(np.array(shapes)) == pytest.approx([1, np.pi / 4], abs=1e-3)
