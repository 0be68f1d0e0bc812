"""The planning page counts what its map shows, and says what it withholds."""

import re

import pytest
from lxml import html
from sqlalchemy import text

from data.published import publish
from data.session import make_sessions, transaction


@pytest.fixture
def planner(page_client):
    return page_client("planner")


@pytest.fixture
def desk(page_client):
    """A reader of live counts."""
    return page_client("county")


@pytest.fixture
def published(county, now):
    """Take what was filed three months back, and publish the quarter it then falls in."""

    def make():
        earlier = "UPDATE issue SET received_at = received_at - interval '3 months', "
        with county.begin() as connection:
            connection.execute(text(earlier + "version = version + 1"))
        with transaction(make_sessions(county)) as session:
            return [one.code for one in publish(session, now.date(), now.tzinfo, now)]

    return make


def read(answer):
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text)


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text)]


@pytest.mark.parametrize(
    ("role", "layer"),
    [
        *(("county", "villages"), ("county", "cells"), ("county", "grids")),
        ("leader", "villages"),
    ],
)
def test_page_and_map_say_the_same_sum(page_client, file_issue, role, layer):
    file_issue()
    file_issue()
    file_issue(place=None)
    client = page_client(role)

    page = read(client.get(f"/planning?layer={layer}"))
    drawn = read(client.get(page.xpath("//iframe/@src")[0]))

    found = page.find_class("find")[0]
    shown, hidden, unplaced = numbers(found.findtext("p"))
    assert numbers(found.findtext("h1")) == [3]
    assert (shown + hidden, unplaced) == (2, 1)
    assert numbers(drawn.find_class("m-counts")[0].text_content()) == [3, shown, hidden, 1]


def test_totals_of_a_grid_are_not_for_planners(planner):
    for path in ("/planning?layer=grids", "/planning/map/grids"):
        assert planner.get(path).status_code == 403
    assert "grids" not in read(planner.get("/planning")).text_content()


@pytest.mark.parametrize(("issues", "shown"), [(4, 0), (5, 5)])
def test_fewer_than_five_issues_of_a_village_are_withheld(desk, file_issue, issues, shown):
    for _ in range(issues):
        file_issue()

    page = read(desk.get("/planning?layer=villages"))

    counted = numbers(page.find_class("find")[0].findtext("p"))
    assert counted == [shown, issues - shown, 0]


def test_a_cell_of_few_households_is_withheld(desk, file_issue, small):
    lon, lat = small.IN_NO_GRID
    file_issue(place={"lon": lon, "lat": lat})

    page = read(desk.get("/planning?layer=cells"))

    assert numbers(page.find_class("find")[0].findtext("p")) == [0, 1, 0]


def test_a_held_accusation_is_not_counted(planner, file_issue):
    file_issue(channel="accusation")

    assert numbers(read(planner.get("/planning")).find_class("find")[0].findtext("h1")) == [0]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("?category=roads", 1),
        ("?category=water", 0),
        ("?from=2026-03-20&to=2026-03-20", 1),
        ("?from=2026-03-01&to=2026-03-19", 0),
        ("?from=2026-03-21&to=2026-04-01", 0),
    ],
)
def test_category_and_period_narrow_the_count(desk, file_issue, query, count):
    file_issue()

    found = read(desk.get(f"/planning{query}")).find_class("find")[0]

    assert numbers(found.findtext("h1")) == [count]


def test_a_period_that_runs_backwards_is_explained(desk):
    page = read(desk.get("/planning?from=2026-03-01&to=2025-03-01"))

    assert "止日早于起日" in page.text_content()
    assert page.xpath("//iframe") == []


@pytest.mark.parametrize("query", ["?from=yesterday", "?to=2026-13-01", "?layer=heat"])
def test_what_is_no_day_or_layer_is_refused(desk, query):
    assert desk.get(f"/planning{query}").status_code == 422


def test_an_unknown_map_is_refused(planner):
    assert planner.get("/planning/map/heat").status_code == 422


def test_what_happens_later_changes_no_published_figure(planner, file_issue, published):
    for _ in range(6):
        file_issue()
    published()
    before = planner.get("/planning").text

    for _ in range(6):
        file_issue()

    assert published() == []
    assert planner.get("/planning").text == before


def test_before_anything_is_published_a_planner_is_told_so(planner, file_issue):
    file_issue()

    page = read(planner.get("/planning"))

    assert "尚未公布" in page.text_content()
    assert page.xpath("//iframe") == []


@pytest.mark.parametrize(
    "query", ["?from=2026-03-01&to=2026-03-02", "?to=2026-01-01", "?period=2026-q1", "?period=x"]
)
def test_a_planner_gets_no_days_of_his_own(planner, file_issue, published, query):
    for _ in range(6):
        file_issue()
    published()

    for path in ("/planning", "/planning/map/villages", "/planning/map/cells"):
        answer = planner.get(path + query)
        assert answer.status_code == 422
        assert "2025-q4" in answer.text or "text/html" in answer.headers["content-type"]


def test_a_held_accusation_is_in_no_published_figure(county, file_issue, published):
    for _ in range(6):
        file_issue()
    file_issue(channel="accusation")
    published()

    with county.connect() as connection:
        counted = connection.scalar(text("SELECT sum(issues) FROM counted_atom"))
    assert counted == 6
