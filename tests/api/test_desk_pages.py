"""The desk over the small county: counters, list, map and the opened issue agree."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app

HOSTILE = "<script>alert(1)</script>${alert(2)}`<img src=x onerror=alert(3)>"


@pytest.fixture
def desk(page_client):
    """A browser of the county desk."""
    return page_client("county")


@pytest.fixture
def desk_after(county_engine, api_settings, token_of, now):
    """Make a browser of the county desk some days later."""

    def make(days):
        later = now + timedelta(days=days)
        app = create_app(api_settings, county_engine, clock=lambda: later)
        token = token_of("county", "page", at=later, life=timedelta(hours=1))
        return TestClient(app, cookies={"wangge_session": token})

    return make


def read(answer):
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text)


def numbers(element):
    return [int(number) for number in re.findall(r"\d+", element.text_content())]


def counters(page):
    return [int(tile.findtext("b")) for tile in page.find_class("tile")]


def listed(page):
    return [row.get("data-number") for row in page.find_class("row")]


def test_every_counter_equals_the_list_behind_it(desk, file_issue, small):
    file_issue()
    file_issue(place=None)
    lon, lat = small.middle(small.NO_HOLDER)
    file_issue(place={"lon": lon, "lat": lat})

    tiles = read(desk.get("/desk")).find_class("tile")

    assert counters(read(desk.get("/desk"))) == [0, 0, 2, 1, 0, 3]
    for tile in tiles:
        page = read(desk.get(tile.get("href")))
        assert len(listed(page)) == numbers(page.find_class("sum")[0])[0]
        assert len(listed(page)) == int(tile.findtext("b"))


@pytest.mark.parametrize(
    ("days", "light", "words"),
    [
        (0, "#l-green", "余 15 天"),
        (11, "#l-green", "余 4 天"),
        (12, "#l-yellow", "余 3 天"),
        (14, "#l-yellow", "明天到期"),
        (15, "#l-yellow", "今天到期"),
        (16, "#l-red", "逾期 1 天"),
    ],
)
def test_a_row_shows_how_far_its_legal_limit_is(desk_after, file_issue, days, light, words):
    file_issue()

    row = read(desk_after(days).get("/desk")).find_class("row")[0]

    assert row.xpath(".//use/@href") == [light]
    assert words in row.text_content()


def test_what_is_late_comes_first_and_its_longest_delay_is_told(desk_after, file_issue):
    number = file_issue()["number"]

    page = read(desk_after(20).get("/desk?show=late"))

    assert counters(page) == [1, 0, 0, 0, 0, 1]
    assert "最久 5 天" in page.find_class("tile")[0].text_content()
    assert listed(page) == [number]


@pytest.mark.parametrize("query", ["", "?show=unplaced", "?category=water", "?stage=handle"])
def test_list_and_map_say_the_same_numbers(desk, file_issue, query):
    file_issue()
    file_issue(category="water")
    file_issue(place=None, category="water")

    said = numbers(read(desk.get(f"/desk{query}")).find_class("sum")[0])
    drawn = numbers(read(desk.get(f"/desk/map{query}")).find_class("m-counts")[0])

    assert said == drawn
    assert said[0] == sum(said[1:])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?category=water", 1),
        ("?channel=phone", 1),
        ("?category=&channel=", 3),
        ("?region=150699101", 1),
        ("?region=150699101000", 1),
        ("?region=%00", 3),
        ("?show=unassigned&category=water", 0),
    ],
)
def test_a_filter_narrows_the_list(desk, file_issue, small, query, count):
    lon, lat = small.middle(small.GRIDS[4])
    file_issue(category="water")
    file_issue(channel="phone")
    file_issue(place={"lon": lon, "lat": lat})

    assert len(listed(read(desk.get(f"/desk{query}")))) == count


@pytest.mark.parametrize(
    "query", ["?show=nothing", "?category=x", "?stage=%00", "?channel=1", "?pane=side"]
)
def test_an_unknown_choice_is_refused(desk, query):
    assert desk.get(f"/desk{query}").status_code == 422


def test_an_issue_opens_beside_its_list(desk, file_issue):
    file_issue()
    number = file_issue(category="water")["number"]

    page = read(desk.get(f"/desk/issues/{number}?category=water"))

    assert page.body.get("data-pane") == "issue"
    assert listed(page) == [number]
    assert page.find_class("row")[0].get("aria-current") == "true"
    assert "田秀英" in page.find_class("next")[0].text_content()
    assert page.xpath("//a[@data-close]/@href") == ["/desk?category=water"]


def test_the_script_gets_the_issue_without_the_page(desk, file_issue):
    number = file_issue()["number"]

    part = desk.get(f"/desk/issues/{number}?part=issue")

    assert part.status_code == 200
    assert number in part.text
    assert "<html" not in part.text


def test_the_reason_names_the_grid_as_people_do(desk, file_issue):
    number = file_issue()["number"]

    page = read(desk.get(f"/desk/issues/{number}"))

    said = " ".join(page.find_class("next")[0].text_content().split())
    assert "坐标在 石窑沟村 001 网格内。2026 年 3 月 20 日 周五由 田秀英 负责该网格。" in said


def test_the_petitioner_is_masked(desk, file_issue):
    person = {"name": "李桂枝", "phone": "13812342207"}
    number = file_issue(petitioner=person)["number"]

    text = desk.get(f"/desk/issues/{number}").text

    assert "李**" in text
    assert "138****2207" in text
    assert "桂枝" not in text
    assert "13812342207" not in text


def test_another_township_s_issue_is_not_found(page_client, file_issue, small):
    lon, lat = small.middle(small.GRIDS[4])
    number = file_issue(place={"lon": lon, "lat": lat})["number"]

    township = page_client("township")

    assert township.get(f"/desk/issues/{number}").status_code == 404
    assert listed(read(township.get("/desk"))) == []


def test_a_held_accusation_is_marked_at_the_county_and_unknown_below(desk, page_client, file_issue):
    number = file_issue(channel="accusation", text="村主任把低保给了自家人")["number"]

    row = read(desk.get("/desk")).find_class("row")[0]
    opened = read(desk.get(f"/desk/issues/{number}"))

    assert "待甄别" in row.text_content()
    assert "旗县甄别" in opened.find_class("next")[0].text_content()
    for role, path in (("township", "/desk"), ("township", "/desk/map"), ("agent", "/grid")):
        assert number not in page_client(role).get(path).text
    assert page_client("township").get(f"/desk/issues/{number}").status_code == 404


def test_hostile_text_is_shown_as_it_was_sent(desk, file_issue):
    number = file_issue(text=HOSTILE, address=HOSTILE)["number"]

    page = read(desk.get(f"/desk/issues/{number}"))
    drawn = desk.get("/desk/map").text

    assert page.find_class("words")[0].text_content() == HOSTILE
    assert page.find_class("ttl")[0].text_content() == HOSTILE
    assert page.xpath("//script[not(@src)] | //img") == []
    assert "<script>alert" not in drawn
    assert "<img" not in drawn


def test_an_agent_sees_the_open_issues_of_his_own_grids(page_client, file_issue, small):
    lon, lat = small.middle(small.GRIDS[4])
    mine = file_issue()["number"]
    other = file_issue(place={"lon": lon, "lat": lat})["number"]

    page = read(page_client("agent").get("/grid"))

    assert "石窑沟村 001" in page.find_class("ph-h")[0].text_content()
    assert "1 件在办" in page.find_class("ph-h")[0].text_content()
    assert mine in page.text_content()
    assert other not in page.text_content()
