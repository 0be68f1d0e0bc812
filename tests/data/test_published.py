"""Figures published once for each quarter: what they count, and that they never change."""

from datetime import date, datetime, timedelta
from itertools import count
from threading import Thread
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from data.published import EVERY, publish, published_periods, read_sheet
from data.session import make_engine, make_sessions, transaction
from data.tables import CountedAtom, Issue, PublishedCount
from dispatch.figures import Layer
from dispatch.periods import Period, quarter_of
from dispatch.vocabulary import (
    Category,
    Channel,
    Confidence,
    Kind,
    Level,
    PlacementMethod,
    Stage,
)

ZONE = ZoneInfo("Asia/Shanghai")
APRIL = datetime(2026, 4, 2, 3, 0, tzinfo=ZONE)
JULY = datetime(2026, 7, 1, 0, 5, tzinfo=ZONE)
FEBRUARY = datetime(2026, 2, 10, 12, 0, tzinfo=ZONE)
MAY = datetime(2026, 5, 10, 12, 0, tzinfo=ZONE)
Q1 = Period(quarter_of(FEBRUARY.date()), year=False)
Q2 = Period(quarter_of(MAY.date()), year=False)


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    _crowd(session, small)
    return session


def _crowd(session, small):
    """Twenty more households where issues come from, so that it is no place of few."""
    many = text(
        "INSERT INTO household (number, village_code, place, valid_from)"
        " SELECT :grid || '-' || n, :village, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326),"
        " '2024-01-01' FROM generate_series(1, 20) n"
    )
    for grid in small.GRIDS:
        lon, lat = small.middle(grid)
        place = {"grid": grid, "village": grid[:12], "lon": lon, "lat": lat}
        session.execute(many, place)


@pytest.fixture
def add(county, small):
    """Put issues into the county, as many as asked for, by turns at two places of a village."""
    serial = count()

    def add_issues(number, village=None, at=FEBRUARY, **changes):
        for turn in range(number):
            lon, lat = small.middle(f"{village or small.A}00{turn % 2 + 1}")
            values = {
                "number": f"2026-PUB-{next(serial):05}",
                "tracking_code": uuid4().hex,
                "key": uuid4(),
                "text": "路坏了",
                "category": Category.ROADS,
                "channel": Channel.HOTLINE,
                "kind": Kind.CLAIM,
                "stage": Stage.COLLECT,
                "level": Level.GRID,
                "received_at": at,
                "place": f"SRID=4326;POINT({lon} {lat})",
                "region_code": village or small.A,
                "method": PlacementMethod.POINT,
                "confidence": Confidence.HIGH,
                "version": 1,
                **changes,
            }
            county.execute(insert(Issue), values)

    return add_issues


def release(session, now=APRIL):
    return publish(session, now.date(), ZONE, now)


def said(session, layer=Layer.VILLAGES, category=None, period=Q1):
    sheet = read_sheet(session, layer, category, period)
    return dict(zip(sheet.areas, sheet.issues, strict=True))


def everything(session):
    rows = session.execute(select(PublishedCount.__table__)).all()
    return sorted(map(repr, rows))


def test_figures_of_a_quarter_are_published_when_it_is_over(county, add, small):
    add(14, small.A)
    add(12, small.B)
    add(9, place=None, region_code=None)

    assert release(county, datetime(2026, 3, 31, 23, 59, tzinfo=ZONE)) == []
    assert release(county) == [Q1]
    assert published_periods(county) == [Q1]
    assert said(county) == {small.A: 14, small.B: 12, small.C: 0}
    assert said(county, category=Category.ROADS) == {small.A: 14, small.B: 12, small.C: 0}
    assert said(county, category=Category.WATER) == {small.A: 0, small.B: 0, small.C: 0}
    assert said(county, Layer.LISTED) == {"": 35}
    assert said(county, Layer.UNPLACED) == {"": 9}


