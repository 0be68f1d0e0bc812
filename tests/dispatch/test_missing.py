"""What is asked for: something for each issue in no grid, nothing for the others."""

import pytest

from dispatch.missing import Missing, missing
from dispatch.placing import Address, Found, GridHit, Group, HouseholdHit, Near, place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Datum

VILLAGE, TWIN, TOWNSHIP = "150699100201", "150699101201", "150699100000"
GRID = GridHit(f"{VILLAGE}001", 7, VILLAGE)
POINT = {"lon": 110.3, "lat": 39.8}
INSIDE = {**POINT, "region_code": VILLAGE, "in_county": True}
LACKING = {
    "nothing": (Found(), {Missing.POSITION, Missing.VILLAGE}),
    "unreadable address": (Found(address=Address()), {Missing.POSITION, Missing.VILLAGE}),
    "township": (Found(address=Address(code=TOWNSHIP)), {Missing.VILLAGE}),
    "two villages": (
        Found(address=Address(ambiguous=True, candidates=(VILLAGE, TWIN))),
        {Missing.WHICH_VILLAGE},
    ),
    "village that the rest does not fit": (
        Found(address=Address(candidates=(VILLAGE,))),
        {Missing.WHICH_VILLAGE},
    ),
    "village of the address": (Found(address=Address(code=VILLAGE)), {Missing.HOUSE}),
    "village of the desk": (Found(region_named=VILLAGE), {Missing.HOUSE}),
    "household nobody has found": (
        Found(household=HouseholdHit(1, "H1", None, None, VILLAGE, None, None)),
        {Missing.HOUSE},
    ),
    "point in no grid": (Found(**INSIDE), {Missing.GRID}),
    "other datum": (Found(**INSIDE, shifted=(Datum.GCJ02, GRID.code)), {Missing.DATUM}),
    "swapped": (Found(**POINT, swapped=True), {Missing.COORDINATES}),
    "zero": (Found(**POINT, zero=True), {Missing.COORDINATES}),
    "default": (Found(**INSIDE, grids=(GRID,), default=True), {Missing.COORDINATES}),
    "outside": (Found(**POINT), {Missing.OUTSIDE_COUNTY}),
}
PLACED = {
    "point": Found(**INSIDE, grids=(GRID,)),
    "near": Found(**INSIDE, near=Near(GRID, 20.0)),
    "household": Found(household=HouseholdHit(1, "H1", 110.3, 39.8, VILLAGE, GRID, None)),
    "group": Found(
        address=Address(code=VILLAGE, group="二社"), group=Group(GRID, 110.3, 39.8, 90.0)
    ),
    "only grid": Found(region_named=VILLAGE, only_grid_named=GRID),
}


@pytest.mark.parametrize("found", LACKING)
def test_what_lies_in_no_grid_says_what_is_still_to_be_found(found):
    known, lacks = LACKING[found]
    placed = place(known)

    assert placed.grid is None
    assert set(missing(placed.reason.code, placed.reason.params)) == lacks


@pytest.mark.parametrize("found", PLACED)
def test_what_lies_in_a_grid_lacks_nothing(found):
    placed = place(PLACED[found])

    assert placed.grid == GRID
    assert missing(placed.reason.code, placed.reason.params) == ()


def test_every_thing_that_can_be_missing_is_asked_for_by_some_report():
    assert set().union(*(lacks for _, lacks in LACKING.values())) == set(Missing)


def test_the_reason_of_an_assignment_says_what_its_placing_lacks():
    params = {"why": ReasonCode.ADDRESS_VILLAGE.value, "region": VILLAGE}

    assert missing(ReasonCode.TOWNSHIP_DESK, params) == (Missing.HOUSE,)
    assert missing("a code of tomorrow", {}) == ()
