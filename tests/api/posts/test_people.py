"""Leave, phone numbers, whom to call now, vacancies, and what posts would have meant."""

import pytest

NOW = "2026-03-20T10:00:00+08:00"
AGENTS = "/api/v1/agents"


@pytest.fixture
def away(county):
    """Enter leave for somebody; answers the record."""

    def enter(agent, since="2026-03-20", until="2026-03-28", **more):
        body = {"kind": "leave", "since": since, "until": until, **more}
        return county.post(f"{AGENTS}/{agent}/absences", json=body)

    return enter


def back(county, record, day="2026-03-20"):
    return county.post(f"/api/v1/absences/{record['id']}/end", json={"on": day})


def test_while_the_holder_is_away_the_deputy_takes_new_issues(
    county, small, person, file_issue, away
):
    leave = away(person("白巧云")).json()
    filed = file_issue(small.GRIDS[2])
    back(county, leave)
    after = file_issue(small.GRIDS[2])

    assert filed["agent"]["name"] == "孟长海"
    assert filed["reason"]["code"] == "deputy-on-leave"
    for word in ("白巧云", "3 月 27 日", "孟长海"):  # the last day away, not the first one back
        assert word in filed["reason"]["text"], filed["reason"]["text"]
    assert (after["agent"]["name"], after["reason"]["code"]) == ("白巧云", "holder")


def test_without_a_deputy_it_waits_at_the_village_and_names_the_leave(
    county, small, person, file_issue, away
):
    leave = away(person("乔永胜")).json()
    filed = file_issue(small.GRIDS[4])
    found = county.get("/api/v1/vacancies").json()
    back(county, leave)

    assert (filed["agent"], filed["level"], filed["reason"]["code"]) == (
        None,
        "township",
        "township-desk",
    )
    assert "乔永胜" in filed["reason"]["text"]
    assert [one["grid_code"] for one in found["uncovered"]] == list(small.GRIDS[4:])
    assert [one["grid_code"] for one in found["vacant"]] == [small.GRIDS[1], small.NO_HOLDER]
    assert found["vacant"][0]["deputy"] == "孟长海"


def test_nobody_is_away_twice_on_one_day(county, person, away):
    first = away(person("高玉兰"), "2026-05-01", "2026-05-10").json()
    second = away(person("高玉兰"), "2026-05-09", "2026-05-12")
    third = away(person("高玉兰"), "2026-05-10", "2026-05-12")
    for one in (first, third.json()):
        back(county, one, "2026-05-01")

    assert (second.status_code, third.status_code) == (409, 201)
    assert "from 2026-05-01 until 2026-05-10" in second.json()["detail"]


def test_an_agent_confirms_his_own_number_and_nobody_elses(client_of, county, person):
    agent = client_of("agent")
    own, other = person("田秀英"), person("白巧云")
    due = county.get(AGENTS, params={"phone": "due"}).json()
    answer = agent.put(f"{AGENTS}/{own}/phone-confirmation", json={"phone": "13900001111"})
    refused = agent.put(f"{AGENTS}/{other}/phone-confirmation", json={})
    left = county.get(AGENTS, params={"phone": "due"}).json()

    assert answer.status_code == 200, answer.text
    told = {"phone": "13900001111", "phone_confirmed_on": "2026-03-20", "phone_due": False}
    assert told.items() <= answer.json().items()
    assert refused.status_code in {403, 404}
    assert due["total"] - left["total"] == 1
    assert own not in [one["id"] for one in left["items"]]


@pytest.mark.parametrize(("days", "due"), [(89, False), (90, True)])
def test_a_number_is_due_again_after_ninety_days(county, person, tell, days, due):
    agent = person("白巧云")
    query = "UPDATE agent SET phone_confirmed_on = date '2026-03-20' - :days WHERE id = :id"
    tell(query, days=days, id=agent)

    assert county.get(f"{AGENTS}/{agent}").json()["phone_due"] is due


def test_a_person_is_corrected_under_the_version_that_was_seen(county, somebody, seen):
    agent = somebody("笔误", phone=None)
    path = f"{AGENTS}/{agent}"
    before = seen(county, path)
    first = county.put(path, json={"name": "更正", "phone": "13800000000"}, headers=before)
    late = county.put(path, json={"name": "又改"}, headers=before)

    assert first.json()["name"] == "更正"
    assert first.json()["phone_confirmed_on"] == "2026-03-20"
    assert late.status_code == 412