def test_households_stand_beside_what_is_shown_and_nothing_beside_what_is_not(county, add, small):
    add(14, small.A)
    add(3, small.B)
    add(18, small.C)
    release(county)

    sheet = read_sheet(county, Layer.VILLAGES, None, Q1)

    told = list(zip(sheet.areas, sheet.issues, sheet.households, strict=True))
    assert told == [(small.A, None, None), (small.B, None, None), (small.C, 18, 52)]


def test_a_household_that_left_is_not_counted_where_it_lived(county, add, small):
    add(7, small.A)
    left = text("UPDATE household SET valid_to = '2026-03-31' WHERE village_code = :village")
    county.execute(left, {"village": small.C})
    release(county)

    assert said(county) == {small.A: None, small.B: None, small.C: None}


def test_those_who_were_there_when_the_register_began_lived_there_before(county, add, small):
    county.execute(text("UPDATE household SET valid_from = '2026-05-01'"))
    add(14, small.A)
    release(county)

    assert said(county) == {small.A: 14, small.B: 0, small.C: 0}


def test_those_who_came_after_the_quarter_did_not_live_there_in_it(county, add, small):
    add(14, small.A)
    came = text("UPDATE household SET valid_from = '2026-04-01' WHERE village_code = :village")
    county.execute(came, {"village": small.C})
    release(county)

    assert said(county)[small.C] is None


NEVER_COUNTED = {
    "held": {"held_at": FEBRUARY},
    "held once and released": {"held_at": FEBRUARY, "released_at": FEBRUARY + timedelta(days=1)},
    "kept from somebody": {"barred": ["r:150699100201"]},
    "an accusation by kind": {"kind": Kind.ACCUSATION},
}


@pytest.mark.parametrize("why", sorted(NEVER_COUNTED))
def test_no_trace_of_an_accusation_is_published(county, add, small, why):
    add(14, small.A)
    earliest = datetime(2025, 8, 1, tzinfo=ZONE)
    add(5, small.A, **NEVER_COUNTED[why])
    add(5, small.B, at=earliest, **NEVER_COUNTED[why])

    assert release(county) == [Q1]
    assert said(county)[small.A] == 14
    assert said(county, Layer.LISTED) == {"": 14}
    assert county.scalar(select(func.sum(CountedAtom.issues))) == 14


def test_publishing_again_changes_nothing(county, add):
    add(7)
    release(county)
    before = everything(county)

    assert release(county, APRIL + timedelta(days=60)) == []
    assert everything(county) == before


