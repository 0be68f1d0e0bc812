"""The rule of precision in SQL is the rule in Python, and readers hold nothing finer."""

import random
from datetime import UTC, datetime
from itertools import product
from uuid import uuid4

import numpy as np
import pytest
from geoalchemy2.shape import to_shape
from shapely import wkb
from sqlalchemy import func, insert, select, text

from data.issue_filter import IssueFilter
from data.issue_history import history_of
from data.issue_order import Order, Sort, cursor_of
from data.issue_precision import Sight, exact_for
from data.issues import count_issues, find_issue, list_issues, list_points, totals_by_region
from data.months import ensure_months
from data.tables import (
    Account,
    EventNote,
    GridVersion,
    Household,
    Issue,
    IssueEvent,
    Petitioner,
    PetitionerContact,
    Placement,
)
from dispatch.precision import Subject, precision
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Level, Precision, Purpose, Role

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
ALL = IssueFilter()
DESKS = (Role.SECRETARY, Role.TOWNSHIP, Role.COUNTY, Role.SCREENER)
SECRET_WORDS = "三组 17 号"


@pytest.fixture(autouse=True)
def loaded(session, small):
    """The small county."""
    small.load(session, "no hash")
    ensure_months(session, [AT])


@pytest.fixture
def add(session, small):
    """Add issues by their columns; answers their ids. Unless said, each lies in the first grid."""
    versions = dict(session.execute(select(GridVersion.grid_code, GridVersion.id)).all())

    def add_all(*changes):
        rows = [{**_columns(small), **change} for change in changes]
        for row in rows:
            row["grid_version_id"] = row.get("grid_version_id", versions.get(row["grid_code"]))
        query = insert(Issue).returning(Issue.id, sort_by_parameter_order=True)
        return session.scalars(query.execution_options(render_nulls=True), rows).all()

    return add_all


def _columns(small):
    number = uuid4().hex
    return {
        "number": number, "tracking_code": number, "key": uuid4(), "text": "路坏了",
        "category": "roads", "channel": "phone", "kind": "claim", "stage": "collect",
        "level": "grid", "received_at": AT, "address": None,
        "place": point(*small.middle(small.GRIDS[0])),
        "method": "point", "confidence": "high", "accuracy_m": 13.0, "household_id": None,
        "region_code": small.A, "grid_code": small.GRIDS[0], "unit_id": None, "entered_by": None,
        "entered_desk": None, "version": 1,
    }  # fmt: skip


def point(lon, lat):
    return f"SRID=4326;POINT({lon!r} {lat!r})"


@pytest.fixture
def actor(session, small):
    """Actor of a role as the small county grants it."""
    ids = dict(session.execute(select(Account.username, Account.id)).all())
    unit = small.unit_id(session, small.OWN_UNIT)

    def make(role, **changes):
        region = small.PLACES.get(role, small.COUNTY)
        digits = {Role.TOWNSHIP: 9, Role.AGENT: 12, Role.SECRETARY: 12}.get(role, 6)
        own = {"grids": frozenset({small.GRIDS[0]})} if role is Role.AGENT else {}
        own |= {"unit_id": unit} if role is Role.HANDLER else {}
        return Actor(ids[role.value], "a", "a", role, region, region[:digits], **(own | changes))

    return make


@pytest.fixture
def product_of_all(session, add, actor, small):
    """One issue for each level × unit × entering desk × account × grid."""
    units = [small.unit_id(session, small.OWN_UNIT), small.unit_id(session, small.OTHER_UNIT), None]
    desks = [*(actor(role).desk for role in DESKS), f"township:{small.SOUTH}", None]
    accounts = [actor(Role.INTEGRATION).account_id, actor(Role.COUNTY).account_id, None]
    grids = [small.GRIDS[0], small.GRIDS[1], None]
    changes = [
        {
            "level": level, "unit_id": unit, "entered_desk": desk, "entered_by": account,
            "grid_code": grid, "place": point(*small.middle(grid) if grid else small.IN_NO_GRID),
        }
        for level, unit, desk, account, grid in product(Level, units, desks, accounts, grids)
    ]  # fmt: skip
    changes += [{"place": None, "grid_code": None}, {"grid_version_id": None}]
    add(*changes)
    return len(changes)


