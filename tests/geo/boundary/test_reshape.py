import pytest
import shapely

from geo.boundary.reshape import reshape
from geo.boundary.split import split
from geo.errors import BrokenApart, LineMisses, NotBeside
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.six_grids import after, line, metres2, point, six_grids


def test_the_shared_edge_is_replaced_and_each_keeps_its_side():
    live = six_grids()

    redrawn = reshape(live, "a", "b", line((90, -20), (120, 50), (110, 130)))

    assert sorted(redrawn.shapes) == ["a", "b"]
    assert redrawn.shapes["a"].covers(point(112, 50))
    assert redrawn.shapes["b"].covers(point(195, 50))
    assert list(redrawn.corners) == ["e"]
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_the_ground_of_both_together_is_what_it_was():
    live = six_grids()

    redrawn = reshape(live, "a", "b", line((90, -20), (120, 50), (110, 130)))

    def twice(shapes):
        return sum(
            exact.twice(ring) for shape in shapes for ring in exact.rings_of(exact.polygons(shape))
        )

    assert twice(after(live, redrawn).values()) == twice(live.values())


def test_a_corner_cut_off_one_grid_goes_to_the_other():
    live = six_grids()

    redrawn = reshape(live, "a", "b", line((-20, 70), (60, 70), (65, 130)))

    assert redrawn.shapes["b"].covers(point(95, 20))
    assert redrawn.shapes["a"].covers(point(20, 90))
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


@pytest.mark.parametrize("other", ["c", "e", "a"], ids=["apart", "corner-only", "itself"])
def test_grids_without_a_shared_edge_are_refused(other):
    with pytest.raises(NotBeside):
        reshape(six_grids(), "a", other, line((90, -20), (120, 130)))


def test_a_line_that_stays_inside_is_refused():
    with pytest.raises(LineMisses, match="ends inside"):
        reshape(six_grids(), "a", "b", line((90, 30), (120, 50)))


def test_a_line_along_the_old_edge_changes_nothing():
    with pytest.raises(LineMisses, match="nothing"):
        reshape(six_grids(), "a", "b", line((104.2, -20), (104, 3), (99, 97), (98.8, 130)))


def test_a_line_along_the_outer_edge_parts_nothing():
    with pytest.raises(LineMisses, match="does not part"):
        reshape(six_grids(), "a", "b", line((0, 0), (104, 3), (201, -2)))


def test_a_grid_in_two_pieces_is_refused():
    winding = line((150, 130), (150, 60), (230, 60), (230, 30), (60, 30), (60, -20))

    with pytest.raises(BrokenApart, match="grid b would come in 2 pieces"):
        reshape(six_grids(), "a", "b", winding)


def test_a_small_grid_may_grow_by_more_than_it_had():
    live = six_grids()
    live["a"] = shapely.coverage_union_all([live.pop("d"), live["a"]])
    live |= split(live, "b", line((125, -20), (125, 130))).shapes
    small = live.pop("+1")

    redrawn = reshape({**live, "s": small}, "a", "s", line((40, -20), (40, 160), (130, 160)))

    assert redrawn.shapes["s"].covers(small)
    assert redrawn.shapes["a"].covers(point(20, 50))
    assert metres2(redrawn.shapes["s"]) > 2 * metres2(small)
