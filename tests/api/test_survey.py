"""The survey of houses over HTTP: who finds which, what it changes, and what sent twice does."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import geopandas as gpd
import pytest
from shapely import box
from sqlalchemy import text

from api.house_table import house_table
from api.texts import negotiate, texts_in
from data.imports.households import import_households
from data.layers import BUILDINGS, add_features
from data.session import make_sessions, transaction
from data.survey import SurveyedHouse
from dispatch.vocabulary import Datum, Scheme

PATH = "/api/v1/survey"
NEW = ("NEW1", "NEW2", "NEW3")
FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def houses(county_engine, small):
    """Three households of village A and one of B without a point, the last of them hostile."""
    cells = [
        {"number": one, "village_code": small.A, "head": "新来户", "group": "一组"} for one in NEW
    ]
    cells += [{"number": "B1", "village_code": small.B, "head": FORMULA}]
    known = {"scheme": Scheme.CN12, "day": small.DAY, "datum": Datum.WGS84}
    with transaction(make_sessions(county_engine)) as session:
        assert import_households(session, small.rows_of(cells), **known).added == 4
    yield
    with county_engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("household_position", "membership", "household_contact"):
            connection.execute(text(f"DELETE FROM {table} WHERE household_id IN ({_OURS})"))
        connection.execute(text(f"DELETE FROM household WHERE id IN ({_OURS})"))


_OURS = "SELECT id FROM household WHERE number IN ('NEW1', 'NEW2', 'NEW3', 'B1')"


@pytest.fixture
def survey(client, county, houses):
    """A county where nobody has found these four yet, and a client of a role on it."""
    with county.begin() as connection:
        for table in ("household_position", "membership"):
            connection.execute(text(f"DELETE FROM {table} WHERE household_id IN ({_OURS})"))
        connection.execute(
            text(
                "UPDATE household SET place = NULL, method = NULL, accuracy_m = NULL "
                f"WHERE id IN ({_OURS})"
            )
        )
    return client


def find(client, household, place, key=None, **more):
    lon, lat = place
    body = {"household": household, "lon": lon, "lat": lat, "accuracy_m": 6.0, **more}
    body["key"] = str(key or uuid4())
    return client.post(f"{PATH}/positions", json=body)


def rows(engine, query):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def listed(client, query=""):
    answer = client.get(f"{PATH}/houses?limit=1000{query}")
    assert answer.status_code == 200, answer.text
    return {item["number"]: item for item in answer.json()["items"]}


def test_an_agent_is_told_of_his_houses_and_of_those_nobody_found_in_his_village(survey, small):
    seen = listed(survey("agent"))

    own = {small.home(small.GRIDS[0], n) for n in range(small.HOMES_A_GRID)}
    assert set(seen) == own | set(NEW)
    assert seen["NEW1"]["head"] == "新来户"
    assert (seen["NEW1"]["found"], seen["NEW1"]["lon"]) == (False, None)
    assert seen[min(own)]["found"]
    assert seen[min(own)]["lon"] is not None


def test_a_desk_is_told_of_its_region_without_names_and_places(survey, small):
    seen = listed(survey("township"), "&without=point")

    assert set(seen) == {*NEW, "B1"}
    assert "新来户" not in str(seen)
    everything = listed(survey("township"))
    assert all(item["lon"] is None for item in everything.values())


def test_the_list_is_paged_and_searched(survey):
    agent = survey("agent")
    first = agent.get(f"{PATH}/houses?without=point&limit=2").json()
    second = agent.get(f"{PATH}/houses?without=point&limit=2&cursor={first['next']}").json()

    assert [item["number"] for item in first["items"] + second["items"]] == list(NEW)
    assert (first["total"], second["next"]) == (3, None)
    assert set(listed(agent, "&words=new2")) == {"NEW2"}
    assert set(listed(agent, "&words=新来")) == set(NEW)
    assert listed(survey("township"), "&words=新来") == {}


def test_a_house_that_is_found_joins_its_grid_and_is_kept_with_how_it_was_found(
    survey, county, small
):
    answer = find(survey("agent"), "NEW1", small.middle(small.GRIDS[1]), accuracy_m=12.5)

    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "household": "NEW1",
        "grid": small.GRIDS[1],
        "joined": True,
        "shown": True,
        "accuracy_m": 12.5,
        "quality": "usable",
        "warnings": [],
        "issues_moved": 0,
    }
    kept = rows(
        county,
        "SELECT h.method, p.method, p.accuracy_m, a.username, p.found_on::text"
        " FROM household h JOIN household_position p ON p.household_id = h.id"
        " JOIN account a ON a.id = p.made_by WHERE h.number = 'NEW1'",
    )
    assert kept == [("survey", "survey", 12.5, "agent", "2026-03-20")]
    told = rows(
        county,
        "SELECT verb, role, details ->> 'grid' FROM audit_entry WHERE object_kind = 'household'"
        " ORDER BY at DESC, id DESC LIMIT 1",
    )
    assert told == [("change", "agent", small.GRIDS[1])]


def test_sent_twice_it_is_kept_once_and_answered_alike(survey, county, small):
    key, agent = uuid4(), survey("agent")
    first, again = (find(agent, "NEW1", small.middle(small.GRIDS[0]), key) for _ in range(2))
    other = find(agent, "NEW2", small.middle(small.GRIDS[0]), key)

    assert (first.status_code, again.json()) == (201, first.json())
    assert other.status_code == 422
    assert rows(county, "SELECT count(*) FROM household_position") == [(1,)]


def test_what_is_odd_is_kept_and_said(survey, small):
    agent = survey("agent")
    poor = find(agent, "NEW1", small.middle(small.GRIDS[0]), accuracy_m=31).json()
    abroad = find(agent, "NEW2", small.middle(small.GRIDS[3])).json()
    nowhere = find(agent, "NEW3", small.IN_NO_GRID).json()

    assert [one["code"] for one in poor["warnings"]] == ["poor"]
    assert [one["code"] for one in abroad["warnings"]] == ["other-village"]
    assert (abroad["grid"], abroad["joined"]) == (small.GRIDS[3], True)
    assert [one["code"] for one in nowhere["warnings"]] == ["outside-grids"]
    assert (nowhere["grid"], nowhere["shown"]) == (None, True)
    [village] = agent.get(f"{PATH}/progress").json()["items"]
    assert {k: village[k] for k in ("households", "found", "poor", "outside")} == {
        "households": 13,  # six of his grid, four that are in none, three that he found
        "found": 13,
        "poor": 1,
        "outside": 6,
    }


def test_the_list_of_doubtful_points_is_what_the_progress_counts(survey, small):
    secretary = survey("secretary")
    find(secretary, "NEW1", small.middle(small.GRIDS[0]), accuracy_m=31)
    find(secretary, "NEW2", small.middle(small.GRIDS[0]), accuracy_m=30)
    find(secretary, "NEW3", small.IN_NO_GRID)

    again = listed(secretary, "&without=good-point")

    assert set(again) == {"NEW1", "NEW3", *(f"LONE{n}" for n in range(4))}
    [village] = secretary.get(f"{PATH}/progress").json()["items"]
    assert (village["poor"], village["outside"], village["households"]) == (1, 5, 19)


NOT_THEIRS = {
    "another village": ("agent", "B1"),
    "a house of another grid": ("agent", "H{}00"),
    "another township": ("township", "C"),
    "nobody's": ("agent", "no such number"),
}


@pytest.mark.parametrize("case", NOT_THEIRS)
def test_a_house_that_is_not_theirs_does_not_exist(survey, small, county, case):
    role, number = NOT_THEIRS[case]
    number = small.home(small.GRIDS[4]) if number == "C" else number
    number = number.format(small.GRIDS[1][-9:])

    answer = find(survey(role), number, small.middle(small.GRIDS[0]))

    assert answer.status_code == 404
    assert rows(county, "SELECT count(*) FROM household_position") == [(0,)]


def test_an_agent_finds_again_today_what_he_found_in_another_grid(survey, small, county):
    agent, place = survey("agent"), small.middle(small.GRIDS[1])
    find(agent, "NEW1", place)
    again = find(agent, "NEW1", small.middle(small.GRIDS[0]))

    assert again.status_code == 201
    assert again.json()["grid"] == small.GRIDS[0]
    assert rows(county, "SELECT count(*) FROM household_position") == [(2,)]


def test_many_who_find_one_house_at_once_leave_it_in_one_grid(survey, county, small):
    places = [small.middle(grid) for grid in small.GRIDS[:2]] * 4
    secretary = survey("secretary")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda place: find(secretary, "NEW1", place), places))

    assert {answer.status_code for answer in answers} == {201}
    assert rows(county, "SELECT count(*) FROM household_position") == [(8,)]
    [(grid, covered)] = rows(
        county,
        "SELECT m.grid_code, ST_Covers(v.shape, h.place) FROM household h"
        " JOIN membership m ON m.household_id = h.id AND m.valid_to IS NULL"
        " JOIN grid_version v ON v.grid_code = m.grid_code WHERE h.number = 'NEW1'",
    )
    assert (grid in small.GRIDS[:2], covered) == (True, True)


MALFORMED = {
    "no place": {},
    "half a place": {"lon": 110.3},
    "words": {"lon": "east", "lat": 39.8},
    "not on the globe": {"lon": 181.0, "lat": 39.8},
    "negative accuracy": {"lon": 110.3, "lat": 39.8, "accuracy_m": -1.0},
    "an import": {"lon": 110.3, "lat": 39.8, "method": "import"},
    "a footprint and a place": {"lon": 110.3, "lat": 39.8, "method": "footprint", "footprint": 1},
    "a footprint without one": {"lon": 110.3, "lat": 39.8, "method": "footprint"},
    "a day without a zone": {"lon": 110.3, "lat": 39.8, "found_at": "2026-03-20T09:00:00"},
    "something else": {"lon": 110.3, "lat": 39.8, "colour": "red"},
    "swapped": {"lon": 39.804, "lat": 110.304},
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_malformed_is_refused(survey, case):
    answer = survey("agent").post(
        f"{PATH}/positions", json={"household": "NEW1", **MALFORMED[case]}
    )

    assert answer.status_code == 422, answer.text


def test_a_place_far_from_the_county_is_a_mistake(survey):
    answer = find(survey("agent"), "NEW1", (113.5, 41.5))

    assert answer.status_code == 409
    assert "km from the village" in answer.json()["detail"]


def test_a_shifted_datum_is_turned_to_wgs84(survey, county, small):
    answer = find(survey("agent"), "NEW1", (110.311, 39.8065), datum="gcj02")

    assert answer.json()["grid"] == small.GRIDS[0]
    [(datum, lon)] = rows(
        county, "SELECT source_datum, ST_X(place) FROM household WHERE number = 'NEW1'"
    )
    assert (datum, lon < 110.308) == ("gcj02", True)


def test_what_was_found_offline_earlier_does_not_undo_what_was_found_since(survey, small):
    agent = survey("agent")
    find(agent, "NEW1", small.middle(small.GRIDS[0]))
    late = find(
        agent, "NEW1", small.middle(small.GRIDS[1]), found_at="2026-03-18T09:00:00+08:00"
    ).json()
    future = find(
        agent, "NEW1", small.middle(small.GRIDS[1]), found_at="2027-01-01T09:00:00+08:00"
    ).json()

    assert (late["shown"], late["grid"]) == (False, small.GRIDS[0])
    assert (future["shown"], future["grid"]) == (True, small.GRIDS[1])


@pytest.fixture
def building(county, small):
    """Id of a building of village A, an L whose middle lies outside it."""
    west, south, *_ = small.square(small.GRIDS[0]).bounds
    wings = box(west, south, west + 0.004, south + 0.0004).union(
        box(west, south, west + 0.0004, south + 0.004)
    )
    frame = gpd.GeoDataFrame({"name": ["L"]}, geometry=[wings], crs="EPSG:4326")
    with transaction(make_sessions(county)) as session:
        add_features(session, BUILDINGS, frame, small.DAY)
    [(one,)] = rows(county, "SELECT id FROM layer_feature WHERE layer = 'building'")
    yield one
    with county.begin() as connection:
        connection.execute(text("UPDATE household_position SET footprint_id = NULL"))
        connection.execute(text("DELETE FROM layer_feature WHERE layer = 'building'"))


def test_a_house_is_found_by_the_building_that_was_pointed_at(survey, county, small, building):
    body = {"household": "NEW1", "method": "footprint", "footprint": building}
    answer = survey("agent").post(f"{PATH}/positions", json=body)
    unknown = survey("agent").post(f"{PATH}/positions", json={**body, "footprint": 10**9})

    assert (answer.status_code, unknown.status_code) == (201, 404)
    assert (answer.json()["grid"], answer.json()["quality"]) == (small.GRIDS[0], "good")
    inside = rows(
        county,
        "SELECT ST_Covers(f.shape, h.place), h.method FROM layer_feature f, household h"
        f" WHERE f.id = {building} AND h.number = 'NEW1'",
    )
    assert inside == [(True, "footprint")]


def test_open_issues_go_with_their_household_and_say_why(survey, county, small, file_with):
    filed = file_with(household="NEW1", place=None)
    before = survey("county").get(f"/api/v1/issues/{filed['number']}").json()
    find(survey("agent"), "NEW1", small.middle(small.GRIDS[0]))
    after = survey("agent").get(f"/api/v1/issues/{filed['number']}").json()

    assert (before["grid"], before["level"]) == (None, "township")  # which has no secretary
    assert before["placement"]["reason"]["code"] in {"household-nowhere", "placed"}
    assert (after["grid"], after["level"]) == (small.GRIDS[0], "grid")
    assert after["agent"]["name"] == "田秀英"
    assert (after["placement"]["lon"], after["placement"]["lat"]) == small.middle(small.GRIDS[0])
    assert "位置已采集" in after["reason"]["text"]
    steps = rows(county, "SELECT verb, reason_code FROM issue_event ORDER BY id DESC LIMIT 1")
    assert steps == [("assigned", "holder")]


def test_closed_issues_stay_where_they_are(survey, county, small, file_with):
    filed = file_with(household="NEW1", place=None)
    with county.begin() as connection:
        connection.execute(
            text("UPDATE issue SET closed_at = now(), version = version + 1 WHERE number = :n"),
            {"n": filed["number"]},
        )
    answer = find(survey("agent"), "NEW1", small.middle(small.GRIDS[0]))

    assert answer.json()["issues_moved"] == 0
    assert rows(county, "SELECT grid_code, place FROM issue") == [(None, None)]


def test_the_table_opens_in_a_spreadsheet_without_running_and_is_read_back(survey, small):
    answer = survey("county").get(f"{PATH}/houses?village={small.B}&without=point&f=csv")

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["number"], row["village_code"]) for row in table] == [("B1", small.B)]
    own = survey("secretary").get(f"{PATH}/houses?without=point&f=csv").content.decode("utf-8-sig")
    assert "新来户" in own


def test_no_cell_of_the_table_is_a_formula():
    house = SurveyedHouse(1, "-x", FORMULA, None, "@g", True, None, False, None, None, None, None)  # noqa: FBT003
    table = house_table([house], texts_in(negotiate(None, None, "en"))).decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(table))
    assert [row[name][0] for name in ("number", "head", "group")] == ["'", "'", "'"]


@pytest.mark.parametrize("role", ["screener", "handler", "planner", "admin", "auditor", "leader"])
def test_others_have_no_survey(survey, role, small):
    client = survey(role)

    assert client.get(f"{PATH}/progress").status_code == 403
    assert client.get(f"{PATH}/houses").status_code == 403
    assert find(client, "NEW1", small.middle(small.GRIDS[0])).status_code == 403