def test_sql_grades_every_issue_as_the_rule_does(session, product_of_all, actor):
    for role, purpose in product(Role, Purpose):
        rows = session.execute(graded(actor(role), purpose)).all()

        assert len(rows) == product_of_all == 5 * 3 * 6 * 3 * 3 + 2
        for *subject, sql, exact, shown, place, moved in rows:
            expected = precision(actor(role), Subject(*subject), purpose)
            assert (sql, exact) == (expected, expected is Precision.EXACT), (role, purpose, subject)
            assert shown == {Precision.EXACT: place, Precision.MOVED: moved}.get(expected)


def graded(who, purpose):
    """Query for what decides about each issue, what SQL decides, and what may be shown."""
    return select(
        Issue.level, Issue.grid_code, Issue.unit_id, Issue.entered_desk, Issue.entered_by,
        Issue.moved.is_not(None), Sight.of(who, purpose).precision,
        func.coalesce(exact_for(who, purpose), False),
        func.ST_AsBinary(Sight.of(who, purpose).place), func.ST_AsBinary(Issue.place),
        func.ST_AsBinary(Issue.moved),
    )  # fmt: skip


def test_an_actor_whose_task_nothing_is_never_holds_a_null_for_no(session, product_of_all, actor):
    for role in Role:
        sight = Sight.of(actor(role, unit_id=None, grids=frozenset()))
        graded = session.scalars(select(sight.precision)).all()

        assert set(graded) <= {one.value for one in Precision}


@pytest.fixture
def secret(session, add, small):
    """An issue at a registered house, with people, reasons and a note that name it."""
    home = session.scalars(select(Household).where(Household.number == small.home(small.GRIDS[0])))
    house = home.one()
    place = to_shape(house.place)
    words = f"户主0家（{SECRET_WORDS}，{house.number}）打电话 13812342207，李桂枝也在。"
    (issue_id,) = add(
        {"text": words, "address": SECRET_WORDS, "household_id": house.id, "method": "household",
         "place": point(place.x, place.y), "source_key": "SR-000123"}
    )  # fmt: skip
    petitioner = session.scalars(
        insert(Petitioner).returning(Petitioner.id), {"issue_id": issue_id}
    ).one()
    person = {"petitioner_id": petitioner, "name": "李桂枝", "phone": "13812342207"}
    session.execute(insert(PetitionerContact), person)
    reason = {"reason_code": "household-grid", "rule_version": 1}
    reason["reason_params"] = {"household": house.number, "grid": small.GRIDS[0]}
    columns = {"issue_id": issue_id, "method": "household", "confidence": "high", "accuracy_m": 13}
    session.execute(insert(Placement), {**columns, **reason})
    event = {"issue_id": issue_id, "at": AT, "verb": "placed", **reason}
    event_id = session.scalars(insert(IssueEvent).returning(IssueEvent.id), event).one()
    note = {"event_id": event_id, "at": AT, "issue_id": issue_id, "note": words}
    session.execute(insert(EventNote), note)
    session.expire_all()
    number = session.scalars(select(Issue.number).where(Issue.id == issue_id)).one()
    hints = [house.number, SECRET_WORDS, "户主0", "李桂枝", "13812342207", "SR-000123", "13.0"]
    return number, [*hints, f"{place.x:.4f}", f"{place.y:.5f}"]


@pytest.mark.parametrize(
    "role",
    [Role.TOWNSHIP, Role.SECRETARY, Role.COUNTY, Role.SCREENER, Role.SUPERVISOR, Role.LEADER],
)
def test_a_reader_holds_nothing_of_a_house_that_is_not_his_task(session, actor, secret, role):
    number, hints = secret

    record = find_issue(session, actor(role), number)
    listed = list_issues(session, actor(role), ALL, AT, limit=9)
    held = f"{record} {listed} {history_of(session, record)}"

    assert record.precision is not Precision.EXACT
    assert [hint for hint in hints if hint in held] == []
    assert not any(isinstance(row, Issue) for row in session.identity_map.values())


