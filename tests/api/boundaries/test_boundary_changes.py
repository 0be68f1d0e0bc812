"""A change of boundaries is asked for, looked at, approved by a second person, and holds."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from shapely import LineString, union_all
from shapely.geometry import mapping
from sqlalchemy import text

from api.jobs import TASKS, Moment
from api.services.enacting import enact_on_its_day
from data.errors import TwinRunning
from data.jobs import newest_jobs
from data.session import make_sessions, transaction


def file(client, home, **more):
    report = {"text": "院墙塌了一角", "category": "housing", "channel": "visit", "household": home}
    answer = client.post("/api/v1/issues", json={**report, "key": str(uuid4()), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def live(ask):
    """Code, households that count and holder of each live grid of a village."""

    def read(village):
        return ask(
            "SELECT v.grid_code, v.households, a.name FROM grid_version v"
            " LEFT JOIN post p ON p.grid_code = v.grid_code AND p.valid_to IS NULL"
            " LEFT JOIN agent a ON a.id = p.agent_id"
            " WHERE v.grid_code LIKE :code AND v.valid_to IS NULL ORDER BY v.grid_code",
            code=f"{village.code}%",
        )

    return read


def test_a_split_is_previewed_approved_and_holds(village, as_account, changes, across, live, ask):
    secretary, township = as_account(village.secretary), as_account("township")
    west, east = village.grids
    stays = file(township, village.homes[0])["number"]
    moves = file(township, village.homes[12])["number"]
    change = changes.made(
        secretary, kind="split", codes=[west], line=across(village),
        keep_at=list(_middle(village, 0)),
    )  # fmt: skip

    preview = changes.read(township, change, headers={"Accept-Language": "en"})

    assert [code for code, _, _ in live(village)] == [west, east]
    assert preview["status"] == "proposed"
    assert preview["barrier"] is None
    grids = {one["would_be"]: one for one in preview["grids"] if one["fate"] != "corner"}
    fresh = f"{village.code}003"
    sizes = {code: (one["households_before"], one["households"]) for code, one in grids.items()}
    assert sizes == {west: (12, 6), fresh: (0, 6)}
    assert [grids[code]["fate"] for code in (west, fresh)] == ["redrawn", "new"]
    assert grids[fresh]["exception"] == "too-few"
    assert preview["vacant"] == [fresh]
    assert [one["number"] for one in preview["issues_moving"]] == [moves]
    assert preview["issues_moving"][0]["after"] == fresh
    assert preview["issues_moving"][0]["agent_after"] is None
    answer = changes.act(township, change, "approve")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["version"]) == ("enacted", 2)
    assert [row[:2] for row in live(village)] == [(west, 6), (east, None), (fresh, 6)]
    county = as_account("county")
    there = county.get(f"/api/v1/issues/{moves}").json()
    assert (there["grid"], there["level"], there["agent"]) == (fresh, "township", None)
    assert county.get(f"/api/v1/issues/{stays}").json()["grid"] == west
    after = changes.read(township, change)
    assert [(one["number"], one["before"], one["after"]) for one in after["issues_moving"]] == [
        (moves, west, fresh)
    ]


def _middle(village, place):
    west = 112 + 0.02 * (int(village.code[-3:]) - 300) + 0.002 * (place % 6)
    return west + 0.001, 39.8 + 0.002 * (place // 6) + 0.001


@pytest.fixture
def split_of(changes, as_account, across):
    """Ask for a split of the western grid, as the village's secretary."""

    def ask_for(village, **more):
        secretary = as_account(village.secretary)
        body = {"kind": "split", "codes": [village.grids[0]], "line": across(village)}
        body["keep_at"] = list(_middle(village, 0))
        return changes.made(secretary, **{**body, **more})

    return ask_for


def _over_the_line(client, village, row, tell):
    """A report that the western grid got by the circle of its accuracy; its point lies east."""
    lon, lat = _middle(village, 6 * row + 3)
    place = {"lon": lon - 0.0011, "lat": lat, "accuracy_m": 60}
    issue = file(client, None, place=place)
    tell(
        "UPDATE issue SET place = ST_Translate(place, 0.0002, 0), version = version + 1"
        " WHERE number = :number",
        number=issue["number"],
    )
    return issue


