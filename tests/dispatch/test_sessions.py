"""When a session is over."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.sessions import is_alive

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("ends_in", "seen_before", "idle", "alive"),
    [
        (HOUR, HOUR, 2 * HOUR, True),
        (HOUR, 2 * HOUR, 2 * HOUR, False),
        (HOUR, 2 * HOUR - INSTANT, 2 * HOUR, True),
        (HOUR, 100 * HOUR, None, True),
        (INSTANT, HOUR, None, True),
        (timedelta(0), HOUR, None, False),
        (-HOUR, HOUR, None, False),
    ],
)
def test_a_session_ends_with_its_time_or_when_it_rested_too_long(ends_in, seen_before, idle, alive):
    seen = NOON - seen_before

    assert is_alive(NOON, last_seen_at=seen, expires_at=NOON + ends_in, idle=idle) is alive
