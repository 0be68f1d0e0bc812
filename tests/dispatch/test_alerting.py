"""Who is told of an urgent issue next."""

from datetime import timedelta

import pytest

from dispatch.alerting import (
    ANSWER_WITHIN,
    LAST_STEP,
    OFTEN_UNTIL,
    AlertLine,
    Reachable,
    Rung,
    Told,
    answer_within,
    ladder,
    next_rung,
)
from dispatch.vocabulary import Role

VILLAGE, TOWNSHIP, COUNTY = "150699100201", "150699100000", "150699000000"
EVERYBODY = Reachable(
    *(VILLAGE, TOWNSHIP, COUNTY),
    at_township=(1, 2, 3),
    at_county=(4,),
    at_village=(5, 6),
    secretaries=(7,),
    roles=frozenset({Role.SUPERVISOR, Role.LEADER}),
)
DESK = Told(Rung.DESK, TOWNSHIP)


def climb(line, who, *, held=False, times):
    """Rungs told one after the other."""
    told = [DESK]
    for _ in range(times):
        told.append(next_rung(line, who, told, held=held))
    return [(one.rung, one.agent_id) for one in told[1:]]


def test_a_silent_township_is_followed_by_duty_village_county_and_leader():
    assert climb(AlertLine.TOWNSHIP, EVERYBODY, times=8) == [
        (Rung.ON_DUTY, 1),
        (Rung.ON_DUTY, 2),
        (Rung.DEPUTY, 5),
        (Rung.DEPUTY, 6),
        (Rung.SECRETARY, 7),
        (Rung.COUNTY_ON_DUTY, 4),
        (Rung.LEADER, None),
        (Rung.AGAIN, None),
    ]


@pytest.mark.parametrize(
    ("bar", "gone"),
    [
        ("a:5", {(Rung.DEPUTY, 5)}),
        ("l:secretary", {(Rung.SECRETARY, 7)}),
        (f"r:{VILLAGE}", {(Rung.DEPUTY, 5), (Rung.DEPUTY, 6), (Rung.SECRETARY, 7)}),
    ],
    ids=["person", "role", "village"],
)
def test_whom_an_accusation_bars_is_passed_over(bar, gone):
    told = [DESK]
    for _ in range(7):
        told.append(next_rung(AlertLine.TOWNSHIP, EVERYBODY, told, barred={bar}))

    everybody = set(climb(AlertLine.TOWNSHIP, EVERYBODY, times=7))
    assert {(one.rung, one.agent_id) for one in told[1:]} - {(Rung.AGAIN, None)} == everybody - gone


def test_a_silent_county_desk_is_followed_by_duty_supervisor_and_leader():
    assert climb(AlertLine.COUNTY, EVERYBODY, times=4) == [
        (Rung.ON_DUTY, 4),
        (Rung.SUPERVISOR, None),
        (Rung.LEADER, None),
        (Rung.AGAIN, None),
    ]


def test_of_a_held_report_nobody_in_the_village_is_told():
    rungs = {one.rung for one in ladder(AlertLine.TOWNSHIP, EVERYBODY, held=True)}

    assert rungs == {Rung.ON_DUTY, Rung.COUNTY_ON_DUTY, Rung.LEADER}


def test_nobody_is_told_twice_though_he_has_two_posts():
    who = Reachable(
        *(VILLAGE, TOWNSHIP, COUNTY),
        at_township=(1,),
        at_county=(1,),
        at_village=(2, 1),
        secretaries=(1,),
    )

    assert climb(AlertLine.TOWNSHIP, who, times=3) == [
        (Rung.ON_DUTY, 1),
        (Rung.DEPUTY, 2),
        (Rung.AGAIN, None),
    ]


def test_whoever_comes_on_duty_meanwhile_is_told_before_the_end():
    later = Reachable(*(VILLAGE, TOWNSHIP, COUNTY), at_township=(9,))
    told = [DESK, Told(Rung.LEADER, COUNTY)]

    assert next_rung(AlertLine.TOWNSHIP, later, told) == Told(Rung.ON_DUTY, TOWNSHIP, 9)


@pytest.mark.parametrize("line", list(AlertLine))
def test_where_nobody_is_known_the_desks_are_told_again(line):
    region = COUNTY if line is AlertLine.COUNTY else TOWNSHIP

    told = next_rung(line, Reachable(None, TOWNSHIP, COUNTY), [DESK])

    assert told == Told(Rung.AGAIN, region)


def test_five_minutes_a_rung_later_an_hour_and_an_end():
    assert answer_within(1) == ANSWER_WITHIN == timedelta(minutes=5)
    assert answer_within(OFTEN_UNTIL) == timedelta(hours=1)
    assert answer_within(LAST_STEP) is None
