"""The measurement of locating, on a county of a few grids."""

import numpy as np
import pytest
import shapely

from bench.locate import measure
from bench.locate_cases import County, made_up_county, made_up_grids
from bench.locate_table import Measured, differing, table


def test_neighbours_share_their_edges_and_villages_lie_apart():
    shapes = made_up_grids(400, 0)

    vertices = shapely.get_num_coordinates(shapes)
    ground = shapely.union_all(shapes)

    assert len(shapes) == 400
    assert shapely.coverage_is_valid(shapes)
    assert 20 <= vertices.min() < vertices.max() <= 75
    assert shapely.area(ground) < 0.9 * shapely.area(shapely.convex_hull(ground))


def test_the_same_numbers_make_the_same_county():
    one, other = made_up_county(500, 50, 1), made_up_county(500, 50, 1)

    assert (one.places == other.places).all()
    assert shapely.equals_exact(one.shapes, other.shapes, 0).all()


@pytest.mark.parametrize(
    "engine",
    [pytest.param(one, marks=pytest.mark.long, id=one) for one in ("geopandas", "postgis")],
)
def test_engines_at_hand_answer_as_ours_in_turns(engine):
    county = made_up_county(2000, 150, 0)

    ours, other = measure(county, ["wangge", engine], 2)

    assert other.wrong == 0
    assert ours.found == other.found + other.on_lines > 0
    assert (len(ours.seconds), len(other.seconds)) == (2, 2)


@pytest.mark.parametrize("engine", ["duckdb", "sedonadb", "sedonadb-tg"])
def test_engines_that_are_installed_answer_as_ours(engine):
    pytest.importorskip(engine.partition("-")[0], reason="`make bench` installs it")
    county = made_up_county(2000, 150, 0)

    _, other = measure(county, ["wangge", engine], 1)

    assert (other.wrong, other.on_lines) == (0, 0)


def test_a_point_elsewhere_is_wrong_unless_it_is_a_vertex():
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)
    places = np.array([(0.5, 0.5), (1, 0), (1.5, 0.5), (9, 9)])
    county = County(shapes, places, np.array([False, True, False, False]))
    ours = (np.array([0, 1, 2]), np.array([0, 0, 1]))
    theirs = (np.array([0, 2, 3]), np.array([1, 1, 0]))

    assert differing(county, ours, ours) == (3, 0, 0)
    assert differing(county, theirs, ours) == (3, 2, 1)


def test_the_ratio_is_to_the_fastest_of_the_others():
    rows = table([Measured("Peer", [4, 2, 3], 5, 0, 1), Measured("Ours", [2, 1.5, 9], 5, 0, 0)])

    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines()]
    assert cells[2][:5] == ["Ours", "2.00", "1.50", "9.00", "0.67"]
    assert cells[3][:5] == ["Peer", "3.00", "2.00", "4.00", "1.50"]
