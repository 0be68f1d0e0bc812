"""Issues as kept and read: rows by role, figures that add up, statistics without held reports."""

import random
from datetime import datetime, timedelta
from itertools import combinations, count, pairwise
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from data.agents import count_agents, list_agents
from data.errors import NotFound
from data.grids import count_grids, find_grid, grids_frame, list_grids
from data.households import count_households, houses_frame, list_households
from data.intake import NewIssue, keep, taken_numbers
from data.issue_filter import IssueFilter
from data.issue_history import history_of
from data.issue_order import Order, cursor_of
from data.issue_people import petitioners_of
from data.issues import (
    count_issues,
    find_issue,
    known_keys,
    list_by_urgency,
    list_issues,
    records_of,
)
from data.layers import regions_frame
from data.lives import Life, live_on
from data.placing import Ask, find_places
from data.posts import busiest_holder, grids_held_by, names_in, tenures_of
from data.regions import region_names
from data.statistics import cells_frame, counts_by_grid, counts_by_region, households_by_region
from data.tables import Account, Assignment, Clock, Issue
from dispatch.assignment import assign
from dispatch.intake import Report, settle
from dispatch.placing import place
from dispatch.rights import Actor
from dispatch.vocabulary import Category, Channel, Light, Purpose, Role, Stage

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZONE)
ALL = IssueFilter()


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    return session


@pytest.fixture
def take_in(county):
    """Keep reports at points, as intake does; answers their ids."""
    serial = count()

    def take(*points, days_ago=0, **changes):
        at = NOW - timedelta(days=days_ago)
        asks = [Ask(None, *(point or (None, None)), None, at.date()) for point in points]
        found = find_places(county, asks)
        posts = tenures_of(county, {one.grids[0].code for one in found if one.grids})
        kept = []
        for one in found:
            values = {"text": "路坏了", "category": Category.ROADS, "channel": Channel.HOTLINE}
            report = Report(key=uuid4(), received_at=at, **{**values, **changes})
            held = posts.get(one.grids[0].code, []) if one.grids else []
            placed = place(one)
            assigned = assign(placed, held, at.date(), NOW.date())
            decision = settle(report, placed, assigned, names=(), zone=ZONE)
            number = f"2026-{next(serial):04}"
            kept.append(NewIssue(decision, number, f"T{number}", None, None, NOW))
        return keep(county, kept)

    return take


@pytest.fixture
def actor(county, small):
    """Actor of a role's account."""

    def make(role):
        person = small.agent_id(county, "田秀英")
        prefixes = {Role.TOWNSHIP: small.NORTH[:9], Role.SECRETARY: small.A}
        prefix = prefixes.get(role, small.COUNTY[:6])
        grids = frozenset(grids_held_by(county, person, NOW.date()))
        mine = {"agent_id": person, "grids": grids} if role is Role.AGENT else {}
        return Actor(1, role.value, role.value, role, small.COUNTY, prefix, **mine)

    return make


@pytest.fixture
def everywhere(take_in, small):
    """One open report in each grid, and one held in each; one in no grid, one nowhere."""
    places = [small.middle(grid) for grid in small.GRIDS]
    take_in(*places)
    take_in(*places, category=Category.CADRE_CONDUCT)
    take_in(small.IN_NO_GRID, None)


