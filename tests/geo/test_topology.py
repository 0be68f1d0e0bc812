import numpy as np
import pytest
import shapely

from geo.partition import build_grids
from geo.topology import check_grids

LEFT, RIGHT = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)
BOTH = shapely.box(0, 0, 200, 100)


def codes(faults):
    return [fault.code for fault in faults]


def test_two_squares_side_by_side_are_in_order(outlines):
    grids = outlines(LEFT, RIGHT, households=[10, 15])

    assert check_grids(grids, boundary=outlines(BOTH)) == []


def test_an_overlap_is_named_with_both_grids_and_its_area(outlines):
    faults = check_grids(outlines(LEFT, shapely.box(99, 0, 200, 100), code=["a", "b"]))

    assert codes(faults) == ["overlap"]
    assert faults[0].grids == ("a", "b")
    assert faults[0].params["area_m2"] == pytest.approx(100, rel=0.01)


def test_an_overlap_of_a_square_centimetre_is_found(outlines):
    faults = check_grids(outlines(LEFT, RIGHT, shapely.box(50, 100 - 0.01, 50.01, 101)))

    assert codes(faults) == ["overlap"]


def test_a_gap_to_the_boundary_is_found_where_it_is(outlines):
    faults = check_grids(outlines(LEFT), boundary=outlines(BOTH))

    assert codes(faults) == ["gap"]
    assert faults[0].params["area_m2"] == pytest.approx(10_000, rel=0.01)
    assert 111.0 < faults[0].params["lon"] < 111.01


def test_an_enclosed_gap_is_found_without_a_boundary(outlines):
    faults = check_grids(outlines(LEFT - shapely.box(40, 40, 60, 60), RIGHT))

    assert codes(faults) == ["gap"]


def test_a_hole_that_the_boundary_has_too_is_no_gap(outlines):
    lake = shapely.box(40, 40, 60, 60)

    assert check_grids(outlines(LEFT - lake), boundary=outlines(LEFT - lake)) == []


def test_a_grid_beyond_the_boundary_is_named(outlines):
    faults = check_grids(outlines(LEFT, RIGHT, code=["a", "b"]), boundary=outlines(LEFT))

    assert [(fault.code, fault.grids) for fault in faults] == [("outside-boundary", ("b",))]


def test_a_crack_of_half_a_millimetre_between_two_grids_is_a_gap(outlines):
    apart = shapely.box(100.0005, 0, 200, 100)

    assert codes(check_grids(outlines(LEFT, apart), boundary=outlines(BOTH))) == ["gap"]


def test_rounding_along_the_boundary_is_no_fault(outlines):
    moved = shapely.Polygon([(0, 0), (50, 2e-4), (100, 0), (100, 100), (0, 100)])

    assert check_grids(outlines(moved), boundary=outlines(LEFT)) == []


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), "Self-intersection"),
        (shapely.Polygon(), "empty"),
        (shapely.LineString([(0, 0), (1, 1)]), "Valid Geometry"),
    ],
)
def test_a_broken_shape_is_named_and_the_rest_still_checked(outlines, shape, reason):
    faults = check_grids(outlines(shape, LEFT, LEFT, code=["a", "b", "c"]))

    assert codes(faults) == ["invalid-shape", "overlap"]
    assert faults[0].params["reason"].startswith(reason)


def test_a_row_without_geometry_is_a_broken_shape(outlines):
    grids = outlines(LEFT, RIGHT)
    grids.loc[0, "geometry"] = None

    assert codes(check_grids(grids)) == ["invalid-shape"]


def test_sizes_out_of_range_are_named_unless_an_exception_says_why(outlines):
    grids = outlines(LEFT, RIGHT, households=[9, 16], exception=["too-few", None])

    faults = check_grids(grids)

    assert [(fault.grids, fault.params["households"]) for fault in faults] == [(("2",), 16)]
    assert codes(check_grids(outlines(LEFT, households=[16], exception=[""]))) == ["size"]
    assert check_grids(outlines(LEFT, households=[16]), max_size=16) == []


def test_without_a_column_sizes_are_counted_on_the_map(outlines, households):
    homes = households([(50, 50)] * 12 + [(150, 50)] * 3)

    faults = check_grids(outlines(LEFT, RIGHT, serial=[1, 2]), homes)

    assert [(fault.code, fault.grids, fault.params) for fault in faults] == [
        ("size", ("2",), {"households": 3})
    ]


def test_a_household_in_no_grid_is_named_with_its_place(outlines, households):
    faults = check_grids(outlines(LEFT, households=[10]), households([(500, 500)]))

    assert codes(faults) == ["household-outside", "count-differs"]
    assert faults[0].params["household"] == "0"
    assert faults[1].params == {"stated": 10, "found": 0}


def test_a_household_on_the_common_edge_counts_once_for_the_earlier_grid(outlines, households):
    spread = [(x, 50) for x in range(10, 90, 8)]
    homes = households([*spread, *((x + 100, 50) for x, _ in spread), (100, 50)])

    assert check_grids(outlines(LEFT, RIGHT, households=[11, 10]), homes) == []


def test_grids_are_called_by_the_columns_up_to_the_serial(outlines):
    grids = outlines(LEFT, village=["a"], serial=[7], households=[1])

    assert check_grids(grids)[0].grids == ("a/7",)


def test_no_grids_no_faults_but_households_are_outside(outlines, households):
    assert check_grids(outlines()) == []
    assert codes(check_grids(outlines(), households([(0, 0)]))) == ["household-outside"]


def test_taking_one_grid_away_or_moving_one_corner_never_passes(households, hamlets, outlines):
    homes, boundary = (
        households(hamlets(100, [(500, 500)], 150)),
        outlines(shapely.box(-500, -500, 1500, 1500)),
    )
    grids = build_grids(homes, boundary=boundary).grids
    moved = grids.copy()
    corners = shapely.get_coordinates(moved.geometry[3])
    corners[1] += 1e-6
    moved.loc[3, "geometry"] = shapely.Polygon([*corners[:-1], corners[0]])

    for i in range(len(grids)):
        assert "gap" in codes(check_grids(grids.drop(index=i), homes, boundary))
    assert set(codes(check_grids(moved, homes, boundary))) & {"gap", "overlap", "outside-boundary"}
    assert np.isin("gap", codes(check_grids(grids.iloc[:0], homes, boundary)))
