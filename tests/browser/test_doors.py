"""A clerk takes calls down by keyboard, an agent files at the door, with and without a signal."""

import re

import pytest
from sqlalchemy import text

from tests.browser.axe import assert_accessible
from tests.browser.touch import SIDEWAYS, TOO_SMALL

pytestmark = pytest.mark.browser

REFUSED = (
    "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
)
FILED = text(
    "SELECT number, channel, text, urgent, grid_code, household_id FROM issue"
    " WHERE text LIKE :words ORDER BY id"
)


@pytest.fixture
def filed(county_engine):
    """Read the issues with some words."""

    def read(words):
        with county_engine.connect() as connection:
            return connection.execute(FILED, {"words": f"%{words}%"}).all()

    return read


def no_trouble(watch, *expected):
    return [one for one in watch.trouble if one not in expected] == []


def test_a_call_is_taken_down_with_the_keyboard_alone(county, visit, watch, filed):
    page = visit("township")
    page.goto(f"{county[0]}/desk")
    page.press("body", "n")
    page.wait_for_selector("#text:focus")
    assert_accessible(page)
    page.keyboard.type("键盘登记：村口的路塌了一块，拉粮的车过不去")
    page.wait_for_selector(".dn-where")
    page.wait_for_selector("[data-wait]", state="hidden")
    proposed = page.inner_text("[data-side]")
    assert_accessible(page)
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("13800000000")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#filed-h")
    focused = page.evaluate("document.activeElement.matches('[data-next]')")
    assert_accessible(page)
    [issue] = filed("键盘登记")
    told = page.inner_text("#filed-h")
    page.go_back()
    page.wait_for_selector("#filed-h")

    assert "Roads" in proposed
    assert issue.channel == "phone"
    assert issue.number in told
    assert focused
    assert issue.number in page.inner_text("#filed-h")
    assert len(filed("键盘登记")) == 1
    page.keyboard.press("Enter")
    page.wait_for_selector("#text:focus")
    assert no_trouble(watch)


def test_proposals_that_are_slow_hold_nothing_up_and_late_ones_are_dropped(
    county, visit, watch, filed
):
    page, waiting, network = visit("county"), [], {"is": "slow"}

    def look(route):
        if network["is"] == "slow":
            waiting.append(route)
        else:
            route.abort()

    page.goto(f"{county[0]}/desk/new")
    page.route("**/desk/new/look", look)
    for words in ("慢网登记：水管冻裂了", "慢网登记：村口的路塌了一块"):
        page.fill("#text", words)
        said, before = page.inner_text("[data-wait]"), len(waiting)
        while len(waiting) == before:
            page.wait_for_timeout(50)
    waiting[1].continue_()
    page.wait_for_selector(".dn-where")
    proposed = page.inner_text("[data-side]")
    network["is"] = "gone"
    page.type("#text", "。")
    page.wait_for_function(
        "() => document.querySelector('[data-wait]').textContent.startsWith('No proposals')"
    )
    page.press("#text", "Control+Enter")
    page.wait_for_selector("#filed-h")

    assert said == "looking …"
    assert "Roads" in proposed
    assert "Water" not in proposed
    assert len(filed("慢网登记")) == 1


def test_a_letter_is_registered_by_touch_and_an_error_keeps_all_that_was_typed(
    county, visit, watch, filed, tmp_path
):
    page = visit("township", width=360)
    page.goto(f"{county[0]}/desk/new")
    page.tap(".one-of label:nth-of-type(2)")
    page.wait_for_selector("#received_on:visible")
    page.fill("#text", "手机登记：信上说后墙裂了")
    page.fill("#name", "李桂枝")
    page.tap(".dn-pin summary")
    page.fill("#lon", "east")
    page.wait_for_selector(".dn-where")
    small = page.evaluate(TOO_SMALL)
    page.tap("[name=act][value=file]")
    page.wait_for_selector("#place-e")
    wrong = page.inner_text("#place-e")
    assert_accessible(page)
    kept = [page.input_value(f"#{one}") for one in ("text", "name", "lon")]
    sideways = page.evaluate(SIDEWAYS)
    page.fill("#address", "")
    page.evaluate("document.querySelector('[name=way]:checked').checked = false")
    page.tap(".urgent")
    page.tap("[name=act][value=file]")
    page.wait_for_selector("#filed-h")

    assert kept == ["手机登记：信上说后墙裂了", "李桂枝", "east"]
    assert "no coordinates" in wrong
    assert small == []
    assert not sideways
    assert not page.evaluate(SIDEWAYS)
    [issue] = filed("手机登记")
    assert (issue.channel, issue.urgent) == ("letter", True)
    assert no_trouble(watch, REFUSED)


def test_without_script_the_desk_looks_and_files(county, visit, follow, filed):
    page = visit("county", java_script_enabled=False)
    page.goto(f"{county[0]}/desk/new")
    page.fill("#text", "无脚本登记：村口的路塌了")
    follow(page, "[name=act][value=look]")
    proposed = page.inner_text("[data-side]")
    follow(page, "[name=act][value=file]")

    assert "Roads" in proposed
    [issue] = filed("无脚本登记")
    assert issue.number in page.inner_text("#filed-h")


def choose_door(page, n):
    """The nth household of the agent: a row to tap, or one of a list where he has many."""
    rows = page.locator(".ds-row:has([value^='household:'])")
    if rows.count():
        rows.nth(n).tap()
    else:
        page.select_option("#door", index=n + 1)


