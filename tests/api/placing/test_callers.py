"""Who calls: what a desk is shown of a household and its history, and what not."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app

CALLERS, PREVIEW = "/api/v1/callers", "/api/v1/placements/preview"


@pytest.fixture
def look_up(client, registered):
    """Look somebody up as a role; answers the JSON."""

    def ask(role="county", **asked):
        answer = client(role).get(CALLERS, params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture
def close(county, now):
    """Close an issue some days ago."""

    def end(number, days_ago):
        sql = "UPDATE issue SET closed_at = :at, version = version + 1 WHERE number = :number"
        at = now - timedelta(days=days_ago)
        with county.begin() as connection:
            connection.execute(text(sql), {"at": at, "number": number})

    return end


@pytest.mark.parametrize(
    "spelled",
    ["13900002222", "139 0000 2222", "139-0000-2222", "+86 13900002222", "008613900002222"],
)
def test_a_phone_is_found_in_any_spelling(look_up, registered, small, spelled):
    (home,) = look_up(phone=spelled)["items"]

    assert (home["number"], home["village"]) == (registered["own"], small.B)
    assert (home["village_name"], home["grid"]) == ("柳树湾村", small.GRIDS[2])
    assert (home["agent"]["name"], home["agent"]["duty"]) == ("白巧云", "holder")
    assert (home["agent"]["open_issues"], home["agent"]["away"]) == (0, False)


@pytest.mark.parametrize(
    "spelled", ["4212345", "0477 4212345", "(0477)4212345", "+86 477 4212345", "86-477-4212345"]
)
def test_a_line_is_found_with_and_without_its_area_code(look_up, registered, spelled):
    assert [one["number"] for one in look_up(phone=spelled)["items"]] == [registered["line"]]


def test_half_a_number_finds_nobody(look_up):
    assert look_up(phone="0002222")["items"] == []
    assert look_up(phone="3900002222")["items"] == []


def test_a_shared_phone_finds_every_household(look_up, registered):
    found = {one["number"] for one in look_up(phone="13900001111")["items"]}

    assert found == {registered["shared"], registered["shared too"]}


def test_a_desk_is_shown_its_own_region_only(look_up, registered):
    found = [one["number"] for one in look_up("township", phone="13900001111")["items"]]

    assert found == [registered["shared"]]
    assert look_up("township", phone="13900003333")["items"] == []
    assert look_up("township", number=registered["far"])["items"] == []


def test_names_are_masked_by_task(look_up, registered):
    (far,) = look_up("county", phone="4212345")["items"]
    (near,) = look_up("secretary", phone="4212345")["items"]

    assert (far["head"], far["phone"]) == ("户**", "047*****2345")
    assert (near["head"], near["phone"]) == ("户主2", "0477-4212345")


def test_a_name_is_found_in_its_village(look_up, registered, small):
    found = [one["number"] for one in look_up(name="户主1", region=small.A)["items"]]

    assert found == [small.home(grid, 1) for grid in small.GRIDS[:2]]
    assert look_up(name="户主", region=small.A)["items"] == []


def test_history_is_open_issues_and_the_last_closed_ones(look_up, file_issue, close, registered):
    home = registered["own"]
    filed = [file_issue(place=None, household=home)["number"] for _ in range(8)]
    for days, number in enumerate(filed[:7]):
        close(number, days)

    (one,) = look_up(number=home)["items"]

    assert [issue["number"] for issue in one["open"]] == filed[7:]
    assert one["open"][0] | {"received_at": None} == {
        "number": filed[7],
        "category": "roads",
        "stage": "collect",
        "level": "grid",
        "received_at": None,
        "agent": "白巧云",
        "light": "green",
    }
    assert one["closed"]["total"] == 7
    assert [issue["number"] for issue in one["closed"]["last"]] == filed[:5]
    assert one["agent"]["open_issues"] == 1


def test_a_phone_that_no_household_has_shows_what_was_filed_with_it(look_up, file_issue, close):
    caller = {"name": "李某", "phone": "+86 138-1234-5678"}
    first, second = (file_issue(petitioner=caller)["number"] for _ in range(2))
    close(first, 1)

    found = look_up(phone="13812345678")

    assert found["items"] == []
    assert [one["number"] for one in found["filed"]] == [second]
    assert look_up(phone="13812345670") == {"items": [], "filed": []}


def test_what_was_filed_with_a_households_own_phone_stands_once(look_up, file_issue, registered):
    caller = {"phone": "13900002222"}
    own = file_issue(place=None, household=registered["own"], petitioner=caller)["number"]
    other = file_issue(petitioner=caller, household=registered["shared"])["number"]

    found = look_up(phone="13900002222")

    assert [one["number"] for one in found["items"][0]["open"]] == [own]
    assert [one["number"] for one in found["filed"]] == [other]


def test_what_is_held_is_nobodys_history(look_up, file_issue, registered):
    caller = {"phone": "13900002222"}
    file_issue(place=None, household=registered["own"], petitioner=caller, category="cadre-conduct")
    file_issue(petitioner={"phone": "13700000000"}, text="村支书贪污了低保款")

    for role in ("screener", "county", "township"):
        (home,) = look_up(role, phone="13900002222")["items"]
        assert (home["open"], home["closed"]["total"], home["agent"]["open_issues"]) == ([], 0, 0)
        assert look_up(role, phone="13700000000")["filed"] == []


def test_what_is_barred_from_the_reader_is_not_there(look_up, file_issue, registered, county, read):
    issue = file_issue(place=None, household=registered["own"])["number"]
    desk = read("SELECT id FROM account WHERE username = 'township'").id
    with county.begin() as connection:
        sql = "UPDATE issue SET barred = ARRAY[:token], version = version + 1"
        connection.execute(text(sql), {"token": f"p:{desk}"})

    (hidden,) = look_up("township", number=registered["own"])["items"]
    (shown,) = look_up("county", number=registered["own"])["items"]

    assert (hidden["open"], hidden["agent"]["open_issues"]) == ([], 0)
    assert [one["number"] for one in shown["open"]] == [issue]
    assert shown["agent"]["open_issues"] == 0


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"phone": "13900002222", "number": "H1"},
        {"phone": "139000"},
        {"phone": "not a number"},
        {"name": "户主1"},
        {"name": "户主1", "region": "150699000000"},
        {"phone": "1390000\x002222"},
        {"number": "x" * 101},
    ],
    ids=["nothing", "two", "short", "words", "no region", "whole county", "NUL", "too long"],
)
def test_what_is_no_question_is_refused(client, asked):
    answer = client("county").get(CALLERS, params=asked)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_household_and_issue_shown_is_kept_with_its_purpose(
    look_up, file_issue, registered, read
):
    issue = file_issue(place=None, household=registered["own"])["number"]

    look_up(number=registered["own"])

    (home,) = read("SELECT id FROM household WHERE number = :n", n=registered["own"])
    kept = read(
        "SELECT purpose, details FROM audit_entry WHERE details ? 'households' "
        "ORDER BY id DESC LIMIT 1"
    )
    listed = read(
        "SELECT purpose, details FROM audit_entry WHERE details ? 'issues' ORDER BY id DESC LIMIT 1"
    )
    assert (kept.purpose, kept.details) == ("place", {"exact": 1, "households": [home]})
    assert (listed.purpose, listed.details["issues"]) == ("place", [issue])


@pytest.mark.parametrize(
    "ask",
    [
        lambda client, phone: client.get(CALLERS, params={"phone": phone}),
        lambda client, phone: client.post(PREVIEW, json={"petitioner": {"phone": phone}}),
    ],
    ids=["callers", "preview"],
)
def test_nobody_walks_through_the_numbers(county, api_settings, token_of, now, ask):
    settings = api_settings.model_copy(update={"lookups_per_minute": 3})
    app = create_app(settings, county, clock=lambda: now)
    client = TestClient(app, headers={"Authorization": f"Bearer {token_of('county')}"})

    answers = [ask(client, f"1390000000{n}") for n in range(5)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
