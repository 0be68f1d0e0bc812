import numpy as np
import pytest
import shapely

from geo.boundary.split import split
from geo.errors import InvalidShape, LineMisses, NoSuchGrid
from tests.geo.boundary import exact_coverage as exact
from tests.geo.boundary.six_grids import after, line, metres2, point, polygon, six_grids


def test_a_line_from_edge_to_edge_makes_two_and_the_larger_keeps_the_code():
    live = six_grids()

    redrawn = split(live, "b", line((140, -20), (141, 130)))

    assert sorted(redrawn.shapes) == ["+1", "b"]
    assert metres2(redrawn.shapes["b"]) > metres2(redrawn.shapes["+1"]) > 3000
    assert redrawn.retired == ()
    assert list(redrawn.corners) == ["e"]
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_the_part_that_is_named_keeps_the_code():
    redrawn = split(six_grids(), "b", line((140, -20), (141, 130)), keep=point(120, 50))

    assert redrawn.shapes["b"].covers(point(120, 50))
    assert metres2(redrawn.shapes["b"]) < metres2(redrawn.shapes["+1"])


def test_a_place_elsewhere_keeps_nothing():
    with pytest.raises(LineMisses, match="not in grid b"):
        split(six_grids(), "b", line((140, -20), (141, 130)), keep=point(20, 50))


def test_no_ground_is_lost_at_an_outer_edge():
    live = six_grids()
    before = exact.open_edges({c: exact.rings_of(exact.polygons(s)) for c, s in live.items()})

    grids = after(live, split(live, "b", line((137, -20), (149, 130))))

    rings = {code: exact.rings_of(exact.polygons(shape)) for code, shape in grids.items()}
    outer = exact.open_edges(rings)
    assert len(outer) > len(before)
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in outer) == sum(
        a[0] * b[1] - b[0] * a[1] for a, b in before
    )


def test_a_line_that_winds_makes_several_parts_from_the_largest_down():

    redrawn = split(six_grids(), "b", line((90, 30), (160, 35), (170, 115), (180, 90), (220, 20)))

    assert sorted(redrawn.shapes) == ["+1", "+2", "b"]
    areas = [redrawn.shapes[name].area for name in ("b", "+1", "+2")]
    assert areas == sorted(areas, reverse=True)


def test_a_line_a_little_short_is_drawn_on():
    redrawn = split(six_grids(), "b", line((140, 3), (141, 97)))

    assert sorted(redrawn.shapes) == ["+1", "b"]


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (line((140, -20), (141, 50)), "ends inside"),
        (line((140, 50), (141, 150)), "ends inside"),
        (line((20, 30), (30, 60)), "misses"),
        (line((140, -20), (150, 0), (160, -20)), "does not cut|misses"),
        (line((104, 3), (201, -2)), "does not cut"),
    ],
    ids=["end-inside", "start-inside", "misses", "touches", "along-an-edge"],
)
def test_a_line_that_does_not_cut_is_told_why(drawn, said):
    with pytest.raises(LineMisses, match=said):
        split(six_grids(), "b", drawn)


def test_a_line_far_away_is_refused():
    with pytest.raises(LineMisses, match="degree"):
        split(six_grids(), "b", shapely.LineString([(0, 0), (1, 1)]))


@pytest.mark.parametrize(
    "drawn",
    [
        shapely.LineString(),
        shapely.LineString([(111, 39.6), (111, 39.6)]),
        shapely.LineString([(111, np.inf), (111, 39.6)]),
        point(0, 0),
    ],
    ids=["empty", "no-length", "no-number", "point"],
)
def test_what_is_no_line_is_refused(drawn):
    with pytest.raises(InvalidShape):
        split(six_grids(), "b", drawn)


def test_a_grid_that_is_not_there_is_named():
    with pytest.raises(NoSuchGrid, match="zz"):
        split(six_grids(), "zz", line((140, -20), (141, 130)))


def test_a_line_that_passes_a_corner_closely_goes_through_it():
    live = six_grids()

    redrawn = split(live, "b", line((104.4, -20), (104.5, 20), (180, 130)))

    corners = [tuple(at) for at in shapely.get_coordinates(redrawn.shapes["+1"])]
    assert tuple(shapely.get_coordinates(live["b"])[0]) in corners
    assert exact.faults(after(live, redrawn), ground=exact.ground_of(live)) == []


def test_other_parts_of_a_grid_go_to_the_nearest():
    live = six_grids()
    live["b"] = shapely.MultiPolygon([live["b"], polygon((400, 0), (420, 0), (410, 30))])

    redrawn = split(live, "b", line((140, -20), (141, 130)))

    assert redrawn.shapes["b"].geom_type == "MultiPolygon"
    assert redrawn.shapes["+1"].geom_type == "Polygon"


def test_a_house_on_an_edge_stays_on_it_where_the_edge_is_bent():
    # Ends 6 times (7, 11) steps apart: five lattice points lie on the edge.
    below = shapely.Polygon(np.array([(0, 0), (420_000, 660_000), (900_000, 0)]) / 1e9)
    above = shapely.Polygon(np.array([(0, 0), (420_000, 660_000), (0, 900_000)]) / 1e9)
    house = (70_000, 110_000)

    grids = after(
        {"a": below, "b": above},
        split({"a": below, "b": above}, "a", shapely.LineString([(1e-4, 4e-4), (3e-4, -1e-5)])),
    )

    rings = {code: exact.rings_of(exact.polygons(shape)) for code, shape in grids.items()}
    assert exact.faults(grids) == []
    assert exact.holders(rings, house) in ({"a": 1, "b": 1}, {"+1": 1, "b": 1})


def test_the_same_edit_gives_the_same_bytes():
    one, other = (split(six_grids(), "b", line((137, -20), (149, 130))) for _ in range(2))

    assert {code: shape.wkb for code, shape in one.shapes.items()} == {
        code: shape.wkb for code, shape in other.shapes.items()
    }


def test_a_line_that_crosses_itself_is_refused_before_anything_is_cut():
    rng = np.random.default_rng(4)
    tangle = line(*rng.uniform(0, 100, (20_000, 2)).tolist())

    with pytest.raises(InvalidShape, match="crosses itself"):
        split(six_grids(), "a", tangle)


def test_a_line_of_too_many_corners_is_refused():
    many = [(-5 + n / 200, 50 + (n % 2) / 100) for n in range(20_001)]

    with pytest.raises(InvalidShape, match="more than 20000 corners"):
        split(six_grids(), "a", line(*many))
