"""Residents with a phone, a keyboard, a slow network or no script: each ends in one report."""

import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import text

from tests.browser.axe import assert_accessible

pytestmark = pytest.mark.browser

FILED = text("""
    SELECT i.number, i.urgent, i.address, i.method, i.category, i.category_by, i.text,
           (SELECT count(*) FROM attachment a WHERE a.issue_id = i.id) AS photos,
           (SELECT count(*) FROM rating r WHERE r.issue_id = i.id) AS ratings
    FROM issue i WHERE i.tracking_code = :code
""")
HOME = text("""
    SELECT village_code AS village, ST_X(place) AS lon, ST_Y(place) AS lat
    FROM household WHERE place IS NOT NULL ORDER BY number DESC LIMIT 1
""")
SMALL = """() => [...document.querySelectorAll(
    "main :is(a, button, summary, select, textarea, input, label.pick)")]
    .filter((one) => one.checkVisibility() && one.type !== "hidden" && one.type !== "file")
    .filter((one) => !one.closest("label.pick") || one.matches("label.pick"))
    .filter((one) => one.getBoundingClientRect().height < 47.5)
    .map((one) => one.outerHTML.slice(0, 80))"""
TWICE = """() => {
    const send = document.querySelector("[data-send]");
    send.click();
    send.click();
    return [document.querySelector("[data-report]").getAttribute("aria-busy"),
            document.querySelector("[data-status]").textContent];
}"""
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 40_000, "uploadThroughput": 20_000}
"""Milliseconds and bytes a second of a village at the edge of a cell."""
FITS = "document.documentElement.scrollWidth <= innerWidth"
REFUSED = re.compile("status of 4(22|04)|ERR_INTERNET_DISCONNECTED")


@pytest.fixture
def home(county_engine):
    with county_engine.connect() as connection:
        return connection.execute(HOME).one()


@pytest.fixture
def filed(county_engine):
    """Read what became of a code."""

    def read(code):
        with county_engine.connect() as connection:
            return connection.execute(FILED, {"code": code}).one()

    return read


