"""Placing an issue by hand, over HTTP: where it lies, who has it, what is kept of before."""

import threading
import time
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.tables import Assignment, AuditEntry, EventNote, IssueEvent, Placement
from data.village_locks import lock_villages

NO_PLACING = ("agent", "handler", "planner", "supervisor", "leader", "admin", "auditor")
NO_PLACING = (*NO_PLACING, "integration")
UNKNOWN = "2026-0000-0000"
ABOUT_SOMEBODY = "乔永胜不管我们"
"""Accuses somebody only where it is known that he answers for the place."""


@pytest.fixture
def put(send_edit):
    """Place an issue, as the county desk if nobody else is named."""

    def post(number, *, role="county", version=None, key=None, **body):
        once = {"Idempotency-Key": key} if key else {}
        return send_edit(number, "placement", role=role, version=version, body=body, **once)

    return post


@pytest.fixture
def pin(small):
    """A pin in the middle of a grid."""

    def at(grid, **more):
        lon, lat = small.middle(small.GRIDS[grid])
        return {"lon": lon, "lat": lat, **more}

    return at


@pytest.fixture
def lost(file_issue):
    """Number of a report that nobody has placed, received at the county desk."""
    return file_issue(place=None, text="房子后墙裂了")["number"]


def test_a_pin_gives_the_issue_to_who_answers_there(put, lost, rows_of, small, pin):
    answer = put(lost, place=pin(0), note="电话里说在村口第一家")

    body = answer.json()
    issue = rows_of(lost)[0]
    assert answer.status_code == 200
    assert (body["handed"], body["visible"], body["version"]) == (True, True, 2)
    assert (body["grid"], body["region"]) == (small.GRIDS[0], small.A)
    assert (body["agent"]["name"], body["level"]) == ("田秀英", "grid")
    assert body["placement"]["method"] == "pin"
    assert body["placement"]["reason"]["code"] == "pin-grid"
    assert (issue.grid_code, issue.moved is not None) == (small.GRIDS[0], True)


def test_what_was_before_stays_and_who_placed_it_is_kept(put, lost, rows_of, pin):
    put(lost, place=pin(0), note="电话里说在村口第一家")

    first, second = rows_of(lost, Placement)
    handed = rows_of(lost, Assignment)
    assert (first.method, first.placed_by) == ("none", None)
    assert (second.method, second.placed_by is not None) == ("pin", True)
    assert [one.ended_at is None for one in handed] == [False, True]


def test_history_and_record_say_what_was_done(put, lost, rows_of, county, pin):
    put(lost, place=pin(0), note="电话里说在村口第一家")

    events = rows_of(lost, IssueEvent)[-2:]
    with Session(county) as session:
        notes = session.scalars(select(EventNote.note)).all()
        query = select(AuditEntry).where(AuditEntry.object_id == lost, AuditEntry.verb == "change")
        entry = session.scalars(query).one()
    assert [(one.verb, one.reason_code) for one in events] == [
        ("placed", "pin-grid"),
        ("assigned", "holder"),
    ]
    assert notes == ["电话里说在村口第一家"]
    assert (entry.details["placed"], entry.details["handed"]) == ("pin", True)


def test_a_household_places_the_issue_at_its_house(put, lost, rows_of, small):
    body = put(lost, household=small.home(small.GRIDS[2], 1)).json()

    assert (body["grid"], body["placement"]["method"]) == (small.GRIDS[2], "household")
    assert body["placement"]["household"] == small.home(small.GRIDS[2], 1)
    assert rows_of(lost)[0].household_id is not None


def test_only_the_village_is_known(put, lost, rows_of, small):
    body = put(lost, region=small.A).json()

    assert (body["region"], body["grid"]) == (small.A, None)
    assert (body["placement"]["placed"], body["placement"]["method"]) == (False, "village")
    assert (body["level"], body["handed"]) == ("township", True)
    assert rows_of(lost)[0].place is None


def test_only_the_township_is_known(put, lost, small):
    body = put(lost, region=small.SOUTH).json()

    assert (body["region"], body["level"], body["grid"]) == (small.SOUTH, "township", None)


