from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.tables import Alert, Issue, IssueEvent

ORDERS = "/api/v1/hotline/orders"
CALLER = {"name": "赵六", "phone": "13900001234"}


def order(number="W-2026-1", **changes):
    body = {
        "number": number,
        "text": "村口的路塌了半边，车过不去",
        "category": "roads",
        "called_at": "2026-03-20T09:30:00+08:00",
        "caller": CALLER,
        "address": "北乡石窑沟村",
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def issues_in(engine):
    with Session(engine) as session:
        return session.scalars(select(Issue).order_by(Issue.id)).all()


def test_an_order_becomes_an_issue_of_the_hotline_placed_by_its_words(system, county, small):
    answer = system().post(ORDERS, json=order())

    body = answer.json()
    assert answer.status_code == 201, answer.text
    (issue,) = issues_in(county)
    assert body["order"] == "W-2026-1"
    assert (body["number"], body["tracking_code"]) == (issue.number, issue.tracking_code)
    assert (issue.channel, issue.category, body["region"]) == ("hotline", "roads", small.A)
    assert issue.received_at.isoformat() == "2026-03-20T01:30:00+00:00"
    assert body["repeated"] is False


def test_an_order_sent_again_gets_the_same_answer_and_no_second_issue(
    system, county, orders, told_at, deliveries
):
    told_at()
    first = system().post(ORDERS, json=order())
    again = system().post(ORDERS, json=order())

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (len(issues_in(county)), orders(), len(deliveries())) == (1, 1, 1)


def test_another_body_under_a_number_that_was_used_is_refused(system, county):
    system().post(ORDERS, json=order())
    other = system().post(ORDERS, json=order(text="井里没水了"))

    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "key"
    assert len(issues_in(county)) == 1


def test_the_same_number_of_another_system_is_another_order(system, county):
    ours = system().post(ORDERS, json=order(caller=None))
    theirs = system("neighbour").post(ORDERS, json=order(caller=None))

    assert (ours.status_code, theirs.status_code) == (201, 201)
    assert ours.json()["number"] != theirs.json()["number"]
    assert system("neighbour").get(f"{ORDERS}/W-2026-1").json()["number"] == theirs.json()["number"]


def test_twenty_at_once_make_one_issue(system, county, orders):
    client = system()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: client.post(ORDERS, json=order()), range(20)))

    assert {one.status_code for one in answers} <= {201, 409}
    assert {one.json()["number"] for one in answers if one.status_code == 201} == {
        issues_in(county)[0].number
    }
    assert (len(issues_in(county)), orders()) == (1, 1)


def test_a_second_call_about_the_same_joins_the_first_and_keeps_its_words(
    system, county, orders, told_at, deliveries
):
    told_at()
    first = system().post(ORDERS, json=order()).json()
    words = "村口的路塌了半边，车过不去，已经两天了"
    second = system().post(ORDERS, json=order("W-2026-2", text=words))
    again = system().post(ORDERS, json=order("W-2026-2", text=words))

    body = second.json()
    assert (second.status_code, again.status_code) == (200, 200)
    assert body == again.json()
    assert body["repeated"] is True
    assert (body["number"], body["tracking_code"]) == (first["number"], first["tracking_code"])
    assert (len(issues_in(county)), orders()) == (1, 2)
    assert [(kind, told["order"]) for kind, told in deliveries()] == [
        ("received", "W-2026-1"),
        ("repeated", "W-2026-2"),
    ]
    with Session(county) as session:
        note = text(
            "SELECT note FROM event_note JOIN issue_event ON id = event_id AND verb = 'repeated'"
        )
        assert session.scalars(note).all() == [words]
        verbs = session.scalars(select(IssueEvent.verb).order_by(IssueEvent.id)).all()
    assert verbs.count("repeated") == 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"text": "村口的路塌了半边，车过不去，村主任王某收了钱不管"}, id="accuses"),
        pytest.param({"urgent": True}, id="urgent"),
        pytest.param({"caller": {"phone": "13900009999"}}, id="another caller"),
        pytest.param({"text": "低保已经三个月没发"}, id="another matter"),
        pytest.param({"address": "北乡杨家湾村"}, id="another address"),
        pytest.param({"text": "三组的路塌了半边，车过不去", "address": "三组"}, id="another group"),
    ],
)
def test_a_call_that_says_more_is_an_issue_of_its_own(system, county, changes):
    first = system().post(ORDERS, json=order()).json()
    second = system().post(ORDERS, json=order("W-2026-2", **changes))

    assert second.status_code == 201, second.text
    assert second.json()["number"] != first["number"]
    assert len(issues_in(county)) == 2


