from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.clocks import (
    ARTICLES,
    LIMITS,
    ClockCode,
    ClockState,
    days_left,
    light,
    pressing,
    start_clocks,
)
from dispatch.vocabulary import Light

SHANGHAI = ZoneInfo("Asia/Shanghai")
RECEIVED = datetime(2026, 3, 5, 10, 24, tzinfo=SHANGHAI)


def clock(due=date(2026, 3, 20), code=ClockCode.NOTICE, stopped_at=None):
    return ClockState(code, RECEIVED, due - timedelta(days=3), due, stopped_at)


def test_both_limits_are_fifteen_days_by_their_articles():
    assert [(one.code, one.article, one.days) for one in LIMITS] == [
        (ClockCode.REGISTRATION, 22, 15),
        (ClockCode.NOTICE, 23, 15),
    ]
    assert set(ARTICLES) == set(ClockCode)


def test_the_day_of_receipt_does_not_count():
    registration, notice = start_clocks(RECEIVED, SHANGHAI)

    assert registration.due_on == notice.due_on == date(2026, 3, 20)
    assert registration.yellow_on == date(2026, 3, 17)
    assert (registration.article, notice.article) == (22, 23)
    assert registration.starts_at == RECEIVED
    assert registration.stopped_at is None


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 3, 5, 0, 0, tzinfo=SHANGHAI), date(2026, 3, 20)),
        (datetime(2026, 3, 5, 23, 59, 59, tzinfo=SHANGHAI), date(2026, 3, 20)),
        (datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC), date(2026, 3, 20)),
        (datetime(2026, 3, 5, 16, 0, tzinfo=UTC), date(2026, 3, 21)),
        (datetime(2024, 2, 14, 12, 0, tzinfo=SHANGHAI), date(2024, 2, 29)),
        (datetime(2026, 12, 20, 12, 0, tzinfo=SHANGHAI), date(2027, 1, 4)),
    ],
)
def test_days_are_those_of_the_county_and_not_of_utc(moment, due):
    assert {one.due_on for one in start_clocks(moment, SHANGHAI)} == {due}


@pytest.mark.parametrize("day", range(19))
def test_the_light_of_every_day_from_receipt_to_past_due(day):
    (registration, _) = start_clocks(RECEIVED, SHANGHAI)
    expected = Light.GREEN if day < 12 else Light.YELLOW if day <= 15 else Light.RED

    assert light(registration, RECEIVED.date() + timedelta(days=day)) is expected


@pytest.mark.parametrize("day", [date(2026, 3, 5), date(2026, 3, 18), date(2027, 1, 1)])
def test_a_stopped_clock_is_never_late(day):
    assert light(clock(stopped_at=RECEIVED), day) is Light.STOPPED


def test_the_running_clock_that_ends_first_presses():
    late, soon = clock(date(2026, 3, 30)), clock(date(2026, 3, 21))
    done = clock(date(2026, 3, 1), stopped_at=RECEIVED)

    assert pressing([late, done, soon]) is soon
    assert pressing([done]) is None
    assert pressing([]) is None


def test_of_two_clocks_due_on_one_day_the_same_presses_in_any_order():
    one, other = clock(code=ClockCode.NOTICE), clock(code=ClockCode.REGISTRATION)

    assert pressing([one, other]) is pressing([other, one])


def test_days_left_are_none_on_the_last_day_and_negative_after_it():
    assert [days_left(clock(), date(2026, 3, day)) for day in (5, 20, 21)] == [15, 0, -1]


@given(st.integers(0, 4_000_000_000))
def test_a_limit_always_ends_fifteen_days_after_the_local_day_of_receipt(seconds):
    moment = datetime.fromtimestamp(seconds, UTC)

    for one in start_clocks(moment, SHANGHAI):
        assert one.due_on - moment.astimezone(SHANGHAI).date() == timedelta(days=15)
        assert one.yellow_on < one.due_on
