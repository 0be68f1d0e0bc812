"""An urgent report reaches an open page, moves no row, and is answered by keyboard and by touch."""

import sys
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parent))
from axe import assert_accessible

pytestmark = pytest.mark.browser

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
ROW = ".row"
BAR = ".al-row"
SMALLEST_PHONE = 48
CLOSE = text(
    "UPDATE issue SET closed_at = received_at, version = version + 1 WHERE number = ANY (:numbers)"
)


@pytest.fixture
def urgent(county, county_engine):
    """File an urgent report as the township; afterwards all of them are answered and closed."""
    address, accounts = county
    filed, clients = [], {}
    for role in ("township", "county"):
        body = {name: accounts[role][name] for name in ("username", "password")}
        token = httpx2.post(f"{address}/api/v1/auth/token", data=body).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        clients[role] = httpx2.Client(base_url=f"{address}/api/v1", headers=headers)

    def file():
        report = {"text": "山上起火了,风往村子这边刮", "channel": "phone", "key": str(uuid4())}
        answer = clients["township"].post("/issues", json=report)
        assert answer.status_code == 201, answer.text
        filed.append(answer.json()["number"])

    yield file
    for client in clients.values():
        for alert in client.get("/alerts").json()["items"]:
            client.post(f"/alerts/{alert['id']}/acknowledge")
        client.close()
    with county_engine.begin() as connection:
        connection.execute(CLOSE, {"numbers": filed})


def test_news_of_a_danger_moves_no_row_and_is_answered_by_keyboard(
    page, cookies, county, urgent, watch
):
    page.context.add_cookies(cookies("county"))
    page.goto(f"{county[0]}/desk")
    before = page.locator(ROW).first.bounding_box()

    urgent()
    page.evaluate(LOOK)
    page.locator(BAR).wait_for()

    assert page.locator(ROW).first.bounding_box() == before
    assert page.locator("[data-alerts-said]").text_content()
    assert_accessible(page)
    button = page.locator(f"{BAR} button").first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(BAR).count() == 0
    assert page.url.endswith("/desk")
    assert watch.trouble == []


def test_on_a_phone_the_danger_leaves_the_page_in_sight_and_is_answered_by_touch(
    browser, cookies, county, urgent
):
    for _ in range(3):
        urgent()
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    context.add_cookies(cookies("township"))
    phone = context.new_page()
    phone.goto(f"{county[0]}/desk")

    bar, button = phone.locator(".al"), phone.locator(f"{BAR} button").first
    height, wide = bar.bounding_box()["height"], phone.evaluate("document.body.scrollWidth")
    hit = button.bounding_box()["height"]
    assert_accessible(phone)
    with phone.expect_navigation():
        button.tap()
    left = phone.locator(BAR).count()
    context.close()

    assert height < 740 / 4
    assert wide <= 360
    assert hit >= SMALLEST_PHONE
    assert left == 2
