"""What the registers answer for a day: before and after a split, and after a handover."""

from datetime import timedelta

import pytest

YESTERDAY, TODAY = "2026-03-19", "2026-03-20"


@pytest.fixture
def split(village, as_account, changes, across):
    """A village whose western grid was split today."""
    body = {"kind": "split", "codes": [village.grids[0]], "line": across(village)}
    change = changes.made(as_account(village.secretary), **body)
    assert changes.act(as_account("township"), change, "approve").status_code == 200
    return village, change


def grids_on(client, village, day):
    page = client.get("/api/v1/grids", params={"region": village.code, "on": day}).json()
    return {one["code"]: one for one in page["items"]}


def test_grids_of_a_day_are_those_that_held_then(split, as_account):
    village, _ = split
    client, (west, east), fresh = as_account("township"), village.grids, f"{village.code}003"

    before, after = (grids_on(client, village, day) for day in (YESTERDAY, TODAY))

    assert set(before) == {west, east}
    assert set(after) == {west, east, fresh}
    assert (before[west]["valid_from"], before[west]["valid_to"]) == ("2024-01-01", TODAY)
    assert (after[west]["valid_from"], after[west]["valid_to"]) == (TODAY, None)
    assert after[west]["recorded_at"] > before[west]["recorded_at"]
    assert grids_on(client, village, "2023-12-31") == {}


def test_one_grid_is_there_on_the_days_it_held(split, as_account):
    village, _ = split
    client, fresh = as_account("township"), f"{village.code}003"

    assert client.get(f"/api/v1/grids/{fresh}").status_code == 200
    assert client.get(f"/api/v1/grids/{fresh}", params={"on": YESTERDAY}).status_code == 404
    shape = client.get(
        f"/api/v1/grids/{village.grids[0]}", params={"on": YESTERDAY, "f": "geojson"}
    )
    today = client.get(f"/api/v1/grids/{village.grids[0]}", params={"f": "geojson"})
    assert shape.json()["geometry"] != today.json()["geometry"]


def test_households_of_a_day_are_in_the_grid_of_that_day(split, as_account):
    village, _ = split
    client, fresh = as_account(village.secretary), f"{village.code}003"

    def members(grid, day):
        params = {"grid": grid, "on": day, "limit": 100}
        return client.get("/api/v1/households", params=params).json()["items"]

    west = village.grids[0]
    assert (len(members(west, YESTERDAY)), len(members(fresh, YESTERDAY))) == (12, 0)
    kept, moved = members(west, TODAY), members(fresh, TODAY)
    assert (len(kept), len(moved)) == (6, 6)
    assert {(one["valid_from"], one["valid_to"]) for one in kept} == {("2024-01-01", None)}
    assert {one["valid_from"] for one in moved} == {TODAY}


def test_a_handover_changes_who_holds_a_grid_from_its_day_on(village, as_account, tell, clock):
    west, name = village.grids[0], village.code[-3:]
    tell(
        "UPDATE post SET valid_to = :day WHERE grid_code = :west", day="2026-03-15", west=west
    )  # fmt: skip
    tell(
        "INSERT INTO post (agent_id, grid_code, duty, valid_from)"
        " SELECT id, :west, 'holder', '2026-03-15' FROM agent WHERE name = :name",
        west=west, name=f"东{name}",
    )  # fmt: skip
    client = as_account("township")

    def holder(day):
        return client.get(f"/api/v1/grids/{west}", params={"on": day}).json()["agent_name"]

    assert [holder(day) for day in ("2026-03-14", "2026-03-15")] == [f"西{name}", f"东{name}"]
    agents = client.get("/api/v1/agents", params={"grid": west, "on": "2026-03-14"}).json()["items"]
    assert [(one["name"], one["valid_to"]) for one in agents] == [(f"西{name}", "2026-03-15")]
    history = client.get(f"/api/v1/grids/{west}/history").json()
    assert [(one["name"], one["valid_from"], one["valid_to"]) for one in history["holders"]] == [
        (f"东{name}", "2026-03-15", None),
        (f"西{name}", "2024-01-01", "2026-03-15"),
    ]


def test_the_history_of_a_grid_names_the_change_that_drew_each_boundary(split, as_account):
    village, change = split
    client, west = as_account("township"), village.grids[0]

    history = client.get(f"/api/v1/grids/{west}/history").json()

    drawn = [(one["valid_from"], one["valid_to"], one["change"]) for one in history["versions"]]
    assert drawn == [(TODAY, None, change), ("2024-01-01", TODAY, None)]
    fresh = client.get(f"/api/v1/grids/{village.code}003/history").json()
    assert [one["change_kind"] for one in fresh["versions"]] == ["split"]
    assert (fresh["valid_from"], fresh["holders"], fresh["ended_by"]) == (TODAY, [], None)


def test_a_grid_that_has_ended_stays_readable(split, as_account, changes, clock):
    village, _ = split
    clock.now += timedelta(days=1)
    fresh, west = f"{village.code}003", village.grids[0]
    merge = changes.made(
        as_account(village.secretary), kind="merge", codes=[west, fresh], keep=west
    )  # fmt: skip
    township = as_account("township")
    assert changes.act(township, merge, "approve").status_code == 200

    assert township.get(f"/api/v1/grids/{fresh}").status_code == 404
    assert township.get(f"/api/v1/grids/{fresh}", params={"on": TODAY}).status_code == 200
    history = township.get(f"/api/v1/grids/{fresh}/history").json()
    assert (history["valid_to"], history["ended_by"]) == ("2026-03-21", merge)
    assert as_account("auditor").get(f"/api/v1/grids/{fresh}/history").status_code == 403
    assert as_account("secretary").get(f"/api/v1/grids/{fresh}/history").status_code == 404