@pytest.mark.parametrize("body", [{"name": " "}, {"name": "x", "phone": "<b>"}, {"phone": "1"}])
def test_a_person_without_a_name_or_with_a_strange_number_is_malformed(county, body):
    assert county.post(AGENTS, json=body).status_code == 422


def steps(client, **asked):
    found = client.get("/api/v1/reachable", params=asked).json()["items"]
    return [(one["step"], one["name"], one["office"] or one["unit"]) for one in found]


@pytest.fixture(scope="module")
def staffed(client_of, small, person):
    """A village office with hours and staff, and a unit with a turn of duty this morning."""
    county = client_of("county")
    office = {"region": small.B, "name": "柳树湾代办点", "kind": "point", "phone": "0477-1"}
    made = county.post("/api/v1/offices", json=office | {"hours": "周五 8:30-12:00"}).json()
    clerk = county.post(AGENTS, json={"name": "代办员甲", "phone": "13800000001"}).json()["id"]
    head = county.post(AGENTS, json={"name": "书记乙", "phone": "13800000002"}).json()["id"]
    for agent, duty in ((clerk, "intake"), (head, "secretary")):
        post = {"agent": agent, "duty": duty, "office": made["id"], "since": "2026-03-20"}
        assert county.post("/api/v1/posts", json=post).status_code == 201
    unit = county.get("/api/v1/units").json()["items"][0]["id"]
    turn = {"agent": clerk, "starts_at": "2026-03-20T14:30:00+08:00"}
    turn |= {"ends_at": "2026-03-20T17:30:00+08:00"}
    assert county.post(f"/api/v1/units/{unit}/turns", json=turn).status_code == 201
    return made


def test_first_the_people_of_the_grid_then_the_open_office_then_the_unit_on_duty(
    county, small, staffed
):
    grid = small.GRIDS[2]

    assert steps(county, grid=grid) == [
        ("holder", "白巧云", None),
        ("deputy", "孟长海", None),
        ("secretary", "书记乙", None),
        ("office", None, "柳树湾代办点"),
        ("office", "代办员甲", "柳树湾代办点"),
    ]
    afternoon = steps(county, grid=grid, at="2026-03-20T15:00:00+08:00")
    assert afternoon[3:] == [("unit", "代办员甲", "示例旗自然资源局")]
    assert steps(county, grid=grid, at="2026-03-21T10:00:00+08:00") == afternoon[:3]


def test_who_is_away_cannot_be_reached(county, small, person, staffed, away):
    leave = away(person("白巧云")).json()
    found = steps(county, grid=small.GRIDS[2])
    back(county, leave)

    assert found[0] == ("deputy", "孟长海", None)


def test_of_a_village_without_a_grid_nobody_of_another_village_is_named(county, small, staffed):
    named = {name for _, name, _ in steps(county, region=small.A)}

    assert not named & {"代办员甲", "书记乙"}


def test_an_agent_asks_about_his_own_grid_only(client_of, small, staffed):
    agent = client_of("agent")

    assert agent.get("/api/v1/reachable", params={"grid": small.GRIDS[0]}).status_code == 200
    assert agent.get("/api/v1/reachable", params={"grid": small.GRIDS[2]}).status_code == 404
    assert agent.get("/api/v1/reachable", params={"region": small.B}).status_code == 404


def test_a_rehearsal_says_who_would_have_got_what(county, small, person, file_issue):
    for _ in range(3):
        file_issue(small.GRIDS[5])
    giver, taker = person("乔永胜"), person("高玉兰")
    asked = {"giver": giver, "grids": [small.GRIDS[5]]}
    asked |= {"since": "2026-01-01", "until": "2026-03-21"}
    taken = county.post("/api/v1/rehearsals/posts", json=asked | {"taker": taker}).json()
    nobody = county.post("/api/v1/rehearsals/posts", json=asked).json()

    assert (taken["issues"], taken["moved"], taken["nobody"]) == (3, 3, 0)
    assert taken["passages"] == [{"before": giver, "after": taker, "issues": 3}]
    assert taken["names"] == {str(giver): "乔永胜", str(taker): "高玉兰"}
    assert (nobody["moved"], nobody["nobody"]) == (3, 3)
