"""A reason for those who are not shown the house says nothing of the house."""

from datetime import date

import pytest

from dispatch.assignment import assign
from dispatch.placing import Found, GridHit, HouseholdHit, place
from dispatch.reasons import ReasonCode, without_the_house
from dispatch.vocabulary import Datum

DAY = date(2026, 3, 20)
GRID, OTHER = GridHit("150699100201001", 3, "150699100201"), GridHit("150699100201002", 4, None)
HOME = HouseholdHit(7, "H0017", 110.31, 39.81, "150699100201", GRID, None)
POINT = {"lon": 110.3, "lat": 39.8, "accuracy_m": 13.0}
FOUND = {
    "household": Found(household=HOME),
    "elsewhere": Found(household=HouseholdHit(7, "H0017", 1, 2, None, GRID, 777.0), **POINT),
    "house in no grid": Found(household=HouseholdHit(7, "H0017", 1, 2, "150699100201", None, 1.0)),
    "not found": Found(household=HouseholdHit(7, "H0017", None, None, None, GRID, None)),
    "nowhere": Found(household=HouseholdHit(7, "H0017", None, None, "150699100201", None, None)),
    "point": Found(grids=(GRID,), in_county=True, **POINT),
    "edge": Found(grids=(GRID, OTHER), in_county=True, **POINT),
    "wrong datum": Found(shifted=(Datum.GCJ02, OTHER.code), in_county=True, **POINT),
    "no grid": Found(in_county=True, region_code="150699100201", **POINT),
}


@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND)
def test_whatever_placed_it_reads_alike(found):
    placed = place(found)
    handed = assign(placed, [], DAY, DAY)

    why = without_the_house(placed.reason.code, placed.reason.params)
    handed_why = without_the_house(handed.reason.code, handed.reason.params)

    assert why[0] == handed_why[1]["why"] == ReasonCode.PLACED
    for secret in ("H0017", "777", "13.0", "gcj02", OTHER.code, GRID.code):
        assert secret not in str(why[1]) + str(handed_why[1])


@pytest.mark.parametrize("code", [ReasonCode.NO_POSITION, ReasonCode.OUTSIDE_COUNTY])
def test_that_nobody_knows_the_place_may_be_known(code):
    assert without_the_house(code, {}) == (code, {})


def test_who_has_it_and_since_when_stays_readable():
    params = {"agent": "田秀英", "date": "2026-03-20", "why": "holder", "household": "H0017"}

    _, kept = without_the_house(ReasonCode.HOLDER, params)

    assert kept == {"agent": "田秀英", "date": "2026-03-20", "why": "holder"}
