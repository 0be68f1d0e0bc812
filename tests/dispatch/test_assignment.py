from datetime import date

import pytest

from dispatch.assignment import Tenure, assign
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Confidence, Duty, Level, PlacementMethod

VILLAGE = "150699100201"
GRID = GridHit(f"{VILLAGE}001", 7, VILLAGE)
DAY, TODAY = date(2026, 3, 1), date(2026, 3, 20)


def placed(grid=GRID, region=VILLAGE):
    why = Reason(ReasonCode.POINT_GRID, {"grid": grid.code if grid else None})
    return Placed(
        PlacementMethod.POINT, Confidence.HIGH, why, 110.3, 39.8, 5.0, grid, region_code=region
    )


def post(number, since, until=None, duty=Duty.HOLDER):
    return Tenure(number, 100 + number, f"agent {number}", duty, since, until)


OPEN = post(1, date(2024, 1, 1))


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 1, 31), True),
        (date(2026, 2, 1), False),
    ],
)
def test_a_post_is_held_from_its_first_day_to_the_day_before_its_end(day, held):
    assert post(1, date(2026, 1, 1), date(2026, 2, 1)).holds_on(day) is held


def test_the_holder_of_the_day_of_receipt_takes_it_and_the_reason_says_so():
    before, after = post(1, date(2024, 1, 1), DAY), post(2, DAY)

    assigned = assign(placed(), [before, after], DAY, TODAY)

    assert (assigned.level, assigned.tenure) == (Level.GRID, after)
    assert assigned.reason.code is ReasonCode.HOLDER
    assert assigned.reason.params == {
        "grid": GRID.code,
        "why": "point-grid",
        "agent": "agent 2",
        "date": "2026-03-01",
    }


def test_after_a_succession_a_late_report_still_goes_to_the_holder_of_its_day():
    before, after = post(1, date(2024, 1, 1), DAY), post(2, DAY)

    assert assign(placed(), [after, before], date(2026, 2, 28), TODAY).tenure is before


def test_a_holder_goes_before_a_deputy():
    assert assign(placed(), [post(1, DAY, duty=Duty.DEPUTY), OPEN], DAY, TODAY).tenure is OPEN


def test_without_a_holder_the_deputy_of_the_day_takes_it():
    deputy = post(2, date(2024, 1, 1), duty=Duty.DEPUTY)
    assigned = assign(placed(), [post(1, TODAY), deputy], DAY, TODAY)

    assert assigned.tenure is deputy
    assert assigned.reason.code is ReasonCode.DEPUTY


@pytest.mark.parametrize("duty", [Duty.HOLDER, Duty.DEPUTY])
def test_where_nobody_held_it_that_day_whoever_holds_it_today_takes_it(duty):
    assigned = assign(placed(), [post(1, date(2026, 3, 10), duty=duty)], DAY, TODAY)

    assert assigned.tenure.post_id == 1
    assert assigned.reason.params["date"] == "2026-03-20"


def test_of_two_holders_the_later_post_takes_it_and_of_equals_the_lower():
    one, two, three = OPEN, post(2, date(2025, 1, 1)), post(3, date(2025, 1, 1))

    assert assign(placed(), [one, three, two], DAY, TODAY).tenure is two


@pytest.mark.parametrize("duty", [Duty.SECRETARY, Duty.INTAKE])
def test_other_duties_are_handed_nothing(duty):
    assigned = assign(placed(), [post(1, date(2024, 1, 1), duty=duty)], DAY, TODAY)

    assert assigned.tenure is None
    assert assigned.reason.code is ReasonCode.NO_HOLDER


def test_a_grid_that_nobody_holds_waits_at_the_village():
    assigned = assign(placed(), [], DAY, TODAY)

    assert assigned.level is Level.VILLAGE
    assert assigned.reason.params == {"grid": GRID.code, "why": "point-grid", "region": VILLAGE}


def test_a_place_in_no_grid_waits_at_the_village_whatever_posts_are_given():
    assigned = assign(placed(grid=None), [OPEN], DAY, TODAY)

    assert (assigned.level, assigned.tenure) == (Level.VILLAGE, None)
    assert assigned.reason.code is ReasonCode.VILLAGE_DESK


@pytest.mark.parametrize("grid", [None, GRID])
def test_without_a_village_it_waits_at_the_county_desk(grid):
    assigned = assign(placed(grid, region=None), [], DAY, TODAY)

    assert assigned.level is Level.COUNTY
    assert assigned.reason.code is ReasonCode.COUNTY_DESK
    assert "region" not in assigned.reason.params
