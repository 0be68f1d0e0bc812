"""Offices, units and posts from files: added, changed, refused by line, never twice."""

from datetime import date

import pytest
from shapely import Point
from sqlalchemy import func, select

from data.imports.agents import import_agents
from data.imports.offices import import_offices
from data.imports.posts import import_posts
from data.imports.source import RowRefused, SourceRow
from data.imports.tenures import read_day
from data.imports.units import import_units
from data.tables import Agent, Grid, Office, Post, Unit
from dispatch.opening_hours import opening_from_rows, osm_wording
from dispatch.vocabulary import Duty, OfficeKind

DAY = date(2026, 3, 20)
HOURS = "周一至周五 8:30-12:00、14:30-17:30"


def rows(*cells, shape=None):
    return [SourceRow(n, one, shape) for n, one in enumerate(cells, 2)]


def told(report):
    """Added, changed, unchanged, refused."""
    return report.added, report.changed, report.unchanged, len(report.refused)


def taken(session, *cells, day=DAY):
    return told(import_posts(session, rows(*cells), day=day))


def refusals(session, *cells):
    return [one.reason for one in import_posts(session, rows(*cells), day=DAY).refused]


@pytest.fixture
def county(session, small):
    small.load(session, "no hash")
    return session


@pytest.fixture
def office(county, small):
    """An office with a code in village A."""
    row = {"code": "P1", "region": small.A, "name": "石窑沟代办点", "kind": "代办点"}
    import_offices(county, rows(row), day=DAY)
    return county.scalars(select(Office)).one()


def test_an_office_keeps_its_words_and_what_was_understood(county, small):
    row = {"code": "P1", "region": small.A, "name": "代办点", "kind": "代办点", "hours": HOURS}
    good = import_offices(county, rows(row, shape=Point(110.31, 39.81)), day=DAY)
    poor = {"region": small.B, "name": "说事室", "kind": "说事室", "hours": "逢集开门"}
    import_offices(county, rows(poor), day=DAY)

    one, other = county.scalars(select(Office).order_by(Office.id)).all()
    assert told(good) == (1, 0, 0, 0)
    assert (one.kind, one.hours) == (OfficeKind.POINT, HOURS)
    assert osm_wording(opening_from_rows(one.opening)) == "Mo-Fr 08:30-12:00,14:30-17:30"
    assert (other.kind, other.hours, other.opening) == (OfficeKind.TALK_ROOM, "逢集开门", None)


def test_an_office_of_a_known_code_changes_and_empty_cells_change_nothing(county, small):
    row = {"code": "P1", "region": small.A, "name": "代办点", "hours": HOURS, "phone": "0477-1"}
    import_offices(county, rows(row, shape=Point(110.31, 39.81)), day=DAY)
    renamed = {"code": "P1", "region": small.A, "name": "信访代办点", "hours": "周二 9:00-11:00"}
    changed = import_offices(county, rows(renamed), day=DAY)
    again = import_offices(county, rows(renamed), day=DAY)

    one = county.execute(select(Office.name, Office.phone, Office.opening)).one()
    assert (told(changed), told(again)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert (one.name, one.phone) == ("信访代办点", "0477-1")
    assert osm_wording(opening_from_rows(one.opening)) == "Tu 09:00-11:00"
    assert county.scalar(select(func.ST_X(Office.place))) == pytest.approx(110.31)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"region": "1"}, "import the regions first"),
        ({"kind": "超市"}, "kind"),
        ({"code": "P2"}, "has the code P1"),
        ({"name": ""}, "name is empty"),
    ],
)
def test_a_bad_office_is_refused_by_line(county, small, office, changes, words):
    row = {"region": small.A, "name": office.name, **changes}
    report = import_offices(county, rows(row), day=DAY)

    assert [one.line for one in report.refused] == [2]
    assert words in report.refused[0].reason


def test_a_unit_changes_its_name_and_keeps_its_code(county, small):
    row = {"code": "water", "name": "水务局", "region": small.COUNTY}
    first = import_units(county, rows(row), day=DAY)
    changed = import_units(county, rows({**row, "name": "水利局", "phone": "1"}), day=DAY)
    again = import_units(county, rows({"code": "water", "name": "水利局"}), day=DAY)
    refused = import_units(county, rows({"code": "x", "name": "x", "region": "1"}), day=DAY)

    assert [told(one) for one in (first, changed, again, refused)] == [
        (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1),
    ]  # fmt: skip
    unit = county.scalars(select(Unit).where(Unit.code == "water")).one()
    assert (unit.name, unit.phone, unit.region_code) == ("水利局", "1", small.COUNTY)


def test_posts_at_grids_and_offices_are_given_once(county, small, office):
    at_grid = {"name": "新人", "phone": "1", "grid": small.NO_HOLDER}
    at_office = {"name": "新人", "phone": "1", "office": office.name, "duty": "代办员"}

    assert taken(county, at_grid, at_office) == (2, 0, 0, 0)
    assert taken(county, at_grid, {**at_office, "office": "P1"}) == (0, 0, 2, 0)
    held = county.execute(
        select(Post.duty, Post.grid_code, Post.office_id)
        .join(Agent, Agent.id == Post.agent_id)
        .where(Agent.name == "新人")
        .order_by(Post.id)
    ).all()
    assert held == [(Duty.HOLDER, small.NO_HOLDER, None), (Duty.INTAKE, None, office.id)]