def test_what_a_border_decided_stays_while_its_circle_meets_the_grid(
    village, as_account, changes, split_of, tell
):
    township, county = as_account("township"), as_account("county")
    near, far = (_over_the_line(township, village, row, tell) for row in (0, 3))
    change = split_of(village)
    west, east = village.grids

    preview = changes.read(township, change)
    answer = changes.act(township, change, "approve")

    assert {one["grid"] for one in (near, far)} == {west}
    assert {one["placement"]["reason"]["code"] for one in (near, far)} == {"border"}
    assert [(one["number"], one["after"]) for one in preview["issues_moving"]] == [
        (far["number"], east)
    ]
    assert answer.status_code == 200, answer.text
    after = [county.get(f"/api/v1/issues/{one['number']}").json()["grid"] for one in (near, far)]
    assert after == [west, east]


def test_who_asked_may_not_approve_and_is_told_why(village, as_account, changes, split_of):
    township = as_account("township")
    change = changes.made(
        township, kind="merge", codes=list(village.grids), keep=village.grids[0]
    )  # fmt: skip

    assert changes.read(township, change)["barrier"] == "own"
    assert changes.act(township, change, "approve").status_code == 403
    secretary = as_account(village.secretary)
    assert changes.read(secretary, change)["barrier"] == "right"
    assert changes.act(secretary, change, "approve").status_code == 403
    assert changes.act(as_account("county"), change, "approve").status_code == 200


def test_where_no_second_person_is_asked_for_the_maker_approves(
    village, as_account, changes, split_of, tell
):
    change = split_of(village)
    tell("INSERT INTO database_setting (name, value) VALUES ('boundary_approval', 'false')")
    try:
        answer = changes.act(as_account(village.secretary), change, "approve")
    finally:
        tell("DELETE FROM database_setting WHERE name = 'boundary_approval'")

    assert (answer.status_code, answer.json()["status"]) == (200, "enacted")


def test_two_at_once_one_holds_and_the_other_is_drawn_anew(
    village, as_account, changes, split_of, live
):
    first, second = split_of(village), split_of(village)
    township = as_account("township")

    assert changes.act(township, first, "approve").status_code == 200

    assert changes.read(township, second)["status"] == "outdated"
    late = changes.act(township, second, "approve", version=2)
    assert late.status_code == 409
    assert late.json()["type"] == "urn:wangge:problem:register-changed"
    assert "draw it anew" in late.json()["detail"]
    again = changes.act(township, second, "redraw", version=2)
    assert again.status_code == 409  # the line lies on the edge by now
    other = {"kind": "merge", "codes": [village.grids[0], f"{village.code}003"]}
    instead = changes.act(
        township, second, "redraw", version=2, instead={**other, "keep": village.grids[0]}
    )
    assert (instead.status_code, instead.json()["status"]) == (200, "proposed")
    assert changes.act(as_account("county"), second, "approve", version=3).status_code == 200
    assert [row[:2] for row in live(village)] == [(village.grids[0], 12), (village.grids[1], None)]


def test_a_change_waits_for_its_day_and_the_worker_lets_it_take_effect(
    village, as_account, changes, split_of, live, owner, api_settings, clock
):
    township, day = as_account("township"), clock.now + timedelta(days=3)
    change = split_of(village, effective_on=day.date().isoformat())
    answer = changes.act(township, change, "approve")
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")
    assert [code for code, _, _ in live(village)] == list(village.grids)
    with transaction(make_sessions(owner)) as session:
        job = next(job for job in newest_jobs(session) if job.arguments == {"change_id": change})
    assert job.not_before.astimezone(clock.now.tzinfo).isoformat() == f"{day.date()}T00:00:00+08:00"

    def work(now):
        with transaction(make_sessions(owner)) as session:
            TASKS[job.task].run(session, Moment(api_settings, now), **job.arguments)

    work(clock.now)
    assert [code for code, _, _ in live(village)] == list(village.grids)
    clock.now = day
    for _ in range(2):  # a job may run twice
        work(day)
    fresh = f"{village.code}003"
    assert [row[:2] for row in live(village)][2] == (fresh, 6)
    assert changes.read(township, change)["status"] == "enacted"


def test_a_change_whose_ground_is_gone_on_its_day_is_outdated(
    village, as_account, changes, split_of, owner, api_settings, clock, tell
):
    township, day = as_account("township"), clock.now + timedelta(days=1)
    change = split_of(village, effective_on=day.date().isoformat())
    assert changes.act(township, change, "approve").status_code == 200
    late = "UPDATE grid_version SET valid_from = '2026-05-01' WHERE grid_code = :code"
    tell(late, code=village.grids[0])

    with transaction(make_sessions(owner)) as session:
        enact_on_its_day(session, UUID(change), day)

    assert changes.read(township, change)["status"] == "outdated"


