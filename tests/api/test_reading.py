"""Reading issues and registers: who sees which rows, filters, pages, GeoJSON."""

import base64
import json
from itertools import product

import pytest

ISSUES = "/api/v1/issues"
REGISTERS = ("/api/v1/grids", "/api/v1/households", "/api/v1/agents")


@pytest.fixture(scope="module")
def filed(file_with, small, empty_county):
    """One issue in each grid, one in village A in no grid, one without place."""
    empty_county()
    numbers = {}
    for n, grid in enumerate(small.GRIDS):
        lon, lat = small.middle(grid)
        category = "water" if n % 2 else "roads"
        answer = file_with(place={"lon": lon, "lat": lat}, category=category)
        numbers[grid] = answer["number"]
    lon, lat = small.IN_NO_GRID
    numbers["no grid"] = file_with(place={"lon": lon, "lat": lat})["number"]
    numbers["nowhere"] = file_with(place=None)["number"]
    return numbers


def numbers_of(answer):
    body = answer.json()
    assert answer.status_code == 200, answer.text
    return {item["number"] for item in body["items"]}


def seen_by(role, small):
    north = [grid for grid in small.GRIDS if grid.startswith(small.NORTH[:9])]
    return {
        "agent": [small.GRIDS[0]],
        "township": [*north, "no grid"],
        "county": [*small.GRIDS, "no grid", "nowhere"],
        "screener": [*small.GRIDS, "no grid", "nowhere"],
    }[role]


@pytest.mark.parametrize("role", ["agent", "township", "county", "screener"])
def test_a_role_sees_its_own_rows_in_list_and_one_by_one(clients, small, filed, role):
    mine = {filed[name] for name in seen_by(role, small)}
    answer = clients(role).get(ISSUES)

    assert numbers_of(answer) == mine
    assert answer.json()["total"] == len(mine)
    for number in filed.values():
        status = clients(role).get(f"{ISSUES}/{number}").status_code
        assert status == (200 if number in mine else 404)


@pytest.mark.parametrize("role", ["planner", "admin"])
def test_who_may_not_read_issues_is_told_so(clients, filed, role):
    assert clients(role).get(ISSUES).status_code == 403


def test_the_tracking_code_is_answered_once_and_never_read_again(clients, filed):
    answer = clients("county").get(f"{ISSUES}/{filed['nowhere']}")

    assert answer.json()["tracking_code"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("bbox=110.30,39.80,110.3099,39.81", [0]),
        ("bbox=110.305,39.805,110.305,39.805", [0]),
        ("bbox=110.30,39.80,110.32,39.81", [0, 1]),
        ("bbox=0,0,1,1", []),
        ("grid=150699100201002", [1]),
        ("grid=nothing", []),
        ("region=150699101000", [4, 5]),
        ("region=1506991002", [0, 1, 2, 3, "no grid"]),
        ("region=150699101201&category=water", [5]),
        ("category=water", [1, 3, 5]),
        ("category=land", []),
        ("channel=hotline", [0, 1, 2, 3, 4, 5, "no grid", "nowhere"]),
        ("stage=archive", []),
        ("light=red", []),
        ("light=green&grid=150699100201002", [1]),
        ("from=2026-03-20&to=2026-03-20&grid=150699100201002", [1]),
        ("from=2026-03-21", []),
        ("to=2026-03-19", []),
        ("to=9999-12-31&from=0001-01-01&grid=150699100201002", [1]),
    ],
)
def test_filters_leave_what_they_say(clients, small, filed, query, names):
    wanted = {filed[small.GRIDS[n] if isinstance(n, int) else n] for n in names}
    answer = clients("county").get(f"{ISSUES}?{query}")

    assert numbers_of(answer) == wanted
    assert answer.json()["total"] == len(wanted)


BAD = {
    "bbox=1,2,3": "bbox",
    "bbox=a,b,c,d": "bbox",
    "bbox=nan,0,1,1": "bbox",
    "bbox=inf,0,1,1": "bbox",
    "bbox=2,0,1,1": "bbox",
    "bbox=0,2,1,1": "bbox",
    "bbox=39.8,110.3,39.9,110.4": "bbox",
    "bbox=0,0,200,1": "bbox",
    "category=ufo": "category",
    "channel=pigeon": "channel",
    "stage=nowhere": "stage",
    "light=blue": "light",
    "from=yesterday": "from",
    "from=2026-02-30": "from",
    "limit=0": "limit",
    "limit=1001": "limit",
    "limit=many": "limit",
    "cursor=x": "cursor",
    "f=xml": "f",
    f"grid={'1' * 33}": "grid",
}