CHANGES = {
    "accused": "UPDATE issue SET held_at = now(), version = version + 1",
    "moved": "UPDATE issue SET region_code = '150699101201', version = version + 1",
    "gone": "UPDATE issue SET received_at = '2025-12-01', version = version + 1",
    "of another kind": "UPDATE issue SET category = 'water', version = version + 1",
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_what_becomes_of_an_issue_later_touches_no_figure_of_its_time(county, add, change):
    """Else the difference between two releases would tell of a single issue."""
    add(14)
    add(12, at=datetime(2025, 8, 1, tzinfo=ZONE))
    release(county)
    before = everything(county)
    county.execute(text(CHANGES[change]))
    add(16, at=MAY)

    release(county, JULY)

    year = Period(Q2.last, year=True)
    assert set(before) <= set(everything(county))
    assert said(county, Layer.LISTED, period=Q2) == {"": 16}
    assert said(county, Layer.LISTED, period=year) == {"": 42}


def test_an_issue_that_comes_late_is_in_no_figure_of_its_quarter(county, add, small):
    add(14, small.A)
    add(18, small.C)
    release(county)
    add(5, small.A)
    add(16, small.A, at=MAY)
    add(18, small.C, at=MAY)

    assert release(county, JULY) == [Q2]
    assert said(county, period=Q1)[small.A] == 14
    assert said(county, period=Q2)[small.A] == 16


def test_a_year_is_published_with_its_fourth_quarter(county, add, small):
    for quarter in range(6):
        at = datetime(2024 + quarter // 4, 1 + quarter % 4 * 3, 9, tzinfo=ZONE)
        add(12, small.A, at=at)
        add(16, small.B, at=at)

    periods = release(county, datetime(2025, 7, 2, tzinfo=ZONE))

    assert [one.code for one in periods] == [
        *("2024-q1", "2024-q2", "2024-q3", "2024-q4", "2024-q4-year"),
        *("2025-q1", "2025-q1-year", "2025-q2", "2025-q2-year"),
    ]
    assert published_periods(county)[0].code == "2025-q2-year"
    assert said(county, period=periods[-1]) == {small.A: 48, small.B: 64, small.C: 0}


def test_years_are_complete_by_what_was_published_also_where_no_issue_was(county, add):
    add(1, at=datetime(1999, 1, 1, tzinfo=ZONE))
    release(county)
    add(14, at=MAY)

    assert release(county, JULY) == [Q2, Period(Q2.last, year=True)]


def test_a_first_release_goes_back_five_years(county, add):
    add(1, at=datetime(1999, 1, 1, tzinfo=ZONE))

    periods = release(county)

    assert periods[0].first_day == date(2021, 4, 1)
    assert periods[-1].last_day == date(2026, 3, 31)


def test_a_small_figure_stays_unknown_through_the_next_release(county, add, small):
    """A year that ends now, less the one before, is what is new less what dropped out."""
    for quarter in range(4):
        start = datetime(2025, 1 + 3 * quarter, 9, tzinfo=ZONE)
        add(12, small.A, at=start)
        add(18, small.B, at=start)
        add(14, small.C, at=start)
    release(county, datetime(2026, 1, 3, tzinfo=ZONE))
    add(2, small.A)
    add(18, small.B)
    add(14, small.C)
    release(county)

    before, after = (
        Period(quarter_of(day), year=True) for day in (date(2025, 12, 1), date(2026, 1, 1))
    )
    assert said(county, period=before)[small.A] == 48
    assert said(county, period=Q1)[small.A] is None
    assert said(county, period=after)[small.A] is None


def test_a_county_without_issues_publishes_nothing(county):
    assert release(county) == []
    assert published_periods(county) == []
    assert read_sheet(county, Layer.VILLAGES, None, Q1) is None


def test_a_sheet_has_a_place_for_every_area_and_category(county, add):
    add(7)
    release(county)

    rows = county.scalars(select(PublishedCount)).all()
    assert {row.category for row in rows} == {*Category, EVERY}
    assert {row.layer for row in rows} == set(Layer)
    assert all(len(row.areas) == len(row.issues) == len(row.households) for row in rows)


@pytest.mark.parametrize("table", ["published_count", "counted_atom"])
@pytest.mark.parametrize("change", ["UPDATE {} SET issues = issues", "DELETE FROM {}"])
def test_what_was_published_cannot_be_changed(county, add, table, change):
    add(7)
    release(county)

    with pytest.raises(DBAPIError, match="append-only"):
        county.execute(text(change.format(table)))


def test_two_that_publish_at_once_publish_once(new_database, small):
    engine = make_engine(new_database("published_twice"))
    sessions = make_sessions(engine)
    with transaction(sessions) as session:
        small.load(session, "no hash")
        lon, lat = small.middle(small.GRIDS[0])
        insert_one = text(
            "INSERT INTO issue (number, tracking_code, key, text, category, channel, kind, stage,"
            " level, received_at, place, method, confidence, region_code) VALUES ('1', '1',"
            " gen_random_uuid(), 'x', 'roads', 'hotline', 'claim', 'collect', 'grid', :at,"
            " ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 'point', 'high', :village)"
        )
        place = {"lon": lon, "lat": lat, "village": small.A, "at": FEBRUARY}
        session.execute(insert_one, place)
    done = []

    def go():
        with transaction(sessions) as session:
            done.append(release(session))

    threads = [Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    engine.dispose()
    assert sorted(done) == [[], [], [], [Q1]]
