"""The rules inside PostGIS against the same rules in Python, one report at a time."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from data.bulk_placing import settle_all
from data.placing import Ask, find_places, questions_of
from data.posts import answering, tenures_of
from data.tables import (
    Absence,
    Agent,
    Grid,
    GridVersion,
    Household,
    HouseholdContact,
    Membership,
    Office,
    Post,
)
from dispatch.assignment import assign
from dispatch.placing import Address, place
from dispatch.vocabulary import AbsenceKind, Duty, OfficeKind
from geo.datum import convert_points

DAY = date(2026, 3, 20)
PHONES = [f"1380000{n:04}" for n in range(12)]
HEADS = ["王小明", "李二狗", "赵铁柱", "钱多多", "孙"]
GROUPS = ["一社", "二社", "三社"]
SET_NEAREST = text(
    "INSERT INTO database_setting (name, value) "
    "VALUES ('nearest_grid_m', to_jsonb(CAST(:metres AS float8))) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def one_by_one(session, asks):
    """The answers of `place` and `assign`, leaves of the tenures left out."""
    placed = [place(found) for found in find_places(session, asks)]
    posts = tenures_of(
        session,
        {one.grid.code for one in placed if one.grid},
        {one.region_code for one in placed if one.region_code},
    )
    answers = []
    for ask, one in zip(asks, placed, strict=True):
        days = (ask.received_on or ask.day, ask.handed_on or ask.day)
        assigned = assign(one, answering(posts, one), *days)
        tenure = assigned.tenure and replace(assigned.tenure, leaves=())
        answers.append((one, replace(assigned, tenure=tenure)))
    return answers


def same_both_ways(session, asks):
    """Assert that both ways answer the same; answers it."""
    bulk = settle_all(session, questions_of(asks))
    for ask, settled, (placed, assigned) in zip(asks, bulk, one_by_one(session, asks), strict=True):
        assert settled.placed == placed, ask
        assert settled.assigned == assigned, ask
    return bulk


def confuse(session, small, seed):
    """Make a small county as confused as real ones: gaps, overlaps, doubles, empty posts."""
    chance = random.Random(seed)
    _blur_grids(session, small, chance)
    _unsettle_households(session, chance)
    _appoint(session, small, chance)
    session.flush()
    session.expire_all()


def _blur_grids(session, small, chance):
    """A third grid astride an edge, one drawn over another, one that ended, one alone."""
    west, south, east, _ = small.square(small.GRIDS[0]).bounds
    side = east - west
    drawn = {
        f"{small.A}003": (west + side / 2, south + side, west + side * 1.5, south + side * 1.4),
        f"{small.B}009": (west + side * 2.7, south, west + side * 3.3, south + side / 3),
        f"{small.C}007": (
            west + side * 4,
            south + side * 1.02,
            west + side * 5,
            south + side * 1.5,
        ),
    }
    for code, box in drawn.items():
        ended = DAY - timedelta(days=9) if chance.random() < 0.3 else None
        days = {"valid_from": date(2024, 1, 1), "valid_to": ended}
        session.execute(insert(Grid).values(code=code, region_code=code[:12], **days))
        session.execute(
            text("""
                INSERT INTO grid_version (grid_code, shape, valid_from, valid_to)
                VALUES (:code, ST_Multi(ST_MakeEnvelope(:w, :s, :e, :n, 4326)), :since, :until)
            """),
            dict(zip("wsen", box, strict=True))
            | {"code": code, "since": days["valid_from"], "until": ended},
        )
    if chance.random() < 0.5:  # a village with one grid
        gone = small.GRIDS[5]
        for table, column in ((Grid, Grid.code), (GridVersion, GridVersion.grid_code)):
            session.execute(
                update(table).where(column == gone).values(valid_to=DAY - timedelta(days=3))
            )
        session.execute(update(Membership).where(Membership.grid_code == gone).values(valid_to=DAY))
        session.execute(update(Grid).where(Grid.code == f"{small.C}007").values(valid_to=DAY))
        session.execute(
            update(GridVersion).where(GridVersion.grid_code == f"{small.C}007").values(valid_to=DAY)
        )


def _unsettle_households(session, chance):
    for home in session.scalars(select(Household).order_by(Household.id)):
        home.villagers_group = chance.choice([None, *GROUPS])
        home.accuracy_m = chance.choice([None, 10.0, 60.0])
        if chance.random() < 0.2:
            home.place = home.method = None
        if chance.random() < 0.1:
            home.valid_to = DAY - timedelta(days=1)
        if chance.random() < 0.2:
            session.execute(
                update(Membership).where(Membership.household_id == home.id).values(valid_to=DAY)
            )
        contact = session.get(HouseholdContact, home.id)
        if contact is not None:
            contact.head = chance.choice([None, *HEADS])
            contact.phone = chance.choice([None, *PHONES, "+86 138-0000-0001"])


def _appoint(session, small, chance):
    offices = []
    for village in small.VILLAGES:
        office = Office(
            region_code=village, name="站", kind=OfficeKind.STATION, valid_from=date(2024, 1, 1)
        )
        session.add(office)
        offices.append(office)
    session.flush()
    people = session.scalars(select(Agent.id).order_by(Agent.id)).all()
    for _ in range(12):
        since = DAY + timedelta(days=chance.randint(-60, 30))
        until = chance.choice([None, since + timedelta(days=chance.randint(0, 60))])
        session.execute(
            insert(Post).values(
                agent_id=chance.choice(people),
                valid_from=since,
                valid_to=until,
                **(
                    {"grid_code": chance.choice(small.GRIDS), "duty": Duty.DEPUTY}
                    if chance.random() < 0.5
                    else {"office_id": chance.choice(offices).id, "duty": Duty.SECRETARY}
                ),
            )
        )
    for person in people:
        if chance.random() < 0.5:
            since = DAY + timedelta(days=chance.randint(-10, 5))
            until = chance.choice([None, since + timedelta(days=chance.randint(1, 20))])
            session.execute(
                insert(Absence).values(
                    agent_id=person, kind=AbsenceKind.LEAVE, valid_from=since, valid_to=until
                )
            )


@pytest.fixture(params=[1, 2, 3])
def world(session, small, request):
    small.load(session, "no hash")
    confuse(session, small, request.param)
    return session


@st.composite
def points(draw, small):
    """Points anywhere, on edges and corners, just outside, in another datum, zero or swapped."""
    kind = draw(
        st.sampled_from(["any", "edge", "corner", "beside", "datum", "zero", "swapped", "far"])
    )
    west, side, floor = small.WEST, small.SIDE, small.FLOOR
    column = draw(st.integers(0, 6))
    inch = draw(st.floats(0, 1))
    lon, lat = west + (column - 0.5 + inch) * side, floor + draw(st.floats(-0.5, 4)) * side
    told = {
        "zero": (0.0, draw(st.sampled_from([0.0, 39.8]))),
        "swapped": (floor + inch * side, west + column * side),
        "far": small.OUTSIDE,
        "edge": (west + column * side, floor + inch * side),
        "corner": (west + column * side, floor + draw(st.sampled_from([0.0, side]))),
        "beside": (west + (column + inch) * side, floor + side + draw(st.floats(0, 0.006))),
    }
    if kind == "datum":
        moved = convert_points([lon], [lat], "wgs84", draw(st.sampled_from(["gcj02", "bd09"])))
        lon, lat = float(moved[0][0]), float(moved[1][0])
    return told.get(kind, (lon, lat))


@st.composite
def addresses(draw, small):
    codes = st.sampled_from([*small.VILLAGES, small.NORTH, small.SOUTH, small.COUNTY])
    several = tuple(draw(st.lists(codes, max_size=3)))
    located = draw(st.none() | points(small))
    return Address(
        code=draw(st.none() | codes),
        ambiguous=draw(st.integers(0, 4)) == 0,
        candidates=several,
        group=draw(st.none() | st.sampled_from(GROUPS)),
        landmark=draw(st.none() | st.just("学校")),
        household=draw(st.none() | st.sampled_from([small.home(small.GRIDS[0]), "nobody"])),
        lon=located[0] if located else None,
        lat=located[1] if located else None,
        accuracy_m=draw(st.sampled_from([None, 300.0, 2000.0])) if located else None,
        from_text=draw(st.booleans()),
    )


@st.composite
def asks(draw, small):
    homes = [*(small.home(grid, n) for grid in small.GRIDS for n in range(6)), "LONE0", "nobody"]
    numbered = draw(st.integers(0, 5)) == 0
    point = draw(st.none() | points(small))
    accuracies = st.sampled_from([None, 0.0, 5.0, 29.7, 60.0, 200.0, 512.5, 1000.0, 3000.0])
    regions = [None, None, small.A, small.C, small.NORTH, small.COUNTY]
    day = DAY + timedelta(days=draw(st.sampled_from([-900, -20, -5, 0, 0, 0, 7])))
    return Ask(
        draw(st.sampled_from(homes)) if numbered else None,
        point[0] if point else None,
        point[1] if point else None,
        draw(accuracies) if point else None,
        day,
        pin=draw(st.booleans()),
        phone=draw(st.sampled_from([None, None, *PHONES, "12345"])),
        name=draw(st.sampled_from([None, *HEADS])),
        words=draw(st.sampled_from([None, "没有名字", *(f"{head}家门口" for head in HEADS)])),
        address=draw(st.none() | addresses(small)),
        region=draw(st.sampled_from(regions)),
        default_point=draw(st.integers(0, 9)) == 0,
        received_on=day,
        handed_on=day + timedelta(days=draw(st.sampled_from([0, 0, 15]))),
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(data=st.data())
def test_reports_together_are_placed_as_each_alone(world, small, data):
    together = data.draw(st.lists(asks(small), min_size=12, max_size=40))

    with world.begin_nested():
        world.execute(SET_NEAREST, {"metres": data.draw(st.sampled_from([300.0, 0.0, 800.0]))})
        same_both_ways(world, together)