def no_posts(route):
    """The network lets a page through and no form."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_two_reports_without_a_signal_wait_over_a_reload_and_become_exactly_two_issues(
    county, visit, watch, filed, county_engine
):
    page = visit("agent", width=360)
    page.goto(f"{county[0]}/grid")
    page.tap(".dock a")
    page.wait_for_selector("[data-doorstep]")
    assert_accessible(page)
    small = page.evaluate(TOO_SMALL)
    page.context.set_offline(True)
    for words in ("离线一：西墙裂缝又宽了", "离线二：邻居排水流进院子"):
        choose_door(page, 0)
        page.fill("#text", words)
        page.set_input_files("#file", [PHOTO])
        page.tap(".dock button")
        page.wait_for_function("() => document.querySelector('#text').value === ''")
    page.wait_for_function(
        "() => document.querySelector('[data-waits]').textContent.startsWith('2 ')"
    )
    page.wait_for_selector("[data-problem]:visible")
    page.tap(".ob-box summary")
    waits = page.inner_text("[data-waits]")
    listed = page.locator(".ob-box li").all_inner_texts()
    assert_accessible(page)
    page.route("**/grid/new", no_posts)
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector("[data-problem]:visible")
    again = page.inner_text("[data-waits]")
    page.unroute("**/grid/new")
    page.tap("[data-send-now]")
    page.wait_for_selector("[data-outbox]", state="hidden")

    assert waits == again == "2 waiting on this phone. Nothing is lost."
    assert ["离线一" in listed[0], "1 photos" in listed[0]] == [True, True]
    assert small == []
    first, second = filed("离线")
    assert {first.channel, second.channel} == {"visit"}
    assert first.grid_code == second.grid_code is not None
    done = page.locator("[data-outbox-done] li").all_inner_texts()
    assert [first.number in done[0], second.number in done[1]] == [True, True]
    with county_engine.connect() as connection:
        photos = text("SELECT count(*) FROM attachment a JOIN issue i ON i.id = a.issue_id"
                      " WHERE i.text LIKE '离线%'")  # fmt: skip
        assert connection.scalar(photos) == 2
    page.tap("[data-outbox-done] button")
    page.wait_for_function("() => document.querySelectorAll('[data-outbox-done] li').length === 1")
    page.reload()
    page.wait_for_selector("[data-outbox-done] li")
    assert len(filed("离线")) == 2


@pytest.mark.long
def test_an_answer_lost_on_the_way_does_not_double_the_report(county, visit, filed):
    page = visit("agent", width=360)
    page.goto(f"{county[0]}/grid/new")
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/grid/new", lose)
    choose_door(page, 0)
    page.fill("#text", "丢回执：路灯不亮")
    page.tap(".dock button")
    page.wait_for_selector("[data-problem]:visible")
    before = len(filed("丢回执"))
    page.tap("[data-send-now]")
    page.wait_for_selector("[data-outbox-done] li")

    assert lost == [201]
    assert before == 1
    [issue] = filed("丢回执")
    assert issue.number in page.inner_text("[data-outbox-done]")


@pytest.mark.long
def test_what_is_refused_comes_back_to_be_corrected(county, visit, watch, filed):
    page = visit("agent", width=360)
    page.goto(f"{county[0]}/grid/new")
    paper = {"name": "note.html", "mimeType": "text/html", "buffer": b"<script>alert(1)</script>"}
    choose_door(page, 1)
    page.fill("#text", "要改正：院墙倒了")
    page.set_input_files("#file", [paper])
    page.tap(".dock button")
    page.wait_for_selector(".ob-why")
    why = page.inner_text(".ob-why")
    assert_accessible(page)
    page.tap(".ob a.btn >> nth=0")
    page.wait_for_function("() => document.querySelector('#text').value !== ''")
    page.wait_for_selector("[data-wrong]:visible")
    page.tap("[data-drop-files]")
    page.tap(".dock button")
    page.wait_for_selector("[data-outbox-done] li")

    assert why.startswith("Not taken: ")
    [issue] = filed("要改正")
    assert issue.household_id is not None
    assert no_trouble(watch, REFUSED)


def test_after_the_session_ended_the_report_waits_for_its_author_and_goes_out_with_the_new_one(
    county, visit, filed, cookies
):
    page = visit("agent", width=360)
    page.goto(f"{county[0]}/grid/new")
    kept = page.context.cookies()
    page.context.clear_cookies()
    choose_door(page, 0)
    page.fill("#text", "会话过期：井水发黄")
    page.tap(".dock button")
    page.wait_for_selector("[data-sign-in]:visible")
    said = page.inner_text("[data-problem]")
    page.context.add_cookies(cookies("secretary"))
    with page.expect_response("**/grid/new?**"):
        page.tap("[data-send-now]")
    page.wait_for_function(
        "() => document.querySelector('[data-problem]').textContent.includes('Sign in again')"
    )
    by_another = filed("会话过期")
    page.context.clear_cookies()
    page.context.add_cookies(kept)
    page.evaluate("document.querySelector('[name=csrf]').value = 'an old one'")
    page.tap("[data-send-now]")
    page.wait_for_selector("[data-outbox-done] li")

    assert "Sign in again" in said
    assert by_another == []
    assert len(filed("会话过期")) == 1


@pytest.mark.long
def test_a_secretary_files_on_a_wide_screen_with_the_keyboard_and_without_script(
    county, visit, follow, filed
):
    page = visit("secretary", java_script_enabled=False)
    page.goto(f"{county[0]}/grid/new")
    page.focus("#text")
    page.keyboard.type("支书登记：渠道淤堵")
    with page.expect_navigation():
        page.keyboard.press("Control+End")
        page.focus(".dock button")
        page.keyboard.press("Enter")

    [issue] = filed("支书登记")
    assert issue.number in page.inner_text("h1")
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.inner_text(".ds-code"))


PHOTO_BYTES = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
PHOTO = {"name": "wall.png", "mimeType": "image/png", "buffer": PHOTO_BYTES}