def test_a_known_post_gets_the_end_a_file_gives_it(county, small):
    post = {"name": "新人", "grid": small.NO_HOLDER, "from": "2026-01-01"}
    taken(county, post)

    assert taken(county, {**post, "to": "2026-03-31"}) == (0, 1, 0, 0)
    assert taken(county, post) == (0, 0, 1, 0)
    query = select(Post.valid_to).where(Post.grid_code == small.NO_HOLDER)
    assert county.scalars(query).all() == [date(2026, 4, 1)]


def test_who_would_hold_a_grid_beside_another_is_refused_and_told_who(county, small):
    before = county.scalar(select(func.count()).select_from(Agent))
    (reason,) = refusals(county, {"name": "新人", "grid": small.SUCCEEDED, "from": "2026-03-05"})

    assert "田秀英 holds grid" in reason
    assert "from 2026-03-01" in reason
    assert county.scalar(select(func.count()).select_from(Agent)) == before


def test_two_holders_in_one_file_are_the_first_and_a_refusal(county, small):
    first = {"name": "甲", "grid": small.NO_HOLDER, "from": "2026-01-01", "to": "2026-01-31"}
    meets = {"name": "乙", "grid": small.NO_HOLDER, "from": "2026-01-31"}
    after = {"name": "乙", "grid": small.NO_HOLDER, "from": "2026-02-01"}

    report = import_posts(county, rows(first, meets, after), day=DAY)

    assert told(report) == (2, 0, 0, 1)
    assert (report.refused[0].line, "甲 holds" in report.refused[0].reason) == (3, True)


def test_a_post_cannot_be_stretched_over_the_next_holder(county, small):
    row = {
        "name": "高玉兰",
        "phone": "13900000000",
        "grid": small.SUCCEEDED,
        "from": f"{small.DAY}",
    }
    (reason,) = refusals(county, {**row, "to": "2026-03-15"})

    assert "田秀英 holds grid" in reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"grid": "1"}, "import the grids first"),
        ({"office": "nowhere"}, "import the offices first"),
        ({"office": "石窑沟代办点"}, "both given"),
        ({"duty": "值班员"}, "for offices"),
        ({"duty": "国王"}, "duty"),
        ({"to": "2026-03-19"}, "before"),
        ({"name": ""}, "name is empty"),
    ],
)
def test_a_bad_post_is_refused_and_nobody_entered(county, small, office, changes, words):
    row = {"name": "新人", "grid": small.NO_HOLDER} | changes
    if changes.get("office") == "nowhere":
        del row["grid"]
    before = county.scalar(select(func.count()).select_from(Agent))

    assert words in refusals(county, row)[0]
    assert county.scalar(select(func.count()).select_from(Agent)) == before


def test_an_office_that_two_villages_name_alike_is_named_by_its_code(county, small, office):
    other = {"code": "P2", "region": small.B, "name": office.name}
    import_offices(county, rows(other), day=DAY)

    assert "name it by its code" in refusals(county, {"name": "甲", "office": office.name})[0]
    assert taken(county, {"name": "甲", "office": "P2"}) == (1, 0, 0, 0)


def test_a_grid_that_ended_takes_no_new_post(county, small):
    grid = county.get(Grid, small.NO_HOLDER)
    grid.valid_to = date(2026, 3, 1)
    county.flush()

    assert "ended on 2026-03-01" in refusals(county, {"name": "甲", "grid": small.NO_HOLDER})[0]


@pytest.mark.parametrize(
    ("last", "until"),
    [("", date(2026, 6, 1)), ("2026-12-31", date(2026, 6, 1)), ("2026-04-30", date(2026, 5, 1))],
)
def test_a_post_does_not_outlive_its_grid(county, small, last, until):
    county.get(Grid, small.NO_HOLDER).valid_to = date(2026, 6, 1)
    county.flush()
    post = {"name": "甲", "grid": small.NO_HOLDER, "to": last}

    assert taken(county, post) == (1, 0, 0, 0)
    assert taken(county, post) == (0, 0, 1, 0)
    query = select(Post.valid_to).where(Post.grid_code == small.NO_HOLDER)
    assert county.scalars(query).all() == [until]


def test_a_known_post_is_not_stretched_to_the_end_of_its_grid(county, small):
    county.get(Grid, small.NO_HOLDER).valid_to = date(2026, 6, 1)
    county.flush()
    post = {"name": "甲", "grid": small.NO_HOLDER}
    taken(county, {**post, "to": "2026-04-30"})

    assert taken(county, post) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "word",
    [
        *("2026-01-05", "2026-1-5", "2026/01/05", "2026/1/5", "2026.1.5", "2026.01.05"),
        *("2026年1月5日", "2026 年 01 月 05 日", "20260105", "2026/1/5 0:00"),
        *("2026-01-05T00:00:00", "2026-01-05 00:00:00+00:00"),
    ],
)
def test_a_day_is_read_as_people_and_spreadsheets_write_it(word):
    assert read_day(SourceRow(2, {"from": word}), "from") == date(2026, 1, 5)


@pytest.mark.parametrize(
    "word",
    [
        *("5/1/2026", "01-05-2026", "26-1-5", "2026-1", "2026年1月", "2026-1/5", "2026-13-01"),
        *("2026-02-30", "46027", "2026-W01-1", "2026-01-05x", "2026-01-0512", "2026015", "soon"),
    ],
)
def test_a_day_that_could_be_another_is_refused(word):
    with pytest.raises(RowRefused, match="write a day as 2026-01-31"):
        read_day(SourceRow(2, {"from": word}), "from")


def test_agents_are_posts_at_grids(county, small):
    report = import_agents(county, rows({"name": "甲", "grid": small.NO_HOLDER}), day=DAY)

    assert told(report) == (1, 0, 0, 0)
