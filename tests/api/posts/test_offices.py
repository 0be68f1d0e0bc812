"""Offices, units with their rota, and the coverage they give."""

import csv
import io

import pytest

OFFICES, UNITS = "/api/v1/offices", "/api/v1/units"
HOURS = "周一至周五 8:30-12:00、14:30-17:30"


@pytest.fixture
def office(small):
    return {
        "region": small.A,
        "name": "石窑沟代办点",
        "kind": "point",
        "hours": HOURS,
        "place": {"lon": 110.31, "lat": 39.81},
    }


def test_an_office_says_how_its_hours_were_understood_and_whether_it_is_open(county, office):
    made = county.post(OFFICES, json=office).json()
    poor = county.post(OFFICES, json=office | {"name": "说事室", "hours": "逢集开门"}).json()

    assert (made["opening"], made["open_now"]) == ("Mo-Fr 08:30-12:00,14:30-17:30", True)
    assert (made["lon"], made["lat"], made["valid_from"]) == (110.31, 39.81, "2026-03-20")
    assert (poor["hours"], poor["opening"], poor["open_now"]) == ("逢集开门", None, False)


def test_an_office_is_changed_under_the_version_that_was_seen_and_closed_with_its_posts(
    county, office, somebody, seen, ask
):
    made = county.post(OFFICES, json=office).json()
    path = f"{OFFICES}/{made['id']}"
    post = {"agent": somebody("代办"), "office": made["id"], "duty": "intake"}
    county.post("/api/v1/posts", json=post | {"since": "2026-03-20"})
    before = seen(county, path)
    renamed = county.put(path, json=office | {"name": "新名"}, headers=before)
    late = county.put(path, json=office, headers=before)
    closed = county.post(f"{path}/close", json={"on": "2026-04-01"}, headers=seen(county, path))

    assert (renamed.json()["name"], late.status_code) == ("新名", 412)
    assert closed.json()["valid_to"] == "2026-04-01"
    posts = county.get("/api/v1/posts", params={"office": made["id"]}).json()["items"]
    assert [one["valid_to"] for one in posts] == ["2026-04-01"]
    gone = county.get(OFFICES, params={"on": "2026-04-01", "limit": 1000}).json()["items"]
    assert made["id"] not in [one["id"] for one in gone]
    entries = "SELECT count(*) FROM audit_entry WHERE object_kind = 'office' AND object_id = :id"
    assert ask(entries, id=str(made["id"])) == [(3,)]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"region": "150699999999"}, 404),
        ({"kind": "shop"}, 422),
        ({"place": {"lon": 200, "lat": 39}}, 422),
        ({"since": "2031-01-01"}, 409),
        ({"name": ""}, 422),
    ],
)
def test_an_office_that_cannot_be_is_refused(county, office, changes, status):
    assert county.post(OFFICES, json=office | changes).status_code == status


def test_a_place_in_another_datum_is_turned(county, office):
    shifted = office | {"place": {"lon": 110.31, "lat": 39.81, "datum": "gcj02"}}
    made = county.post(OFFICES, json=shifted).json()

    assert 0.002 < abs(made["lon"] - 110.31) < 0.01


def test_a_township_opens_offices_at_home_only(client_of, office, small):
    township = client_of("township")

    assert township.post(OFFICES, json=office).status_code == 201
    assert township.post(OFFICES, json=office | {"region": small.C}).status_code == 404


def test_offices_are_listed_by_region_and_kind_and_as_geojson(county, office, small):
    county.post(OFFICES, json=office | {"region": small.C, "kind": "talk-room"})
    asked = {"region": small.C, "kind": "talk-room"}
    found = county.get(OFFICES, params=asked).json()
    shapes = county.get(OFFICES, params=asked | {"f": "geojson"}).json()

    assert found["total"] == len(found["items"]) == 1
    assert shapes["features"][0]["geometry"]["coordinates"] == [110.31, 39.81]


@pytest.fixture
def unit(county, ask):
    """A new unit."""
    count = ask("SELECT count(*) FROM unit")[0][0]
    made = county.post(UNITS, json={"code": f"u{count}", "name": "供电所", "phone": "0477-9"})
    assert made.status_code == 201, made.text
    return made.json()


def test_a_units_code_stays_and_its_words_change(county, unit, seen):
    path = f"{UNITS}/{unit['id']}"
    body = {"code": unit["code"], "name": "供电局"}
    changed = county.put(path, json=body, headers=seen(county, path))
    other = county.put(path, json=body | {"code": "new"}, headers=seen(county, path))
    again = county.post(UNITS, json=body)
    closed = county.post(f"{path}/close", json={"on": "2026-05-01"}, headers=seen(county, path))

    assert (changed.json()["name"], changed.json()["phone"]) == ("供电局", None)
    assert (other.status_code, again.status_code) == (409, 409)
    assert closed.json()["valid_to"] == "2026-05-01"


def test_a_township_keeps_no_unit_of_the_whole_county(client_of):
    answer = client_of("township").post(UNITS, json={"code": "t", "name": "站所"})

    assert answer.status_code == 404