@pytest.mark.parametrize("role", [Role.AGENT, Role.TOWNSHIP])
def test_whose_task_it_is_holds_the_house_but_not_the_person(session, actor, secret, role):
    number, hints = secret
    purpose = Purpose.PLACE if role is Role.TOWNSHIP else Purpose.READ

    record = find_issue(session, actor(role), number, purpose)

    assert record.issue.address == SECRET_WORDS
    assert record.household == hints[0]
    assert (record.issue.key, record.issue.accuracy_m) == ("SR-000123", 13.0)
    assert (f"{record.lon:.4f}", f"{record.lat:.5f}") == tuple(hints[-2:])
    assert hints[0] in record.placed_reason.params.values()
    assert not {"name", "phone", "petitioners"} & set(record.__dataclass_fields__)


def test_a_moved_point_is_a_random_point_of_the_grid_and_says_nothing_of_the_place(
    session, add, small
):
    chance = random.Random(5)
    west, south, east, north = small.square(small.GRIDS[0]).bounds
    places = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(2_000)]
    ids = add(*({"place": point(*place)} for place in places))

    query = select(func.ST_X(Issue.moved), func.ST_Y(Issue.moved)).where(Issue.id.in_(ids))
    moved = np.array(session.execute(query.order_by(Issue.id)).all())

    sides = [(moved[:, 0] - west) / (east - west), (moved[:, 1] - south) / (north - south)]
    cells = np.histogram2d(*sides, bins=4, range=[[0, 1], [0, 1]])[0]
    surplus = ((cells - 125.0) ** 2 / 125.0).sum()
    assert cells.sum() == 2_000
    assert surplus < 60  # chi square of 15 degrees of freedom: one uniform draw in ten million
    assert len(np.unique(moved, axis=0)) == 2_000
    true = np.array(places)
    together = np.corrcoef(np.column_stack([true, moved]).T)[:2, 2:]
    assert np.abs(together).max() < 0.13  # standard deviation of chance: 0.022


def test_a_moved_point_stays_when_the_place_does_not_and_goes_with_the_grid(session, add, small):
    ids = add({})
    shown = select(func.ST_AsText(Issue.moved)).where(Issue.id == ids[0])
    set_place = text("UPDATE issue SET place = :place, version = version + 1 WHERE id = :id")
    first = session.scalar(shown)

    lon, lat = small.middle(small.GRIDS[0])
    session.execute(set_place, {"place": point(lon + 0.003, lat - 0.003), "id": ids[0]})
    after_place = session.scalar(shown)
    version = session.scalar(select(GridVersion.id).where(GridVersion.grid_code == small.GRIDS[1]))
    session.execute(
        text("UPDATE issue SET grid_code = :grid, grid_version_id = :version_id, "
             "version = version + 1 WHERE id = :id"),
        {"grid": small.GRIDS[1], "version_id": version, "id": ids[0]},
    )  # fmt: skip
    after_grid = session.scalar(select(func.ST_AsBinary(Issue.moved)).where(Issue.id == ids[0]))
    session.execute(
        text("UPDATE issue SET moved = place, version = version + 1 WHERE id = :id"),
        {"id": ids[0]},
    )
    forced = session.scalar(select(func.ST_AsBinary(Issue.moved)).where(Issue.id == ids[0]))

    assert after_place == first
    assert small.square(small.GRIDS[1]).covers(wkb.loads(bytes(after_grid)))
    assert forced == after_grid


def test_without_a_grid_there_is_no_moved_point(session, add, small):
    ids = add({"grid_code": None, "place": point(*small.IN_NO_GRID)}, {"place": None})

    assert session.scalars(select(Issue.moved).where(Issue.id.in_(ids))).all() == [None, None]