@pytest.fixture
def open_as(browser, county, watch):
    """Open a browser of a kind of resident."""
    opened = []

    def make(size=(360, 740), language="en", **more):
        phone = size[0] < 500
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", has_touch=phone,
            is_mobile=phone, **more,
        )  # fmt: skip
        context.add_cookies([{"name": "wangge_language", "value": language, "url": county[0]}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch.follow(page)
        opened.append(context)
        return page

    yield make
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def photo():
    kept = BytesIO()
    Image.new("RGB", (640, 480), "sienna").save(kept, "JPEG")
    return {"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def good(page):
    """The page as it stands now can be used by everybody."""
    assert_accessible(page)
    assert page.evaluate(FITS)
    assert page.evaluate(SMALL) == []


def code_on(page):
    page.wait_for_url("**/report/done/**")
    return page.inner_text("[data-code]")


def test_a_resident_reports_by_touch_with_a_photo_and_follows_it(
    county, open_as, watch, home, filed, photo
):
    page = open_as(permissions=["geolocation"], geolocation={
        "longitude": home.lon, "latitude": home.lat, "accuracy": 9})  # fmt: skip
    page.goto(f"{county[0]}/report?v={home.village}")
    good(page)
    with page.expect_response("**/report/look"):
        page.fill("#f-text", "院墙裂了一道缝，房子要塌了")
    page.wait_for_selector("[data-look] .note-r")
    page.tap("[name=urgent]")
    page.set_input_files("#f-file", photo)
    page.wait_for_selector("[name=attachment]", state="attached")
    good(page)
    page.tap("[data-dock='1'] [data-go='2']")
    page.tap("[data-here]")
    page.wait_for_function("() => document.querySelector('[name=lon]').value")
    page.tap("[data-map-box] summary")
    page.frame_locator("[data-map] iframe").locator(".m-one").wait_for()
    good(page)
    page.tap("[data-dock='2'] [data-go='3']")
    page.fill("#f-phone", "1380471220")
    good(page)
    page.tap("[data-send]")
    page.wait_for_selector("[aria-invalid]")
    good(page)
    page.fill("#f-phone", "13804712201")
    page.tap("[data-send]")
    code = code_on(page)
    good(page)

    issue = filed(code)
    assert (issue.urgent, issue.method, issue.photos) == (True, "point", 1)
    page.tap("main a.btn-p")
    page.wait_for_url(f"**/track/{code}")
    good(page)
    page.tap("label.pick >> nth=2")
    page.fill("#words", "快点来")
    page.tap("[value=rate]")
    page.wait_for_url("**said=1")
    good(page)
    assert filed(code).ratings == 1
    page.goto(f"{county[0]}/report")
    assert page.input_value("#f-text") == ""
    assert [one for one in watch.trouble if not REFUSED.search(one)] == []


def test_a_resident_reports_by_keyboard_and_a_mistake_is_where_the_cursor_is(
    county, open_as, watch, home, filed
):
    page = open_as((1440, 900), "zh-CN")
    page.goto(f"{county[0]}/report?v={home.village}")
    press = page.keyboard.press
    page.focus("[data-dock='1'] [data-go='2']")
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-text"
    assert page.inner_text("#text-e")
    page.keyboard.insert_text("河里有死鱼")
    good_without_touch(page)
    press("Tab")
    press("ArrowUp")
    page.focus("[data-dock='1'] [data-go='2']")
    press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    press("Tab")
    press("Tab")
    press("Space")
    press("Tab")
    page.keyboard.insert_text("二组河边")
    press("Enter")
    page.focus("#f-phone")
    page.keyboard.insert_text("打给我")
    press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.evaluate("document.activeElement.id") == "f-phone"
    assert page.input_value("#f-address") == "二组河边"
    assert page.is_checked("[name=at_home]")
    good_without_touch(page)
    page.fill("#f-phone", "")
    press("Enter")
    code = code_on(page)
    page.reload()
    good_without_touch(page)

    assert filed(code).address == "二组河边"
    page.goto(f"{county[0]}/track")
    page.keyboard.insert_text("")
    page.focus("#code")
    page.keyboard.insert_text("hello")
    press("Enter")
    page.wait_for_selector("[aria-invalid]")
    good_without_touch(page)
    page.fill("#code", code.lower().replace("-", " "))
    press("Enter")
    page.wait_for_url(f"**/track/{code}")
    good_without_touch(page)
    assert [one for one in watch.trouble if not REFUSED.search(one)] == []


def good_without_touch(page):
    assert_accessible(page)
    assert page.evaluate(FITS)


def test_without_script_the_form_is_one_page_and_a_photo_outlives_a_mistake(
    county, open_as, home, filed, photo
):
    page = open_as(java_script_enabled=False)
    page.goto(f"{county[0]}/report")
    page.select_option("#f-v", home.village)
    page.fill("#f-text", "没有脚本也能反映")
    page.set_input_files("#f-file", photo)
    page.fill("#f-phone", "12")
    page.tap("[data-send]")
    page.wait_for_selector("[aria-invalid]")
    kept = page.input_value("#f-text"), page.locator("[name=attachment]").count()
    page.fill("#f-phone", "13804712201")
    page.tap("[data-send]")
    page.wait_for_url("**/report/done/**")

    code = page.url.rpartition("/")[2]
    assert kept == ("没有脚本也能反映", 1)
    assert (filed(code).photos, page.inner_text("[data-code]")) == (1, code)
    page.tap("main a.btn-p")
    page.tap("[value=not-solved]")
    page.wait_for_url("**said=1")
    assert filed(code).ratings == 1


def test_on_a_poor_network_nothing_is_lost_and_nothing_is_sent_twice(
    county, open_as, watch, home, filed, photo
):
    page = open_as()
    page.goto(f"{county[0]}/report?v={home.village}")
    page.fill("#f-text", "网络不好也能反映")
    page.context.set_offline(True)
    page.set_input_files("#f-file", photo)
    page.wait_for_selector("[data-taken] .is-red")
    page.tap("[data-dock='1'] [data-go='2']")
    page.tap("[data-dock='2'] [data-go='3']")
    page.tap("[data-send]")
    page.wait_for_function("() => document.querySelector('[data-status]').textContent.length > 20")
    offline = page.inner_text("[data-status]")
    good(page)
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector("[data-draft]:visible")
    assert page.input_value("#f-text") == "网络不好也能反映"
    page.set_input_files("#f-file", photo)
    page.wait_for_selector("[name=attachment]", state="attached")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.emulateNetworkConditions", SLOW)
    page.tap("[data-dock='1'] [data-go='2']")
    page.tap("[data-dock='2'] [data-go='3']")
    good(page)
    posts = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    busy = page.evaluate(TWICE)
    code = code_on(page)

    assert "Your words are kept on this phone" in offline
    assert busy == ["true", "Sending … keep this page open."]
    assert posts.count(f"{county[0]}/report") == 1
    assert filed(code).photos == 1
    assert [one for one in watch.trouble if not REFUSED.search(one)] == []
