"""Whether an issue that somebody places goes to somebody else by it."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch.assignment import BY_THE_RULE, Tenure
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.replacing import Standing, handed_by_it
from dispatch.vocabulary import Confidence, Duty, Level, PlacementMethod

VILLAGE, OTHER = "150699100201", "150699100202"
TODAY = date(2026, 3, 20)
BY_HAND = sorted({*ReasonCode} - BY_THE_RULE)


def placed(serial=1, village=VILLAGE):
    grid = GridHit(f"{village}{serial:03}", 7, village) if serial else None
    why = Reason(ReasonCode.PIN_GRID, {})
    return Placed(PlacementMethod.PIN, Confidence.HIGH, why, grid=grid, region_code=village)


HOLDER = Tenure(1, 101, "田秀英", Duty.HOLDER, date(2024, 1, 1), None)
STANDING = Standing(placed(), Level.GRID, assigned=(Level.GRID, ReasonCode.HOLDER))


def test_who_answers_for_the_new_grid_gets_it():
    handed = handed_by_it(STANDING, placed(2), [HOLDER], TODAY)

    assert (handed.level, handed.tenure) == (Level.GRID, HOLDER)


def test_in_the_same_grid_and_village_it_stays():
    assert handed_by_it(STANDING, placed(), [HOLDER], TODAY) is None


@pytest.mark.parametrize("before", [placed(0), placed(0, None)], ids=["village", "nowhere"])
def test_what_lay_in_no_grid_goes_on(before):
    standing = replace(STANDING, before=before, level=Level.COUNTY)
    standing = replace(standing, assigned=(Level.COUNTY, ReasonCode.COUNTY_DESK))

    assert handed_by_it(standing, placed(), [HOLDER], TODAY).tenure == HOLDER


def test_another_village_without_a_grid_is_another_place():
    standing = replace(STANDING, before=placed(0), level=Level.TOWNSHIP)
    standing = replace(standing, assigned=(Level.TOWNSHIP, ReasonCode.TOWNSHIP_DESK))

    handed = handed_by_it(standing, placed(0, OTHER), [], TODAY)

    assert handed.reason.params["region"] == OTHER


@pytest.mark.parametrize("reason", BY_HAND)
def test_what_somebody_passed_on_stays_with_whom_it_is(reason):
    standing = replace(STANDING, assigned=(Level.GRID, reason))

    assert handed_by_it(standing, placed(2), [HOLDER], TODAY) is None


@pytest.mark.parametrize(
    "change",
    [{"held": True}, {"with_a_unit": True}, {"level": Level.TOWNSHIP}],
    ids=["held", "unit", "passed-up"],
)
def test_what_a_screener_a_unit_or_another_level_has_stays_there(change):
    assert handed_by_it(replace(STANDING, **change), placed(2), [HOLDER], TODAY) is None


def test_what_nobody_has_yet_is_handed_over():
    standing = replace(STANDING, assigned=None)

    assert handed_by_it(standing, placed(2), [HOLDER], TODAY).tenure == HOLDER
