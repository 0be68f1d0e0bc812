"""A handover from start to end, the rota on a phone, a place tapped on the map; in a browser."""

import pytest
from sqlalchemy import text

pytestmark = pytest.mark.browser

HOLDERS = text(
    "SELECT agent_id, count(*) FROM post WHERE duty = 'holder' AND valid_to IS NULL "
    "GROUP BY agent_id ORDER BY 2, 1"
)
HELD = text("SELECT agent_id FROM issue WHERE closed_at IS NULL AND agent_id = ANY (:ids)")
POSTS = text(
    "SELECT grid_code FROM post WHERE agent_id = :id AND valid_to IS NULL AND grid_code IS NOT NULL"
)
UNIT = text("SELECT id FROM unit ORDER BY id LIMIT 1")
OFFICE = text("SELECT id, ST_X(place) FROM office WHERE place IS NOT NULL ORDER BY id LIMIT 1")


@pytest.fixture
def rows(county_engine):
    """Rows of a query."""

    def ask(query, **values):
        with county_engine.connect() as connection:
            return connection.execute(query, values).all()

    return ask


@pytest.fixture
def desk(county, cookies, page):
    """The page, signed in at the county's desk and in English."""
    page.context.add_cookies(cookies("county"))
    kept = {"name": "wangge_language", "value": "en", "url": county[0]}
    page.context.add_cookies([kept])
    return page


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)], ids=["phone", "desk"])
def test_the_pages_fit_ask_nobody_else_and_break_no_policy(county, desk, watch, rows, size):
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    [(unit,)] = rows(UNIT)
    parts = ("", "/offices", "/offices/new", "/people", "/people/vacant", f"/units/{unit}")

    for part in (*parts, "/handover", "/reachable", "/coverage", "/imports"):
        desk.goto(f"{county[0]}/admin{part}", wait_until="networkidle")
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), part

    assert watch.trouble == []


def test_all_posts_and_open_issues_of_one_person_pass_to_another(county, desk, watch, rows):
    (giver, _), (taker, _) = rows(HOLDERS)[:2]
    grids = {code for (code,) in rows(POSTS, id=giver)}
    before = len(rows(HELD, ids=[giver, taker]))

    desk.goto(f"{county[0]}/admin/people/{giver}")
    name = desk.inner_text("h1")
    desk.click("a[href^='/admin/handover']")
    desk.select_option("#h-to", str(taker))
    desk.click("form[method=get] button.btn-p")
    desk.wait_for_selector("#what")
    shown = desk.inner_text("section[aria-labelledby=what]")
    desk.fill("#h-note", "moved to another village")
    desk.click("button.btn-xl")
    desk.wait_for_url(f"**/admin/people/{giver}?done=handed*")

    assert all(code in shown for code in grids)
    assert f"{name} handed over to" in desk.inner_text("main")
    assert rows(POSTS, id=giver) == []
    assert grids <= {code for (code,) in rows(POSTS, id=taker)}
    assert rows(HELD, ids=[giver]) == []
    assert len(rows(HELD, ids=[taker])) == before
    assert watch.trouble == []


def test_the_rota_is_a_list_on_a_phone_and_is_kept_from_there(county, desk, watch, rows):
    desk.set_viewport_size({"width": 360, "height": 740})
    [(unit,)] = rows(UNIT)
    desk.goto(f"{county[0]}/admin/units/{unit}?on=2026-05-11")
    days = desk.locator(".rota-d")
    tops = [days.nth(n).bounding_box()["y"] for n in range(7)]

    desk.click("summary:has-text('Add a turn')")
    desk.select_option("#t-who", index=1)
    desk.fill("#t-day", "2026-05-14")
    desk.click("form[action$='/turns'] .btn-p")
    desk.wait_for_url("**done=added*")
    fits = desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    thursday = desk.inner_text(".rota-d:nth-child(4)")
    target = desk.locator(".rota-x button").bounding_box()
    desk.click(".rota-x button")
    desk.wait_for_url("**done=cancelled*")

    assert tops == sorted(set(tops))
    assert fits
    assert "08:30–12:00" in thursday
    assert target["height"] >= 44
    assert desk.locator(".rota-x").count() == 0
    assert watch.trouble == []


def test_a_place_tapped_on_the_map_fills_the_form(county, desk, watch, rows):
    [(office, lon)] = rows(OFFICE)
    desk.goto(f"{county[0]}/admin/offices/{office}")
    frame = desk.frame_locator("#spot")
    frame.locator("html[data-drawn]").wait_for(state="attached")
    before = desk.input_value("#o-lon")

    box = desk.locator("#spot").bounding_box()
    desk.mouse.click(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2)
    desk.wait_for_function("old => document.getElementById('o-lon').value !== old", arg=before)

    assert float(before) == pytest.approx(lon, abs=1e-6)
    assert 0 < float(desk.input_value("#o-lon")) - lon < 0.01
    assert desk.input_value("#o-datum") == "wgs84"
    assert watch.trouble == []
