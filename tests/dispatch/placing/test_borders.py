from dataclasses import replace

import pytest

from dispatch.placing import Found, Near, place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Confidence, PlacementMethod


def test_a_circle_across_a_line_goes_to_the_larger_share_and_is_marked(world):
    placed = place(world.pointed(circle=world.circle))

    assert (placed.grid, placed.other, placed.share) == (world.one, world.two.code, 0.612345)
    assert placed.reason.code is ReasonCode.BORDER
    assert placed.reason.params == {
        "grid": world.one.code,
        "other": world.two.code,
        "share": 61,
        "other_m": 12,
    }


def test_the_larger_share_beats_the_grid_that_holds_the_point(world):
    placed = place(world.pointed(grids=(world.two,), circle=world.circle))

    assert (placed.grid, placed.other) == (world.one, world.two.code)


@pytest.mark.parametrize(
    ("accuracy_m", "confidence"),
    [(20.0, Confidence.MEDIUM), (100.0, Confidence.MEDIUM), (400.0, Confidence.LOW)],
)
def test_on_a_border_nothing_is_certain(world, accuracy_m, confidence):
    placed = place(world.pointed(circle=world.circle, accuracy_m=accuracy_m))

    assert placed.confidence is confidence


@pytest.mark.parametrize("known_by", ["household", "caller", "named"])
def test_a_household_in_one_of_the_grids_decides_between_them(world, known_by):
    home = replace(world.home, grid=world.two, distance_m=30.0)
    placed = place(world.pointed(circle=world.circle, callers=1, namesakes=1, **{known_by: home}))

    assert (placed.grid, placed.other, placed.share) == (world.two, world.one.code, 0.387655)
    assert placed.reason.code is ReasonCode.BORDER_HOUSEHOLD
    assert placed.reason.params["household"] == "H1"
    assert placed.reason.params["other_m"] == 0
    assert (placed.lon, placed.household_id) == (110.3, 5)


@pytest.mark.parametrize("known_by", ["household", "caller", "named"])
def test_so_does_one_whose_house_nobody_has_found_but_the_point_stays(world, known_by):
    placed = place(
        world.pointed(circle=world.circle, callers=1, namesakes=1, **{known_by: world.unfound})
    )

    assert (placed.grid, placed.lon) == (world.two, 110.31)
    assert (placed.method, placed.household_id) == (PlacementMethod.POINT, 6)
    assert placed.reason.code is ReasonCode.BORDER_HOUSEHOLD


def test_a_caller_far_from_the_point_still_decides_between_the_grids_it_may_mean(world):
    caller = replace(world.home, grid=world.two, distance_m=700.0)
    placed = place(world.pointed(circle=world.circle, caller=caller, callers=1))

    assert (placed.grid, placed.lon) == (world.two, 110.31)
    assert [one["result"] for one in placed.evidence] == ["used", "used"]


def test_a_household_in_neither_grid_does_not_decide(world):
    far = replace(world.home, grid=replace(world.one, code="150699100201009"), distance_m=700.0)
    placed = place(world.pointed(circle=world.circle, caller=far, callers=1))

    assert (placed.grid, placed.reason.code) == (world.one, ReasonCode.BORDER)


def test_near_a_grid_but_in_none_it_goes_to_the_nearest_and_is_marked(world):
    found = world.pointed(grids=(), near=world.near)
    placed = place(found)

    assert (placed.grid, placed.confidence, placed.lon) == (world.two, Confidence.LOW, 110.31)
    assert placed.reason.code is ReasonCode.NEAREST_GRID
    assert placed.reason.params == {"grid": world.two.code, "distance_m": 120}


def test_a_point_outside_the_county_but_near_a_grid_is_placed(world):
    found = Found(lon=110.31, lat=39.81, near=Near(world.two, 10.0))

    assert place(found).grid == world.two


def test_a_pin_is_a_pin_and_says_so(world):
    placed = place(world.pointed(pin=True))

    assert (placed.method, placed.reason.code) == (PlacementMethod.PIN, ReasonCode.PIN_GRID)
    assert placed.evidence == ({"kind": "pin", "result": "used"},)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ({"grids": (), "zero": True, "swapped": True}, ReasonCode.ZERO_POINT),
        ({"grids": (), "swapped": True}, ReasonCode.SWAPPED_POINT),
        ({"default": True}, ReasonCode.DEFAULT_POINT),
        ({"grids": (), "in_county": False}, ReasonCode.OUTSIDE_COUNTY),
    ],
)
def test_a_point_that_cannot_be_right_is_not_used_and_the_village_named_decides(
    world, trouble, code
):
    alone = place(world.pointed(**trouble))
    named = place(world.pointed(**trouble, region_named=world.village))

    assert (alone.reason.code, alone.lon, alone.grid) == (code, None, None)
    assert (named.reason.code, named.region_code) == (ReasonCode.VILLAGE_ONLY, world.village)
    assert named.evidence[0] == {"kind": "point", "result": code.value}


@pytest.mark.parametrize("doubt", ["zero", "swapped"])
def test_a_point_in_a_grid_is_suspected_of_nothing(world, doubt):
    assert place(world.pointed(**{doubt: True})).reason.code is ReasonCode.POINT_GRID
