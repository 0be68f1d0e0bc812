"""A village is proposed, corrected on the map and signed, in a real browser and without script."""

import re
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from api.services.cutting import cut
from data.accounts import account_named, grants_of
from data.proposals import keep_proposals
from data.session import make_sessions, transaction
from dispatch.proposals import CutOptions

pytestmark = pytest.mark.browser

MADE_AT = datetime(2026, 3, 18, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A little before the moment at which the county is served."""
HOSTILE = "`${alert(1)}`<img src=x onerror=alert(2)>{{ 7*7 }}\"'"
OPEN = text("SELECT id FROM grid_proposal WHERE status = 'proposed' LIMIT 1")
WAITING = text("SELECT id, made_at FROM grid_proposal WHERE status = 'working'")


@pytest.fixture
def work(county_engine):
    """Do what waits for the worker; answers how many villages it cut."""

    def run():
        with county_engine.connect() as connection:
            jobs = connection.execute(WAITING).all()
        for one, made_at in jobs:
            with transaction(make_sessions(county_engine)) as session:
                cut(session, one, made_at)
        return len(jobs)

    return run


def english(page, address):
    kept = {"name": "wangge_language", "value": "en", "url": address}
    page.context.add_cookies([kept])


@pytest.fixture
def secretary(county, cookies, page):
    """The page, signed in as the secretary of a village and in English."""
    page.context.add_cookies(cookies("secretary"))
    english(page, county[0])
    return page


@pytest.fixture
def made(county, county_engine, work):
    """Address of a proposal of the secretary's village that nobody has settled."""
    with county_engine.connect() as connection:
        found = connection.scalar(OPEN)
    if found is None:
        with transaction(make_sessions(county_engine)) as session:
            account = account_named(session, county[1]["secretary"]["username"])
            [grant] = grants_of(session, account.id, MADE_AT.date())
            known = {"batch": uuid4(), "by": account.id, "at": MADE_AT}
            [found] = keep_proposals(session, [grant.region_code], CutOptions(), **known)
        work()
    return f"{county[0]}/proposals/{found}"


@pytest.fixture
def proposal(secretary, made):
    """The same, open in the page with its map drawn."""
    secretary.goto(made)
    map_frame(secretary)
    return made


def map_frame(page):
    page.frame_locator("#map").locator("html[data-drawn]").wait_for()
    return page.frames[-1]


def click_home(page, number):
    """Click the point of a household on the map."""
    map_frame(page).evaluate(
        """number => {
            for (const layer of wangge.state(wangge.maps[0]).layers) {
                layer.items.get(number)?.fire("click");
            }
        }""",
        number,
    )


def serials(page):
    """Serials of the grids of the table; a village that was cut before keeps its own."""
    page.locator("[data-grid]").first.wait_for()
    return [one.get_attribute("data-grid") for one in page.locator("[data-grid]").all()]


def two_homes(page):
    """Numbers of a household that lives in each of the first two grids."""
    groups = page.locator("#one optgroup")
    homes = [groups.nth(n).locator("option", has_not_text="elsewhere") for n in (0, 1)]
    return [home.first.get_attribute("value") for home in homes]


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)], ids=["phone", "desk"])
def test_the_pages_fit_ask_nobody_else_and_break_no_policy(county, secretary, watch, made, size):
    secretary.set_viewport_size({"width": size[0], "height": size[1]})
    theme = {"name": "wangge_theme", "value": "dark" if size[0] == 360 else "light"}
    secretary.context.add_cookies([{**theme, "url": county[0]}])

    secretary.goto(made)
    for path in (f"{county[0]}/proposals", f"{made}?grid={serials(secretary)[0]}"):
        secretary.goto(path, wait_until="networkidle")
        assert secretary.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert watch.trouble == []


def test_a_village_is_proposed_exchanged_and_signed_on_the_page(county, secretary, watch, work):
    secretary.goto(f"{county[0]}/proposals")
    secretary.click("button.btn-xl")
    secretary.wait_for_selector("[data-running]")
    assert work() == 1
    secretary.wait_for_selector("[data-live]:not([data-running])")
    secretary.locator(".prs-row", has_text="12 households in a grid").first.click()
    map_frame(secretary).evaluate("wangge.maps[0].setZoom(17, { animate: false })")
    one, other = two_homes(secretary)

    click_home(secretary, one)
    click_home(secretary, other)
    picked = secretary.frame_locator("#map").locator(".m-picked")
    picked.nth(1).wait_for(state="attached")
    filled = [secretary.input_value("#one"), secretary.input_value("#other")]
    secretary.click(".pro-c .btn-p")
    secretary.wait_for_url("**was=*")
    said = secretary.inner_text(".pro-n")
    zoom = map_frame(secretary).evaluate("wangge.maps[0].getZoom()")
    secretary.check("input[name=seen]")
    secretary.click(".pro-s .btn-p")
    secretary.wait_for_selector(".chip-green")

    assert filled == [one, other]
    assert re.search(r"Mean distance .* m → .* m", said)
    assert zoom == 17
    assert "Signed on" in secretary.inner_text(".pro-n")
    assert watch.trouble == []


