"""Where a report would lie, asked before it is filed: what is said, graded, and not written."""

from datetime import date

import pytest
from sqlalchemy import text

PREVIEW = "/api/v1/placements/preview"


@pytest.fixture
def preview(client, registered):
    """Ask as a role; answers the JSON."""

    def ask(role="county", **known):
        answer = client(role).post(PREVIEW, json=known, headers={"Accept-Language": "en"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def at(small, grid=0, **more):
    lon, lat = small.middle(small.GRIDS[grid])
    return {"lon": lon, "lat": lat, **more}


def test_a_point_is_answered_with_grid_agent_and_reason(preview, small):
    found = preview(text="路坏了", place=at(small, accuracy_m=10))

    placement = found["placement"]
    assert (placement["method"], placement["confidence"]) == ("point", "high")
    assert (placement["grid"], placement["region_name"]) == (small.GRIDS[0], "石窑沟村")
    assert (placement["placed"], placement["precision"]) == (True, "exact")
    assert placement["reason"]["code"] == "point-grid"
    assert (found["level"], found["agent"]["name"]) == ("grid", "田秀英")
    assert found["assigned"]["code"] == "holder"
    assert "田秀英" in found["assigned"]["text"]
    assert found["missing"] == []


def test_it_says_what_filing_then_says(preview, file_issue, small, registered):
    reports = [
        {"place": at(small, accuracy_m=10)},
        {"place": at(small, source="pin")},
        {"household": registered["own"]},
        {"petitioner": {"phone": "13900002222"}},
        {"address": "北乡石窑沟村"},
        {"text": "柳树湾村的路坏了"},
        {"place": dict(zip(("lon", "lat"), small.IN_NO_GRID, strict=True))},
        {},
    ]
    for report in reports:
        known = {"text": "路坏了", "category": "roads", **report}
        told = preview(channel="hotline", **known)
        done = file_issue(**{"place": None, **known})

        same = ("method", "confidence", "accuracy_m", "lon", "lat", "household")
        assert {k: told["placement"][k] for k in same} == {k: done["placement"][k] for k in same}
        assert told["placement"]["reason"]["code"] == done["placement"]["reason"]["code"]
        assert (told["placement"]["grid"], told["level"]) == (done["grid"], done["level"])
        assert (told["agent"] or {}).get("id") == (done["agent"] or {}).get("id")
        assert told["assigned"]["code"] == done["reason"]["code"]


def test_nothing_is_written_but_who_asked(preview, row_counts, registered, small):
    before = row_counts()
    preview(text="路坏了", place=at(small), petitioner={"name": "某人", "phone": "13900002222"})

    changed = {name for name, count in row_counts().items() if count != before[name]}
    assert changed == set()


def test_the_houses_shown_are_kept_with_the_purpose(preview, registered, read):
    preview(petitioner={"phone": "13900002222"})

    (home,) = read("SELECT id FROM household WHERE number = :n", n=registered["own"])
    kept = read(
        "SELECT purpose, details FROM audit_entry WHERE details ? 'households' "
        "ORDER BY id DESC LIMIT 1"
    )
    assert (kept.purpose, kept.details) == ("place", {"exact": 1, "households": [home]})


def test_the_callers_phone_finds_the_house(preview, registered, small):
    found = preview(petitioner={"phone": "+86 139-0000-2222"})

    assert found["placement"]["household"] == registered["own"]
    assert found["placement"]["grid"] == small.GRIDS[2]
    (home,) = found["candidates"]["households"]
    assert (home["number"], home["head"], home["village_name"]) == (
        registered["own"],
        "户**",
        "柳树湾村",
    )


def test_two_households_of_one_phone_are_both_offered_and_none_is_chosen(preview, registered):
    found = preview(petitioner={"phone": "13900001111"})

    offered = {one["number"] for one in found["candidates"]["households"]}
    assert offered == {registered["shared"], registered["shared too"]}
    assert found["placement"]["household"] is None
    assert [one["code"] for one in found["missing"]]


def test_two_heads_of_one_name_are_both_offered_and_none_is_chosen(
    preview, county, registered, small
):
    rename = text(
        "UPDATE household_contact SET head = :head FROM household "
        "WHERE household.id = household_id AND number = ANY (:numbers)"
    )
    twins = [small.home(small.GRIDS[0], 3), small.home(small.GRIDS[1], 3)]
    try:
        with county.begin() as connection:
            connection.execute(rename, {"head": "李二虎", "numbers": twins})
        found = preview(address="北乡石窑沟村李二虎家", text="院墙塌了")
    finally:
        with county.begin() as connection:
            connection.execute(rename, {"head": "户主3", "numbers": twins})

    assert {one["number"] for one in found["candidates"]["households"]} == set(twins)
    assert found["placement"]["household"] is None
    assert found["placement"]["reason"]["text"] == "The address names the village 石窑沟村 only."
    assert [one["code"] for one in found["missing"]] == ["house"]


def test_a_village_under_another_township_is_offered_and_not_chosen(preview, small):
    found = preview(address="南乡石窑沟村")

    assert [one["code"] for one in found["candidates"]["villages"]] == [small.A]
    assert found["placement"]["reason"]["code"] == "address-unsure"
    assert "石窑沟村" in found["placement"]["reason"]["text"]
    assert found["placement"]["placed"] is False
    assert [one["code"] for one in found["missing"]] == ["which-village"]


def test_an_address_of_two_villages_offers_both(preview, county, small):
    rename = text("UPDATE region SET name = :name WHERE code = :code")
    try:
        with county.begin() as connection:
            connection.execute(rename, {"name": "石窑沟村", "code": small.C})
        found = preview(address="石窑沟村")
    finally:
        with county.begin() as connection:
            connection.execute(rename, {"name": "大圪塔村", "code": small.C})

    villages = {one["code"]: one["name"] for one in found["candidates"]["villages"]}
    assert villages == {small.A: "北乡石窑沟村", small.C: "南乡石窑沟村"}
    assert found["placement"]["placed"] is False
    assert [one["code"] for one in found["missing"]] == ["which-village"]
    assert all(one["text"] for one in found["missing"])


@pytest.mark.parametrize("known", ["place", "household", "phone"])
def test_a_place_outside_the_desks_region_is_only_its_village(preview, registered, small, known):
    asked = {
        "place": {"place": at(small, 4, accuracy_m=5)},
        "household": {"household": registered["far"]},
        "phone": {"petitioner": {"phone": "13900003333"}},
    }[known]
    shown, hidden = preview("county", **asked), preview("township", **asked)

    place = hidden["placement"]
    assert shown["placement"]["grid"] == small.GRIDS[4]
    assert (place["precision"], place["region"]) == ("area", small.C)
    given = ("lon", "lat", "household", "grid", "other_grid", "accuracy_m", "grid_name")
    assert {place[name] for name in given} == {None}
    assert (hidden["agent"], hidden["candidates"]["households"]) == (None, [])
    for secret in (registered["far"], small.GRIDS[4], "乔永胜"):
        assert secret not in str(hidden)


def test_a_text_that_accuses_is_placed_and_handed_to_nobody(preview, small):
    found = preview(text="村支书贪污了低保款", place=at(small))

    assert found["placement"]["grid"] == small.GRIDS[0]
    assert (found["level"], found["agent"], found["assigned"]["code"]) == (None, None, "received")


def test_the_workload_counts_open_ordinary_issues(preview, file_issue, small):
    for _ in range(3):
        file_issue()
    file_issue(category="cadre-conduct")

    assert preview(place=at(small))["agent"]["open_issues"] == 3


def test_a_holder_on_leave_is_said_to_be_away(preview, county, small):
    with county.begin() as connection:
        leave = text(
            "INSERT INTO absence (agent_id, kind, valid_from, valid_to, recorded_at) "
            "SELECT id, 'leave', :a, :b, now() FROM agent WHERE name = '白巧云' RETURNING id"
        )
        days = {"a": date(2026, 3, 1), "b": date(2026, 4, 1)}
        absence = connection.scalar(leave, days)
    try:
        found = preview(place=at(small, 2))
    finally:
        with county.begin() as connection:
            connection.execute(text("DELETE FROM absence WHERE id = :id"), {"id": absence})

    agent = found["agent"]
    assert (agent["name"], agent["duty"], agent["away"]) == ("孟长海", "deputy", True)


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ({"household": "H0"}, 422),
        ({"place": {"lon": 39.805, "lat": 110.305}}, 422),
        ({"place": {"lon": 110.3, "lat": 91.0}}, 422),
        ({"place": {"lon": 1.0, "lat": 1.0}, "channel": "online"}, 409),
        ({"nonsense": 1}, 422),
    ],
    ids=["household", "swapped", "off the globe", "outside", "unknown field"],
)
def test_what_filing_would_refuse_is_refused(client, known, status):
    answer = client("county").post(PREVIEW, json=known)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
