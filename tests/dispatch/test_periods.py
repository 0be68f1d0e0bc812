"""Quarters, the years that end with them, and their codes."""

from datetime import date, timedelta

import pytest

from dispatch.periods import Period, Quarter, last_over, periods_of, quarter_of, read_period

Q3 = quarter_of(date(2026, 8, 1))


@pytest.mark.parametrize(
    ("day", "year", "number"),
    [
        (date(2026, 1, 1), 2026, 1),
        (date(2026, 3, 31), 2026, 1),
        (date(2026, 4, 1), 2026, 2),
        (date(2026, 12, 31), 2026, 4),
        (date(2024, 2, 29), 2024, 1),
    ],
)
def test_a_day_lies_in_the_quarter_of_its_month(day, year, number):
    quarter = quarter_of(day)

    assert (quarter.year, quarter.number) == (year, number)
    assert quarter.first_day <= day <= quarter.last_day


def test_quarters_follow_one_another_without_gap():
    for count in range(Q3.count - 40, Q3.count + 40):
        assert Quarter(count).last_day + timedelta(days=1) == Quarter(count + 1).first_day


@pytest.mark.parametrize(
    ("day", "first_day"),
    [
        (date(2026, 10, 1), date(2026, 7, 1)),
        (date(2026, 9, 30), date(2026, 4, 1)),
        (date(2026, 1, 1), date(2025, 10, 1)),
    ],
)
def test_a_quarter_is_over_on_the_day_after_its_last(day, first_day):
    assert last_over(day).first_day == first_day


def test_a_year_is_the_four_quarters_that_end_with_one():
    year = Period(Q3, year=True)

    assert (year.first_day, year.last_day) == (date(2025, 10, 1), date(2026, 9, 30))
    assert (Period(Q3, year=False).first_day, Q3.last_day) == (date(2026, 7, 1), date(2026, 9, 30))


def test_a_year_is_published_only_when_all_of_it_was_counted():
    first = Quarter(Q3.count - 3)
    quarters = [Quarter(first.count + n) for n in range(5)]

    codes = [one.code for one in periods_of(quarters, first)]

    assert codes == [
        *("2025-q4", "2026-q1", "2026-q2"),
        *("2026-q3", "2026-q3-year", "2026-q4", "2026-q4-year"),
    ]


@pytest.mark.parametrize("year", [False, True])
def test_a_code_names_its_period(year):
    period = Period(Q3, year=year)

    assert read_period(period.code) == period


@pytest.mark.parametrize(
    "code",
    ["", "2026", "2026-q5", "2026-q0", "0026-q1", "2026-q1-month", "２０２６-q1", "2026-q1\n"],
)
def test_what_is_no_code_names_no_period(code):
    assert read_period(code) is None


def test_a_year_comes_after_its_last_quarter_in_order():
    assert (
        Period(Q3, year=False) < Period(Q3, year=True) < Period(Quarter(Q3.count + 1), year=False)
    )