def test_a_point_chosen_twice_is_let_go_and_a_third_takes_the_place_of_the_first(
    secretary, watch, proposal
):
    one, other = two_homes(secretary)
    third = secretary.locator("#one optgroup:nth-of-type(2) option").nth(-1).get_attribute("value")

    def held():
        return [secretary.input_value("#one"), secretary.input_value("#other")]

    def choose(number, then):
        click_home(secretary, number)
        secretary.wait_for_function(
            "then => `${one.value} ${other.value}` === then.join(' ')",
            arg=then,
        )

    choose(one, [one, ""])
    choose(other, [one, other])
    choose(third, [other, third])
    choose(other, ["", third])

    assert held() == ["", third]
    assert watch.trouble == []


def test_a_grid_of_the_table_opens_on_the_map_and_the_other_way_round(secretary, watch, proposal):
    first, second, *_ = serials(secretary)
    secretary.click(f"[data-grid='{second}']")
    secretary.wait_for_selector(f"tr#grid-{second}[aria-current]")
    card = secretary.frame_locator("#map").locator(".m-card")
    card.wait_for()

    assert f"Grid {second}" in card.inner_text()
    assert f"grid {second}" in secretary.inner_text("#homes-h")
    map_frame(secretary).evaluate(
        "[...wangge.state(wangge.maps[0]).layers[0].items.values()][0].fire('click', "
        "{ latlng: wangge.maps[0].getCenter() })"
    )
    secretary.wait_for_selector(f"tr#grid-{first}[aria-current]")
    assert f"grid {first}" in secretary.inner_text("#homes-h")
    assert secretary.url.endswith(f"?grid={first}#homes")
    assert watch.trouble == []


@pytest.fixture
def hostile_head(county_engine, secretary, proposal):
    """Number of a household whose head has a hostile name."""
    [number, _] = two_homes(secretary)
    head = text(
        "UPDATE household_contact SET head = :head FROM household"
        " WHERE household_id = household.id AND number = :number"
    )
    with county_engine.begin() as connection:
        connection.execute(head, {"head": HOSTILE, "number": number})
    yield number
    with county_engine.begin() as connection:
        connection.execute(head, {"head": "示例", "number": number})


def test_hostile_words_show_as_they_are_in_tooltip_and_lists(
    secretary, watch, proposal, hostile_head
):
    secretary.goto(f"{proposal}?grid={serials(secretary)[0]}")
    click_home(secretary, hostile_head)
    tip = secretary.frame_locator("#map").locator(".m-tip-t").text_content()

    assert tip == f"{hostile_head} {HOSTILE}"
    assert HOSTILE in secretary.inner_text(".pro-homes")
    option = secretary.locator(f"#one option[value='{hostile_head}']")
    assert HOSTILE in option.text_content()
    assert watch.trouble == []


def test_all_of_it_works_without_script_on_a_phone(county, cookies, browser, follow, made):
    context = browser.new_context(
        java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    context.add_cookies(cookies("secretary"))
    plain = context.new_page()
    english(plain, county[0])
    plain.goto(made)
    one, other = two_homes(plain)

    follow(plain, "[data-grid]")
    listed = plain.locator(".pro-homes tbody tr").count()
    plain.select_option("#one", one)
    plain.select_option("#other", one)
    follow(plain, ".pro-c .btn-p")
    refused = plain.inner_text(".note-r")
    kept = plain.input_value("#one")
    plain.select_option("#other", other)
    follow(plain, ".pro-c .btn-p")
    done = plain.inner_text(".pro-n")
    plain.check("input[name=seen]")
    follow(plain, ".pro-s .btn-p")
    signed = plain.inner_text(".pro-n")
    context.close()

    assert listed >= 10
    assert refused == "Choose two different households."
    assert kept == one
    assert "Mean distance" in done
    assert "Signed on" in signed
