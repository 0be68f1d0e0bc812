"""An urgent report tells both desks at once; the silent are followed by the next on the list."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from api.jobs import TASKS, Moment
from api.services.alerting import climb
from data.session import make_sessions, transaction
from data.tables import Alert, Issue, IssueEvent
from dispatch.alerting import AlertLine, Rung

DANGER = "煤气味特别大,屋里老人头晕叫不醒"
ACCUSES = "村支书把我关在屋里打,我要喝农药死给他看"


def waiting(client, role):
    """Alerts that wait for a role."""
    return client(role).get("/api/v1/alerts").json()["items"]


def acknowledge(client, role, alert_id, **headers):
    return client(role).post(f"/api/v1/alerts/{alert_id}/acknowledge", headers=headers)


@pytest.fixture
def pass_on(county, rows_of, now):
    """Let the time of the newest rung of a line run out, times over."""

    def run(number, line, times=1):
        for step in range(times):
            last = [one for one in rows_of(number, Alert) if one.line == line][-1]
            with transaction(make_sessions(county)) as session:
                climb(session, last.id, now + timedelta(minutes=5 * (step + 1)))
        return [one for one in rows_of(number, Alert) if one.line == line]

    return run


def test_an_urgent_report_tells_county_desk_and_township_at_once(client, file_issue, rows_of, now):
    issue = file_issue(text=DANGER)

    rungs = rows_of(issue["number"], Alert)
    county, township = waiting(client, "county"), waiting(client, "township")

    assert {(one.line, one.step, one.rung) for one in rungs} == {
        (AlertLine.COUNTY, 0, Rung.DESK),
        (AlertLine.TOWNSHIP, 0, Rung.DESK),
    }
    for [alert], line in ((county, "county"), (township, "township")):
        assert alert["line"] == line
        assert alert["number"] == issue["number"]
        assert [one["code"] for one in alert["dangers"]] == ["gas", "injured"]
        assert datetime.fromisoformat(alert["due_at"]) == now + timedelta(minutes=5)


def test_the_red_choice_is_enough(client, file_issue):
    issue = file_issue(text="请马上来人", urgent=True)

    [alert] = waiting(client, "county")

    assert issue["urgent"]
    assert (alert["number"], alert["dangers"]) == (issue["number"], [])


def test_what_is_not_urgent_tells_nobody(client, file_issue):
    file_issue()

    assert waiting(client, "county") == waiting(client, "township") == []


def test_another_township_and_other_roles_hear_nothing(client, file_issue, small):
    lon, lat = small.middle(small.GRIDS[5])
    file_issue(text=DANGER, place={"lon": lon, "lat": lat})

    assert waiting(client, "township") == []
    assert waiting(client, "agent") == waiting(client, "leader") == []


def test_who_may_not_acknowledge_is_refused(client):
    for role in ("planner", "handler", "admin", "auditor", "integration"):
        assert client(role).get("/api/v1/alerts").status_code == 403
        assert acknowledge(client, role, 1).status_code == 403


def test_acknowledging_stops_one_ladder_and_not_the_other(client, file_issue, rows_of, pass_on):
    number = file_issue(text=DANGER)["number"]
    [alert] = waiting(client, "township")

    answer = acknowledge(client, "township", alert["id"])
    township = pass_on(number, AlertLine.TOWNSHIP)
    county = pass_on(number, AlertLine.COUNTY)

    assert answer.status_code == 200
    assert answer.json()["acknowledged_at"]
    assert waiting(client, "township") == []
    assert [one.rung for one in township] == [Rung.DESK]
    assert len(county) == 2
    assert [one.verb for one in rows_of(number, IssueEvent)][-3:] == [
        "alerted",
        "acknowledged",
        "alerted",
    ]


def test_acknowledging_twice_keeps_the_first(client, file_issue, rows_of):
    number = file_issue(text=DANGER)["number"]
    [alert] = waiting(client, "county")

    first, second = (acknowledge(client, "county", alert["id"]) for _ in range(2))

    at = [datetime.fromisoformat(one.json()["acknowledged_at"]) for one in (first, second)]
    assert at[0] == at[1]
    events = [one for one in rows_of(number, IssueEvent) if one.verb == "acknowledged"]
    assert len(events) == 1


def test_an_alert_of_another_desk_cannot_be_acknowledged(client, file_issue):
    file_issue(text=DANGER)
    [alert] = waiting(client, "county")

    assert acknowledge(client, "township", alert["id"]).status_code == 404
    assert client("township").get(f"/api/v1/alerts/{alert['id']}").status_code == 404


def test_a_silent_township_is_followed_by_the_village_then_the_county(
    client, file_issue, pass_on, secretary_at_work
):
    number = file_issue(text=DANGER)["number"]

    rungs = pass_on(number, AlertLine.TOWNSHIP, times=4)

    assert [one.rung for one in rungs] == [
        Rung.DESK,
        Rung.DEPUTY,
        Rung.SECRETARY,
        Rung.LEADER,
        Rung.AGAIN,
    ]
    assert [one["rung"] for one in waiting(client, "agent")] == ["deputy"]
    assert [one["rung"] for one in waiting(client, "secretary")] == ["secretary"]
    assert {one["line"] for one in waiting(client, "county")} == {"county", "township"}
    assert [one["line"] for one in waiting(client, "leader")] == ["township"]


def test_a_silent_county_desk_is_followed_by_supervisor_and_leader_then_told_again(
    client, file_issue, pass_on
):
    number = file_issue(text=DANGER)["number"]

    rungs = pass_on(number, AlertLine.COUNTY, times=4)

    assert [one.rung for one in rungs] == [
        *(Rung.DESK, Rung.SUPERVISOR, Rung.LEADER),
        *(Rung.AGAIN, Rung.AGAIN),
    ]


def test_whoever_is_on_duty_comes_before_everybody(client, file_issue, pass_on, county, small):
    number = file_issue(text=DANGER)["number"]
    with county.begin() as connection:
        turn = take_a_turn(connection, small)

    rungs = pass_on(number, AlertLine.TOWNSHIP)

    with county.begin() as connection:
        connection.execute(text("DELETE FROM alert"))
        for table, row in turn:
            connection.execute(text(f"DELETE FROM {table} WHERE id = :id"), {"id": row})
    assert (rungs[-1].rung, rungs[-1].agent_id) == (Rung.ON_DUTY, turn[-1][1])


def take_a_turn(connection, small):
    """Give somebody a turn of duty at the township now; answers the rows, the person last."""
    agent = connection.scalar(text("INSERT INTO agent (name) VALUES ('值班人') RETURNING id"))
    unit = (
        "INSERT INTO unit (code, name, region_code, valid_from) VALUES ('duty', '值班', :at, :day)"
    )
    unit_id = connection.scalar(text(f"{unit} RETURNING id"), {"at": small.NORTH, "day": small.DAY})
    shift = (
        "INSERT INTO shift (unit_id, agent_id, starts_at, ends_at)"
        " VALUES (:unit, :agent, '2026-03-20 00:00+08', '2026-03-21 00:00+08') RETURNING id"
    )
    shift_id = connection.scalar(text(shift), {"unit": unit_id, "agent": agent})
    return [("shift", shift_id), ("unit", unit_id), ("agent", agent)]


def test_a_job_that_runs_twice_tells_one(county, file_issue, rows_of, pass_on, now):
    number = file_issue(text=DANGER)["number"]
    first = next(one for one in rows_of(number, Alert) if one.line == AlertLine.COUNTY)
    pass_on(number, AlertLine.COUNTY)

    with transaction(make_sessions(county)) as session:
        climb(session, first.id, now + timedelta(minutes=9))

    assert len([one for one in rows_of(number, Alert) if one.line == AlertLine.COUNTY]) == 2


def test_a_closed_issue_tells_nobody_any_more(county, client, file_issue, pass_on):
    number = file_issue(text=DANGER)["number"]
    with county.begin() as connection:
        close = "UPDATE issue SET closed_at = received_at, version = version + 1"
        connection.execute(text(close))

    rungs = pass_on(number, AlertLine.COUNTY)

    assert len(rungs) == 1
    assert waiting(client, "county") == []


def test_a_held_report_tells_the_danger_and_the_place_and_nothing_else(client, file_issue, rows_of):
    issue = file_issue(text=ACCUSES, petitioner={"name": "张三", "phone": "13800001111"})

    [alert] = waiting(client, "township")
    answer = client("township").get(f"/api/v1/alerts/{alert['id']}")

    assert rows_of(issue["number"], Issue)[0].held
    assert alert["number"] is None
    assert [one["code"] for one in alert["dangers"]] == ["self-harm", "violence"]
    assert answer.json()["place"] is not None
    for secret in (issue["number"], "张三", "13800001111", "支书", "关在屋里"):
        assert secret not in answer.text
    assert client("township").get(f"/api/v1/issues/{issue['number']}").status_code == 404


def test_of_a_held_report_nobody_in_the_village_is_told(
    client, file_issue, pass_on, secretary_at_work
):
    number = file_issue(text=ACCUSES)["number"]

    rungs = pass_on(number, AlertLine.TOWNSHIP, times=3)

    assert [one.rung for one in rungs] == [Rung.DESK, Rung.LEADER, Rung.AGAIN, Rung.AGAIN]
    assert waiting(client, "agent") == waiting(client, "secretary") == []


def test_what_is_held_later_is_taken_from_those_in_the_village(
    client, file_issue, pass_on, send_edit
):
    number = file_issue(text=DANGER)["number"]
    pass_on(number, AlertLine.TOWNSHIP)
    [before] = waiting(client, "agent")

    send_edit(number, "hold", role="county")

    assert before["number"] == number
    assert waiting(client, "agent") == []


def test_whom_a_released_accusation_bars_hears_no_more_of_it(client, file_issue, county, small):
    file_issue(text=ACCUSES)
    barred = (
        "UPDATE issue SET released_at = held_at, barred = ARRAY[:region], version = version + 1"
    )
    with county.begin() as connection:
        connection.execute(text(barred), {"region": f"r:{small.NORTH}"})

    assert waiting(client, "township") == []
    assert len(waiting(client, "county")) == 1


def test_placed_in_a_township_later_that_township_is_told(client, file_issue, send_edit, small):
    issue = file_issue(text=DANGER, place=None)
    assert waiting(client, "township") == []

    lon, lat = small.middle(small.GRIDS[0])
    placed = send_edit(
        issue["number"], "placement", role="county", body={"place": {"lon": lon, "lat": lat}}
    )

    assert placed.status_code == 200, placed.text
    assert [one["number"] for one in waiting(client, "township")] == [issue["number"]]


def test_placed_in_another_township_the_first_neither_hears_nor_silences_it(
    client, file_issue, send_edit, rows_of, small
):
    number = file_issue(text=DANGER)["number"]
    [before] = waiting(client, "township")
    lon, lat = small.middle(small.GRIDS[5])
    send_edit(number, "placement", role="county", body={"place": {"lon": lon, "lat": lat}})

    answer = acknowledge(client, "township", before["id"])

    rungs = [one for one in rows_of(number, Alert) if one.line == AlertLine.TOWNSHIP]
    assert answer.status_code == 404
    assert waiting(client, "township") == []
    assert client("township").get(f"/api/v1/alerts/{before['id']}").status_code == 404
    assert [(one.region_code, one.acknowledged_at) for one in rungs] == [
        (small.NORTH, None),
        (small.SOUTH, None),
    ]


def test_whom_a_released_accusation_bars_no_rung_is_spent_on(
    file_issue, pass_on, county, secretary_at_work
):
    number = file_issue(text=ACCUSES)["number"]
    barred = (
        "UPDATE issue SET released_at = held_at, version = version + 1,"
        " barred = ARRAY['l:agent', 'l:secretary']"
    )
    with county.begin() as connection:
        connection.execute(text(barred))

    rungs = pass_on(number, AlertLine.TOWNSHIP, times=2)

    assert [one.rung for one in rungs] == [Rung.DESK, Rung.LEADER, Rung.AGAIN]


def test_a_ladder_whose_job_is_lost_is_taken_up_again(
    client, file_issue, county, rows_of, api_settings, now
):
    number = file_issue(text=DANGER)["number"]
    township, desk = sorted(rows_of(number, Alert), key=lambda one: one.line, reverse=True)
    acknowledge(client, "township", waiting(client, "township")[0]["id"])
    jobs = "FROM jobs.procrastinate_jobs WHERE task_name = 'climb_alert'"
    with county.begin() as connection:
        connection.execute(text(f"DELETE {jobs}"))

    found = []
    for minutes in (6, 8):
        moment = Moment(api_settings, now + timedelta(minutes=minutes))
        with transaction(make_sessions(county)) as session:
            TASKS["climb_stalled_alerts"].run(session, moment)
        with county.connect() as connection:
            found.append(
                [one["alert_id"] for one in connection.scalars(text(f"SELECT args {jobs}"))]
            )

    assert township.line == AlertLine.TOWNSHIP
    assert found == [[], [desk.id]]


def test_reading_the_place_of_a_danger_is_recorded(client, file_issue, county):
    number = file_issue(text=DANGER)["number"]
    [alert] = waiting(client, "township")

    place = client("township").get(f"/api/v1/alerts/{alert['id']}").json()["place"]

    with county.connect() as connection:
        kept = connection.scalars(text("SELECT details FROM audit_entry WHERE verb = 'read'")).all()
    assert place is not None
    assert any(number in one.get("issues", ()) for one in kept)


def test_the_alert_is_a_job_of_the_same_transaction(county, file_issue, rows_of):
    number = file_issue(text=DANGER)["number"]
    ids = {one.id for one in rows_of(number, Alert)}

    with county.connect() as connection:
        jobs = connection.scalars(
            text("SELECT args FROM jobs.procrastinate_jobs WHERE task_name = 'climb_alert'")
        ).all()

    assert ids <= {one["alert_id"] for one in jobs}


def test_a_record_of_the_past_tells_nobody(county, run, tmp_path, small):
    lon, lat = small.middle(small.GRIDS[0])
    file = tmp_path / "old.csv"
    old = f"K1,{DANGER},safety-hazard,hotline,2026-01-02T08:00:00+08:00,{lon},{lat}\n"
    file.write_text(
        "key,text,category,channel,received_at,lon,lat\n" + old.replace(DANGER, f'"{DANGER}"')
    )

    result = run("import", "issues", file)

    assert result.exit_code == 0, result.output
    with county.connect() as connection:
        assert connection.scalar(select(Issue.urgent)) is True
        assert connection.scalar(text("SELECT count(*) FROM alert")) == 0
