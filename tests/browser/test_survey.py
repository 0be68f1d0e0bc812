"""An agent finds twelve houses on a phone of 360 px, with positions made up for each."""

import re
from datetime import date

import pytest
from sqlalchemy import text

from data.imports.households import import_households
from data.imports.source import SourceRow
from data.session import make_sessions, transaction
from dispatch.vocabulary import Datum, Scheme

pytestmark = pytest.mark.browser

ACCURACIES = (4, 6, 9, 12, 18, 80, 25, 30, 45, 8, 5, 10)
"""Metres; two are worse than 30 m."""
FAILS_AT = 3
"""The house at which the network is gone for a while."""
HOMES = text("""
    SELECT h.village_code, ST_X(h.place) AS lon, ST_Y(h.place) AS lat
    FROM household h
    JOIN membership m ON m.household_id = h.id AND m.valid_to IS NULL
    JOIN post p ON p.grid_code = m.grid_code AND p.duty = 'holder' AND p.valid_to IS NULL
    JOIN account a ON a.agent_id = p.agent_id
    WHERE a.username = 'agent' ORDER BY h.number LIMIT 12
""")
KEPT = text("""
    SELECT h.number, p.accuracy_m, p.method, h.method AS now, m.grid_code,
           ST_X(h.place) AS lon, ST_Y(h.place) AS lat
    FROM household_position p JOIN household h ON h.id = p.household_id
    LEFT JOIN membership m ON m.household_id = h.id AND m.valid_to IS NULL
    WHERE h.number LIKE 'NEW%' ORDER BY p.id
""")
NUMBER = "document.querySelector('[data-number]').value"
POOR = "Known worse than 30 m: find it again in the open."
OURS = "SELECT id FROM household WHERE number LIKE 'NEW%'"


SAMPLE_FROM = date(2024, 1, 1)


@pytest.fixture
def unfound(county, county_engine):
    """Twelve households of the agent's village without a point, and where they will be found."""
    with county_engine.connect() as connection:
        doors = connection.execute(HOMES).all()
    rows = [
        SourceRow(n, {"number": f"NEW{n:02}", "village_code": doors[0].village_code,
                      "group": "新户组", "head": f"新户{n}"})
        for n in range(1, len(ACCURACIES) + 1)
    ]  # fmt: skip
    known = {"scheme": Scheme.CN12, "day": SAMPLE_FROM, "datum": Datum.WGS84}
    with transaction(make_sessions(county_engine)) as session:
        assert import_households(session, rows, **known).added == len(ACCURACIES)
    places = [doors[n % len(doors)] for n in range(len(ACCURACIES))]
    yield {row.cells["number"]: (p.lon, p.lat) for row, p in zip(rows, places, strict=True)}
    with county_engine.begin() as connection:
        for table in ("household_position", "membership", "household_contact"):
            connection.execute(text(f"DELETE FROM {table} WHERE household_id IN ({OURS})"))
        connection.execute(text("DELETE FROM household WHERE number LIKE 'NEW%'"))


@pytest.fixture
def phone(browser, county, cookies, watch):
    """An agent's phone that may tell where it is."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    context.grant_permissions(["geolocation"], origin=county[0])
    context.add_cookies(cookies("agent"))
    context.add_cookies([{"name": "wangge_language", "value": "en", "url": county[0]}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    watch.follow(page)
    yield page
    context.close()


def stand(page, place, accuracy):
    """The phone is here, known to so many metres; waits until the page says so."""
    lon, lat = place
    page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy})
    page.wait_for_function(
        "metres => document.querySelector('[data-metres]').textContent === `± ${metres} m`",
        arg=accuracy,
    )


def name_of(page):
    """Number of the household the page looks for."""
    return page.input_value("[data-number]")


def settle(page):
    """Everything was taken by the service."""
    page.wait_for_selector("#waiting", state="hidden")
    page.wait_for_function("() => !document.querySelector('[data-unsent]')")


def test_twelve_houses_are_found_on_a_phone_and_nothing_is_lost(
    county, county_engine, phone, watch, unfound
):
    page = phone
    page.goto(f"{county[0]}/survey")
    before = page.inner_text("#found-words")
    page.fill("#q", "新户组")
    listed = page.locator(".sv-row:visible").count()
    page.click("[data-house='NEW01']")
    order, asked, small = [], 0, set()
    for n, accuracy in enumerate(ACCURACIES):
        number = name_of(page)
        order.append(number)
        stand(page, unfound[number], accuracy)
        if n == FAILS_AT:
            settle(page)
            page.context.set_offline(True)
        small |= too_small(page)
        page.tap("[data-here]")
        if accuracy > 30:
            asked += 1
            page.tap("[data-anyway]")
        if n < len(ACCURACIES) - 1:
            page.wait_for_function(f"n => {NUMBER} !== n", arg=number)
        if n == FAILS_AT + 1:
            page.wait_for_selector("#waiting:visible")
            waited = page.inner_text("[data-waiting]")
            page.context.set_offline(False)
            page.tap("[data-send]")
            settle(page)
    settle(page)

    assert listed == len(ACCURACIES)
    assert sorted(order) == sorted(unfound)
    assert asked == 2
    assert waited == "2 not sent yet. Kept on this phone."
    assert small == set()
    with county_engine.connect() as connection:
        kept = connection.execute(KEPT).all()
    assert [row.number for row in kept] == order
    assert [row.accuracy_m for row in kept] == list(ACCURACIES)
    assert {(row.method, row.now) for row in kept} == {("survey", "survey")}
    for row in kept:
        assert (float(row.lon), float(row.lat)) == pytest.approx(unfound[row.number], abs=2e-6)
        assert row.grid_code is not None
    found, everything = map(int, re.findall(r"\d+", page.inner_text("#found-words")))
    assert found == int(before.split()[0]) + 12 == everything
    page.tap("[data-show=again]")
    assert page.locator(".sv-row:visible").all_inner_texts() == [
        f"{number} 新户{int(number[3:])}\n± {metres} m\n{POOR}"
        for number, metres in sorted(zip(order, ACCURACIES, strict=True))
        if metres > 30
    ]
    page.reload()
    assert page.inner_text("[data-count=again]") == "2"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    offline = "Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    assert [one for one in watch.trouble if one != offline] == []


TOO_SMALL = """() => [...document.querySelectorAll("main :is(a, button, summary, input)")]
    .filter((one) => one.checkVisibility() && one.type !== "hidden")
    .filter((one) => Math.min(one.getBoundingClientRect().height,
        one.getBoundingClientRect().width) < 47.5)
    .map((one) => one.outerHTML.slice(0, 80))"""


def too_small(page):
    """What can be tapped on the page and is lower or narrower than 48 px, the bar left out."""
    return set(page.evaluate(TOO_SMALL))


@pytest.fixture
def building(county_engine, unfound):
    """A building of the agent's village that nobody lives in, with the first unfound household."""
    with county_engine.begin() as connection:
        [(_, lon, lat), *_] = connection.execute(HOMES).all()
        made = (
            "INSERT INTO layer_feature (layer, shape, attributes, valid_from) SELECT 'building',"
            " ST_MakeEnvelope(:west, :south, :west + 0.0002, :south + 0.0001, 4326), '{}',"
            " '2024-01-01' RETURNING id"
        )
        one = connection.scalar(text(made), {"west": lon + 0.0003, "south": lat})
    yield one
    with county_engine.begin() as connection:
        connection.execute(text("UPDATE household_position SET footprint_id = NULL"))
        connection.execute(text("DELETE FROM layer_feature WHERE layer = 'building'"))


