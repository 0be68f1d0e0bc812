"""The pages of a made-up county in a real browser, under their own strict policy."""

import pytest

from dispatch.vocabulary import Category

pytestmark = pytest.mark.browser

PAGES = [
    ("county", "/"),
    ("county", "/desk"),
    ("county", "/desk?show=unplaced"),
    ("county", "/desk?pane=map"),
    ("planner", "/planning"),
    ("planner", "/planning?layer=cells"),
    ("agent", "/grid"),
    ("agent", "/account"),
    ("agent", "/account/password"),
]


def prefer(page, address, **choices):
    kept = [{"name": f"wangge_{name}", "value": v, "url": address} for name, v in choices.items()]
    page.context.add_cookies(kept)


def map_frame(page):
    """The document of the map, once it has drawn."""
    frame = page.frame_locator("#map")
    frame.locator(".leaflet-container").wait_for()
    return page.frames[-1]


def query_with_rows(page, address):
    """Open the desk on the first category that has issues."""
    for category in Category:
        query = f"?category={category}"
        page.goto(f"{address}/desk{query}")
        if page.locator(".row").count():
            return query
    pytest.fail("the made-up county has no open issue")


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)], ids=["phone", "desk"])
@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_fits_asks_nobody_else_and_breaks_no_policy(
    county, cookies, page, watch, role, path, size
):
    address, _ = county
    page.context.add_cookies(cookies(role))
    prefer(page, address, theme="dark" if size[0] == 360 else "light", language="en")
    page.set_viewport_size({"width": size[0], "height": size[1]})

    page.goto(address + path, wait_until="networkidle")

    assert watch.trouble == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_row_opens_its_issue_beside_the_list_and_back_closes_it(county, cookies, page, watch):
    page.context.add_cookies(cookies("county"))
    query = query_with_rows(page, county[0])
    row = page.locator(".row").first
    number = row.get_attribute("data-number")

    row.click()
    page.wait_for_url(f"**/desk/issues/{number}{query}")
    opened = page.locator("#issue").inner_text()
    page.go_back()
    page.wait_for_selector("#issue", state="hidden")

    assert number in opened
    assert page.url.endswith(f"/desk{query}")
    assert watch.trouble == []


def test_the_map_opens_an_issue_and_the_list_shows_which(county, cookies, page, watch):
    page.context.add_cookies(cookies("county"))
    page.goto(county[0] + "/desk")
    drawn = map_frame(page)
    number = page.locator(".row").nth(1).get_attribute("data-number")

    drawn.evaluate("number => parent.postMessage({type: 'issue', number}, location.origin)", number)
    page.wait_for_selector(f"#issue [data-number='{number}']")

    assert page.locator(".row[aria-current]").get_attribute("data-number") == number
    assert watch.trouble == []


def test_a_row_shows_its_issue_on_the_map(county, cookies, page, watch):
    page.context.add_cookies(cookies("county"))
    page.goto(county[0] + "/desk")
    map_frame(page)
    placed = page.locator(".row").filter(has_not_text="无位置").first

    placed.click()

    card = page.frame_locator("#map").locator(".m-card").first
    card.wait_for()
    assert placed.get_attribute("data-number") in card.inner_text()
    assert watch.trouble == []


def test_list_and_map_do_not_answer_each_other_for_ever(county, cookies, page, watch):
    page.context.add_cookies(cookies("county"))
    page.goto(county[0] + "/desk")
    map_frame(page)
    placed = page.locator(".row").filter(has_not_text="无位置").first

    placed.click()
    page.frame_locator("#map").locator(".m-card").first.wait_for()
    page.wait_for_timeout(1_500)  # long enough for several rounds of a loop

    asked = [address for address in watch.requests if "part=issue" in address]
    assert len(asked) == 1
    assert page.frame_locator("#map").locator(".m-card").count() == 1


def test_a_message_from_another_window_opens_nothing(county, cookies, page):
    page.context.add_cookies(cookies("county"))
    page.goto(county[0] + "/desk")
    number = page.locator(".row").first.get_attribute("data-number")

    page.evaluate("number => postMessage({type: 'issue', number}, location.origin)", number)
    page.wait_for_timeout(300)

    assert page.url.endswith("/desk")


def test_on_a_phone_list_map_and_issue_take_turns(county, cookies, page):
    page.context.add_cookies(cookies("county"))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(county[0] + "/desk")
    seen = []

    def look():
        parts = (".listc", ".work > .map", "#issue")
        seen.append([page.locator(part).is_visible() for part in parts])

    look()
    page.click("[data-pane-tab=map]")
    look()
    page.click("[data-pane-tab=list]")
    page.locator(".row").first.click()
    page.wait_for_selector("#issue .issue-h")
    look()
    page.click("[data-close]")
    look()

    assert seen == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [True, False, False],
    ]


@pytest.mark.parametrize("show", ["all", "unplaced"])
def test_the_shell_of_the_desk_is_as_high_as_the_window(county, cookies, page, show):
    page.context.add_cookies(cookies("county"))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{county[0]}/desk?show={show}")

    height = page.evaluate("document.documentElement.scrollHeight")

    assert height == 900


def test_the_desk_works_without_script(county, cookies, browser, follow):
    context = browser.new_context(
        java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    context.add_cookies(cookies("county"))
    page = context.new_page()
    wanted = query_with_rows(page, county[0]).removeprefix("?category=")
    page.goto(county[0] + "/desk")

    page.select_option("select[name=category]", wanted)
    follow(page, "[data-apply]")
    filtered = page.url
    follow(page, ".row")
    opened = page.locator("#issue").inner_text()
    follow(page, "[data-close]")
    follow(page, "[data-pane-tab=map]")
    maps = page.locator(".work > .map").is_visible()
    context.close()

    assert f"category={wanted}" in filtered
    assert "事项收集" in opened
    assert maps


def test_theme_and_language_change_in_place(county, cookies, page, watch):
    page.context.add_cookies(cookies("county"))
    page.goto(county[0] + "/desk?show=late")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    for choice in ("theme", "language"):
        with page.expect_navigation():
            page.click(f"button[name={choice}]")

    assert page.url.endswith("/desk?show=late")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert watch.trouble == []
