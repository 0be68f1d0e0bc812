"""A secretary keeps the record of a talk room by keyboard, an agent that of a round on a phone."""

import io

import pytest
from PIL import Image
from sqlalchemy import text

from tests.browser.axe import assert_accessible
from tests.browser.touch import SIDEWAYS, TOO_SMALL

pytestmark = pytest.mark.browser

REFUSED = (
    "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
)
BROUGHT = text(
    "SELECT number, channel, urgent, category_by, sitting_id FROM issue"
    " WHERE text LIKE :words ORDER BY id"
)


@pytest.fixture
def brought(county_engine):
    """Read the issues with some words."""

    def read(words):
        with county_engine.connect() as connection:
            return connection.execute(BROUGHT, {"words": f"%{words}%"}).all()

    return read


def photo():
    """A photo with the place of the phone in it."""
    image = Image.new("RGB", (800, 600), "red")
    told = Image.Exif()
    told.get_ifd(0x8825).update({1: "N", 2: (39.0, 50.0, 19.6), 3: "E", 4: (110.0, 12.0, 7.5)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=told)
    return {"name": "院墙.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_talk_room_is_recorded_with_the_keyboard_alone(county, visit, watch, brought):
    page = visit("secretary")
    page.goto(f"{county[0]}/sittings")
    assert_accessible(page)
    page.focus("#place")
    page.keyboard.press("Enter")
    page.wait_for_selector("#office-e, #place-e")
    assert_accessible(page)
    page.focus("#place")
    page.keyboard.type("村委会二楼")
    page.keyboard.press("Enter")
    page.wait_for_selector("#text:focus")
    assert_accessible(page)
    page.keyboard.type("键盘说事：院墙被邻居家的水冲裂了")
    page.set_input_files("#file", photo())
    page.focus("#household")
    page.keyboard.type("NOPE")
    page.keyboard.press("Enter")
    page.wait_for_selector("#household-e")
    kept = page.inner_text(".st-next")
    assert_accessible(page)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-filed")
    page.keyboard.type("键盘说事：井边的房子要塌了")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-brought li:nth-child(2)")
    assert_accessible(page)
    first, second = brought("键盘说事")
    page.goto(f"{county[0]}/desk/issues/{first.number}")
    page.locator(".files img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.files img').naturalWidth === 320")
    assert_accessible(page)
    with page.expect_download() as got:
        page.click(".files a")

    saved = got.value.path().read_bytes()
    assert "院墙" in kept
    assert (first.urgent, second.urgent, first.channel) == (False, True, "talk-room")
    assert first.sitting_id == second.sitting_id is not None
    assert b"Exif" not in saved
    assert Image.open(io.BytesIO(saved)).size == (800, 600)
    assert [one for one in watch.trouble if one != REFUSED] == []


def test_a_round_is_recorded_on_a_phone_and_a_double_tap_files_once(county, visit, watch, brought):
    page = visit("agent", width=360)
    page.goto(f"{county[0]}/sittings")
    assert_accessible(page)
    empty = (page.evaluate(TOO_SMALL), page.evaluate(SIDEWAYS))
    page.tap(".one-of label:last-child")
    page.tap(".st-form button")
    page.wait_for_selector("#text")
    page.fill("#text", "手机排查：路边的电线垂下来了")
    page.route("**/issues", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.evaluate("() => { const one = document.querySelector('.st-next button'); one.click(); }")
    page.tap(".st-next button")
    page.wait_for_selector(".st-filed")
    assert_accessible(page)
    full = (page.evaluate(TOO_SMALL), page.evaluate(SIDEWAYS))
    page.fill("#words", "四人，走了六户")
    page.tap(".st-note button")
    page.wait_for_url("**#note")

    assert (empty, full) == (([], False), ([], False))
    assert len(brought("手机排查")) == 1
    assert page.input_value("#words") == "四人，走了六户"
    assert watch.trouble == []


def test_a_session_is_recorded_without_script(county, visit, brought):
    page = visit("secretary", width=360, java_script_enabled=False)
    page.goto(f"{county[0]}/sittings")
    page.fill("#place", "老槐树下")
    page.click(".st-form button")
    page.fill("#text", "无脚本说事：水渠堵了")
    page.click(".st-next button")
    page.wait_for_selector(".st-filed")

    assert len(brought("无脚本说事")) == 1
