import numpy as np
import pytest
import shapely

from geo.errors import InvalidShape, MissingBoundary
from geo.grounds import boundary_grounds, village_hulls
from geo.plane import area_m2

SQUARE = shapely.box(0, 0, 100, 100)
VILLAGE = np.array([0, 0, 1])


def places(households, metres):
    return shapely.get_coordinates(households(metres).geometry.to_numpy())


def test_a_lone_household_gets_room_for_its_courtyard(households):
    grounds = village_hulls(places(households, [(0, 0)]), np.array([0]))

    assert 2000 < area_m2(np.array([grounds[0].outline]))[0] < np.pi * 30**2


def test_villages_that_meet_share_one_ground_and_others_do_not(households):
    lonlat = places(households, [(0, 0), (500, 0), (400, 0), (900, 10), (5000, 0), (5100, 0)])

    grounds = village_hulls(lonlat, np.array([0, 0, 1, 1, 2, 2]))

    assert sorted(ground.rows.tolist() for ground in grounds) == [[0, 1, 2, 3], [4, 5]]


def test_no_households_no_grounds():
    assert village_hulls(np.zeros((0, 2)), np.zeros(0, dtype=int)) == []


def test_rows_of_one_village_are_united_and_matched_by_text(outlines):
    boundary = outlines(SQUARE, shapely.box(100, 0, 200, 100), SQUARE, code=[1.0, 1.0, 2.0])

    grounds = boundary_grounds(boundary, VILLAGE, ["1", 2], "code")

    assert grounds[0].rows.tolist() == [0, 1]
    assert grounds[0].outline.area == pytest.approx(2 * grounds[1].outline.area)


def test_without_the_column_all_outlines_are_one_ground(outlines):
    grounds = boundary_grounds(outlines(SQUARE), VILLAGE, ["a", "b"], "village")

    assert len(grounds) == 1
    assert grounds[0].rows.tolist() == [0, 1, 2]


def test_a_village_without_an_outline_is_named(outlines):
    with pytest.raises(MissingBoundary, match="no outline in the boundary file for village: b"):
        boundary_grounds(outlines(SQUARE, village=["a"]), VILLAGE, ["a", "b"], "village")


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Point(0, 0), "not a polygon"),
        (shapely.Polygon(), "not a polygon"),
        (shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]), "broken .Self-intersection"),
    ],
)
def test_an_outline_that_cannot_be_filled_is_refused(outlines, shape, words):
    with pytest.raises(InvalidShape, match=words):
        boundary_grounds(outlines(SQUARE, shape), VILLAGE, ["", ""], None)


def test_an_empty_boundary_is_refused(outlines):
    with pytest.raises(InvalidShape, match="holds no polygon"):
        boundary_grounds(outlines(), VILLAGE, ["", ""], None)


def test_a_boundary_in_metres_is_refused(outlines):
    with pytest.raises(InvalidShape, match="convert it to EPSG:4326"):
        boundary_grounds(outlines(SQUARE).to_crs("EPSG:3857"), VILLAGE, ["", ""], None)
