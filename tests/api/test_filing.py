"""What becomes of a report sent to the API, and of the same report sent again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from data.session import make_sessions, transaction
from data.tables import ReportKey


def report(small, **changes):
    lon, lat = small.middle(small.GRIDS[0])
    body = {
        "text": "村口的路坏了，车过不去",
        "category": "roads",
        "channel": "online",
        "place": {"lon": lon, "lat": lat, "accuracy_m": 10},
    }
    return {**body, **changes}


def post(client, body, **headers):
    return client.post("/api/v1/issues", json=body, headers=headers)


def test_a_point_in_a_grid_is_answered_with_grid_agent_and_reason(client, small):
    answer = post(client("county"), report(small), **{"Accept-Language": "zh-CN"})

    body = answer.json()
    assert answer.status_code == 201
    assert (body["grid"], body["region"]) == (small.GRIDS[0], small.A)
    assert body["agent"]["name"] == "田秀英"
    assert (body["level"], body["stage"]) == ("grid", "collect")
    assert body["reason"]["code"] == "holder"
    assert "田秀英" in body["reason"]["text"]
    assert {k: body["placement"][k] for k in ("method", "accuracy_m", "confidence")} == {
        "method": "point",
        "accuracy_m": 10,
        "confidence": "high",
    }
    assert [(c["code"], c["due_on"], c["light"]) for c in body["clocks"]] == [
        ("registration", "2026-04-04", "green"),
        ("notice", "2026-04-04", "green"),
    ]
    assert body["number"].startswith("2026-")
    assert body["tracking_code"]


def test_the_reason_comes_in_the_language_asked_for(client, small):
    english = post(client("county"), report(small), **{"Accept-Language": "en"}).json()
    chinese = post(client("county"), report(small), **{"Accept-Language": "zh"}).json()

    assert "is responsible for the grid" in english["reason"]["text"]
    assert "is responsible" not in chinese["reason"]["text"]
    assert english["reason"]["code"] == chinese["reason"]["code"]


def test_a_household_is_enough(client, small):
    body = report(small, place=None, household=small.home(small.GRIDS[2]))
    answer = post(client("agent"), {k: v for k, v in body.items() if v}).json()

    assert (answer["grid"], answer["agent"]["name"]) == (small.GRIDS[2], "白巧云")
    assert answer["placement"]["household"] == small.home(small.GRIDS[2])


@pytest.mark.parametrize(
    ("grid", "level", "agent", "code"),
    [(1, "grid", "孟长海", "deputy"), (3, "township", None, "township-desk")],
)
def test_without_a_holder_the_deputy_takes_it_else_the_township(
    client, small, grid, level, agent, code
):
    lon, lat = small.middle(small.GRIDS[grid])
    body = post(client("county"), report(small, place={"lon": lon, "lat": lat})).json()

    assert (body["level"], body["reason"]["code"]) == (level, code)
    assert (body["agent"] or {}).get("name") == agent


def test_a_place_in_no_grid_waits_at_its_township_and_is_marked(client, small):
    lon, lat = small.IN_NO_GRID
    body = post(client("county"), report(small, place={"lon": lon, "lat": lat})).json()

    assert (body["grid"], body["region"], body["level"]) == (None, small.A, "township")
    assert body["placement"]["confidence"] == "low"
    assert body["placement"]["reason"]["code"] == "outside-grid"


def test_a_probable_wrong_datum_is_said(client, small):
    lon, lat = small.LOOKS_SHIFTED
    body = post(client("county"), report(small, place={"lon": lon, "lat": lat})).json()

    assert body["grid"] is None
    assert body["placement"]["reason"]["code"] == "probable-datum"
    assert body["placement"]["reason"]["params"] == {"datum": "gcj02", "grid": small.GRIDS[5]}


def test_a_point_said_to_be_gcj02_is_moved_before_it_is_placed(client, small):
    lon, lat = small.LOOKS_SHIFTED
    place = {"lon": lon, "lat": lat, "datum": "gcj02"}
    body = post(client("county"), report(small, place=place)).json()

    assert body["grid"] == small.GRIDS[5]
    assert body["placement"]["lon"] == pytest.approx(110.3585, abs=2e-4)


@pytest.mark.parametrize("channel", ["online", "visit"])
def test_a_place_outside_the_county_is_refused_to_programs(client, small, channel, row_counts):
    lon, lat = small.OUTSIDE
    before = row_counts()
    body = report(small, channel=channel, place={"lon": lon, "lat": lat})
    answer = post(client("county"), body)

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "place"
    assert row_counts() == before


def test_a_place_outside_the_county_is_kept_for_placing_when_the_hotline_sends_it(client, small):
    lon, lat = small.OUTSIDE
    body = report(small, channel="hotline", place={"lon": lon, "lat": lat})
    answer = post(client("county"), body)

    assert answer.status_code == 201
    assert answer.json()["placement"]["reason"]["code"] == "outside-county"
    assert answer.json()["placement"]["method"] == "none"


@pytest.mark.parametrize("role", ["planner", "admin"])
def test_who_may_not_file_is_told_so_and_nothing_is_kept(client, small, role, row_counts):
    before = row_counts()
    answer = post(client(role), report(small))

    assert answer.status_code == 403
    assert row_counts() == before


def test_the_same_report_under_its_key_is_answered_alike_and_kept_once(client, small, row_counts):
    body = report(small, key=str(uuid4()))
    first = post(client("county"), body)
    after_first = row_counts()
    second = post(client("county"), body)
    by_header = {k: v for k, v in body.items() if k != "key"}
    third = post(client("county"), by_header, **{"Idempotency-Key": body["key"]})

    assert [one.status_code for one in (first, second, third)] == [201] * 3
    assert first.json() == second.json() == third.json()
    assert row_counts() == after_first
    assert after_first["issue"] == 1


def test_a_key_with_another_report_is_refused(client, small, row_counts):
    body = report(small, key=str(uuid4()))
    post(client("county"), body)
    before = row_counts()
    answer = post(client("county"), {**body, "text": "井水发黄"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "key"
    assert row_counts() == before


def test_a_key_tells_a_stranger_nothing(client, small):
    body = report(small, key=str(uuid4()))
    first = post(client("county"), body).json()
    answer = post(client("township"), body)

    assert answer.status_code == 422
    assert first["number"] not in answer.text
    assert first["tracking_code"] not in answer.text


def test_two_different_keys_are_refused_and_two_equal_ones_are_not(client, small):
    key = str(uuid4())
    body = report(small, key=key)

    assert post(client("county"), body, **{"Idempotency-Key": str(uuid4())}).status_code == 422
    assert post(client("county"), body, **{"Idempotency-Key": key.upper()}).status_code == 201


def test_a_key_whose_answer_is_no_longer_kept_is_still_refused(client, small, county, now):
    body = report(small, key=str(uuid4()))
    post(client("county"), body)
    with transaction(make_sessions(county)) as session:
        session.get(ReportKey, body["key"]).answer_until = now - timedelta(days=1)

    assert post(client("county"), body).status_code == 422


def test_a_refused_report_burns_no_key(client, small):
    body = report(small, key=str(uuid4()), household="nobody")
    refused = post(client("county"), body)
    answer = post(client("county"), {**body, "household": small.home(small.GRIDS[0])})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "household")
    assert answer.status_code == 201


def test_twins_sent_at_once_make_one_issue(client, small, row_counts):
    body = report(small, key=str(uuid4()))
    clients = [client("county") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: post(one, body), clients))

    done = [one.json() for one in answers if one.status_code == 201]
    waiting = [one for one in answers if one.status_code == 409]
    assert len(done) + len(waiting) == 8
    assert done
    assert all(one == done[0] for one in done)
    assert all(one.headers["Retry-After"] for one in waiting)
    assert (row_counts()["issue"], row_counts()["report_key"]) == (1, 1)


def test_names_and_phones_stand_in_the_table_that_can_be_erased(client, small, row_counts):
    person = {"name": "李改兰", "phone": "13800002207"}
    answer = post(client("county"), report(small, petitioner=person))

    assert row_counts()["petitioner_contact"] == 1
    assert "13800002207" not in answer.text


def test_what_a_township_brings_in_without_place_stays_with_it(client, file_issue):
    number = file_issue("township", place=None)["number"]
    listed = client("township").get("/api/v1/issues").json()

    assert [item["number"] for item in listed["items"]] == [number]


def test_a_report_that_cannot_be_committed_is_not_acknowledged(client, small, app, row_counts):
    def fail(_):
        msg = "the disk is full"
        raise RuntimeError(msg)

    before = row_counts()
    event.listen(app.state.sessions, "before_commit", fail)
    try:
        answer = post(client("county"), report(small))
    finally:
        event.remove(app.state.sessions, "before_commit", fail)

    assert answer.status_code == 500
    assert row_counts() == before