def test_a_phone_that_does_not_tell_where_it_is_points_at_the_building(
    county, county_engine, phone, watch, building
):
    page = phone
    page.context.clear_permissions()
    page.goto(f"{county[0]}/survey?house=NEW01")
    page.wait_for_selector("[data-trouble]:visible")
    said = page.inner_text("[data-trouble]")
    page.tap("[data-map-box] summary")
    page.frame_locator("#map").locator("html[data-drawn]").wait_for()
    page.frame_locator("#map").locator("path.m-building.b-free").first.press("Enter")
    page.wait_for_selector("[data-pick]:enabled")
    page.tap("[data-pick]")
    page.wait_for_selector("#toast:visible")
    settle(page)

    assert "Allow the location for this page" in said
    with county_engine.connect() as connection:
        [row] = connection.execute(KEPT).all()
    assert (row.number, row.method, row.accuracy_m) == ("NEW01", "footprint", 10)
    assert name_of(page) == "NEW02"
    assert watch.trouble == []


def test_what_the_service_breaks_on_is_kept_over_a_reload_and_sent_again(
    county, county_engine, phone, unfound
):
    page = phone
    page.route("**/survey/positions", lambda route: route.fulfill(status=500, body="{}"))
    page.goto(f"{county[0]}/survey?house=NEW01")
    stand(page, unfound["NEW01"], 8)
    page.tap("[data-here]")
    page.wait_for_selector("#waiting:visible")
    page.reload()
    page.wait_for_selector("#waiting:visible")
    waits = page.inner_text("[data-waiting]")
    page.unroute("**/survey/positions")
    page.tap("[data-send]")
    settle(page)

    assert waits == "1 not sent yet. Kept on this phone."
    with county_engine.connect() as connection:
        [row] = connection.execute(KEPT).all()
    assert (row.number, row.accuracy_m) == ("NEW01", 8)


def test_a_place_far_away_is_not_counted_and_the_page_says_so(county, phone, unfound):
    page = phone
    page.goto(f"{county[0]}/survey?house=NEW01")
    before = page.inner_text("#found-words")
    stand(page, (120.0, 30.0), 8)
    page.tap("[data-here]")
    page.wait_for_function(
        "() => document.querySelector('[data-toast]').textContent.includes('was not taken')"
    )

    assert "lies far from the village" in page.inner_text("[data-toast]")
    assert page.inner_text("#found-words") == before
    assert page.get_attribute("[data-house='NEW01']", "data-part") == "missing"
    page.tap("[data-drop]")
    page.wait_for_selector("#waiting", state="hidden")


def test_without_script_coordinates_are_typed(
    county, cookies, browser, follow, county_engine, unfound
):
    context = browser.new_context(
        java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    context.add_cookies(cookies("agent"))
    context.add_cookies([{"name": "wangge_language", "value": "en", "url": county[0]}])
    plain = context.new_page()
    plain.goto(f"{county[0]}/survey?q=NEW02")
    follow(plain, "[data-house='NEW02'] a")
    plain.click("[data-typed-box] summary")
    lon, lat = unfound["NEW02"]
    plain.fill("#lon", f"{lon}")
    plain.fill("#lat", f"{lat}")
    follow(plain, "[data-typed] button")
    said = plain.inner_text("p.note[role=status]")
    context.close()

    assert "NEW02 is kept; it belongs to" in said
    with county_engine.connect() as connection:
        [row] = connection.execute(KEPT).all()
    assert (row.number, row.method) == ("NEW02", "hand")
