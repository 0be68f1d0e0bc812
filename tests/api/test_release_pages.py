"""The screener's form on the desk, without any script."""

import pytest
from lxml import html

from api.signals import SENTENCES
from dispatch.accusation_rules import RULES

BY_INTAKE = {"channel", "kind", "category", "disguised-word", "unreadable", "wording"}
SEEN = {"accept": "text/html"}


@pytest.fixture
def held(file_issue):
    """Number of a report in quarantine, in the grid of the agent."""
    return file_issue(text="说说村里的事", category="cadre-conduct", channel="visit")["number"]


@pytest.fixture
def opened(file_issue):
    return file_issue()["number"]


def page_of(client, path):
    answer = client.get(path, headers=SEEN)
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def send(client, number, what, data):
    """Fill in the form of an issue and send it."""
    page = f"/desk/issues/{number}"
    version = page_of(client, page).xpath("//form//input[@name='version']/@value")[0]
    return client.send_form(f"{page}/{what}", {"version": version, **data}, page=page)


def test_every_rule_of_screening_has_its_sentence():
    assert set(SENTENCES) == {rule.code for rule in RULES} | BY_INTAKE


@pytest.mark.parametrize(("role", "asked"), [("screener", True), ("county", False)])
def test_a_held_issue_says_why_and_asks_the_screener(page_client, held, role, asked):
    page = page_of(page_client(role), f"/desk/issues/{held}")

    (section,) = page.find_class("screening")
    assert len(section.xpath(".//ul/li")) >= 1
    assert bool(section.xpath(f".//form[@action='/desk/issues/{held}/release']")) is asked
    assert bool(section.xpath(".//select[@name='agent']/option")) is asked


def test_the_lists_offer_everybody_of_the_county_those_near_first(page_client, held, small):
    page = page_of(page_client("screener"), f"/desk/issues/{held}")

    agents = page.xpath("//select[@name='agent']/option/text()")
    assert [one.split(" · ")[0] for one in agents][-1] == "乔永胜"
    assert {one.split(" · ")[0] for one in agents} == {one[0] for one in small.AGENTS}
    regions = page.xpath("//select[@id='accused-region']/option/@value")
    assert set(regions) == {small.COUNTY, small.NORTH, small.SOUTH, *small.VILLAGES}
    assert set(page.xpath("//select[@id='accused-unit']/option/@value")) == {
        u for u, _ in small.UNITS
    }


@pytest.mark.parametrize(
    ("role", "shown"), [("screener", ["1"]), ("county", ["1"]), ("township", [])]
)
def test_a_counter_leads_to_what_waits_for_screening(page_client, held, opened, role, shown):
    client = page_client(role)

    tile = page_of(client, "/desk").xpath("//a[@class='tile'][contains(@href, 'show=held')]")
    rows = page_of(client, "/desk?show=held").xpath("//a[@class='row']/@data-number")

    assert [one.xpath("string(./b)") for one in tile] == shown
    assert rows == ([held] if shown else [])


def test_an_ordinary_matter_is_released_from_the_page(page_client, client, held):
    answer = send(page_client("screener"), held, "release", {"outcome": "ordinary"})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/issues/{held}")
    assert client("agent").get(f"/api/v1/issues/{held}").status_code == 200


def test_an_accusation_is_released_from_the_page(page_client, client, held, small):
    data = {"outcome": "accusation", "region": [small.A, small.B], "note": "核查", "name": " "}

    answer = send(page_client("screener"), held, "release", data)

    assert answer.status_code == 303
    assert client("township").get(f"/api/v1/issues/{held}").json()["level"] == "township"
    assert client("secretary").get(f"/api/v1/issues/{held}").status_code == 404


def test_what_leaves_the_county_says_so_once(page_client, held, small):
    screener = page_client("screener")

    answer = send(screener, held, "release", {"outcome": "accusation", "region": small.COUNTY})

    assert answer.status_code == 200
    assert held in answer.text
    assert screener.get(f"/desk/issues/{held}", headers=SEEN).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"outcome": "accusation", "name": " "},
        {"outcome": "ordinary", "name": "某人"},
        {"outcome": "ordinary", "region": "150699100201"},
        {"outcome": "ordinary", "note": "请核查"},
    ],
    ids=str,
)
def test_a_choice_that_does_not_agree_with_the_names_is_asked_again(
    page_client, client, held, data
):
    answer = send(page_client("screener"), held, "release", data)

    assert answer.status_code == 422
    assert f"/desk/issues/{held}" in answer.text
    assert client("screener").get(f"/api/v1/issues/{held}").json()["held"] is True


def test_a_form_of_an_older_version_changes_nothing(page_client, client, held):
    screener = page_client("screener")
    send(screener, held, "release", {"outcome": "ordinary"})
    send(screener, held, "hold", {})

    stale = {"version": "1", "outcome": "ordinary"}
    answer = screener.send_form(f"/desk/issues/{held}/release", stale)

    assert answer.status_code == 409
    assert client("screener").get(f"/api/v1/issues/{held}").json()["version"] == 3


@pytest.mark.parametrize("role", ["screener", "county"])
def test_an_open_issue_is_taken_back_from_the_page(page_client, client, opened, role):
    answer = send(page_client(role), opened, "hold", {})

    assert answer.status_code == 303
    assert client("agent").get(f"/api/v1/issues/{opened}").status_code == 404


@pytest.mark.parametrize("role", ["agent", "township", "planner", "leader"])
@pytest.mark.parametrize("what", ["release", "hold"])
def test_who_may_not_is_refused_alike_for_known_and_unknown_numbers(page_client, held, role, what):
    browser, data = page_client(role), {"version": "1", "outcome": "ordinary"}

    answers = [
        browser.send_form(f"/desk/issues/{number}/{what}", data, headers=SEEN)
        for number in (held, "2026-0000-0000")
    ]

    assert [one.status_code for one in answers] == [403, 403]
    assert answers[0].text == answers[1].text


def test_nobody_else_is_shown_a_word_of_screening(page_client, opened):
    page = page_of(page_client("township"), f"/desk/issues/{opened}")

    assert page.find_class("screening") == []
    assert page.xpath("//form[contains(@action, '/hold')]") == []