SEEN = {  # open, held, of fourteen
    Role.AGENT: (1, 0),
    Role.SECRETARY: (3, 0),
    Role.TOWNSHIP: (5, 0),
    Role.COUNTY: (8, 6),
    Role.SCREENER: (8, 6),
    Role.HANDLER: (0, 0),
    Role.PLANNER: (0, 0),
    Role.SUPERVISOR: (7, 0),
    Role.LEADER: (7, 0),
    Role.ADMIN: (0, 0),
    Role.AUDITOR: (0, 0),
    Role.INTEGRATION: (0, 0),
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_its_rows_and_is_counted_the_same(county, everywhere, actor, role):
    listed = list_issues(county, actor(role), ALL, NOW, limit=100)
    counted = count_issues(county, actor(role), ALL, NOW)
    held = [record for record in listed if record.issue.held]

    assert (len(listed) - len(held), len(held)) == SEEN[role]
    assert counted.total == counted.placed + counted.unplaced == len(listed)
    assert len(list_by_urgency(county, actor(role), ALL, NOW, limit=100)) == len(listed)


@pytest.mark.parametrize("role", list(Role))
def test_one_by_one_a_role_finds_what_it_lists_and_nothing_else(county, everywhere, actor, role):
    who = actor(role)
    mine = {record.issue.number for record in list_issues(county, who, ALL, NOW, limit=100)}
    found = set()
    for number in county.scalars(select(Issue.number)).all():
        try:
            found.add(find_issue(county, who, number).issue.number)
        except NotFound:
            continue

    assert found == mine


REGISTERS = {  # grids, households, agents
    Role.AGENT: (1, 6, 1),
    Role.SECRETARY: (2, 16, 2),
    Role.TOWNSHIP: (4, 28, 3),
    Role.COUNTY: (6, 40, 4),
    Role.SCREENER: (6, 40, 4),
    Role.HANDLER: (6, 0, 4),
    Role.PLANNER: (6, 0, 4),
    Role.SUPERVISOR: (6, 0, 4),
    Role.LEADER: (6, 0, 4),
    Role.ADMIN: (6, 0, 4),
    Role.AUDITOR: (0, 0, 0),
    Role.INTEGRATION: (6, 0, 4),
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_its_rows_of_every_register(county, actor, role):
    who, day = actor(role), NOW.date()
    lists = (list_grids, list_households, list_agents)
    counts = (count_grids, count_households, count_agents)

    assert tuple(len(one(county, who, day)) for one in lists) == REGISTERS[role]
    assert tuple(one(county, who, day) for one in counts) == REGISTERS[role]


def test_whoever_covers_everything_sees_everything(county, everywhere):
    who = Actor(1, "a", "a", Role.COUNTY)

    assert count_issues(county, who, ALL, NOW).total == 14
    assert count_grids(county, who, NOW.date()) == 6
    assert count_households(county, who, NOW.date()) == 40
    assert count_agents(county, who, NOW.date()) == 4


def test_lights_add_up_and_are_those_of_the_day(county, take_in, actor, small):
    for days in range(18):
        take_in(small.middle(small.GRIDS[0]), days_ago=days)
    county.execute(text("UPDATE clock SET stopped_at = now() WHERE issue_id = "
                        "(SELECT min(id) FROM issue)"))  # fmt: skip
    who = actor(Role.COUNTY)
    figures = {
        light: count_issues(county, who, IssueFilter(light=light), NOW).total for light in Light
    }
    total = count_issues(county, who, ALL, NOW)

    assert figures == {Light.STOPPED: 1, Light.GREEN: 11, Light.YELLOW: 4, Light.RED: 2}
    assert (total.total, total.late, total.nearly) == (18, 2, 4)


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_by_cursor_hold_every_issue_once_even_of_one_moment(county, take_in, actor, limit):
    take_in(*[None] * 9)
    take_in(*[None] * 4, days_ago=1)
    who, seen, after = actor(Role.COUNTY), [], None
    while page := list_issues(county, who, ALL, NOW, limit=limit, after=after):
        seen += page
        after = cursor_of(page[-1], Order())

    keys = [(record.issue.received_at, record.issue.number) for record in seen]
    assert len(seen) == 13
    assert all(one > other for one, other in pairwise(keys))


def test_the_most_urgent_comes_first(county, take_in, actor, small):
    for days in (3, 9, 1, 20):
        take_in(small.middle(small.GRIDS[0]), days_ago=days)
    records = list_by_urgency(county, actor(Role.COUNTY), ALL, NOW, limit=3)

    assert [(NOW - record.issue.received_at).days for record in records] == [20, 9, 3]


def test_an_issue_is_kept_with_clocks_reason_history_and_people(county, take_in, actor, small):
    (number,) = take_in(small.middle(small.GRIDS[0]), petitioner_name="李改兰")
    record = records_of(county, [number])[number]

    assert (record.agent_name, record.region_name) == ("田秀英", "石窑沟村")
    assert (record.placed_reason.code, record.assigned_reason.code) == ("point-grid", "holder")
    assert [clock.code for clock in record.clocks] == ["registration", "notice"]
    assert [one.verb for one in history_of(county, record)] == ["received", "placed", "assigned"]
    assert [one.name for one in petitioners_of(county, number)] == ["李改兰"]
    assert taken_numbers(county, [record.issue.number, "x"]) == {record.issue.number}
    assert known_keys(county, [UUID(record.issue.key), uuid4()]) == {UUID(record.issue.key)}


def test_a_held_report_is_handed_to_nobody(county, take_in, small):
    (number,) = take_in(small.middle(small.GRIDS[0]), category=Category.CADRE_CONDUCT)
    record = records_of(county, [number])[number]

    assert (record.agent_name, record.assigned_reason) == (None, None)
    assert county.scalars(select(Assignment)).all() == []
    assert [one.verb for one in history_of(county, record)] == ["received", "placed", "held"]


def test_statistics_never_count_what_is_held(county, everywhere, small):
    by_grid = counts_by_grid(county, ALL, NOW)
    by_region = counts_by_region(county, ALL, NOW)
    cells = cells_frame(county, ALL, NOW, 8)

    assert {code: one.issues for code, one in by_grid.items()} == dict.fromkeys(small.GRIDS, 1)
    assert {c: one.issues for c, one in by_region.items()} == {small.A: 3, small.B: 2, small.C: 2}
    assert (cells["issues"].sum(), cells["households"].sum()) == (7, 40)
    assert counts_by_grid(county, IssueFilter(category=Category.CADRE_CONDUCT), NOW) == {}
    assert households_by_region(county, NOW.date()) == {small.A: 16, small.B: 12, small.C: 12}


def test_statistics_of_nothing_have_their_columns(county):
    frame = cells_frame(county, IssueFilter(since=NOW), NOW - timedelta(days=4000), 8)

    assert list(frame.columns) == ["cell", "issues", "households", "geometry"]
    assert (len(frame), frame.crs.to_epsg()) == (0, 4326)


def test_a_filter_on_all_fields_is_the_filters_one_after_the_other(county, take_in, actor, small):
    chance = random.Random(3)
    for _ in range(40):
        place = chance.choice([*map(small.middle, small.GRIDS), None])
        what = {"category": chance.choice(list(Category)), "channel": chance.choice(list(Channel))}
        take_in(place, days_ago=chance.randrange(20), **what)
    who = actor(Role.COUNTY)
    filters = {
        "category": Category.ROADS, "channel": Channel.HOTLINE, "stage": Stage.COLLECT,
        "light": Light.GREEN, "grid": small.GRIDS[0], "region": small.NORTH[:9],
        "since": NOW - timedelta(days=9), "until": NOW - timedelta(days=2), "open_only": True,
        "placed": False, "held_by_nobody": True, "not_accusing": True,
        "bbox": (110.30, 39.80, 110.32, 39.81),
    }  # fmt: skip

    def seen(**wanted):
        rows = list_issues(county, who, IssueFilter(**wanted), NOW, limit=100)
        assert count_issues(county, who, IssueFilter(**wanted), NOW).total == len(rows)
        return {record.id for record in rows}

    alone = {name: seen(**{name: value}) for name, value in filters.items()}
    for one, other in combinations(filters, 2):
        both = seen(**{one: filters[one], other: filters[other]})
        assert both == alone[one] & alone[other]


def test_what_happened_since_stops_clocks_and_closes(county, take_in, actor, small):
    (number,) = take_in(small.middle(small.GRIDS[0]), days_ago=5)
    key = str(records_of(county, [number])[number].issue.key)
    closed = NOW - timedelta(days=1)
    live_on(county, [Life(key, Stage.ARCHIVE, closed, None, closed, "solved")])
    county.expire_all()
    record = records_of(county, [number])[number]

    assert (record.issue.stage, record.issue.version) == (Stage.ARCHIVE, 2)
    assert record.assigned_reason is None
    query = select(Clock.code, Clock.stopped_at).order_by(Clock.id)
    stopped = dict(county.execute(query).all())
    assert (stopped["registration"], stopped["notice"]) == (closed, None)
    assert count_issues(county, actor(Role.COUNTY), IssueFilter(open_only=True), NOW).total == 0


def test_whatever_happened_to_a_held_report_it_stays_held(county, take_in, actor, small):
    (number,) = take_in(small.middle(small.GRIDS[0]), category=Category.CADRE_CONDUCT)
    key = str(records_of(county, [number])[number].issue.key)
    live_on(county, [Life(key, Stage.HANDLE, NOW, NOW, None, None)])

    assert list_issues(county, actor(Role.AGENT), ALL, NOW, limit=9) == []
    assert list_issues(county, actor(Role.TOWNSHIP), ALL, NOW, limit=9) == []
    assert counts_by_grid(county, ALL, NOW) == {}


def test_posts_grids_and_layers_are_read_by_day_and_region(county, small):
    day = NOW.date()
    who = Actor(1, "a", "a", Role.COUNTY)
    gone = small.agent_id(county, "高玉兰")

    assert grids_held_by(county, gone, small.DAY) == [small.GRIDS[0]]
    assert grids_held_by(county, gone, day) == []
    assert find_grid(county, who, small.GRIDS[0], day).agent_name == "田秀英"
    assert find_grid(county, who, small.GRIDS[0], small.DAY).agent_name == "高玉兰"
    assert find_grid(county, who, small.NO_HOLDER, day).agent_name is None
    assert names_in(county, [small.C]) == {small.C: {"乔永胜"}}
    assert set(names_in(county, None)) == {small.A, small.B, small.C}
    assert busiest_holder(county, day).name in {"田秀英", "孟长海", "白巧云", "乔永胜"}
    assert len(grids_frame(list_grids(county, who, day, region=small.A))) == 2
    assert len(grids_frame([])) == 0
    assert len(houses_frame(county, who, day)) == 0
    assert len(houses_frame(county, who, day, Purpose.PLACE)) == 40
    assert set(regions_frame(county, small.NORTH)["code"]) == {small.NORTH, small.A, small.B}
    assert region_names(county, "150699101")[small.C] == "大圪塔村"
    assert county.scalars(select(Account.username)).all()
