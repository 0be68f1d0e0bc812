from datetime import date

import pytest

from dispatch.assignment import Leave, Tenure, assign, stands_by_the_rule
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


def post(number, since, until=None, duty=Duty.HOLDER, leaves=()):
    return Tenure(number, 100 + number, f"agent {number}", duty, since, until, leaves)


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


@pytest.mark.parametrize("duty", [Duty.ON_DUTY, Duty.INTAKE])
def test_other_duties_are_handed_nothing(duty):
    assigned = assign(placed(), [post(1, date(2024, 1, 1), duty=duty)], DAY, TODAY)

    assert assigned.tenure is None
    assert assigned.reason.code is ReasonCode.TOWNSHIP_DESK


def test_a_grid_that_nobody_holds_waits_at_the_township():
    assigned = assign(placed(), [], DAY, TODAY)

    assert assigned.level is Level.TOWNSHIP
    assert assigned.reason.params == {"grid": GRID.code, "why": "point-grid", "region": VILLAGE}


def test_a_place_in_no_grid_waits_at_the_township_whatever_posts_are_given():
    assigned = assign(placed(grid=None), [OPEN], DAY, TODAY)

    assert (assigned.level, assigned.tenure) == (Level.TOWNSHIP, None)
    assert assigned.reason.code is ReasonCode.TOWNSHIP_DESK


SECRETARY = post(7, date(2026, 3, 10), duty=Duty.SECRETARY)


@pytest.mark.parametrize("grid", [GRID, None])
def test_where_nobody_answers_for_the_grid_the_secretary_of_the_day_takes_it(grid):
    assigned = assign(placed(grid), [SECRETARY], DAY, TODAY)

    assert (assigned.level, assigned.tenure) == (Level.VILLAGE, SECRETARY)
    assert assigned.reason.code is ReasonCode.SECRETARY
    assert assigned.reason.params["agent"] == "agent 7"
    assert assigned.reason.params["date"] == "2026-03-20"


def test_holder_and_deputy_go_before_the_secretary():
    deputy = post(2, DAY, duty=Duty.DEPUTY)

    assert assign(placed(), [SECRETARY, deputy], TODAY, TODAY).tenure is deputy
    assert assign(placed(), [SECRETARY, deputy, OPEN], TODAY, TODAY).tenure is OPEN


@pytest.mark.parametrize(
    "gone",
    [
        post(7, date(2024, 1, 1), TODAY, Duty.SECRETARY),
        post(7, date(2024, 1, 1), None, Duty.SECRETARY, (Leave(TODAY, None),)),
    ],
)
def test_a_secretary_who_has_left_or_is_away_is_none(gone):
    assert assign(placed(), [gone], DAY, TODAY).reason.code is ReasonCode.TOWNSHIP_DESK
    assert assign(placed(), [gone, SECRETARY], DAY, TODAY).tenure is SECRETARY


def test_a_secretary_who_stands_in_for_a_holder_on_leave_is_told_so():
    away = post(1, date(2024, 1, 1), leaves=(Leave(TODAY, date(2026, 3, 28)),))
    assigned = assign(placed(), [away, SECRETARY], TODAY, TODAY)

    assert assigned.tenure is SECRETARY
    assert assigned.reason.params["holder"] == "agent 1"
    assert assigned.reason.params["until"] == "2026-03-27"


@pytest.mark.parametrize(
    ("region", "level"),
    [
        ("150699100000", Level.TOWNSHIP),
        ("150699000000", Level.COUNTY),
        ("150000000000", Level.COUNTY),
        ("hamlet", Level.TOWNSHIP),
    ],
)
def test_what_is_known_to_the_township_waits_there_and_what_is_not_at_the_county(region, level):
    assert assign(placed(None, region), [], DAY, TODAY).level is level


def test_how_much_somebody_has_to_do_plays_no_part():
    busy, idle = OPEN, post(2, date(2024, 1, 1), duty=Duty.DEPUTY)

    assert {assign(placed(), [idle, busy], DAY, TODAY).tenure for _ in range(100)} == {busy}


