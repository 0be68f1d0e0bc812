import pytest
import shapely

from geo.boundary.draw import draw
from geo.errors import BrokenApart, InvalidShape, LineMisses, TouchesItself
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.six_grids import after, lonlat, metres2, polygon, six_grids


def test_a_polygon_inside_a_grid_leaves_a_hole():
    live = six_grids()

    redrawn = draw(live, polygon((30, 30), (60, 32), (45, 60)))

    assert sorted(redrawn.shapes) == ["+1", "a"]
    assert len(redrawn.shapes["a"].interiors) == 1
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_a_polygon_over_four_grids_takes_from_all_and_gives_no_corner_to_the_rest():
    live = six_grids()

    redrawn = draw(live, polygon((70, 70), (130, 75), (125, 130), (72, 128)))

    assert sorted(redrawn.shapes) == ["+1", "a", "b", "d", "e"]
    assert redrawn.corners == {}
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_ground_of_no_grid_is_left_without_an_outline():
    live = six_grids()

    redrawn = draw(live, polygon((-20, 40), (30, 40), (30, 70), (-20, 70)))

    assert metres2(redrawn.shapes["+1"]) == pytest.approx(30 * 31.6, rel=0.05)
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_ground_of_no_grid_is_taken_inside_the_outline():
    live = six_grids()
    outline = polygon((-10, -10), (310, -10), (310, 210), (-10, 210))

    redrawn = draw(live, polygon((-20, 40), (30, 40), (30, 70), (-20, 70)), outline=outline)

    assert metres2(redrawn.shapes["+1"]) == pytest.approx(40 * 30, rel=0.05)
    assert exact.faults(after(live, redrawn)) == []


def test_a_hole_of_the_coverage_is_filled_inside_the_outline():
    live = six_grids()
    hole = live.pop("b")

    redrawn = draw(live, hole, outline=shapely.union_all([*live.values(), hole]))

    assert list(redrawn.shapes) == ["+1"]
    assert redrawn.shapes["+1"].equals(hole)
    assert exact.faults(after(live, redrawn)) == []


def test_a_grid_wholly_under_the_polygon_ends():
    live = six_grids()

    redrawn = draw(live, polygon((95, -10), (215, -10), (215, 110), (92, 110)))

    assert redrawn.retired == ("b",)
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_sides_meant_to_follow_an_edge_leave_no_sliver():
    live = six_grids()

    redrawn = draw(live, polygon((104.5, 3.4), (201.2, -2.6), (206.5, 104.7), (99.3, 96.6)))

    assert redrawn.retired == ("b",)
    assert redrawn.shapes["+1"].equals(live["b"])
    assert redrawn.corners == {}


def test_a_polygon_that_cuts_a_grid_in_two_is_refused_by_name():
    with pytest.raises(BrokenApart, match="grid b would come in 2 pieces"):
        draw(six_grids(), polygon((140, -20), (160, -20), (160, 90), (165, 120), (140, 120)))


def test_a_polygon_beside_all_grids_is_refused():
    with pytest.raises(LineMisses, match="no ground"):
        draw(six_grids(), polygon((400, 0), (420, 0), (410, 30)))


@pytest.mark.parametrize(
    "drawn",
    [
        shapely.Polygon(),
        shapely.Polygon(lonlat([(0, 0), (50, 50), (50, 0), (0, 50)])),
        shapely.Point(111, 39.6),
    ],
    ids=["empty", "crossed", "point"],
)
def test_what_is_no_polygon_is_refused(drawn):
    with pytest.raises(InvalidShape):
        draw(six_grids(), drawn)


def test_a_polygon_that_falls_together_on_a_corner_is_refused():
    with pytest.raises(TouchesItself, match="narrow"):
        draw(six_grids(), polygon((104.2, 3.2), (103.7, 3.1), (104, 2.6)))


def test_a_polygon_along_one_edge_has_no_ground():
    with pytest.raises(LineMisses, match="no ground"):
        draw(six_grids(), polygon((104.2, 3.2), (103.7, 20), (99.3, 96.8)))


def test_a_polygon_makes_the_first_grid_of_a_village_without_any():
    outline = polygon((0, 0), (50, 0), (50, 50), (0, 50))

    redrawn = draw({}, polygon((-5, -5), (60, -5), (60, 60), (-5, 60)), outline=outline)

    assert redrawn.shapes["+1"].equals(outline)


def test_a_polygon_as_small_as_a_hand_changes_nothing():
    with pytest.raises(LineMisses, match=r"no ground"):
        draw(six_grids(), polygon((50, 50), (50.2, 50), (50.1, 50.2)))
