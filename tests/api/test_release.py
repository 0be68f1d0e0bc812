"""The screener's release and the way back into quarantine, over HTTP."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.tables import Assignment, AuditEntry, IssueEvent, Party, PartyContact

UNKNOWN = "2026-0000-0000"
NO_HOLD = ("agent", "secretary", "township", "handler", "planner", "supervisor", "leader")
NO_HOLD = (*NO_HOLD, "admin", "auditor", "integration")
NO_RELEASE = (*NO_HOLD, "county")


@pytest.fixture
def held(file_issue):
    """Number of a report in quarantine, in the grid of the agent."""
    return file_issue(text="说说村里的事", category="cadre-conduct", channel="visit")["number"]


@pytest.fixture
def opened(file_issue):
    """Number of an ordinary report, with the agent of its grid."""
    return file_issue()["number"]


@pytest.fixture
def send(send_edit):
    """Send a decision, as the screener if nobody else is named."""

    def post(number, what="release", *, role="screener", **more):
        return send_edit(number, what, role=role, **more)

    return post


def sees(client, role, number):
    return client(role).get(f"/api/v1/issues/{number}").status_code == 200


def accusing(*accused, **more):
    return {"outcome": "accusation", "accused": list(accused), **more}


ORDINARY = {"outcome": "ordinary"}


def test_an_ordinary_matter_goes_to_the_agent_of_its_grid(client, send, held, rows_of):
    clocks = client("screener").get(f"/api/v1/issues/{held}").json()["clocks"]

    answer = send(held, body=ORDINARY).json()

    seen = client("agent").get(f"/api/v1/issues/{held}").json()
    assert (answer["released"], answer["visible"], answer["version"]) == (True, True, 2)
    assert (seen["level"], seen["agent"]["name"], seen["kind"]) == ("grid", "田秀英", "claim")
    assert (seen["held"], seen["clocks"]) == (False, clocks)
    assert seen["reason"]["code"] == "holder"
    assert rows_of(held)[0].barred is None
    assert [one.verb for one in rows_of(held, IssueEvent)][-2:] == ["released", "assigned"]


def test_the_stored_answer_of_a_held_report_stays_as_silent_as_it_was(client, send, empty_county):
    empty_county()
    body = {"text": "说说村里的事", "category": "cadre-conduct", "channel": "visit"}
    body["key"] = str(uuid4())
    first = client("township").post("/api/v1/issues", json=body).json()
    send(first["number"], body=ORDINARY)

    assert client("township").post("/api/v1/issues", json=body).json() == first


def test_an_accusation_of_an_agent_goes_to_the_township(client, send, held, rows_of, small, county):
    with Session(county) as session:
        agent = small.agent_id(session, "田秀英")

    answer = send(held, body=accusing({"agent": agent}, note="请乡里核查")).json()

    issue, (party,) = rows_of(held)[0], rows_of(held, Party)
    assert (answer["level"], answer["region"], answer["visible"]) == ("township", small.NORTH, True)
    assert (issue.level, issue.agent_id, issue.kind) == ("township", None, "accusation")
    assert {f"a:{agent}", f"r:{small.A}", "l:agent", "l:secretary"} <= set(issue.barred)
    assert (party.kind, party.agent_id) == ("accused", agent)
    (desk,) = [one for one in rows_of(held, Assignment) if one.ended_at is None]
    assert (desk.level, desk.region_code, desk.agent_id) == ("township", small.NORTH, None)
    assert [sees(client, role, held) for role in ("agent", "secretary", "integration")] == [
        False
    ] * 3
    assert [sees(client, role, held) for role in ("township", "county", "screener")] == [True] * 3


@pytest.mark.parametrize(
    ("accused", "level", "unseen", "seen"),
    [
        ({"region": "A"}, "township", ("agent", "secretary"), ("township", "county", "leader")),
        ({"account": "secretary"}, "township", ("secretary",), ("township", "county")),
        ({"region": "NORTH"}, "county", ("agent", "township"), ("county", "supervisor")),
        ({"account": "township"}, "county", ("township", "secretary"), ("county", "leader")),
        ({"unit": "natural-resources"}, "county", ("handler", "township"), ("county", "leader")),
        ({"name": "某矿业公司"}, "county", ("agent", "township"), ("county", "screener")),
        ({"name": "某会计", "region": "A"}, "township", ("secretary",), ("township", "county")),
    ],
    ids=["village", "secretary", "township", "desk", "unit", "stranger", "in-words"],
)
def test_it_is_kept_from_whom_it_accuses_and_taken_above_them(
    client, send, held, small, accused, level, unseen, seen
):
    if "region" in accused:
        accused = {**accused, "region": getattr(small, accused["region"])}

    answer = send(held, body=accusing(accused)).json()

    assert answer["level"] == level
    assert [role for role in unseen if sees(client, role, held)] == []
    assert [role for role in seen if not sees(client, role, held)] == []


@pytest.mark.parametrize("accused", [{"region": "150699000000"}, {"account": "county"}])
def test_what_accuses_the_county_leaves_it_and_says_so_first(client, send, held, accused, rows_of):
    answer = send(held, body=accusing(accused))

    assert answer.status_code == 200
    assert (answer.json()["level"], answer.json()["visible"]) == ("above", False)
    assert rows_of(held)[0].level == "above"
    roles = ("agent", "township", "county", "screener", "supervisor", "leader", "planner")
    assert [role for role in roles if sees(client, role, held)] == []
    assert send(held, body=accusing(accused), version='"2"').status_code == 404


def test_a_name_of_no_register_is_kept_where_it_can_be_erased(send, held, rows_of, county):
    send(held, body=accusing({"name": "某矿业公司"}, {"region": "150699100201"}))

    parties = rows_of(held, Party)
    with Session(county) as session:
        names = session.execute(select(PartyContact.party_id, PartyContact.name)).all()
    assert [one.region_code for one in parties] == [None, "150699100201"]
    assert names == [(parties[0].id, "某矿业公司")]


def test_history_and_record_hold_codes_and_no_name(send, held, rows_of, county):
    send(held, body=accusing({"name": "某矿业公司"}, note="请核查某矿业公司"))

    event = rows_of(held, IssueEvent)[-1]
    with Session(county) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.object_id == held)).all()
    (entry,) = [one for one in entries if one.verb == "release"]
    assert (event.verb, event.reason_code, event.level) == ("released", "above-accused", "county")
    assert event.reason_params == {"version": 2}
    assert event.note_digest is not None
    assert entry.details == {"outcome": "accusation", "level": "county", "parties": 1, "version": 2}


def test_who_takes_it_reads_the_note_and_the_accused_do_not(client, page_client, send, held, small):
    send(held, body=accusing({"region": small.A}, note="请乡里核查此事"))

    taker = page_client("township").get(f"/desk/issues/{held}", headers={"accept": "text/html"})
    assert "请乡里核查此事" in taker.text
    assert not sees(client, "secretary", held)


def test_an_open_issue_that_is_held_is_gone_below_the_county(client, send, opened, rows_of):
    before = client("agent").get(f"/api/v1/issues/{opened}").status_code
    roles = ("agent", "secretary", "township", "supervisor", "leader", "integration")

    answer = send(opened, "hold", role="county").json()

    issue = rows_of(opened)[0]
    assert before == 200
    assert (answer["released"], answer["level"], answer["version"]) == (False, "county", 2)
    assert (issue.held, issue.level, issue.agent_id) == (True, "county", None)
    assert all(one.ended_at is not None for one in rows_of(opened, Assignment))
    assert [role for role in roles if sees(client, role, opened)] == []
    assert sees(client, "screener", opened)


def test_who_filed_it_is_told_no_more_than_of_any_held_report(client, send, county, empty_county):
    empty_county()
    body = {"text": "路坏了", "category": "roads", "channel": "visit", "key": str(uuid4())}
    first = client("agent").post("/api/v1/issues", json=body).json()
    send(first["number"], "hold")

    again = client("agent").post("/api/v1/issues", json=body)

    told = {name for name, value in again.json().items() if value is not None}
    assert again.status_code == 201
    assert told == {"number", "tracking_code", "reason"}
    assert again.json()["reason"]["code"] == "received"
    assert again.json()["tracking_code"] == first["tracking_code"]


def test_a_release_can_be_taken_back_and_decided_anew(client, send, held, rows_of, small):
    send(held, body=accusing({"region": small.B}, note="柳树湾村"))
    send(held, "hold")

    assert send(held, body=accusing({"region": small.A})).json()["version"] == 4
    assert [one.region_code for one in rows_of(held, Party)] == [small.A]
    assert f"r:{small.B}" not in rows_of(held)[0].barred
    send(held, "hold")
    assert send(held, body=ORDINARY).json()["level"] == "grid"
    assert (rows_of(held)[0].barred, rows_of(held, Party)) == (None, [])


def test_what_turned_out_to_be_no_accusation_keeps_no_note_of_one(
    page_client, client, send, held, small
):
    send(held, body=accusing({"region": small.A}, note="石窑沟村有问题"))
    send(held, "hold")
    send(held, body=ORDINARY)

    page = page_client("township").get(f"/desk/issues/{held}", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "石窑沟村有问题" not in page.text


@pytest.mark.parametrize(
    ("what", "role"),
    [*(("release", role) for role in NO_RELEASE), *(("hold", role) for role in NO_HOLD)],
)
def test_a_role_without_the_verb_is_refused_alike_for_known_and_unknown_numbers(
    send, held, what, role
):
    answers = [
        send(number, what, role=role, version=version, body=body)
        for number in (held, UNKNOWN)
        for version in ('"1"', '"7"')
        for body in (ORDINARY, {"outcome": "nonsense"})
    ]

    assert {one.status_code for one in answers} == {403}
    assert len({one.text for one in answers}) == 1


def test_a_stranger_is_refused_alike(client, held):
    for number in (held, UNKNOWN):
        answer = client().post(f"/api/v1/issues/{number}/release", json=ORDINARY)
        assert answer.status_code == 401
        assert number not in answer.text


@pytest.mark.parametrize("what", ["release", "hold"])
def test_an_edit_that_names_no_version_is_refused_before_the_issue_is_looked_for(
    client, held, what
):
    answers = [
        client("screener").post(f"/api/v1/issues/{number}/{what}", json=ORDINARY)
        for number in (held, UNKNOWN)
    ]

    assert [one.status_code for one in answers] == [428, 428]
    assert answers[0].text == answers[1].text
    assert answers[0].json()["type"] == "urn:wangge:problem:precondition-required"


@pytest.mark.parametrize("etag", ["*", "1", '"x"', '"1", "2"', '"-1"', '"1-é"', ""])
def test_a_version_that_is_none_of_ours_is_refused_with_a_hint(send, held, etag):
    answer = send(held, version=etag.encode("utf-8"), body=ORDINARY)

    assert answer.status_code == 422
    assert "ETag" in answer.json()["detail"]


def test_a_stale_edit_is_told_what_changed(client, send, held, rows_of):
    old = client("county").get(f"/api/v1/issues/{held}").headers["etag"]
    send(held, body=ORDINARY)
    send(held, "hold", role="county")

    answer = send(held, version=old, body=accusing({"name": "某人"}))

    assert answer.status_code == 412
    assert [(one["verb"], one["version"]) for one in answer.json()["changes"]] == [
        ("released", 2),
        ("assigned", 2),
        ("held", 3),
    ]
    assert rows_of(held)[0].version == 3


def test_only_what_is_held_is_released_and_only_what_is_not_is_held(send, held, opened):
    assert send(opened, body=ORDINARY).status_code == 409
    assert send(held, "hold").status_code == 409


@pytest.mark.parametrize(
    "accused",
    [
        [],
        [{}],
        [{"agent": 1, "account": "county"}],
        [{"agent": 1, "name": "某人"}],
        [{"unit": "housing", "region": "150699100201"}],
        [{"agent": "one"}],
        [{"name": " "}],
        [{"name": "某人", "phone": "1"}],
        [{"name": "某人"}] * 51,
    ],
    ids=str,
)
def test_a_decision_that_names_nobody_or_two_at_once_is_malformed(send, held, rows_of, accused):
    answer = send(held, body={"outcome": "accusation", "accused": accused})

    assert answer.status_code == 422
    assert rows_of(held)[0].version == 1


@pytest.mark.parametrize(
    "accused",
    [{"agent": 10**12}, {"account": "nobody"}, {"unit": "none"}, {"region": "150699100299"}],
    ids=str,
)
def test_a_party_no_register_knows_is_refused_and_nothing_is_kept(send, held, rows_of, accused):
    answer = send(held, body=accusing({"name": "某人"}, accused))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "accused"
    assert (rows_of(held)[0].version, rows_of(held, Party)) == (1, [])


def test_a_retry_under_one_key_is_answered_as_the_first_time(client, send, held, rows_of):
    etag = client("screener").get(f"/api/v1/issues/{held}").headers["etag"]
    key = {"Idempotency-Key": str(uuid4())}
    body = accusing({"region": "150699000000"})

    first = send(held, version=etag, body=body, **key)
    second = send(held, version=etag, body=body, **key)
    other = send(held, version=etag, body=ORDINARY, **key)

    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert other.status_code == 422
    assert rows_of(held)[0].version == 2


def test_a_decision_that_fails_burns_no_key(send, held):
    key = {"Idempotency-Key": str(uuid4())}

    assert send(held, version='"9"', body=ORDINARY, **key).status_code == 412
    assert send(held, version='"1"', body=ORDINARY, **key).status_code == 200


def test_of_two_screeners_at_once_one_wins(send, held, rows_of):
    answers = [send(held, version='"1"', body=ORDINARY) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 412]
    assert rows_of(held)[0].version == 2
