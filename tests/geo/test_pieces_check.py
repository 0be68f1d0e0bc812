import numpy as np
import pytest
import shapely

from geo.faults import REMARKS
from geo.topology import check_grids

MAINLAND, ISLAND = shapely.box(0, 0, 300, 100), shapely.box(500, 0, 600, 100)
WEST, MIDDLE, EAST = (shapely.box(x, 0, x + 100, 100) for x in (0, 100, 200))


@pytest.fixture
def told():
    """The code, grid, reason and households of each fault about pieces."""

    def tell(*arguments):
        return [
            (f.code, f.grids[0], f.params["why"], f.params.get("households"))
            for f in check_grids(*arguments)
            if f.code.startswith("pieces")
        ]

    return tell


def spread(shape, number):
    """Places in metres within a shape."""
    west, south, east, north = shape.bounds
    steps = np.linspace(0.1, 0.9, number)
    return np.column_stack([west + steps * (east - west), south + steps * (north - south)])


def homes_in(households, *held):
    return households(np.concatenate([spread(shape, number) for shape, number in held]))


def test_a_piece_is_named_with_its_size_its_place_and_its_households(outlines, households):
    grids = outlines(shapely.union(WEST, EAST), MIDDLE, code=["a", "b"])

    faults = check_grids(grids, homes_in(households, (WEST, 9), (EAST, 3), (MIDDLE, 12)))

    (fault,) = faults
    assert (fault.code, fault.grids) == ("pieces", ("a",))
    assert fault.params["pieces"] == 2
    assert fault.params["households"] == 3
    assert fault.params["area_m2"] == pytest.approx(10_000, rel=0.01)
    assert fault.params["lon"] == pytest.approx(111.0 + 250 / 85_900, abs=1e-6)


def test_the_main_piece_is_the_one_with_the_most_households_not_the_largest(outlines, households):
    wide = shapely.union(shapely.box(0, 0, 100, 900), EAST)
    grids = outlines(wide, MIDDLE, code=["a", "b"])

    (fault, *_) = check_grids(grids, homes_in(households, (WEST, 3), (EAST, 9), (MIDDLE, 12)))

    assert fault.params["area_m2"] == pytest.approx(90_000, rel=0.01)


def test_without_households_every_piece_is_named_and_none_excused(outlines, told):
    grids = outlines(shapely.union(WEST, ISLAND), code=["a"])

    assert told(grids, None, outlines(shapely.union(WEST, ISLAND))) == [
        ("pieces", "a", "island", None)
    ]


@pytest.mark.parametrize(("on_island", "code"), [(0, "pieces-apart"), (7, "pieces-apart"),
                                                 (12, "pieces"), (17, "pieces-apart"),
                                                 (20, "pieces")])  # fmt: skip
def test_an_island_is_excused_when_its_households_alone_make_no_grids(
    outlines, households, told, on_island, code
):
    grids = outlines(MAINLAND | ISLAND, code=["a"])
    homes = homes_in(households, (MAINLAND, 30), (ISLAND, on_island))

    assert told(grids, homes, outlines(MAINLAND | ISLAND)) == [(code, "a", "island", on_island)]


def test_an_island_is_excused_when_the_mainland_alone_makes_no_grids(outlines, households, told):
    grids = outlines(WEST | ISLAND, code=["a"])
    homes = homes_in(households, (WEST, 18), (ISLAND, 12))

    assert told(grids, homes, outlines(WEST | ISLAND)) == [("pieces-apart", "a", "island", 12)]


def test_one_grid_is_enough_to_take_an_island_in(outlines, households, told):
    north, south = shapely.box(500, 50, 600, 100), shapely.box(500, 0, 600, 50)
    grids = outlines(WEST | north, MIDDLE | south, EAST, code=["a", "b", "c"])
    homes = homes_in(
        households, (WEST, 9), (north, 4), (MIDDLE, 9), (south, 3), (EAST, 12)
    )  # fmt: skip

    assert told(grids, homes, outlines(MAINLAND | ISLAND)) == [
        ("pieces-apart", "a", "island", 4),
        ("pieces", "b", "island", 3),
    ]


def test_a_second_piece_on_the_same_island_is_not_excused(outlines, households, told):
    west, middle, east = (shapely.box(x, 0, x + 20, 100) for x in (500, 520, 540))
    grids = outlines(WEST | west | east, MIDDLE | middle, code=["a", "b"])
    homes = homes_in(households, (WEST, 9), (west, 3), (east, 2), (MIDDLE, 10), (middle, 1))

    assert ("pieces", "a", "island", 2) in told(
        grids, homes, outlines(WEST | MIDDLE | west | middle | east)
    )


def test_the_parts_are_those_of_the_village_not_of_the_county(outlines, households, told):
    grids = outlines(WEST | EAST, MIDDLE, village=["a", "b"], serial=[1, 1])
    homes = homes_in(households, (WEST, 9), (EAST, 3), (MIDDLE, 12))
    boundary = outlines(WEST | EAST, MIDDLE, village=["a", "b"])

    assert told(grids, homes, boundary) == [("pieces-apart", "a/1", "island", 3)]


def test_another_groups_ground_between_excuses_a_few_households(outlines, households, told):
    grids = outlines(WEST | EAST, MIDDLE, village=["v"] * 2, group=["a", "b"], serial=[1, 2])
    few = homes_in(households, (WEST, 9), (EAST, 3), (MIDDLE, 12))
    none = homes_in(households, (WEST, 12), (MIDDLE, 12))

    assert told(grids, few) == [("pieces-apart", "v/a/1", "group", 3)]
    assert told(grids, none) == [("pieces", "v/a/1", "group", 0)]


def test_a_piece_that_hangs_on_by_a_corner_is_a_piece(outlines, told):
    corner = shapely.box(100, 100, 200, 200)
    rest = shapely.box(0, 100, 100, 200)
    grids = outlines(WEST | corner, MIDDLE | rest, code=["a", "b"])

    assert [why for _, _, why, _ in told(grids)] == ["corner", "corner"]


def test_a_grid_in_one_piece_around_another_is_whole(outlines, told):
    inner = shapely.box(40, 40, 60, 60)

    assert told(outlines(WEST - inner, inner, code=["a", "b"])) == []
    assert "pieces" not in REMARKS