def turn(agent, day="2026-03-24", begins="08:30", ends="12:00"):
    starts_at, ends_at = (f"{day}T{clock}:00+08:00" for clock in (begins, ends))
    return {"agent": agent, "starts_at": starts_at, "ends_at": ends_at}


def test_every_tuesday_three_people_take_turns(county, unit, somebody):
    people = [somebody(name) for name in ("甲", "乙", "丙")]
    wire = {"weekday": 1, "begins": "08:30", "ends": "12:00", "agents": people}
    wire |= {"since": "2026-03-20", "until": "2026-06-30"}
    made = county.post(f"{UNITS}/{unit['id']}/turns/weekly", json=wire)
    week = county.get(f"{UNITS}/{unit['id']}/turns", params={"since": "2026-03-23"}).json()

    assert made.status_code == 201, made.text
    assert [one["agent_name"] for one in made.json()["items"][:4]] == ["甲", "乙", "丙", "甲"]
    assert len(made.json()["items"]) == 15
    assert [one["starts_at"] for one in week["items"]] == ["2026-03-24T00:30:00Z"]


def test_a_turn_is_changed_and_cancelled_until_it_begins(county, unit, somebody, tell):
    turns, agent = f"{UNITS}/{unit['id']}/turns", somebody("班")
    made = county.post(turns, json=turn(agent)).json()
    path = f"/api/v1/turns/{made['id']}"
    moved = county.put(path, json=turn(agent, begins="09:00"))
    gone = county.post(turns, json=turn(agent, "2026-03-25")).json()
    cancelled = county.delete(f"/api/v1/turns/{gone['id']}")
    tell(
        "UPDATE shift SET starts_at = '2026-03-20 09:00+08', ends_at = '2026-03-20 11:00+08' "
        "WHERE id = :id",
        id=made["id"],
    )
    late = [county.put(path, json=turn(agent, "2026-03-26")), county.delete(path)]

    assert moved.json()["starts_at"] == "2026-03-24T01:00:00Z"
    assert cancelled.status_code == 204
    assert [one.status_code for one in late] == [409, 409]
    assert "has begun" in late[0].json()["detail"]


def test_nobody_is_on_duty_in_two_places(county, unit, somebody):
    turns, agent = f"{UNITS}/{unit['id']}/turns", somebody("分身")
    first = county.post(turns, json=turn(agent, "2026-03-30"))
    meets = county.post(turns, json=turn(agent, "2026-03-30", "11:00", "13:00"))
    after = county.post(turns, json=turn(agent, "2026-03-30", "12:00", "13:00"))
    past = county.post(turns, json=turn(agent, "2026-03-19"))

    assert [one.status_code for one in (first, meets, after, past)] == [201, 409, 201, 409]
    assert "分身 is on duty for 供电所" in meets.json()["detail"]


def test_the_coverage_counts_offices_people_grids_and_households(
    county, small, person, office, somebody
):
    here = office | {"region": small.COUNTY, "kind": "centre", "name": "中心"}
    centre = county.post(OFFICES, json=here).json()["id"]
    for agent in (person("乔永胜"), somebody("坐班")):
        post = {"agent": agent, "office": centre, "duty": "intake", "since": "2026-03-20"}
        county.post("/api/v1/posts", json=post)
    rows = {one["region_code"]: one for one in county.get("/api/v1/coverage").json()["rows"]}
    before = county.get("/api/v1/coverage", params={"on": "2024-06-01"}).json()["rows"][-1]

    south, village, total = rows[small.SOUTH], rows[small.B], rows[None]
    assert (south["grids"], south["held"], south["grid_agents"]) == (2, 2, 1)
    assert (village["grids"], village["held"], village["grids_share"]) == (2, 1, 0.5)
    assert (village["households"], village["covered"]) == (12, 6)
    assert (total["grids"], total["held"], total["households"]) == (6, 4, 40)
    assert total["covered"] == 24
    assert (total["county_agents"], total["agents"] - total["grid_agents"]) == (2, 2)
    assert total | {"region_code": small.COUNTY} == rows[small.COUNTY] | {
        "region_name": None,
        "level": None,
    }
    assert (before["offices"], before["held"]) == (0, 4)


def test_the_coverage_is_also_a_table_for_a_spreadsheet(county, small):
    answer = county.get("/api/v1/coverage", headers={"accept": "text/csv", "accept-language": "zh"})
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))

    assert answer.headers["content-type"].startswith("text/csv")
    assert {len(row) for row in rows} == {19}
    assert [row[0] for row in rows[1:]] == [
        *(small.COUNTY, small.NORTH, small.A, small.B, small.SOUTH, small.C, ""),
    ]


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("township", None, 200),
        ("township", "SOUTH", 404),
        ("planner", None, 200),
        ("agent", None, 403),
        ("secretary", None, 403),
    ],
)
def test_each_reads_the_coverage_of_his_own_region(client_of, small, role, region, status):
    asked = {"region": getattr(small, region)} if region else {}
    answer = client_of(role).get("/api/v1/coverage", params=asked)

    assert answer.status_code == status
    if role == "township":
        assert small.C not in answer.text
