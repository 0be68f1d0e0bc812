"""Handing over: posts and open issues pass in one step, and the giver's account sees no more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.services.handover import pass_on
from data.session import make_sessions, transaction

TODAY, LATER = "2026-03-20", "2026-04-01"
MIDNIGHT = datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
HANDOVERS = "/api/v1/handovers"


@pytest.fixture
def hand_over(county):
    def hand(giver, taker, on=TODAY, **more):
        return county.post(HANDOVERS, json={"giver": giver, "taker": taker, "on": on, **more})

    return hand


def held(county, grid, day=TODAY):
    """Who holds a grid on a day."""
    found = county.get("/api/v1/posts", params={"grid": grid, "on": day}).json()["items"]
    return [one["agent_name"] for one in found if one["duty"] == "holder"]


def issue(county, filed):
    """An issue as the county desk reads it."""
    return county.get(f"/api/v1/issues/{filed['number']}").json()


def test_all_posts_and_open_issues_pass_and_the_givers_account_sees_no_more(
    client_of, small, person, somebody, account_for, file_issue, hand_over
):
    grid, county, taker = small.SUCCEEDED, client_of("county"), somebody("接任者")
    filed = file_issue(grid)
    assert client_of("agent").get("/api/v1/issues").json()["total"] == 1

    answer = hand_over(person("田秀英"), taker, note="调走")

    assert answer.status_code == 201, answer.text
    told = {"posts": 1, "issues": 1, "later": False, "warnings": ["no-account"]}
    assert told.items() <= answer.json().items()
    assert (held(county, grid), held(county, grid, "2026-03-19")) == (["接任者"], ["田秀英"])
    assert issue(county, filed)["agent"]["name"] == "接任者"
    for path in ("issues", "grids"):
        assert client_of("agent").get(f"/api/v1/{path}").json()["total"] == 0
        assert client_of(account_for(taker)).get(f"/api/v1/{path}").json()["total"] == 1


def test_a_passed_issue_says_why_and_from_whom(
    county, small, person, somebody, file_issue, hand_over, ask
):
    filed, taker = file_issue(small.SUCCEEDED), somebody("再接任")
    hand_over(person("接任者"), taker, note="病休")

    reason = issue(county, filed)["reason"]
    assert (reason["code"], "接任者" in reason["text"], "再接任" in reason["text"]) == (
        "handed-over",
        True,
        True,
    )
    history = (
        "SELECT verb, reason_code FROM issue_event JOIN issue ON issue.id = issue_event.issue_id "
        "WHERE number = :number ORDER BY issue_event.id"
    )
    assert ask(history, number=filed["number"])[-1] == ("assigned", "handed-over")
    made = ask("SELECT posts, issues, note FROM handover WHERE to_agent_id = :to", to=taker)
    assert made == [(1, 2, "病休")]


def test_a_new_issue_goes_to_who_took_over(small, person, somebody, file_issue, hand_over):
    giver = person("乔永胜")
    hand_over(giver, somebody("后任"))

    assert file_issue(small.GRIDS[4])["agent"]["name"] == "后任"
    assert file_issue(small.GRIDS[5])["agent"]["name"] == "后任"


def test_from_a_later_day_the_posts_are_dated_ahead_and_a_job_passes_the_issues(
    owner, county, small, person, somebody, file_issue, hand_over, ask
):
    grid, filed = small.GRIDS[2], file_issue(small.GRIDS[2])
    answer = hand_over(person("白巧云"), somebody("四月起"), LATER).json()

    assert (answer["later"], answer["posts"], answer["issues"]) == (True, 1, 0)
    assert (held(county, grid, "2026-03-31"), held(county, grid, LATER)) == (["白巧云"], ["四月起"])
    assert issue(county, filed)["agent"]["name"] == "白巧云"
    due = "SELECT scheduled_at, args FROM jobs.procrastinate_jobs WHERE task_name = 'pass_issues'"
    assert ask(due) == [(MIDNIGHT, {"handover_id": answer["id"]})]
    for expected in (1, 0):  # a job that runs twice passes nothing twice
        with transaction(make_sessions(owner)) as session:
            assert pass_on(session, answer["id"], MIDNIGHT + timedelta(minutes=1)) == expected
    assert issue(county, filed)["agent"]["name"] == "四月起"


def test_who_hands_over_on_a_later_day_cannot_hand_the_same_over_again(
    county, small, somebody, hand_over
):
    giver, first, second = somebody("要走的"), somebody("先到的"), somebody("后到的")
    post = {"agent": giver, "duty": "deputy", "grid": small.GRIDS[0], "since": TODAY}
    assert county.post("/api/v1/posts", json=post).status_code == 201
    assert hand_over(giver, first, LATER).status_code == 201

    again = hand_over(giver, second, LATER)

    assert again.status_code == 409
    assert "先到的" in again.json()["detail"]


def test_a_preview_says_what_would_pass_and_does_nothing(
    county, small, person, somebody, file_issue
):
    file_issue(small.GRIDS[1], text="邻居占了地界", category="neighbours")
    giver, taker = person("孟长海"), somebody("试", phone=None)
    wire = {"giver": giver, "taker": taker, "on": TODAY}
    found = county.post(f"{HANDOVERS}/preview", json=wire).json()

    assert {one["duty"] for one in found["posts"]} == {"deputy"}
    assert found["issues"] == [{"grid_code": small.GRIDS[1], "issues": 1}]
    assert set(found["warnings"]) == {"no-account", "no-phone"}
    assert county.get("/api/v1/posts", params={"agent": taker}).json()["total"] == 0


@pytest.mark.parametrize(
    ("taker", "on", "status", "words"),
    [
        ("高玉兰", TODAY, 409, "nothing to hand over"),
        (None, TODAY, 409, "to himself"),
        ("孟长海", "2026-03-19", 409, "is past"),
        ("孟长海", "2028-01-01", 409, "a year ahead"),
    ],
)
def test_a_handover_that_cannot_be_is_refused(person, hand_over, taker, on, status, words):
    giver = person("高玉兰")  # whose post ended
    other = person("孟长海") if taker == "高玉兰" else giver if taker is None else person(taker)
    answer = hand_over(giver, other, on)

    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text


def test_a_township_hands_over_its_own_people_only(client_of, small, person, somebody):
    wire = {"giver": person("后任"), "taker": somebody("外乡"), "on": TODAY}
    answer = client_of("township").post(HANDOVERS, json=wire)

    assert answer.status_code in {403, 404}


def test_whoever_is_away_or_would_hold_many_grids_takes_over_with_a_warning(
    county, small, person, somebody, hand_over
):
    taker = somebody("多格")
    for grid in (small.NO_HOLDER, small.GRIDS[1]):
        post = {"agent": taker, "grid": grid, "duty": "holder", "since": TODAY}
        assert county.post("/api/v1/posts", json=post).status_code == 201
    leave = {"kind": "leave", "since": TODAY, "until": "2026-03-25"}
    county.post(f"/api/v1/agents/{taker}/absences", json=leave)

    answer = hand_over(person("后任"), taker).json()

    assert (answer["posts"], set(answer["warnings"])) == (
        2,
        {"taker-away", "many-grids", "no-account"},
    )
