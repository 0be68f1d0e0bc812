"""Sessions of talk rooms and rounds through the API, and what is brought in at them."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from data.tables import Issue


@pytest.fixture
def talk_room(county, small):
    """A talk room in village A and a station beside it; answers their ids."""
    query = text(
        "INSERT INTO office (region_code, name, kind, valid_from)"
        " VALUES (:region, '石窑沟说事室', 'talk-room', '2025-01-01'),"
        " (:region, '石窑沟站', 'station', '2025-01-01') RETURNING id"
    )
    with county.begin() as connection:
        ids = [row.id for row in connection.execute(query, {"region": small.A})]
    yield ids
    with county.begin() as connection:
        connection.execute(text("DELETE FROM sitting WHERE office_id = ANY (:ids)"), {"ids": ids})
        connection.execute(text("DELETE FROM office WHERE id = ANY (:ids)"), {"ids": ids})


def test_a_session_is_opened_once_however_often_it_is_sent(client, open_sitting, talk_room):
    key = str(uuid4())

    first = open_sitting(key=key, office=talk_room[0], place=None)
    again = open_sitting(key=key, office=talk_room[0], place=None)
    other = open_sitting(key=key, office=talk_room[0], place="别处")

    assert (first.status_code, again.json(), other.status_code) == (201, first.json(), 422)
    assert first.json()["office_name"] == "石窑沟说事室"
    assert (first.json()["held_by"], first.json()["issues"]) == ("示例secretary", 0)
    listed = client("secretary").get("/api/v1/sittings").json()
    assert ([one["id"] for one in listed["items"]], listed["total"]) == ([first.json()["id"]], 1)


def test_issues_of_a_session_are_counted_for_who_may_see_them(client, open_sitting, file_with):
    sitting = open_sitting().json()["id"]
    for text_, category in (("路坏了", "roads"), ("井干了", "water"), ("村干部私分补偿款", None)):
        file_with("secretary", sitting=sitting, channel="talk-room", text=text_, category=category)

    told = {
        role: client(role).get(f"/api/v1/sittings/{sitting}").json()["issues"]
        for role in ("secretary", "township", "county")
    }

    assert told == {"secretary": 2, "township": 2, "county": 3}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"region": "150699101201"}, "region", id="a village of others"),
        pytest.param({"region": "150699000000"}, "region", id="the whole county"),
        pytest.param({"region": "no code"}, "region", id="no region"),
        pytest.param({"held_on": "2026-03-21"}, "held_on", id="a day to come"),
        pytest.param({"held_on": "1990-03-21"}, "held_on", id="a day long gone"),
        pytest.param({"place": None}, "body", id="no place"),
        pytest.param({"kind": "inspection", "office": 1}, "body", id="a round at an office"),
        pytest.param({"office": 2**62}, "office", id="no such office"),
        pytest.param({"note": "事" * 4_001}, "note", id="a note too long"),
        pytest.param({"kind": "party"}, "kind", id="no kind"),
    ],
)
def test_a_session_that_cannot_be_is_refused_with_its_field(open_sitting, changes, field):
    answer = open_sitting(**changes)

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_an_office_that_is_no_talk_room_is_refused(open_sitting, talk_room):
    assert open_sitting(office=talk_room[1]).status_code == 422


def test_who_files_no_issues_holds_no_sessions(client, open_sitting):
    roles = ("handler", "planner", "leader", "admin", "auditor", "integration")

    assert {open_sitting(role).status_code for role in roles} == {403}
    assert {client(role).get("/api/v1/sittings").status_code for role in roles} == {403}


def test_a_session_is_seen_in_its_region_and_by_who_holds_it(client, open_sitting, small):
    held = {
        "agent": open_sitting("agent", kind="inspection").json()["id"],
        "county": open_sitting("county", region=small.C).json()["id"],
    }

    told = {
        (role, held_by): client(role).get(f"/api/v1/sittings/{number}").status_code
        for role in ("agent", "secretary", "township", "county")
        for held_by, number in held.items()
    }

    assert {who for who, status in told.items() if status == 200} == {
        ("agent", "agent"),
        ("secretary", "agent"),
        ("township", "agent"),
        ("county", "agent"),
        ("county", "county"),
    }
    assert set(told.values()) == {200, 404}


@pytest.mark.parametrize("number", [None, 2**62], ids=["of others", "of nobody"])
def test_an_issue_is_not_brought_in_at_a_session_one_cannot_see(
    client, open_sitting, small, county, number
):
    sitting = number or open_sitting("county", region=small.C).json()["id"]
    body = {"text": "路坏了", "category": "roads", "channel": "talk-room", "sitting": sitting}

    answer = client("secretary").post("/api/v1/issues", json=body)

    assert answer.status_code == 404
    with county.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM issue")) == 0


@pytest.mark.parametrize(
    ("role", "status"), [("agent", 404), ("integration", 404), ("township", 201)]
)
def test_an_issue_joins_a_session_of_others_only_where_its_region_is_seen(
    client, open_sitting, role, status
):
    sitting = open_sitting("secretary").json()["id"]
    body = {"text": "路坏了", "category": "roads", "channel": "talk-room", "sitting": sitting}
    channel = {"channel": "hotline"} if role == "integration" else {}

    answer = client(role).post("/api/v1/issues", json=body | channel)

    assert answer.status_code == status


def test_an_issue_keeps_the_session_it_was_brought_in_at(open_sitting, file_with, rows_of):
    sitting = open_sitting("agent", kind="inspection").json()["id"]

    issue = file_with("agent", sitting=sitting, channel="inspection")

    assert rows_of(issue["number"], Issue)[0].sitting_id == sitting


def test_the_list_is_read_page_by_page(client, open_sitting):
    made = [open_sitting(place=f"第{n}处").json()["id"] for n in range(3)]
    reader = client("secretary")

    first = reader.get("/api/v1/sittings", params={"limit": 2}).json()
    last = reader.get("/api/v1/sittings", params={"limit": 2, "cursor": first["next"]}).json()

    assert [one["id"] for one in first["items"] + last["items"]] == made[::-1]
    assert (first["total"], last["next"]) == (3, None)
