"""Half an address, a phone, a pin: what intake makes of it, and what it keeps."""

import pytest
from sqlalchemy import event, text


@pytest.fixture
def placement_of(read):
    """Newest placement of an issue."""

    def find(issue):
        return read(
            "SELECT placement.* FROM placement JOIN issue ON issue.id = issue_id "
            "WHERE number = :number ORDER BY placement.id DESC LIMIT 1",
            number=issue["number"],
        )

    return find


def results(placement):
    return {one["kind"]: one["result"] for one in placement.evidence}


def test_a_phone_alone_finds_house_grid_and_person(file_issue, registered, small, placement_of):
    issue = file_issue(place=None, petitioner={"name": "某人", "phone": "139-0000-2222"})

    assert (issue["grid"], issue["agent"]["name"]) == (small.GRIDS[2], "白巧云")
    assert issue["placement"]["household"] == registered["own"]
    assert results(placement_of(issue)) == {"phone": "used"}


def test_what_is_kept_as_evidence_names_nobody(file_issue, registered, placement_of, small):
    issue = file_issue(
        address="北乡石窑沟村户主1家", petitioner={"name": "户主1", "phone": "139-0000-2222"}
    )

    kept = str(placement_of(issue).evidence)
    assert "point" in kept
    for secret in ("户主", "2222", "石窑沟"):
        assert secret not in kept


def test_an_address_alone_finds_the_village(file_issue, registered, small, placement_of):
    issue = file_issue(place=None, address="北乡石窑沟村", text="路坏了")

    assert (issue["region"], issue["grid"]) == (small.A, None)
    assert issue["placement"]["reason"]["code"] == "address-village"
    assert results(placement_of(issue)) == {"address": "used"}


def test_a_head_named_in_his_village_is_found(file_issue, registered, county, small):
    put = text(
        "UPDATE household_contact SET head = :head FROM household "
        "WHERE household.id = household_id AND number = :number"
    )
    number = small.home(small.GRIDS[1], 3)
    try:
        with county.begin() as connection:
            connection.execute(put, {"head": "贺海林", "number": number})
        issue = file_issue(place=None, address="北乡石窑沟村贺海林家", text="水管冻裂了")
    finally:
        with county.begin() as connection:
            connection.execute(put, {"head": "户主3", "number": number})

    assert issue["placement"]["household"] == number
    assert issue["placement"]["reason"]["code"] == "head-household"


def test_the_text_speaks_only_where_nothing_else_does(file_issue, registered, placement_of, small):
    words = "柳树湾村的路坏了，车过不去"
    alone = file_issue(place=None, text=words)
    pointed = file_issue(text=words)
    addressed = file_issue(place=None, text=words, address="北乡石窑沟村")

    assert (alone["region"], results(placement_of(alone))) == (small.B, {"text": "used"})
    assert results(placement_of(pointed)) == {"point": "used"}
    assert (addressed["region"], results(placement_of(addressed))) == (
        small.A,
        {"address": "used"},
    )


def test_an_address_nobody_can_read_gives_way_to_a_certain_text(file_issue, registered, small):
    issue = file_issue(place=None, address="老地方", text="柳树湾村的路坏了")

    assert issue["region"] == small.B


def test_a_pin_is_kept_as_one(file_issue, registered, small, placement_of):
    lon, lat = small.middle(small.GRIDS[0])
    issue = file_issue(place={"lon": lon, "lat": lat, "source": "pin"})

    assert issue["placement"]["method"] == "pin"
    assert results(placement_of(issue)) == {"pin": "used"}


def test_a_circle_over_a_line_is_marked(file_issue, registered, small, placement_of):
    _, south, east, north = small.square(small.GRIDS[0]).bounds
    place = {"lon": east - 0.0001, "lat": (south + north) / 2, "accuracy_m": 50.0}

    kept = placement_of(file_issue(place=place))

    assert (kept.reason_code, kept.other_grid_code) == ("border", small.GRIDS[1])
    assert 0.5 < kept.share < 1
    assert kept.reason_params["other_m"] > 0


def test_a_place_near_the_grids_goes_to_the_nearest_and_is_marked(file_issue, registered, small):
    west, south, *_ = small.square(small.GRIDS[0]).bounds
    issue = file_issue(place={"lon": west + 0.005, "lat": south - 0.001})

    assert issue["grid"] == small.GRIDS[0]
    assert issue["placement"]["reason"]["code"] == "nearest-grid"
    assert issue["placement"]["confidence"] == "low"


SUSPICIOUS = {
    "swapped": ((39.805, 110.305), 422, "swapped-point"),
    "zero": ((0.0, 0.0), 409, "zero-point"),
    "outside": ((111.5, 40.5), 409, "outside-county"),
}


@pytest.mark.parametrize(("place", "status", "_reason"), SUSPICIOUS.values(), ids=SUSPICIOUS)
def test_a_program_is_told_of_a_place_that_cannot_be(client, place, status, _reason):
    body = {"text": "路坏了", "category": "roads", "channel": "online"}
    body["place"] = dict(zip(("lon", "lat"), place, strict=True))

    assert client("integration").post("/api/v1/issues", json=body).status_code == status


def test_imports_keep_such_a_place_as_evidence(run, tmp_path, county, registered):
    file = tmp_path / "issues.csv"
    lines = [
        f"{name},路坏了,2026-03-01,{lon},{lat}"
        for name, ((lon, lat), _, _) in SUSPICIOUS.items()
        if name != "swapped"
    ]
    file.write_text("\n".join(["key,text,received_at,lon,lat", *lines]), "utf-8")

    done = run("import", "issues", file)

    with county.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT source_key, reason_code, given IS NOT NULL AS given, issue.place "
                "FROM placement JOIN issue ON issue.id = issue_id"
            )
        ).all()
    assert done.exit_code == 0, done.output
    assert {row.source_key: row.reason_code for row in rows} == {
        "zero": "zero-point",
        "outside": "outside-county",
    }
    assert all(row.given and row.place is None for row in rows)


def test_names_of_places_cost_one_statement_and_none_where_a_point_speaks(
    file_issue, county, registered
):
    seen = []

    def note(*given):
        seen.append(given[2])

    def count(**changes):
        file_issue(**changes)
        seen.clear()
        file_issue(**changes)
        return len(seen)

    event.listen(county, "before_cursor_execute", note)
    try:
        pointed = count()
        assert not any("former_name" in statement for statement in seen)
        addressed = count(address="北乡石窑沟村")
    finally:
        event.remove(county, "before_cursor_execute", note)

    assert addressed == pointed + 1
