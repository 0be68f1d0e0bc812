from dataclasses import replace
from itertools import permutations

import pytest

from dispatch.placing import Found, GridHit, HouseholdHit, place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Confidence, Datum, PlacementMethod

VILLAGE = "150699100201"
GRID = GridHit(f"{VILLAGE}001", 7, VILLAGE)
OTHER = GridHit(f"{VILLAGE}002", 8, VILLAGE)
HOME = HouseholdHit(5, "H1", 110.3, 39.8, VILLAGE, GRID, None)
POINT = Found(lon=110.31, lat=39.81, accuracy_m=10.0, grids=(GRID,), region_code=VILLAGE)


def test_a_household_alone_is_placed_at_its_house_in_its_grid():
    placed = place(Found(household=HOME))

    assert (placed.method, placed.confidence) == (PlacementMethod.HOUSEHOLD, Confidence.HIGH)
    assert (placed.lon, placed.lat, placed.accuracy_m) == (110.3, 39.8, 10.0)
    assert (placed.grid, placed.region_code) == (GRID, VILLAGE)
    assert placed.reason.code is ReasonCode.HOUSEHOLD_GRID
    assert placed.reason.params == {"household": "H1", "grid": GRID.code}


def test_a_household_beats_the_point_sent_with_it():
    placed = place(replace(POINT, household=replace(HOME, distance_m=500.0), grids=(OTHER,)))

    assert (placed.lon, placed.lat, placed.grid) == (110.3, 39.8, GRID)
    assert placed.reason.code is ReasonCode.HOUSEHOLD_GRID
    assert placed.confidence is Confidence.HIGH


def test_a_point_over_500_m_from_the_household_named_raises_a_doubt():
    placed = place(replace(POINT, household=replace(HOME, distance_m=500.6)))

    assert placed.reason.code is ReasonCode.HOUSEHOLD_ELSEWHERE
    assert placed.reason.params["distance_m"] == 501
    assert placed.confidence is Confidence.MEDIUM
    assert placed.grid == GRID


@pytest.mark.parametrize("distance_m", [None, 20.0, 900.0])
def test_a_household_in_no_grid_keeps_its_village(distance_m):
    placed = place(Found(household=replace(HOME, grid=None, distance_m=distance_m)))

    assert placed.reason.code is ReasonCode.OUTSIDE_GRID
    assert placed.reason.params == {"region": VILLAGE, "household": "H1"}
    assert (placed.grid, placed.region_code) == (None, VILLAGE)
    assert placed.method is PlacementMethod.HOUSEHOLD


def test_a_household_in_a_grid_without_region_keeps_its_own():
    placed = place(Found(household=replace(HOME, grid=replace(GRID, region_code=None))))

    assert placed.region_code == VILLAGE


def test_nothing_known_is_no_position():
    placed = place(Found())

    assert (placed.method, placed.confidence) == (PlacementMethod.NONE, Confidence.NONE)
    assert placed.reason.code is ReasonCode.NO_POSITION
    assert (placed.lon, placed.grid, placed.region_code) == (None, None, None)


@pytest.mark.parametrize(
    ("accuracy_m", "confidence"),
    [
        (None, Confidence.MEDIUM),
        (0.0, Confidence.HIGH),
        (30.0, Confidence.HIGH),
        (30.1, Confidence.MEDIUM),
        (200.0, Confidence.MEDIUM),
        (200.1, Confidence.LOW),
    ],
)
def test_a_point_in_a_grid_is_as_sure_as_it_is_sharp(accuracy_m, confidence):
    placed = place(replace(POINT, accuracy_m=accuracy_m))

    assert (placed.method, placed.confidence) == (PlacementMethod.POINT, confidence)
    assert placed.accuracy_m == accuracy_m
    assert placed.reason.params == {"grid": GRID.code, "accuracy_m": accuracy_m}


@pytest.mark.parametrize("order", list(permutations((GRID, OTHER, GridHit("15", 1, None)))))
def test_a_point_on_shared_edges_belongs_to_the_lower_code_in_any_order(order):
    placed = place(replace(POINT, grids=order))

    assert placed.grid.code == "15"
    assert placed.region_code == VILLAGE
    assert placed.reason.code is ReasonCode.SHARED_EDGE
    assert placed.reason.params == {"grid": "15", "other": GRID.code}


def test_a_point_in_no_grid_keeps_its_village_and_is_marked():
    placed = place(replace(POINT, grids=(), in_county=True))

    assert placed.reason.code is ReasonCode.OUTSIDE_GRID
    assert placed.confidence is Confidence.LOW
    assert (placed.lon, placed.grid, placed.region_code) == (110.31, None, VILLAGE)