def test_neighbours_that_split_on_one_day_do_not_outdate_each_other_by_their_corners(
    village, as_account, changes, across, made, owner, clock
):
    township, day = as_account("township"), clock.now + timedelta(days=1)
    first = across(village)
    east, north = first["coordinates"][1]
    further = [(east - 1.5 * made.CELL, north + 0.0004), (east + 4 * made.CELL, north + 0.0004)]
    asked = []
    for code, line in zip(
        village.grids, (first, LineString(further).__geo_interface__), strict=True
    ):
        body = {"kind": "split", "codes": [code], "line": line}
        on = day.date().isoformat()
        answer = changes.ask(as_account(village.secretary), **body, effective_on=on)
        asked.append(answer.json()["id"])
        assert changes.act(township, asked[-1], "approve").status_code == 200

    for change in asked:
        with transaction(make_sessions(owner)) as session:
            enact_on_its_day(session, UUID(change), day)

    assert [changes.read(township, one)["status"] for one in asked] == ["enacted", "enacted"]


def test_what_is_due_and_was_missed_is_put_into_the_queue(
    village, as_account, changes, split_of, owner, api_settings, clock
):
    day = clock.now + timedelta(days=2)
    change = split_of(village, effective_on=day.date().isoformat())
    assert changes.act(as_account("township"), change, "approve").status_code == 200

    with transaction(make_sessions(owner)) as session:
        TASKS["enact_due_changes"].run(session, Moment(api_settings, day))
        due = [job for job in newest_jobs(session) if job.arguments == {"change_id": change}]

    assert len(due) == 1


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (367, 422), (366, 201)])
def test_a_change_takes_effect_today_or_within_a_year(
    village, as_account, changes, across, clock, days, status
):
    day = (clock.now + timedelta(days=days)).date().isoformat()
    body = {"kind": "split", "codes": [village.grids[0]], "line": across(village)}

    answer = changes.ask(as_account(village.secretary), **body, effective_on=day)

    assert answer.status_code == status, answer.text


def test_what_was_refused_or_withdrawn_stays_so(village, as_account, changes, split_of):
    township, secretary = as_account("township"), as_account(village.secretary)
    refused, withdrawn = split_of(village), split_of(village)
    told = changes.act(township, refused, "refuse", reason="先和村民商量")

    assert (told.json()["status"], told.json()["settled_reason"]) == ("refused", "先和村民商量")
    assert changes.act(secretary, withdrawn, "withdraw").json()["status"] == "withdrawn"
    for change in (refused, withdrawn):
        assert changes.act(township, change, "approve", version=2).status_code == 409


def test_an_edit_says_which_version_it_saw(village, as_account, changes, split_of):
    change, township = split_of(village), as_account("township")

    assert changes.act(township, change, "approve", version=None).status_code == 428
    assert changes.act(township, change, "approve", version=9).status_code == 412
    tag = township.get(f"{changes.path}/{change}").headers["ETag"]
    answer = township.post(f"{changes.path}/{change}/approve", headers={"If-Match": tag})
    assert answer.status_code == 200


def test_the_same_request_twice_makes_one_change(village, as_account, changes, across):
    secretary, key = as_account(village.secretary), str(uuid4())
    body = {"kind": "split", "codes": [village.grids[0]], "line": across(village)}

    ids = {
        secretary.post(changes.path, json=body, headers={"Idempotency-Key": key}).json()["id"]
        for _ in range(2)
    }

    assert len(ids) == 1
    page = secretary.get(changes.path, params={"region": village.code}).json()
    assert (page["total"], [one["id"] for one in page["items"]]) == (1, sorted(ids))


def test_a_village_is_changed_by_its_own_people(village, as_account, changes, split_of, across):
    stranger, body = as_account("secretary"), {"kind": "split", "codes": [village.grids[0]]}

    assert changes.ask(stranger, **body, line=across(village)).status_code == 404
    change = split_of(village)
    assert stranger.get(f"{changes.path}/{change}").status_code == 404
    assert as_account("agent").get(f"{changes.path}/{change}").status_code == 403


def test_a_map_shows_every_grid_before_and_after(village, as_account, changes, split_of):
    change = split_of(village)
    page = as_account("township").get(f"{changes.path}/{change}", params={"f": "geojson"}).json()

    shown = {(one["properties"]["would_be"], one["properties"]["when"]) for one in page["features"]}
    west, fresh = village.grids[0], f"{village.code}003"
    assert {(west, "before"), (west, "after"), (fresh, "after")} <= shown
    assert (fresh, "before") not in shown


