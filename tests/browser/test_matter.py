"""A desk links what is one matter, parts it again and adds people, by keyboard and by touch."""

import httpx2
import pytest
from sqlalchemy import text

from tests.browser.axe import assert_accessible

pytestmark = pytest.mark.browser

CONFLICT = "Failed to load resource: the server responded with a status of 409 (Conflict)"
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
TOO_SMALL = """(least) => [...document.querySelectorAll(
    "#matter :is(a, button, summary, input:not([type=hidden], [type=checkbox]), .way)")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
    .map((one) => one.outerHTML.slice(0, 90))"""
STORIES = [
    pytest.param(1440, 32, "keyboard", id="keyboard-1440"),
    pytest.param(360, 48, "touch", id="touch-360"),
]


@pytest.fixture
def filed(county, county_engine):
    """File two reports of one matter at a house nobody else reports from; their numbers."""
    address, accounts = county
    sent = {name: accounts["county"][name] for name in ("username", "password")}
    token = httpx2.post(f"{address}/api/v1/auth/token", data=sent).json()["access_token"]
    with county_engine.connect() as connection:
        home = connection.scalar(text("SELECT number FROM household ORDER BY id DESC LIMIT 1"))

    def file(*words):
        return [
            httpx2.post(
                f"{address}/api/v1/issues",
                headers={"Authorization": f"Bearer {token}"},
                json={
                    "text": one,
                    "category": "public-services",
                    "channel": "hotline",
                    "household": home,
                    "petitioner": {"name": "甲乙丙"},
                },
                timeout=30,
            ).json()["number"]
            for one in words
        ]

    return file


@pytest.mark.parametrize(("width", "least", "by"), STORIES)
def test_a_desk_links_parts_and_adds_people(
    browser, county, cookies, watch, filed, width, least, by
):
    first, second = filed("暖气不热，屋里十四度", "来电人反映家中暖气片冰凉")
    phone = {"has_touch": True, "is_mobile": True} if by == "touch" else {}
    context = browser.new_context(viewport={"width": width, "height": 800}, **phone)
    context.add_cookies(cookies("county"))
    context.add_cookies([{"name": "wangge_language", "value": "en", "url": county[0]}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    watch.follow(page)

    def press(control):
        one = page.locator(control).first
        with page.expect_navigation():
            if by == "touch":
                one.tap()
            else:
                one.focus()
                page.keyboard.press("Enter")

    page.goto(f"{county[0]}/desk/issues/{second}")
    assert_accessible(page)
    assert page.evaluate(TOO_SMALL, least) == []
    press(f"#matter li:has(a[href*='{first}']) button")
    assert first in page.inner_text("#matter")
    assert "2 filings" in page.inner_text("#matter h3")
    assert_accessible(page)

    press("#matter form[action*='/unlink'] button")
    assert page.locator("#matter form[action*='/link']").count() > 0
    page.fill("#m-main", "2026-NONE")
    press("#matter form:has(#m-main) button")
    assert page.input_value("#m-main") == "2026-NONE"
    assert page.locator("#matter [role=alert]").is_visible()
    assert_accessible(page)

    page.locator("#matter summary").click()
    page.fill("#m-name", "丁戊己")
    press("#matter form[action*='/petitioners'] button")
    assert "丁" in page.inner_text("#matter")
    assert not page.evaluate(SIDEWAYS)
    assert [one for one in watch.trouble if one != CONFLICT] == []
    context.close()
