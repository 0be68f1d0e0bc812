"""Whom to call about a place at a given hour, best first."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dispatch.hours_wording import read_hours
from dispatch.reachability import Known, OnDuty, OnPost, Place, Reach, whom_to_call
from dispatch.vocabulary import Duty

VILLAGE, TOWN = "150699100201", "150699100000"
FRIDAY = datetime(2026, 3, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OPEN, SHUT = read_hours("周五 8:30-12:00"), read_hours("周一 8:30-12:00")


def post(number, duty, office=None, *, away=False, confirmed=date(2026, 3, 1)):
    return OnPost(number, f"p{number}", f"13800{number}", confirmed, duty, office, away)


def office(number, region, opening):
    return Place(number, f"o{number}", f"0477-{number}", opening, region)


def turn(number, phone="139"):
    return OnDuty(number, f"p{number}", phone, None, "水利局", "0477", None, FRIDAY)


def called(posts=(), offices=(), turns=()):
    return whom_to_call(Known((VILLAGE, TOWN), posts, offices, turns), FRIDAY, 90)


def test_the_people_of_the_grid_go_before_offices_and_units():
    posts = [
        post(4, Duty.INTAKE, 1),
        post(3, Duty.SECRETARY),
        post(2, Duty.DEPUTY),
        post(1, Duty.HOLDER),
    ]
    found = called(posts, [office(1, VILLAGE, OPEN)], [turn(9)])

    assert [(one.step, one.name) for one in found] == [
        (Reach.HOLDER, "p1"),
        (Reach.DEPUTY, "p2"),
        (Reach.SECRETARY, "p3"),
        (Reach.OFFICE, None),
        (Reach.OFFICE, "p4"),
        (Reach.UNIT, "p9"),
    ]


def test_who_is_away_is_left_out_at_grid_and_office():
    posts = [post(1, Duty.HOLDER, away=True), post(4, Duty.INTAKE, 1, away=True)]
    found = called(posts, [office(1, VILLAGE, OPEN)])

    assert [(one.step, one.name) for one in found] == [(Reach.OFFICE, None)]


def test_only_open_offices_count_and_the_nearest_goes_first():
    offices = [office(3, TOWN, OPEN), office(2, VILLAGE, SHUT), office(1, VILLAGE, OPEN)]
    offices.append(office(4, VILLAGE, None))
    found = called(offices=offices)

    assert [one.office for one in found] == ["o1", "o3"]
    assert found[0].until == FRIDAY.replace(hour=12)
    assert found[0].phone == "0477-1"


def test_the_staff_of_another_office_is_not_named_here():
    found = called([post(4, Duty.INTAKE, 2)], [office(1, VILLAGE, OPEN), office(2, TOWN, SHUT)])

    assert [one.name for one in found] == [None]


def test_nobody_comes_twice():
    posts = [post(1, Duty.HOLDER), post(1, Duty.ON_DUTY, 1)]
    found = called(posts, [office(1, VILLAGE, OPEN)], [turn(1)])

    assert [one.step for one in found] == [Reach.HOLDER, Reach.OFFICE]


@pytest.mark.parametrize(
    ("confirmed", "good"),
    [(None, False), (date(2025, 12, 20), False), (date(2025, 12, 21), True)],
)
def test_a_number_counts_as_confirmed_for_ninety_days(confirmed, good):
    (contact,) = called([post(1, Duty.HOLDER, confirmed=confirmed)])

    assert contact.confirmed is good


def test_on_duty_without_a_number_the_units_is_given_and_says_nothing_of_confirmation():
    own, units = called(turns=[turn(1), turn(2, phone=None)])

    assert (own.phone, own.confirmed) == ("139", False)
    assert (units.phone, units.confirmed) == ("0477", None)


def test_where_nothing_is_known_nobody_can_be_called():
    assert called() == []
