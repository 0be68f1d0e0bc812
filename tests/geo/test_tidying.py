"""Polygons of a file on the lattice, edge to edge."""

import numpy as np
import shapely
from shapely import box

from geo.coverage import LATTICE
from geo.tidying import tidy


def steps(shape):
    return shapely.get_coordinates(shape) / LATTICE


def test_nothing_is_tidied_to_nothing():
    assert tidy({}) == {}


def test_corners_are_whole_steps():
    tidied = tidy({"a": box(110.1234567891, 39.1, 110.2, 39.2)})["a"]

    assert np.abs(steps(tidied) - np.rint(steps(tidied))).max() < 1e-3


def test_a_gap_of_some_steps_is_closed_and_both_sides_have_the_same_corners():
    tidied = tidy({"a": box(110, 39, 110.1, 39.1), "b": box(110.100000002, 39.02, 110.2, 39.1)})

    assert shapely.coverage_is_valid(list(tidied.values()))
    edge = tidied["a"].intersection(tidied["b"])
    assert edge.length > 0.079
    assert tidied["a"].union(tidied["b"]).geom_type == "Polygon"


def test_a_gap_that_somebody_meant_stays():
    shapes = {"a": box(110, 39, 110.1, 39.1), "b": box(110.10001, 39, 110.2, 39.1)}

    tidied = tidy(shapes)

    assert tidied["a"].disjoint(tidied["b"])


def test_a_strip_claimed_by_two_is_the_lower_codes():
    shapes = {"b": box(110, 39, 110.1, 39.1), "a": box(110.0999999, 39, 110.2, 39.1)}

    tidied = tidy(shapes)

    assert tidied["a"].equals(shapely.set_precision(shapes["a"], LATTICE))
    assert tidied["a"].intersection(tidied["b"]).area == 0


def test_a_polygon_within_another_is_only_laid_on_the_lattice():
    shapes = {"a": box(110, 39, 110.1, 39.1), "b": box(110.01, 39.01, 110.02, 39.02)}

    assert tidy(shapes)["b"].equals(shapes["b"])


def test_what_is_tidy_stays_as_it_is():
    once = tidy({"a": box(110, 39, 110.1, 39.1), "b": box(110.100000003, 39.02, 110.2, 39.3)})

    twice = tidy(once)

    assert all(once[code].equals_exact(twice[code], 0) for code in once)