GAS = "家里煤气味很大"


@pytest.mark.parametrize(
    ("words", "answered", "folded"),
    [
        pytest.param(GAS, False, True, id="the same, still ringing"),
        pytest.param(GAS, True, False, id="the same, somebody knew"),
        pytest.param(f"{GAS}，有人晕倒了", False, False, id="worse"),
    ],
)
def test_a_danger_is_folded_only_while_desks_are_being_told_of_it(
    system, county, words, answered, folded
):
    system().post(ORDERS, json=order(text=GAS))
    if answered:
        with county.begin() as connection:
            connection.execute(text("UPDATE alert SET acknowledged_at = now()"))

    second = system().post(ORDERS, json=order("W-2026-2", text=words))

    assert second.json()["repeated"] is folded
    with Session(county) as session:
        told = session.scalars(select(Alert.issue_id).distinct()).all()
    assert len(told) == (1 if folded else 2)


def test_a_call_and_its_repeat_delivered_together_a_day_later_are_one_issue(system, county):
    called = ("2026-03-18T08:00:00+08:00", "2026-03-18T09:00:00+08:00")

    first, second = (
        system().post(ORDERS, json=order(f"W-2026-{n}", called_at=at)).json()
        for n, at in enumerate(called)
    )

    assert second["repeated"]
    assert second["number"] == first["number"]
    assert len(issues_in(county)) == 1


def test_a_held_order_is_answered_by_its_numbers_and_told_by_them_alone(
    system, told_at, deliveries
):
    told_at()
    body = order(text="村主任王某贪污低保款", category="cadre-conduct")
    answer = system().post(ORDERS, json=body).json()
    state = system().get(f"{ORDERS}/W-2026-1").json()

    assert {name for name, value in answer.items() if value} == {"order", "number", "tracking_code"}
    assert (state["state"], state["stage"]) == ("received", None)
    ((kind, told),) = deliveries()
    assert kind == "received"
    shown = {name for name, value in told.items() if value}
    assert shown == {"order", "number", "tracking_code", "state", "at"}


def test_a_point_outside_the_county_is_kept_as_evidence(system, small, county):
    lon, lat = small.OUTSIDE
    answer = system().post(ORDERS, json=order(place={"lon": lon, "lat": lat}))

    assert answer.status_code == 201, answer.text
    (issue,) = issues_in(county)
    assert issue.region_code == small.A


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"called_at": "2026-03-20T18:30:00+08:00"}, "called_at"),
        ({"called_at": "2026-03-20T09:30:00"}, "called_at"),
        ({"number": "W 2026/1"}, "number"),
        ({"number": ""}, "number"),
        ({"text": " "}, "text"),
        ({"category": "potholes"}, "category"),
        ({"order": 1}, "order"),
    ],
)
def test_a_malformed_order_names_its_field_and_keeps_nothing(system, county, changes, field):
    answer = system().post(ORDERS, json=order(**changes))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert not issues_in(county)


def test_only_connected_systems_send_orders_and_ask_for_their_own(client, system):
    system().post(ORDERS, json=order())

    assert client("county").post(ORDERS, json=order()).status_code == 403
    assert client("county").get(f"{ORDERS}/W-2026-1").status_code == 403
    assert client().post(ORDERS, json=order()).status_code == 401
    assert system("neighbour").get(f"{ORDERS}/W-2026-1").status_code == 404
    assert system().get(f"{ORDERS}/W-2026-1").json()["state"] == "open"