@pytest.mark.parametrize(
    ("lat", "code", "grid"),
    [(39.811, "nearest-grid", 0), (39.835, "outside-grid", None)],
    ids=["near", "far"],
)
def test_a_pin_in_no_grid_goes_to_the_nearest_or_stays_with_the_village(
    put, lost, small, lat, code, grid
):
    body = put(lost, place={"lon": 110.305, "lat": lat}).json()

    assert body["grid"] == (None if grid is None else small.GRIDS[grid])
    assert (body["region"], body["placement"]["placed"]) == (small.A, True)
    assert body["placement"]["reason"]["code"] == code


def test_a_pin_beside_a_grid_goes_to_it_though_it_lies_in_no_region(put, lost, small):
    body = put(lost, place={"lon": 110.3603, "lat": 39.805}).json()

    assert (body["grid"], body["region"]) == (small.GRIDS[5], small.C)
    assert body["placement"]["reason"]["code"] == "nearest-grid"


_NEAREST = text("INSERT INTO database_setting (name, value) VALUES ('nearest_grid_m', '10')")
_AS_EVER = text("DELETE FROM database_setting WHERE name = 'nearest_grid_m'")
SHIFTED_INSIDE = {"lon": 110.312, "lat": 39.8105}
"""In village A and no grid; read as GCJ-02 it lies in the first."""


def test_a_pin_that_looks_shifted_lies_where_the_hand_set_it(put, lost, county, small):
    with county.begin() as connection:
        connection.execute(_NEAREST)

    body = put(lost, place=SHIFTED_INSIDE).json()

    with county.begin() as connection:
        connection.execute(_AS_EVER)
    assert (body["placement"]["lon"], body["region"]) == (SHIFTED_INSIDE["lon"], small.A)
    assert (body["placement"]["method"], body["grid"]) == ("pin", None)
    assert body["placement"]["reason"]["code"] == "outside-grid"


def test_a_pin_outside_that_looks_shifted_is_told_its_datum(put, lost, small):
    lon, lat = small.LOOKS_SHIFTED

    answer = put(lost, place={"lon": lon, "lat": lat})

    assert answer.status_code == 409
    assert "gcj02" in answer.json()["detail"]


def test_a_pin_in_another_datum_is_converted(put, lost, small, pin):
    body = put(lost, place=pin(1, datum="gcj02")).json()

    lon, _ = small.middle(small.GRIDS[1])
    assert 0.001 < lon - body["placement"]["lon"] < 0.01


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, None),
        ({"region": "A", "household": "H1"}, 422, None),
        ({"place": {"lon": 111.5, "lat": 40.5}}, 409, "place"),
        ({"place": {"lon": 39.81, "lat": 110.305}}, 422, "place"),
        ({"place": {"lon": 200.0, "lat": 10.0}}, 422, "place"),
        ({"household": "nobody"}, 422, "household"),
        ({"region": "150699100299"}, 422, "region"),
        ({"region": "150699000000"}, 422, "region"),
    ],
    ids=[
        *("nothing", "two-ways", "outside", "swapped", "off-the-globe"),
        *("household", "region", "whole-county"),
    ],
)
def test_a_place_that_must_be_a_mistake_is_refused(put, lost, rows_of, body, status, field):
    answer = put(lost, **body)

    assert answer.status_code == status, answer.text
    assert answer.json().get("field", field) == field
    assert len(rows_of(lost, Placement)) == 1


def test_in_the_same_grid_only_the_place_moves(put, file_issue, rows_of, pin):
    number = file_issue()["number"]
    lon = pin(0)["lon"] + 0.001

    body = put(number, place={**pin(0), "lon": lon}).json()

    assert (body["handed"], body["agent"]["name"]) == (False, "田秀英")
    assert body["placement"]["lon"] == pytest.approx(lon)
    assert len(rows_of(number, Assignment)) == 1
    assert rows_of(number, IssueEvent)[-1].verb == "placed"


