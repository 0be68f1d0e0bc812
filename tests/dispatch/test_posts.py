"""How posts pass from one person to another, and which days and duties they can have."""

from datetime import date

import pytest

from dispatch.errors import IllegalTransition
from dispatch.posts import Held, check_days, check_duty, check_handover, grids_after, pass_posts
from dispatch.vocabulary import Duty

TODAY = date(2026, 3, 20)
LATER = date(2026, 6, 1)
TAKER = 9


def held(number, grid="G1", duty=Duty.HOLDER, since=date(2024, 1, 1), until=None, office=None):
    return Held(number, None if office else grid, office, duty, since, until)


def begun(passed):
    return [
        (one.instead_of, one.grid_code or one.office_id, one.duty, one.since, one.until)
        for one in passed.begun
    ]


def test_each_post_ends_and_begins_again_with_the_end_it_had():
    giver = [held(1), held(2, duty=Duty.INTAKE, office=7, until=LATER)]
    passed = pass_posts(giver, TAKER, [], TODAY)

    assert passed.ended == {1: TODAY, 2: TODAY}
    assert begun(passed) == [
        (1, "G1", Duty.HOLDER, TODAY, None),
        (2, 7, Duty.INTAKE, TODAY, LATER),
    ]
    assert {one.agent_id for one in passed.begun} == {TAKER}


def test_a_post_that_begins_later_passes_whole():
    passed = pass_posts([held(1, since=LATER)], TAKER, [], TODAY)

    assert passed.ended == {1: LATER}
    assert begun(passed) == [(1, "G1", Duty.HOLDER, LATER, None)]


def test_a_deputy_who_becomes_the_holder_is_his_own_deputy_no_longer():
    own = [held(5, duty=Duty.DEPUTY)]
    passed = pass_posts([held(1)], TAKER, own, TODAY)

    assert passed.ended == {1: TODAY, 5: TODAY}
    assert begun(passed) == [(1, "G1", Duty.HOLDER, TODAY, None)]


def test_who_holds_a_grid_is_not_made_its_deputy():
    passed = pass_posts([held(1, duty=Duty.DEPUTY)], TAKER, [held(5)], TODAY)

    assert (passed.ended, passed.begun) == ({1: TODAY}, ())


@pytest.mark.parametrize(
    ("until", "again"), [(None, False), (LATER, True), (date(2026, 3, 20), True)]
)
def test_what_the_taker_has_already_is_not_begun_again_unless_it_ends_sooner(until, again):
    own = [held(5, duty=Duty.DEPUTY, until=until)]
    passed = pass_posts([held(1, duty=Duty.DEPUTY)], TAKER, own, TODAY)

    assert bool(passed.begun) is again


def test_posts_elsewhere_are_left_alone():
    own = [held(5, grid="G2", duty=Duty.DEPUTY), held(6, office=7, duty=Duty.INTAKE)]
    passed = pass_posts([held(1)], TAKER, own, TODAY)

    assert passed.ended == {1: TODAY}


def test_grids_are_counted_once_and_deputies_not():
    giver = [held(1), held(2, grid="G2", duty=Duty.DEPUTY)]
    own = [held(5, grid="G3"), held(6, grid="G1"), held(7, office=3, duty=Duty.INTAKE)]

    assert grids_after(giver, own) == 2


@pytest.mark.parametrize(
    ("since", "until"), [(TODAY, TODAY), (TODAY, date(2026, 3, 19)), (date(2028, 1, 1), None)]
)
def test_days_that_cannot_be_are_refused(since, until):
    with pytest.raises(IllegalTransition):
        check_days(since, until, TODAY)


def test_days_of_the_past_and_within_a_year_are_taken():
    check_days(date(2024, 1, 1), TODAY, TODAY)
    check_days(date(2027, 3, 21), None, TODAY)


@pytest.mark.parametrize("at_grid", [True, False])
@pytest.mark.parametrize("duty", list(Duty))
def test_each_duty_has_its_place(duty, at_grid):
    fits = {True: {Duty.HOLDER, Duty.DEPUTY, Duty.SECRETARY}}
    fits[False] = set(Duty) - {Duty.HOLDER, Duty.DEPUTY}
    if duty in fits[at_grid]:
        check_duty(duty, at_grid=at_grid)
    else:
        with pytest.raises(IllegalTransition):
            check_duty(duty, at_grid=at_grid)


@pytest.mark.parametrize(
    ("taker", "on"), [(1, TODAY), (2, date(2026, 3, 19)), (2, date(2028, 1, 1))]
)
def test_a_handover_to_oneself_of_the_past_or_far_ahead_is_refused(taker, on):
    with pytest.raises(IllegalTransition):
        check_handover(1, taker, on, TODAY)


def test_a_handover_today_or_soon_is_taken():
    check_handover(1, 2, TODAY, TODAY)
    check_handover(1, 2, LATER, TODAY)