@pytest.fixture
def spread(session, add, small):
    """Two issues in each grid, one of them at the township; one in no grid, one nowhere."""
    grids = [
        {
            "grid_code": grid, "region_code": grid[:12], "level": level,
            "place": point(*small.middle(grid)),
        }
        for grid in small.GRIDS
        for level in ("grid", "township")
    ]  # fmt: skip
    add(
        *grids,
        {"grid_code": None, "place": point(*small.IN_NO_GRID)},
        {"grid_code": None, "place": None},
    )


COUNTS = {  # points, by area, unplaced
    Role.TOWNSHIP: (8, 1, 1),
    Role.COUNTY: (0, 13, 1),
    Role.SUPERVISOR: (0, 13, 1),
    Role.AGENT: (2, 0, 0),
    Role.SECRETARY: (4, 1, 1),
}


@pytest.mark.parametrize("role", COUNTS)
def test_points_villages_and_unplaced_are_the_list(session, spread, actor, role):
    who = actor(role)

    counts = count_issues(session, who, ALL, AT)
    villages = totals_by_region(session, who, ALL, AT)

    assert (counts.points, counts.by_area, counts.unplaced) == COUNTS[role]
    assert sum(COUNTS[role]) == counts.total
    assert len(list_points(session, who, ALL, AT, limit=99)) == counts.points
    assert sum(one.issues for one in villages) == counts.by_area


def test_villages_stand_at_their_own_point(session, spread, actor, small):
    villages = totals_by_region(session, actor(Role.LEADER), ALL, AT)

    assert {one.code: one.issues for one in villages} == {small.A: 5, small.B: 4, small.C: 4}
    assert [one.name for one in villages] == ["石窑沟村", "柳树湾村", "大圪塔村"]
    assert all(110.30 < one.lon < 110.36 for one in villages)


@pytest.mark.parametrize("role", [Role.TOWNSHIP, Role.COUNTY, Role.LEADER, Role.SECRETARY])
@pytest.mark.parametrize("limit", [1, 2, 5])
@pytest.mark.parametrize("sort", list(Sort))
def test_pages_of_every_order_hold_every_issue_once(session, spread, actor, role, sort, limit):
    who, order = actor(role), Order(sort, (110.33, 39.805))
    seen, after = [], None
    while page := list_issues(session, who, ALL, AT, limit=limit, order=order, after=after):
        seen += page
        after = cursor_of(page[-1], order)

    whole = list_issues(session, who, ALL, AT, limit=99, order=order)
    assert [one.id for one in seen] == [one.id for one in whole]
    assert len({one.id for one in seen}) == count_issues(session, who, ALL, AT).total


def test_the_nearest_are_counted_from_what_is_shown(session, spread, actor, small):
    order = Order(Sort.NEAREST, small.middle(small.GRIDS[5]))

    by_village = list_issues(session, actor(Role.LEADER), ALL, AT, limit=99, order=order)
    exact = Purpose.PLACE
    by_house = list_issues(
        session, actor(Role.COUNTY), IssueFilter(purpose=exact), AT, limit=99, order=order
    )

    assert [one.issue.region_code for one in by_village] == [
        *[small.C] * 4, *[small.B] * 4, *[small.A] * 5, small.A
    ]  # fmt: skip
    assert by_village[-1].distance_m is None
    assert by_house[0].distance_m == pytest.approx(0, abs=0.2)
    assert len({round(one.distance_m, 3) for one in by_village[:4]}) == 1
    assert [one.issue.grid_code for one in by_house[:-2]] == [
        grid for grid in reversed(small.GRIDS) for _ in range(2)
    ]


def test_whoever_may_read_no_issue_is_shown_none(session, spread, actor):
    for role in Role:
        who = actor(role)
        listed = list_issues(session, who, ALL, AT, limit=99)
        assert bool(listed) <= who.may(Verb.READ_ISSUES)
