"""A desk finds places by keyboard, by touch and without script, and looks a caller up."""

from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

pytestmark = pytest.mark.browser

HOME = text("""
    SELECT h.number, c.phone, a.name AS agent, ST_X(h.place) AS lon, ST_Y(h.place) AS lat
    FROM household h JOIN household_contact c ON c.household_id = h.id
    JOIN membership m ON m.household_id = h.id AND m.valid_to IS NULL
    JOIN post p ON p.grid_code = m.grid_code AND p.duty = 'holder' AND p.valid_to IS NULL
    JOIN agent a ON a.id = p.agent_id
    WHERE h.place IS NOT NULL AND c.phone IS NOT NULL
      AND NOT EXISTS (SELECT FROM absence WHERE absence.agent_id = a.id)
      AND (SELECT count(*) FROM household_contact o WHERE o.phone_key = c.phone_key) = 1
    ORDER BY h.number LIMIT 1
""")
FOCUSED = "selector => document.activeElement?.matches(selector) ?? false"
MOST_KEYS = 80


@pytest.fixture(scope="module")
def home(county, county_engine):
    """A household with a phone of its own, in a grid whose holder works."""
    with county_engine.connect() as connection:
        return connection.execute(HOME).one()


@pytest.fixture
def lost(county):
    """Number of a report at the county desk that nobody has placed."""
    address, accounts = county
    body = {name: accounts["county"][name] for name in ("username", "password")}
    token = httpx2.post(f"{address}/api/v1/auth/token", data=body).json()["access_token"]
    report = {"text": "后墙裂了，水也停了", "category": "housing", "channel": "letter"}
    headers = {"Authorization": f"Bearer {token}"}
    sent = {**report, "key": str(uuid4())}
    answer = httpx2.post(f"{address}/api/v1/issues", json=sent, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["number"]


@pytest.fixture
def desk(page, cookies):
    """The county desk at 1440 px."""
    page.context.add_cookies(cookies("county"))
    return page


def tab_to(page, selector):
    """Press Tab until a control has the focus."""
    for _ in range(MOST_KEYS):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no Tab leads to {selector}")


def test_an_issue_of_the_queue_is_placed_by_keyboard_alone(county, desk, watch, lost, home):
    desk.goto(f"{county[0]}/desk?show=unplaced")
    desk.locator(f".row[data-number='{lost}']").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#pl-q")
    tab_to(desk, "#pl-q")
    desk.keyboard.type(home.number)
    desk.keyboard.press("Enter")
    desk.wait_for_selector("[data-houses] input:focus")
    desk.wait_for_selector(".pl-look")
    ahead = desk.inner_text(".pl-look")
    tab_to(desk, ".pl-look [value=place]")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**done=placed*")
    desk.wait_for_selector(".done")

    assert home.agent in ahead
    assert home.agent in desk.inner_text(".done")
    assert desk.locator(f".row[data-number='{lost}']").count() == 0
    assert desk.locator(".before .tl").count() == 1
    assert watch.trouble == []


LENGTHEN = """number => {
    const row = document.querySelector(`.row[data-number='${number}']`);
    for (let n = 0; n < 100; n++) row.after(row.cloneNode(true));
    return document.documentElement.scrollHeight;
}"""


def test_a_long_list_scrolls_in_its_own_column_and_the_page_stands_still(county, desk, lost):
    desk.goto(f"{county[0]}/desk?show=unplaced")

    assert desk.evaluate(LENGTHEN, lost) <= desk.viewport_size["height"]
    assert desk.locator(f".row[data-number='{lost}']").count() == 101


def test_a_tap_sets_the_pin_on_a_phone_and_the_keys_move_it(
    county, browser, cookies, watch, lost, home
):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    context.add_cookies(cookies("county"))
    page = context.new_page()
    watch.follow(page)
    page.goto(f"{county[0]}/desk/issues/{lost}?place=1")
    page.tap(".pl-map summary")
    frame = page.frame_locator(".pl-frame iframe")
    frame.locator(".leaflet-container").wait_for()
    page.fill("#pl-lon", str(home.lon))
    page.fill("#pl-lat", str(home.lat))
    pin = frame.locator(".m-one")
    pin.wait_for()
    typed = page.input_value("#pl-lon")
    frame.locator(".leaflet-container").tap(position={"x": 150, "y": 150})
    page.wait_for_function("typed => document.querySelector('#pl-lon').value !== typed", arg=typed)
    tapped = page.input_value("#pl-lat")
    pin.press("ArrowUp")
    page.wait_for_function("old => document.querySelector('#pl-lat').value !== old", arg=tapped)
    moved = page.input_value("#pl-lat")
    page.wait_for_selector(".pl-look [value=place]")
    chosen = page.is_checked("[data-way=pin]")
    size, small = pin.bounding_box(), too_small(page)
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()

    assert float(moved) > float(tapped)
    assert (chosen, fits) == (True, True)
    assert (size["width"], size["height"]) == (48, 48)
    assert small == []
    assert watch.trouble == []


def too_small(page):
    """Controls of the section that a finger could miss."""
    controls = "#placing .btn, #placing .way, #placing summary, #placing .inp, #placing .sel"
    return page.evaluate(
        """controls => [...document.querySelectorAll(controls)]
          .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)""",
        controls,
    )


def test_a_caller_is_looked_up_from_anywhere_and_stands_in_no_address(county, desk, watch, home):
    desk.goto(f"{county[0]}/desk")
    desk.keyboard.press("/")
    desk.keyboard.type(f"+86 {home.phone[:3]} {home.phone[3:]}")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/caller")
    house = desk.locator(".home-c").first
    house.wait_for()

    assert home.number in house.inner_text()
    assert home.agent in house.inner_text()
    assert not [one for one in watch.requests if home.phone in one or home.phone[3:] in one]
    assert watch.trouble == []


def test_an_issue_is_placed_without_script(county, browser, cookies, follow, lost, home):
    context = browser.new_context(
        java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    context.add_cookies(cookies("county"))
    page = context.new_page()
    page.goto(f"{county[0]}/desk?show=unplaced")

    follow(page, f".row[data-number='{lost}']")
    page.check("[data-way=pin]")
    page.fill("#pl-lon", f"{home.lon:.6f}")
    page.fill("#pl-lat", f"{home.lat:.6f}")
    follow(page, "[data-look]")
    ahead = page.inner_text(".pl-look")
    follow(page, ".pl-look [value=place]")
    said = page.inner_text(".done")
    context.close()

    assert home.agent in ahead
    assert home.agent in said