def test_a_house_goes_to_the_next_grid_with_its_ground_and_its_issue(
    village, as_account, changes, live, ask
):
    county, home = as_account("county"), village.homes[2]
    number = file(county, home)["number"]
    change = changes.made(
        as_account(village.secretary), kind="move", household=home, target=village.grids[1]
    )  # fmt: skip

    assert changes.act(as_account("township"), change, "approve").status_code == 200

    assert [row[:2] for row in live(village)] == [
        (code, n) for code, n in zip(village.grids, (11, 13), strict=True)
    ]
    issue = county.get(f"/api/v1/issues/{number}").json()
    assert (issue["grid"], issue["agent"]["name"]) == (village.grids[1], f"东{village.code[-3:]}")


def test_a_house_nobody_has_found_moves_by_the_list_alone(village, as_account, changes, tell, ask):
    home = village.homes[2]
    tell("UPDATE household SET place = NULL WHERE number = :home", home=home)
    change = changes.made(
        as_account(village.secretary), kind="move", household=home, target=village.grids[1]
    )  # fmt: skip

    assert changes.act(as_account("township"), change, "approve").status_code == 200

    shapes = ask(
        "SELECT count(DISTINCT ST_AsText(ST_Normalize(shape))) FROM grid_version"
        " WHERE grid_code LIKE :code", code=f"{village.code}%",
    )  # fmt: skip
    assert shapes == [(2,)]
    held = ask(
        "SELECT m.grid_code FROM membership m JOIN household h ON h.id = m.household_id"
        " WHERE h.number = :home AND m.valid_to IS NULL", home=home,
    )  # fmt: skip
    assert held == [(village.grids[1],)]


def test_grids_are_merged_and_the_one_that_ends_takes_its_post_with_it(
    village, as_account, changes, live, ask
):
    west, east = village.grids
    change = changes.made(
        as_account(village.secretary), kind="merge", codes=[west, east], keep=east
    )  # fmt: skip
    preview = changes.read(as_account("township"), change)
    assert {one["would_be"]: one["fate"] for one in preview["grids"]} == {
        east: "redrawn",
        west: "retired",
    }

    assert changes.act(as_account("township"), change, "approve").status_code == 200

    assert [row[:2] for row in live(village)] == [(east, 24)]
    ended = ask("SELECT valid_to::text FROM post WHERE grid_code = :west", west=west)
    assert ended == [("2026-03-20",)]


def test_a_school_is_drawn_out_of_a_grid(village, made, as_account, changes, ask):
    cell = made.cell_of(village, village.homes[7])
    polygon = mapping(cell.buffer(-0.0003, join_style="mitre"))
    named = {"grid_kind": "school", "grid_name": "中心小学"}
    change = changes.made(
        as_account(village.secretary), kind="draw", village=village.code, polygon=polygon, **named
    )  # fmt: skip

    answer = changes.act(as_account("township"), change, "approve")

    assert answer.status_code == 200, answer.text
    code = f"{village.code}003"
    page = as_account("township").get(f"/api/v1/grids/{code}").json()
    assert (page["kind"], page["name"], page["exception"]) == ("school", "中心小学", None)


def test_the_edge_of_two_grids_is_drawn_anew(village, made, as_account, changes, live):
    _, south, east, north = made.cell_of(village, village.homes[3]).bounds
    edge = LineString([(east, south - 0.00001), (east, north + 0.007)])
    change = changes.made(
        as_account(village.secretary), kind="reshape", codes=list(village.grids), line=mapping(edge)
    )  # fmt: skip

    answer = changes.act(as_account("township"), change, "approve")

    assert answer.status_code == 200, answer.text
    assert [row[1] for row in live(village)] == [16, 8]


def test_polygons_of_a_file_replace_those_of_the_village(village, made, as_account, changes, live):
    bands = village.bands()
    shapes = {
        name: mapping(
            union_all([made.cell_of(village, n) for n, one in bands.items() if one == serial])
        )
        for serial, name in ((1, village.grids[0]), (2, "+1"))
    }
    change = changes.made(
        as_account(village.secretary), kind="import", village=village.code, shapes=shapes
    )  # fmt: skip

    answer = changes.act(as_account("township"), change, "approve")

    assert answer.status_code == 200, answer.text
    assert [row[:2] for row in live(village)] == [
        (village.grids[0], 12), (f"{village.code}003", 12)
    ]  # fmt: skip


def along(*corners):
    return {"kind": "split", "line": {"type": "LineString", "coordinates": corners}}