@pytest.mark.parametrize("in_county", [True, False])
def test_a_point_that_another_datum_would_put_into_a_grid_is_not_used_and_said_to_be_so(in_county):
    shifted = (Datum.GCJ02, OTHER.code)
    placed = place(replace(POINT, grids=(), in_county=in_county, shifted=shifted))

    assert placed.reason.code is ReasonCode.PROBABLE_DATUM
    assert placed.reason.params == {"datum": "gcj02", "grid": OTHER.code}
    assert (placed.method, placed.lon, placed.grid) == (PlacementMethod.NONE, None, None)
    assert placed.evidence == ({"kind": "point", "result": "probable-datum"},)


def test_a_point_outside_the_county_is_no_position():
    placed = place(replace(POINT, grids=(), region_code=None))

    assert placed.reason.code is ReasonCode.OUTSIDE_COUNTY
    assert (placed.method, placed.lon) == (PlacementMethod.NONE, None)


UNFOUND = replace(HOME, lon=None, lat=None)
POINTED = replace(POINT, in_county=True)


def test_a_household_nobody_has_found_is_placed_in_its_grid_without_a_point():
    placed = place(Found(household=UNFOUND))

    assert (placed.method, placed.confidence) == (PlacementMethod.HOUSEHOLD, Confidence.MEDIUM)
    assert (placed.lon, placed.lat, placed.accuracy_m) == (None, None, None)
    assert (placed.grid, placed.region_code) == (GRID, VILLAGE)
    assert placed.reason.code is ReasonCode.HOUSEHOLD_UNFOUND
    assert placed.reason.params == {"household": "H1", "grid": GRID.code}


def test_one_that_belongs_to_no_grid_either_is_placed_in_its_village():
    placed = place(Found(household=replace(UNFOUND, grid=None)))

    assert (placed.method, placed.confidence) == (PlacementMethod.HOUSEHOLD, Confidence.LOW)
    assert (placed.grid, placed.region_code) == (None, VILLAGE)
    assert placed.reason.code is ReasonCode.HOUSEHOLD_NOWHERE


def test_one_that_belongs_nowhere_has_no_position():
    placed = place(Found(household=replace(UNFOUND, grid=None, region_code=None)))

    assert (placed.method, placed.reason.code) == (PlacementMethod.NONE, ReasonCode.NO_POSITION)


def test_the_point_sent_with_an_unfound_household_is_used():
    inside = place(replace(POINTED, household=UNFOUND))
    elsewhere = place(replace(POINTED, household=UNFOUND, grids=(OTHER,)))

    assert (inside.lon, inside.lat, inside.grid) == (110.31, 39.81, GRID)
    assert (inside.method, inside.confidence) == (PlacementMethod.POINT, Confidence.HIGH)
    assert (elsewhere.lon, elsewhere.lat, elsewhere.grid) == (110.31, 39.81, GRID)
    assert elsewhere.method is PlacementMethod.HOUSEHOLD
    assert elsewhere.reason.code is ReasonCode.HOUSEHOLD_UNFOUND


def test_of_several_grids_at_the_point_an_unfound_household_keeps_its_own():
    own = replace(UNFOUND, grid=OTHER)
    placed = place(replace(POINTED, household=own, grids=(GRID, OTHER)))

    assert (placed.grid, placed.reason.code) == (OTHER, ReasonCode.POINT_GRID)


def test_a_point_in_no_grid_leaves_an_unfound_household_in_its_village():
    nowhere = replace(POINTED, household=replace(UNFOUND, grid=None), grids=(), region_code="x")

    placed = place(nowhere)

    assert (placed.lon, placed.region_code) == (110.31, VILLAGE)
    assert placed.reason.code is ReasonCode.OUTSIDE_GRID


def test_a_point_outside_the_county_is_not_used_for_an_unfound_household():
    placed = place(replace(POINT, household=UNFOUND, grids=()))

    assert (placed.lon, placed.grid) == (None, GRID)


@pytest.mark.parametrize(
    ("accuracy_m", "confidence"), [(30.0, Confidence.HIGH), (30.1, Confidence.MEDIUM)]
)
def test_a_house_known_badly_is_a_doubt(accuracy_m, confidence):
    placed = place(Found(household=replace(HOME, accuracy_m=accuracy_m)))

    assert (placed.accuracy_m, placed.confidence) == (accuracy_m, confidence)
