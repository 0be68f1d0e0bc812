"""A held report: two numbers for who filed it, nothing for anybody below the county desk."""

from uuid import uuid4

import pytest

ACCUSING = {
    "category": {"category": "cadre-conduct"},
    "channel": {"channel": "accusation"},
    "kind": {"kind": "accusation"},
    "text": {"text": "村支书贪污了低保款"},
    "name": {"text": "田秀英对我们不公平，一直偏心"},
}
BELOW = ("agent", "township")
ABOVE = ("county", "screener")


@pytest.fixture(scope="module")
def held(clients, small, empty_county):
    """Answer to one held report beside one open one, both in the agent's grid."""
    empty_county()
    lon, lat = small.middle(small.GRIDS[0])
    body = {"text": "路坏了", "category": "roads", "channel": "online"}
    body |= {"place": {"lon": lon, "lat": lat}}
    clients("township").post("/api/v1/issues", json=body)
    accusation = {**body, **ACCUSING["category"], "text": "说说村里的事", "key": str(uuid4())}
    return clients("township").post("/api/v1/issues", json=accusation).json()


@pytest.mark.parametrize("sign", ACCUSING)
@pytest.mark.parametrize("role", [*BELOW, *ABOVE])
def test_a_held_report_answers_two_numbers_and_nothing_else(file_with, sign, role):
    answer = file_with(role, **ACCUSING[sign])

    told = {name for name, value in answer.items() if value is not None}
    assert told == {"number", "tracking_code", "reason"}
    assert (answer["reason"]["code"], answer["reason"]["params"]) == ("received", {})


@pytest.mark.parametrize("role", BELOW)
def test_below_the_county_a_held_report_is_like_one_that_never_was(clients, held, role):
    unknown = clients(role).get("/api/v1/issues/2026-0000-0000")
    answer = clients(role).get(f"/api/v1/issues/{held['number']}")

    assert answer.status_code == unknown.status_code == 404
    assert answer.text.replace(held["number"], "2026-0000-0000") == unknown.text
    for one in (answer, unknown):
        one.headers.pop("x-request-id")
    assert answer.headers == unknown.headers


@pytest.mark.parametrize(
    "query",
    [
        "",
        "f=geojson",
        "bbox=110.30,39.80,110.31,39.81",
        "grid={grid}",
        "region=150699100201",
        "category=cadre-conduct",
        "channel=online",
        "stage=collect",
        "light=green",
        "from=2026-03-20&to=2026-03-20",
        "limit=1",
    ],
)
@pytest.mark.parametrize("role", BELOW)
def test_below_the_county_no_list_count_or_map_has_it(clients, small, held, role, query):
    answer = clients(role).get(f"/api/v1/issues?{query}".format(grid=small.GRIDS[0]))

    body = answer.json()
    rows = body.get("items", body.get("features"))
    assert answer.status_code == 200
    assert held["number"] not in answer.text
    assert body["total"] == len(rows) == (0 if "conduct" in query else 1)
    assert body["next"] is None


@pytest.mark.parametrize("role", ABOVE)
def test_the_county_desk_and_its_screener_see_it(clients, held, role):
    listed = clients(role).get("/api/v1/issues").json()
    one = clients(role).get(f"/api/v1/issues/{held['number']}")

    assert held["number"] in [item["number"] for item in listed["items"]]
    assert listed["total"] == len(listed["items"]) >= 2
    assert (one.status_code, one.json()["held"]) == (200, True)
    assert one.json()["agent"] is None


@pytest.mark.parametrize("role", ["planner", "admin"])
@pytest.mark.parametrize("path", ["", "/{number}"])
def test_who_may_read_no_issue_at_all_learns_nothing_of_it(clients, held, role, path):
    answer = clients(role).get("/api/v1/issues" + path.format(number=held["number"]))

    assert answer.status_code == 403
    assert held["number"] not in answer.text


def test_a_retry_gets_the_same_two_numbers(clients, small):
    body = {"text": "说说村里的事", "category": "cadre-conduct", "channel": "visit"}
    body["key"] = str(uuid4())
    first, second = (clients("agent").post("/api/v1/issues", json=body) for _ in range(2))

    assert first.json() == second.json()


@pytest.mark.parametrize("role", BELOW)
def test_no_register_shows_that_it_exists(clients, small, held, role):
    paths = ("/grids", f"/grids/{small.GRIDS[0]}", "/households", "/agents")
    answers = [clients(role).get(f"/api/v1{path}") for path in paths]

    assert [one.status_code for one in answers] == [200] * 4
    assert all(held["number"] not in one.text for one in answers)