UNFIT = {
    "no-line": ({"kind": "split"}, 422),
    "point": ({"kind": "split", "line": {"type": "Point", "coordinates": [112, 39]}}, 422),
    "words": ({"kind": "split", "line": {"type": "LineString", "coordinates": "x"}}, 422),
    "empty": (along(), 422),
    "swapped": (along([39, 112], [40, 113]), 422),
    "too-short": (along([112.021, 39.801], [112.0211, 39.8011]), 409),
    "alone": ({"kind": "merge"}, 409),
    "nobody": ({"kind": "move", "household": "nobody", "target": "W"}, 422),
    "no-kind": ({"kind": "stretch"}, 422),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_cannot_be_drawn_is_refused_with_a_reason(village, as_account, changes, ask, name):
    body, status = UNFIT[name]
    west = village.grids[0]
    body = {**body, "target": west} if "target" in body else {**body, "codes": [west]}
    before = ask("SELECT count(*) FROM boundary_change")

    answer = changes.ask(as_account(village.secretary), **body)

    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert ask("SELECT count(*) FROM boundary_change") == before


def test_a_held_report_finds_its_grid_of_today_once_it_is_released(
    village, as_account, changes, split_of
):
    county, screener = as_account("county"), as_account("screener")
    held = file(county, village.homes[12], channel="accusation", text="村干部私分补偿款")["number"]
    change = split_of(village)
    township = as_account("township")
    assert changes.read(township, change)["issues"] == 0
    assert changes.act(township, change, "approve").status_code == 200
    read = screener.get(f"/api/v1/issues/{held}")
    assert read.json()["grid"] == village.grids[0]  # held ones stay as they are

    answer = screener.post(
        f"/api/v1/issues/{held}/release",
        json={"outcome": "ordinary"},
        headers={"If-Match": read.headers["ETag"]},
    )

    assert answer.status_code == 200, answer.text
    issue = county.get(f"/api/v1/issues/{held}").json()
    assert (issue["grid"], issue["version"]) == (f"{village.code}003", answer.json()["version"])


_STRIPS = count()
"""Ground that no test has used yet."""


@pytest.fixture
def side_by_side(owner, small):
    """Codes of three villages in a row, and a cell on the eastern edge of the first."""
    place = Path(__file__).with_name("ground.py")
    spec = spec_from_file_location("ground", place)
    ground = module_from_spec(spec)
    spec.loader.exec_module(ground)
    strip = next(_STRIPS)
    _, south = ground.corner_of(0, 3, strip)
    with transaction(make_sessions(owner)) as session:
        codes = ground.load(session, small, 3, strip=strip)
    return codes, ground.cell(ground.CELLS - 1, south + 1, 7)


@pytest.fixture
def held(owner):
    """Hold a village against everybody else."""

    @contextmanager
    def hold(village):
        with owner.connect() as other:
            other.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended('village:' || :code, 0))"),
                {"code": village},
            )
            yield
            other.rollback()

    return hold


@pytest.fixture
def outgrown(side_by_side, as_account, changes):
    """Ask for a split whose line ends at a neighbour that has since grown to the third village."""
    (first, second, third), edge = side_by_side
    township, county = as_account("township"), as_account("county")
    west, south, east, _ = edge.bounds
    line = LineString([(west - 0.004, south + 0.0005), (east + 0.001, south + 0.0005)])

    def ask_for(**more):
        split = {"kind": "split", "codes": [f"{first}002"], "line": mapping(line)}
        change = changes.made(township, **split, **more)
        merged = [f"{second}001", f"{second}002"]
        merge = changes.made(township, kind="merge", codes=merged, keep=merged[0])
        assert changes.act(county, merge, "approve").status_code == 200
        return change, third

    return ask_for


def test_a_change_that_reaches_another_village_by_now_does_not_wait_for_it(
    outgrown, as_account, changes, held
):
    county = as_account("county")
    split, third = outgrown()

    with ThreadPoolExecutor(1) as pool, held(third):
        refused = pool.submit(changes.act, county, split, "approve").result(timeout=30)

    assert refused.status_code == 409, refused.text
    assert "right now" in refused.json()["detail"]
    assert changes.act(county, split, "approve").status_code == 200


def test_a_change_that_cannot_wait_on_its_day_is_tried_again(
    outgrown, as_account, changes, held, owner, clock
):
    county, day = as_account("county"), clock.now + timedelta(days=1)
    split, third = outgrown(effective_on=day.date().isoformat())
    assert changes.act(county, split, "approve").status_code == 200

    def enact():
        with transaction(make_sessions(owner)) as session:
            enact_on_its_day(session, UUID(split), day)

    with ThreadPoolExecutor(1) as pool, pytest.raises(TwinRunning), held(third):
        pool.submit(enact).result(timeout=30)

    assert changes.read(county, split)["status"] == "approved"
    enact()
    assert changes.read(county, split)["status"] == "enacted"