def test_the_moved_point_follows_the_grid_and_stays_within_it(put, file_issue, rows_of, pin):
    number = file_issue()["number"]
    first = str(rows_of(number)[0].moved)
    put(number, place={**pin(0), "lon": pin(0)["lon"] + 0.001})
    same = str(rows_of(number)[0].moved)
    put(number, place=pin(2))

    assert first == same
    assert str(rows_of(number)[0].moved) != first


def test_what_somebody_passed_on_by_hand_stays_with_whom_it_is(
    put, file_issue, rows_of, county, small, pin
):
    number = file_issue()["number"]
    with county.begin() as connection:
        passed = "UPDATE issue SET level = 'township', agent_id = NULL, version = version + 1"
        connection.execute(text(f"{passed} WHERE number = :number"), {"number": number})

    body = put(number, place=pin(2)).json()

    assert (body["handed"], body["level"], body["agent"]) == (False, "township", None)
    assert (body["grid"], len(rows_of(number, Assignment))) == (small.GRIDS[2], 1)


def test_a_held_report_is_placed_and_goes_to_nobody(put, client, file_issue, rows_of, small, pin):
    number = file_issue(place=None, category="cadre-conduct", channel="visit")["number"]

    body = put(number, place=pin(0)).json()
    refused = put(number, role="township", place=pin(1))

    assert (body["held"], body["agent"], body["handed"]) == (True, None, False)
    assert (rows_of(number)[0].grid_code, rows_of(number, Assignment)) == (small.GRIDS[0], [])
    assert refused.status_code == 404


def test_what_accuses_somebody_who_answers_there_waits_for_a_screener(
    put, client, file_issue, rows_of, pin
):
    text = ABOUT_SOMEBODY
    number, other = (file_issue(text=text)["number"] for _ in range(2))

    body = put(number, role="township", place=pin(4)).json()
    ordinary = put(other, place=pin(2)).json()

    issue = rows_of(number)[0]
    assert (body["visible"], body["held"], body["handed"]) == (False, True, False)
    assert (issue.held, issue.agent_id, issue.level) == (True, None, "county")
    assert all(one.ended_at is not None for one in rows_of(number, Assignment))
    assert client("township").get(f"/api/v1/issues/{number}").status_code == 404
    assert client("screener").get(f"/api/v1/issues/{number}").status_code == 200
    assert (ordinary["held"], ordinary["handed"]) == (False, True)


def test_what_a_screener_found_ordinary_is_not_held_for_its_words_again(
    put, send_edit, file_issue, rows_of, pin
):
    number = file_issue(text=ABOUT_SOMEBODY)["number"]
    send_edit(number, "hold", role="screener")
    send_edit(number, "release", role="screener", body={"outcome": "ordinary"})

    body = put(number, place=pin(4)).json()

    assert (body["held"], body["handed"], body["agent"]["name"]) == (False, True, "乔永胜")


def test_an_issue_that_leaves_the_area_is_gone_for_who_placed_it(put, client, file_issue, pin):
    number = file_issue()["number"]

    body = put(number, role="township", place=pin(4)).json()

    empty = {name for name, value in body.items() if value is None}
    assert (body["number"], body["visible"], body["handed"]) == (number, False, True)
    assert empty >= {"grid", "agent", "region", "text", "placement", "version"}
    assert client("township").get(f"/api/v1/issues/{number}").status_code == 404


def test_a_household_of_another_area_is_as_good_as_unknown(put, file_issue, small):
    number = file_issue()["number"]

    foreign = put(number, role="township", household=small.home(small.GRIDS[4]))
    nobody = put(number, role="township", household="H-nobody")

    told = foreign.json()["detail"].replace(small.home(small.GRIDS[4]), "H-nobody")
    assert foreign.status_code == nobody.status_code == 422
    assert told == nobody.json()["detail"]


@pytest.mark.parametrize("role", NO_PLACING)
def test_other_roles_are_refused_whatever_they_ask_about(put, file_issue, role, pin):
    answers = [put(number, role=role, place=pin(0)) for number in (file_issue()["number"], UNKNOWN)]

    assert [one.status_code for one in answers] == [403, 403]