def cursor(value):
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@pytest.mark.parametrize(("query", "field"), BAD.items())
def test_a_filter_that_cannot_be_read_is_refused_by_name(clients, query, field):
    answer = clients("county").get(f"{ISSUES}?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in [one["field"] for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    "inside",
    [
        b"[]",
        b"1",
        b'["2026-03-20T00:00:00+08:00", null]',
        b'["2026-03-20T00:00:00", 1]',
        b'["2026-03-20T00:00:00+08:00", 1e400]',
        b'["2026-03-20T00:00:00+08:00", 1%s]' % (b"0" * 30),
        b"[" * 30_000,
        b"\xff\xfe",
    ],
)
def test_a_forged_cursor_is_refused(clients, inside):
    answer = clients("county").get(f"{ISSUES}?cursor={cursor(inside)}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize("limit", [1, 3, 8, 9])
def test_pages_hold_every_issue_once(clients, filed, limit):
    seen, more = [], ""
    while more is not None:
        body = clients("county").get(ISSUES, params={"limit": limit, "cursor": more}).json()
        assert len(body["items"]) <= limit
        assert body["total"] == len(filed)
        seen += [item["number"] for item in body["items"]]
        more = body["next"]

    assert sorted(seen) == sorted(filed.values())


@pytest.mark.parametrize("path", REGISTERS)
@pytest.mark.parametrize("limit", [1, 4, 1000])
def test_pages_of_registers_hold_every_row_once(clients, path, limit):
    key = {"grids": "code", "households": "number", "agents": "id"}[path.rsplit("/", 1)[1]]
    seen, more = [], ""
    while more is not None:
        asked = {"limit": limit} | ({"cursor": more} if more else {})
        body = clients("county").get(path, params=asked).json()
        seen += [item[key] for item in body["items"]]
        more = body["next"]

    assert len(seen) == len(set(seen)) == body["total"]
    assert seen == sorted(seen)


@pytest.mark.parametrize("by_header", [True, False])
def test_issues_come_as_geojson_with_those_without_position(clients, small, filed, by_header):
    asked = {"Accept": "application/geo+json"} if by_header else {}
    answer = clients("county").get(ISSUES + ("" if by_header else "?f=geojson"), headers=asked)

    body = answer.json()
    places = [one["geometry"] for one in body["features"]]
    assert answer.headers["content-type"] == "application/geo+json"
    assert (body["type"], body["total"]) == ("FeatureCollection", 8)
    assert places.count(None) == 1
    assert {"type": "Point", "coordinates": list(small.middle(small.GRIDS[0]))} in places


def test_f_goes_before_accept(clients, filed):
    answer = clients("county").get(f"{ISSUES}?f=json", headers={"Accept": "application/geo+json"})

    assert answer.headers["content-type"] == "application/json"


def test_grids_and_households_come_as_geojson(clients, small):
    grids = clients("planner").get(f"{REGISTERS[0]}?f=geojson").json()
    homes = clients("county").get(f"{REGISTERS[1]}?f=geojson&purpose=place").json()
    one = clients("planner").get(f"{REGISTERS[0]}/{small.GRIDS[0]}?f=geojson").json()

    assert {feature["geometry"]["type"] for feature in grids["features"]} == {"MultiPolygon"}
    assert {feature["geometry"]["type"] for feature in homes["features"]} == {"Point"}
    assert one["properties"]["code"] == small.GRIDS[0]


ROWS_SEEN = {  # grids, households, agents
    "agent": (1, 6, 1),
    "township": (4, 28, 3),
    "county": (6, 40, 4),
    "screener": (6, 40, 4),
    "planner": (6, None, 4),
    "admin": (6, None, 4),
}


@pytest.mark.parametrize(("role", "path"), list(product(ROWS_SEEN, REGISTERS)))
def test_a_role_sees_its_own_part_of_a_register(clients, role, path):
    expected = ROWS_SEEN[role][REGISTERS.index(path)]
    answer = clients(role).get(path)

    if expected is None:
        assert answer.status_code == 403
    else:
        assert len(answer.json()["items"]) == answer.json()["total"] == expected


def test_a_grid_that_is_not_ones_own_is_like_none(clients, small):
    answers = [clients("agent").get(f"{REGISTERS[0]}/{code}") for code in (small.GRIDS[1], "none")]

    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json()["type"] == answers[1].json()["type"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("/households?grid=150699100201001", 6),
        ("/households?region=150699101201", 12),
        ("/agents?grid=150699100202001", 2),
        ("/agents?region=150699101000", 1),
        ("/grids?region=150699100000", 4),
        ("/grids?region=150699100202", 2),
    ],
)
def test_registers_can_be_asked_by_grid_and_region(clients, query, count):
    body = clients("county").get(f"/api/v1{query}").json()

    assert len(body["items"]) == body["total"] == count


@pytest.mark.parametrize(
    "path",
    [
        f"{ISSUES}/%00",
        f"{ISSUES}/a%00b",
        f"{ISSUES}?grid=%00",
        f"{ISSUES}?region=a%00b",
        f"{ISSUES}?cursor=%00",
        f"{ISSUES}/%ff",
        f"{ISSUES}/{'9' * 5000}",
        "/api/v1/grids/%00",
        "/api/v1/grids?cursor=%00",
        "/api/v1/households?grid=%00",
        "/api/v1/households?region=%00",
        f"/api/v1/agents?cursor={'9' * 30}",
        "/api/v1/agents?grid=%00",
        "/api/v1/nothing",
    ],
)
def test_hostile_addresses_are_answered_with_a_problem_or_nothing(clients, path):
    answer = clients("county").get(path)

    assert answer.status_code in {200, 404, 422}
    if answer.status_code == 200:
        assert set(json.loads(answer.text)) >= {"items", "total"}
    else:
        assert answer.headers["content-type"] == "application/problem+json"
