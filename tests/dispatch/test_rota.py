"""Turns of duty that come back every week."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch.errors import IllegalTransition
from dispatch.rota import Weekly, check_not_begun, check_turn, weekly_turns

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZONE)
TUESDAY = 1


def weekly(**changes):
    values = {
        "weekday": TUESDAY,
        "begins": time(8, 30),
        "ends": time(12, 0),
        "since": date(2026, 3, 20),
        "until": date(2026, 6, 30),
        "agents": (1, 2, 3),
    }
    return Weekly(**(values | changes))


def test_every_tuesday_until_the_last_of_june_three_people_take_turns():
    turns = weekly_turns(weekly(), ZONE)

    assert [one.agent_id for one in turns[:4]] == [1, 2, 3, 1]
    assert turns[0].starts_at == datetime(2026, 3, 24, 8, 30, tzinfo=ZONE)
    assert turns[-1].ends_at == datetime(2026, 6, 30, 12, 0, tzinfo=ZONE)
    assert {one.starts_at.weekday() for one in turns} == {TUESDAY}
    assert len(turns) == 15


def test_a_turn_that_ends_by_an_earlier_hour_ends_the_next_day():
    (turn,) = weekly_turns(weekly(begins=time(20), ends=time(6), until=date(2026, 3, 24)), ZONE)

    assert turn.ends_at == datetime(2026, 3, 25, 6, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    "changes",
    [{"agents": ()}, {"until": date(2026, 3, 23)}, {"until": date(2046, 3, 24)}],
)
def test_a_pattern_without_people_or_days_or_without_end_is_refused(changes):
    with pytest.raises(IllegalTransition):
        weekly_turns(weekly(**changes), ZONE)


@pytest.mark.parametrize(("starts", "ends"), [(1, 1), (2, 1), (1, 24 * 7 + 2), (-5, -1), (-5, 0)])
def test_a_turn_that_is_none_or_over_is_refused(starts, ends):
    hour = timedelta(hours=1)
    with pytest.raises(IllegalTransition):
        check_turn(NOW + starts * hour, NOW + ends * hour, NOW)


def test_a_turn_that_runs_can_be_entered_but_not_changed():
    starts, ends = NOW - timedelta(hours=1), NOW + timedelta(hours=1)

    check_turn(starts, ends, NOW)
    check_not_begun(ends, NOW)
    with pytest.raises(IllegalTransition):
        check_not_begun(starts, NOW)