@pytest.mark.parametrize("grid", [None, GRID])
def test_without_a_village_it_waits_at_the_county_desk(grid):
    assigned = assign(placed(grid, region=None), [], DAY, TODAY)

    assert assigned.level is Level.COUNTY
    assert assigned.reason.code is ReasonCode.COUNTY_DESK
    assert "region" not in assigned.reason.params


AWAY = (Leave(date(2026, 3, 18), date(2026, 3, 28)),)
WITH_NO_END = (Leave(TODAY, None),)
FIRST = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("day", "away"),
    [
        (date(2026, 3, 17), False),
        (date(2026, 3, 18), True),
        (date(2026, 3, 27), True),
        (date(2026, 3, 28), False),
    ],
)
def test_a_leave_lasts_from_its_first_day_to_the_day_before_the_first_back(day, away):
    assert (post(1, FIRST, leaves=AWAY).leave_on(day) is not None) is away


@pytest.mark.parametrize(
    ("leaves", "told"),
    [(AWAY, {"until": "2026-03-27"}), (WITH_NO_END, {})],
)
def test_while_the_holder_is_away_the_deputy_takes_it_and_the_reason_names_both(leaves, told):
    deputy = post(2, FIRST, duty=Duty.DEPUTY)
    assigned = assign(placed(), [post(1, FIRST, leaves=leaves), deputy], TODAY, TODAY)

    assert (assigned.level, assigned.tenure) == (Level.GRID, deputy)
    assert assigned.reason.code is ReasonCode.DEPUTY_ON_LEAVE
    params = assigned.reason.params
    assert (params["holder"], params["agent"]) == ("agent 1", "agent 2")
    assert {"until": params["until"]} == told if told else "until" not in params


@pytest.mark.parametrize("leaves", [(), AWAY])
def test_without_a_deputy_at_work_it_waits_at_the_township_and_the_leave_is_named(leaves):
    away = post(1, FIRST, leaves=AWAY)
    deputies = [post(2, FIRST, duty=Duty.DEPUTY, leaves=AWAY)] if leaves else []
    assigned = assign(placed(), [away, *deputies], TODAY, TODAY)

    assert (assigned.level, assigned.tenure) == (Level.TOWNSHIP, None)
    assert assigned.reason.code is ReasonCode.TOWNSHIP_DESK
    assert assigned.reason.params["holder"] == "agent 1"
    assert assigned.reason.params["until"] == "2026-03-27"


def test_a_leave_counts_on_the_day_of_handing_over():
    holder = post(1, FIRST, leaves=AWAY)

    assert assign(placed(), [holder], date(2026, 3, 20), date(2026, 3, 28)).tenure is holder
    assert assign(placed(), [holder], date(2026, 3, 10), date(2026, 3, 20)).tenure is None


def test_a_deputy_who_is_away_where_nobody_holds_the_grid_is_not_named_as_its_holder():
    assigned = assign(placed(), [post(2, FIRST, duty=Duty.DEPUTY, leaves=AWAY)], TODAY, TODAY)

    assert assigned.reason.code is ReasonCode.TOWNSHIP_DESK
    assert "holder" not in assigned.reason.params


def test_when_the_holder_of_the_day_of_receipt_is_away_who_holds_it_today_takes_it():
    before, after = post(1, FIRST, TODAY, leaves=WITH_NO_END), post(2, TODAY)

    assert assign(placed(), [before, after], DAY, TODAY).tenure is after


@pytest.mark.parametrize(
    ("reason", "level", "stands"),
    [
        ("holder", Level.GRID, True),
        ("holder", Level.TOWNSHIP, False),
        ("handed-over", Level.GRID, True),
        ("no-holder", Level.VILLAGE, True),
        ("secretary", Level.VILLAGE, True),
        ("township-desk", Level.TOWNSHIP, True),
        ("township-desk", Level.COUNTY, False),
        ("county-desk", Level.COUNTY, True),
        ("above-accused", Level.COUNTY, False),
        (None, Level.COUNTY, False),
    ],
)
def test_what_somebody_has_passed_up_stands_no_longer_where_the_rule_put_it(reason, level, stands):
    assert stands_by_the_rule(reason, level) is stands
