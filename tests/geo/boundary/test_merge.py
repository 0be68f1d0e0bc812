import pytest
import shapely

from geo.boundary.merge import merge
from geo.errors import NoSuchGrid, NotBeside, TooSmall, TouchesItself
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.six_grids import after, polygon, six_grids


def test_neighbours_become_one_and_the_others_end():
    live = six_grids()

    redrawn = merge(live, ["a", "b", "e"], "b")

    assert list(redrawn.shapes) == ["b"]
    assert redrawn.retired == ("a", "e")
    assert redrawn.corners == {}
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_grids_that_meet_at_a_corner_only_are_refused():
    with pytest.raises(NotBeside, match="grid e"):
        merge(six_grids(), ["a", "e"], "a")


@pytest.mark.parametrize("codes", [["a"], ["b", "c"], ["a", "a"]], ids=["one", "others", "twice"])
def test_there_have_to_be_two_and_the_kept_one_among_them(codes):
    with pytest.raises(NoSuchGrid):
        merge(six_grids(), codes, "a")


def test_free_ground_that_they_enclose_stays_free():
    left = polygon((0, 0), (50, 0), (50, 20), (30, 50), (50, 80), (50, 100), (0, 100))
    right = polygon((50, 0), (100, 0), (100, 100), (50, 100), (50, 80), (70, 50), (50, 20))

    redrawn = merge({"a": left, "b": right}, ["a", "b"], "a")

    assert len(redrawn.shapes["a"].interiors) == 1
    assert exact.faults(redrawn.shapes) == []


def test_a_ring_that_would_touch_itself_is_refused():
    left = polygon((0, 0), (50, 0), (50, 50), (30, 70), (50, 100), (0, 100))
    right = polygon((50, 0), (100, 0), (100, 100), (50, 100), (70, 70), (50, 50))

    with pytest.raises(TouchesItself):
        merge({"a": left, "b": right}, ["a", "b"], "a")


def test_a_grid_of_several_parts_keeps_them():
    live = six_grids()
    live["a"] = shapely.MultiPolygon([live["a"], polygon((400, 0), (420, 0), (410, 30))])

    assert merge(live, ["a", "b"], "b").shapes["b"].geom_type == "MultiPolygon"


def test_a_part_of_less_than_a_square_metre_is_refused():
    live = six_grids()
    live["a"] = shapely.MultiPolygon([live["a"], polygon((400, 0), (401, 0), (400, 1))])

    with pytest.raises(TooSmall, match=r"grid b would have a piece of 0\.50 m²"):
        merge(live, ["a", "b"], "b")
