import numpy as np
import pytest
import shapely

from geo.errors import InvalidShape
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
        (shapely.LineString([(0, 0), (1, 1)]), "a LineString"),
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

    assert [(fault.code, fault.grids, fault.params["households"]) for fault in faults] == [
        ("size", ("2",), 3)
    ]


def test_a_household_in_no_grid_is_named_with_its_place(outlines, households):
    faults = check_grids(outlines(LEFT, households=[10]), households([(500, 500)]))

    assert codes(faults) == ["household-outside", "count-differs", "size"]
    assert faults[0].params["household"] == "0"
    assert faults[0].params["nearest"] == "1"
    assert faults[0].params["distance_m"] == pytest.approx(np.hypot(400, 400), rel=0.001)
    assert (faults[1].params["stated"], faults[1].params["found"]) == (10, 0)


def test_a_household_on_the_common_edge_counts_once_for_the_earlier_grid(outlines, households):
    spread = [(x, 50) for x in range(10, 90, 8)]
    homes = households([*spread, *((x + 100, 50) for x, _ in spread), (100, 50)])

    assert check_grids(outlines(LEFT, RIGHT, households=[11, 10]), homes) == []


def test_the_common_edge_belongs_to_the_lower_code_whatever_the_order_of_rows(outlines, households):
    homes = households([(100, 50)] * 10)
    codes_given = outlines(LEFT, RIGHT, code=["b", "a"], households=[0, 10])
    serials = outlines(LEFT, RIGHT, village=["v", "v"], serial=[10, 9], households=[0, 10])

    found = [check_grids(grids, homes) for grids in (codes_given, serials)]

    assert [[(f.code, f.grids) for f in faults] for faults in found] == [
        [("size", ("b",))],
        [("size", ("v/10",))],
    ]


def test_faults_come_in_the_same_order_whatever_the_order_of_rows(outlines, households):
    grids = outlines(
        LEFT, RIGHT, shapely.box(90, 0, 210, 50), code=["b", "a", "c"], households=[1, 2, 3]
    )
    homes = households([(500, 500)])

    assert check_grids(grids, homes) == check_grids(grids.iloc[[2, 0, 1]], homes)
    assert [f.grids for f in check_grids(grids, homes) if f.code == "size"] == [
        ("a",), ("b",), ("c",),
    ]  # fmt: skip


def test_a_household_without_a_place_is_named(outlines, households):
    homes = households([(50, 50)] * 11)
    homes.loc[4, "geometry"] = None

    faults = check_grids(outlines(LEFT, households=[10]), homes)

    assert [(fault.code, fault.params["household"]) for fault in faults] == [
        ("household-unplaced", "4")
    ]


@pytest.mark.parametrize(
    ("held", "reason", "wrong"),
    [
        (9, "too-few", False),
        (9, "pinned", False),
        (16, "a barracks", False),
        (16, "too-few", True),
        (12, "too-few", True),
        (12, "", False),
        (9, " ", True),
        (None, None, False),
    ],
)
def test_an_exception_must_be_true(outlines, held, reason, wrong):
    faults = check_grids(outlines(LEFT, households=[held], exception=[reason]))

    assert codes(faults) == ["size"] * wrong


def test_a_count_that_is_wrong_is_judged_by_what_was_found(outlines, households):
    homes = households([(x, 50) for x in range(1, 91, 10)])

    faults = check_grids(outlines(LEFT, households=[12]), homes)

    assert codes(faults) == ["count-differs", "size"]
    assert faults[1].params["households"] == 9


def test_a_name_used_twice_and_a_missing_one_are_found(outlines):
    third = shapely.box(0, 100, 100, 200)
    grids = outlines(LEFT, RIGHT, third, village=["a"] * 3, serial=[1, 1, None])

    faults = check_grids(grids)

    assert [(fault.code, fault.grids) for fault in faults] == [
        ("nameless", ("row 3",)),
        ("duplicate-name", ("a/1",)),
    ]
    assert faults[1].params["rows"] == 2


def test_one_serial_in_two_villages_is_no_double(outlines):
    assert check_grids(outlines(LEFT, RIGHT, village=["a", "b"], serial=[1, 1])) == []


def test_a_broken_outline_and_another_crs_are_refused(outlines):
    bow = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])

    with pytest.raises(InvalidShape, match="boundary row 1 is broken"):
        check_grids(outlines(LEFT), boundary=outlines(bow))
    with pytest.raises(InvalidShape, match="EPSG:3857"):
        check_grids(outlines(LEFT).to_crs(3857))


def test_outlines_that_claim_the_same_ground_are_named(outlines):
    wide = shapely.box(90, 0, 200, 100)
    boundary = outlines(LEFT, wide, village=["a", "b"])

    faults = check_grids(outlines(LEFT, wide, village=["a", "b"], serial=[1, 1]), None, boundary)

    assert [(f.code, f.grids) for f in faults] == [
        ("outlines-overlap", ("a", "b")),
        ("overlap", ("a/1", "b/1")),
    ]


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
