from datetime import UTC, datetime

import pytest

from dispatch.outside import EventKind, OutsideState, Told, is_told, payload_of, state_of
from dispatch.vocabulary import Stage

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)


def told(*, quiet=False, closed_at=None):
    place = ("150699100201", "150699100201001")
    return Told("2026-0001-AAA", "CODE", Stage.COLLECT, closed_at, *place, quiet=quiet)


@pytest.mark.parametrize("kind", EventKind)
def test_of_a_quiet_issue_only_that_it_came_in_is_told(kind):
    assert is_told(kind, told())
    assert is_told(kind, told(quiet=True)) is (kind in {EventKind.RECEIVED, EventKind.REPEATED})


def test_a_state_is_received_open_or_closed():
    assert state_of(told(quiet=True, closed_at=AT)) is OutsideState.RECEIVED
    assert state_of(told()) is OutsideState.OPEN
    assert state_of(told(closed_at=AT)) is OutsideState.CLOSED


def test_an_event_of_a_quiet_issue_holds_its_numbers_and_no_place():
    payload = payload_of(told(quiet=True, closed_at=AT), "W-1", AT)

    assert payload == {
        "order": "W-1",
        "number": "2026-0001-AAA",
        "tracking_code": "CODE",
        "state": "received",
        "stage": None,
        "region": None,
        "grid": None,
        "closed_at": None,
        "at": "2026-03-20T02:00:00+00:00",
    }


def test_an_event_says_where_the_issue_lies_and_when_it_was_closed():
    payload = payload_of(told(closed_at=AT), None, AT)

    assert payload["order"] is None
    assert (payload["region"], payload["grid"]) == ("150699100201", "150699100201001")
    assert (payload["state"], payload["closed_at"]) == ("closed", "2026-03-20T02:00:00+00:00")