def test_an_issue_of_another_area_is_not_there(put, file_issue, pin):
    number = file_issue(place=pin(4))["number"]

    assert put(number, role="township", place=pin(0)).status_code == 404
    assert put(number, role="secretary", place=pin(0)).status_code == 404


def test_a_stale_version_and_a_missing_one_are_refused(put, client, lost, rows_of, pin):
    put(lost, place=pin(0))

    stale = put(lost, version='"1-exact"', place=pin(1))
    path = f"/api/v1/issues/{lost}/placement"
    unsaid = client("county").post(path, json={"place": pin(1)})

    assert (stale.status_code, unsaid.status_code) == (412, 428)
    assert [one["verb"] for one in stale.json()["changes"]] == ["placed", "assigned"]
    assert len(rows_of(lost, Placement)) == 2


def test_the_same_request_twice_places_once(put, lost, rows_of, pin):
    key = str(uuid4())

    first = put(lost, version='"1-exact"', key=key, place=pin(0))
    again = put(lost, version='"1-exact"', key=key, place=pin(0))
    other = put(lost, version='"1-exact"', key=key, place=pin(1))

    assert first.json() == again.json()
    assert other.status_code == 422
    assert len(rows_of(lost, Placement)) == 2


def test_a_closed_issue_keeps_its_place(put, lost, county, pin):
    with county.begin() as connection:
        closing = "UPDATE issue SET closed_at = now(), version = version + 1 WHERE number = :number"
        connection.execute(text(closing), {"number": lost})

    assert put(lost, place=pin(0)).status_code == 409


_WAITING = text("""
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")
_NEW_VERSION = text("""
    WITH old AS (
        UPDATE grid_version SET valid_to = DATE '2026-03-20'
        WHERE grid_code = :grid AND valid_to IS NULL RETURNING grid_code, shape
    )
    INSERT INTO grid_version (grid_code, shape, valid_from)
    SELECT grid_code, shape, DATE '2026-03-20' FROM old RETURNING id
""")
_BACK = (
    text("DELETE FROM grid_version WHERE grid_code = :grid AND valid_to IS NULL"),
    text("UPDATE grid_version SET valid_to = NULL WHERE grid_code = :grid"),
)


@pytest.fixture
def beside(county):
    """Place while somebody else holds villages: `act` runs once the placing waits for them."""

    def run(villages, placing, act):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(placing()))
        with Session(county) as session, session.begin():
            lock_villages(session, villages)
            thread.start()
            while thread.is_alive() and not session.scalar(_WAITING):
                time.sleep(0.01)
            waited = thread.is_alive()
            made = act(session)
        thread.join()
        assert waited, "the placing took no lock"
        return answers[0], made

    return run


def test_a_boundary_that_changes_meanwhile_is_the_one_that_counts(
    put, lost, rows_of, county, empty_county, small, pin, beside
):
    grid = {"grid": small.GRIDS[2]}

    answer, version = beside(
        small.VILLAGES,  # all that a change of the grid reaches, as the program takes them
        lambda: put(lost, version='"1-exact"', place=pin(2)),
        lambda session: session.scalar(_NEW_VERSION, grid),
    )

    kept = rows_of(lost)[0].grid_version_id
    empty_county()
    with county.begin() as connection:
        for statement in _BACK:
            connection.execute(statement, grid)
    assert answer.status_code == 200
    assert kept == version


def test_an_issue_that_somebody_changes_meanwhile_is_not_written_over(
    put, file_issue, rows_of, small, pin, beside
):
    number = file_issue()["number"]
    bump = text("UPDATE issue SET version = version + 1 WHERE number = :number")

    answer, _ = beside(
        [small.A],  # where it lies now: its old village is held as well as its new one
        lambda: put(number, version='"1-exact"', place=pin(5)),
        lambda session: session.execute(bump, {"number": number}),
    )

    assert answer.status_code == 412
    assert len(rows_of(number, Placement)) == 1
