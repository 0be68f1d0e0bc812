"""Every role of the demo has issues that are its task, and others that are not."""

from collections import Counter
from datetime import UTC, datetime
from itertools import cycle
from uuid import UUID, uuid5

import pytest
from sqlalchemy import insert, select, text

from data.months import ensure_months
from data.sample_entries import UNITS, spread_entries
from data.tables import Issue, IssueEvent, Unit
from dispatch.vocabulary import Category, Channel

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
OPEN, CLOSED, HELD = range(300), range(300, 330), range(330, 360)


@pytest.fixture
def spread(session, small):
    """The small county with 360 issues, some closed, some held, after their entries are spread."""
    small.load(session, "no hash")
    ensure_months(session, [AT])
    channels, categories = cycle(Channel), cycle([*UNITS, Category.FAMILY])
    rows = [
        {
            "number": f"2026-{n:04}", "tracking_code": f"T{n}", "key": uuid5(UUID(int=7), str(n)),
            "text": "路坏了", "category": next(categories), "channel": next(channels),
            "kind": "claim", "stage": "collect", "level": "grid", "received_at": AT,
            "closed_at": AT if n in CLOSED else None, "held_at": AT if n in HELD else None,
            "method": "none", "confidence": "none", "region_code": small.A,
            "entered_desk": f"county:{small.COUNTY}", "version": 1,
        }
        for n in range(360)
    ]  # fmt: skip
    ids = session.scalars(insert(Issue).returning(Issue.id), rows).all()
    events = [
        {"issue_id": i, "at": AT, "verb": "received", "level": "grid", "reason_params": {}}
        for i in ids
    ]
    session.execute(insert(IssueEvent), events)
    spread_entries(session)
    session.expire_all()
    return {int(one.number[5:]): one for one in session.scalars(select(Issue))}


def test_what_people_bring_in_person_came_in_through_their_township(spread, small):
    desks = {one.channel: one.entered_desk for one in spread.values()}

    in_person = {channel for channel, desk in desks.items() if desk == f"township:{small.NORTH}"}
    assert in_person == {Channel.VISIT, Channel.TALK_ROOM, Channel.INSPECTION}
    assert set(desks.values()) == {f"township:{small.NORTH}", f"county:{small.COUNTY}"}


def test_open_issues_lie_at_every_level_and_with_units(spread, session):
    levels = Counter(spread[n].level for n in OPEN)
    known = dict(session.execute(select(Unit.id, Unit.code)).all())
    units = {known[spread[n].unit_id] for n in OPEN if spread[n].unit_id}

    assert all(levels[level] >= 5 for level in ("grid", "village", "township", "county"))
    assert levels["grid"] > 150
    assert units == {"natural-resources", "housing"}
    assert all(one.version == 2 for one in spread.values())


def test_what_is_closed_or_held_stays_where_it_was(spread):
    still = [spread[n] for n in (*CLOSED, *HELD)]

    assert {one.level for one in still} == {"grid"}
    assert {one.unit_id for one in still} == {None}


def test_history_says_what_the_issue_says(spread, session):
    steps = session.execute(select(IssueEvent.issue_id, IssueEvent.verb, IssueEvent.level)).all()
    passed = {issue_id: level for issue_id, verb, level in steps if verb == "passed-up"}
    given = {issue_id for issue_id, verb, _ in steps if verb == "given-to-unit"}

    issues = spread.values()
    assert passed == {one.id: one.level for one in issues if one.level != "grid"}
    assert given == {one.id for one in issues if one.unit_id is not None}


def test_the_same_issues_are_drawn_again(spread, session):
    first = {n: (one.level, one.unit_id) for n, one in spread.items()}
    session.execute(text("UPDATE issue SET level = 'grid', version = version + 1"))

    spread_entries(session)

    session.expire_all()
    query = select(Issue.number, Issue.level, Issue.unit_id)
    again = {int(number[5:]): (level, unit) for number, level, unit in session.execute(query)}
    assert again == first
