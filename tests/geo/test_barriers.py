import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, box

from geo.barriers import face_of, faces_between, read_barriers, sides_of
from geo.errors import WrongBarrier

VILLAGE = box(0, 0, 1000, 1000)
RIVER = LineString([(500, -50), (500, 1050)])


def frame(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


def test_a_barrier_costs_two_hundred_metres_and_is_soft_unless_it_says_otherwise():
    barriers = read_barriers(frame(RIVER, RIVER, hard=["是", None], cost_m=["", 50]))

    assert barriers.hard.tolist() == [True, False]
    assert barriers.cost_m.tolist() == [200, 50]
    assert read_barriers(frame(RIVER)).hard.tolist() == [False]
    assert len(read_barriers(None).lines) == 0


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (frame(shapely.Point(1, 1)), "row 1 is neither a line nor a polygon"),
        (frame(RIVER, cost_m=["far"]), "cost_m is 'far', write metres"),
        (frame(RIVER, cost_m=[-3]), "write metres, 0 or more"),
        (frame(RIVER).to_crs("EPSG:3857"), "convert them to EPSG:4326"),
    ],
    ids=["point", "words", "negative", "other-crs"],
)
def test_a_barrier_that_cannot_be_used_is_refused(table, message):
    with pytest.raises(WrongBarrier, match=message):
        read_barriers(table)


def test_a_line_divides_an_outline_only_where_it_reaches_its_edge():
    short = LineString([(500, 300), (500, 1000)])
    almost = LineString([(500, 40), (500, 960)])

    assert len(faces_between(VILLAGE, RIVER)) == 2
    assert len(faces_between(VILLAGE, short)) == 1
    assert len(faces_between(VILLAGE, almost)) == 2


def test_faces_tile_the_outline_and_hold_the_places():
    faces = faces_between(VILLAGE, RIVER)

    assert shapely.area(faces).sum() == pytest.approx(VILLAGE.area)
    assert face_of(faces, np.array([[100.0, 5], [900, 5], [2000, 5]])).tolist() == [0, 1, 1]


def test_households_across_a_barrier_lie_its_cost_apart():
    metres = np.array([[400.0, 500], [600, 500], [450, 500]])

    sides = sides_of(VILLAGE, metres, np.array([RIVER]), np.array([300.0]))

    lifted = np.hstack([metres, sides.lift])
    assert np.linalg.norm(lifted[0] - lifted[1]) ** 2 == pytest.approx(200**2 + 300**2)
    assert np.linalg.norm(lifted[0] - lifted[2]) == pytest.approx(50)
    assert sides.face_lift[0].tolist() == sides.lift[0].tolist()


def test_two_barriers_add_up():
    metres = np.array([[100.0, 100], [900, 900]])
    road = LineString([(-5, 500), (1005, 500)])

    sides = sides_of(VILLAGE, metres, np.array([RIVER, road]), np.array([300.0, 400.0]))

    assert len(sides.faces) == 4
    assert np.linalg.norm(sides.lift[0] - sides.lift[1]) == pytest.approx(500)


def test_a_barrier_with_everybody_on_one_side_is_left_out():
    sides = sides_of(VILLAGE, np.array([[10.0, 10]]), np.array([RIVER]), np.array([300.0]))

    assert sides.lift.shape == (1, 0)
    assert len(sides.faces) == 1
