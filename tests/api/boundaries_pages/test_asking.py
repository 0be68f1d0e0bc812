"""Asking for a change of boundaries on the page: six kinds, and what is refused is kept."""

import json

import pytest

NEW = "/admin/boundaries/new"


@pytest.fixture
def secretary(reader, village):
    return reader(village.secretary)


@pytest.fixture
def send(secretary, village):
    """Fill in the form of a kind; answers what came back."""

    def fill(kind, files=None, **fields):
        page = secretary.page(f"{NEW}?village={village.code}&kind={kind}")
        known = {"csrf": page.token, "kind": kind, "village": village.code}
        return secretary.client.post("/admin/boundaries", data={**known, **fields}, files=files)

    return fill


def corners_of(*shapes):
    """Corners of the box around shapes, as typed."""
    west, south = (min(one.bounds[n] for one in shapes) for n in (0, 1))
    east, north = (max(one.bounds[n] for one in shapes) for n in (2, 3))
    box = ((west, south), (east, south), (east, north), (west, north))
    return "\n".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in box)


def table(page):
    """Number, households before and after of each grid the page shows."""
    rows = page.xpath("//section[@aria-labelledby='grids']//tbody/tr[@id]")
    return {row.get("id"): " ".join(row.xpath("./td[1]")[0].text_content().split()) for row in rows}


def shown(secretary, answer):
    assert answer.status_code == 303, answer.text
    return secretary.page(answer.headers["location"])


def test_the_list_begins_empty_and_leads_to_the_map(secretary, village):
    page = secretary.page("/admin/boundaries")

    assert "No change of boundaries here" in page.text
    assert page.xpath("//form[@action='/admin/boundaries/new']//option/@value") == [village.code]


def test_a_split_is_previewed_with_sizes_households_and_a_vacancy(secretary, proposed):
    page = secretary.page(proposed)

    assert table(page) == {"grid-001": "12 → 6", "grid-003": "— → 6"}
    assert "6 households move" in page.text
    assert "Nobody holds grid 003" in page.text
    assert "东边修了路" in page.text
    assert "too few households for a grid of its own" in page.text


def test_two_grids_are_merged_and_the_number_chosen_stays(send, secretary, village):
    west, east = village.grids
    page = shown(secretary, send("merge", codes=[west, east], keep=east))

    assert table(page) == {"grid-001": "12 → —", "grid-002": "12 → 24"}


def test_a_school_gets_a_grid_of_its_own_from_the_ground_under_it(send, secretary, village, made):
    ground = corners_of(made.cell_of(village, village.homes[0]))
    page = shown(secretary, send("draw", corners=ground, grid_kind="school", grid_name="第一小学"))

    assert table(page) == {"grid-001": "12 → 11", "grid-003": "— → 1"}
    assert "school 第一小学" in page.text


def test_a_shared_boundary_is_moved(send, secretary, village, made):
    south = made.cell_of(village, village.homes[2]).bounds
    line = f"{south[0]:.6f}, {south[1] - 0.00001:.6f}\n{south[0]:.6f}, {south[1] + 0.00801:.6f}"
    page = shown(secretary, send("reshape", codes=village.grids, corners=line))

    assert table(page) == {"grid-001": "12 → 8", "grid-002": "12 → 16"}


def test_a_household_moves_to_the_grid_beside_it(send, secretary, village):
    home = village.homes[2]
    page = shown(secretary, send("move", household=home, target=village.grids[1]))

    assert table(page) == {"grid-001": "12 → 11", "grid-002": "12 → 13"}
    assert home in page.text


def test_boundaries_are_imported_from_a_file(send, secretary, village, made):
    shapes = [made.cell_of(village, home) for home in village.homes]
    west, south = shapes[0].bounds[:2]
    east, north = shapes[-1].bounds[2:]

    def band(low, high):
        ring = [[west, low], [east, low], [east, high], [west, high], [west, low]]
        return {"type": "Polygon", "coordinates": [ring]}

    middle = south + 0.004
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": shape}
        for code, shape in zip(
            village.grids, (band(south, middle), band(middle, north)), strict=True
        )
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features})
    page = shown(secretary, send("import", {"file": ("a.geojson", content)}, datum="wgs84"))

    assert table(page) == {"grid-001": "12 → 12", "grid-002": "12 → 12"}
    assert "12 households move" in page.text


def test_a_line_that_misses_is_refused_and_all_that_was_drawn_is_kept(send, secretary, village):
    line = "112.000000, 39.100000\n112.000001, 39.100001"
    answer = send(
        "split", codes=village.grids[0], corners=line, note="东边", effective_on="2026-04-01"
    )
    page = secretary.read(answer)

    assert answer.status_code == 409
    assert "does not divide the grid" in page.said("note-r")
    assert page.xpath("//textarea[@name='corners']/text()") == [line]
    assert page.xpath("//textarea[@name='note']/text()") == ["东边"]
    assert page.xpath("//input[@name='codes'][@checked]/@value") == [village.grids[0]]
    assert page.xpath("//input[@name='effective_on']/@value") == ["2026-04-01"]


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("split", {}, "Choose the grid to split."),
        ("split", {"corners": "112, 39\nthere"}, "Line 2 is no place"),
        ("split", {"corners": "39.8, 112.0\n39.9, 112.1"}, "Line 1 is no place"),
        ("split", {"corners": "112, 39"}, "Draw a line on the map"),
        ("merge", {"codes": "150699100301001"}, "Choose two grids or more."),
        ("merge", {"codes": ["1", "2"], "keep": "3"}, "one of the grids chosen"),
        ("draw", {"grid_kind": "household"}, "Draw an area on the map"),
        ("draw", {"grid_kind": "school", "corners": "1, 1\n2, 1\n2, 2"}, "Fill this in."),
        ("draw", {"grid_kind": "castle"}, "Choose one of the list."),
        ("reshape", {"codes": "150699100301001"}, "Choose two neighbouring grids."),
        ("move", {}, "Fill this in."),
        ("import", {"datum": "wgs84"}, "Choose the file"),
        ("merge", {"effective_on": "soon"}, "Write a day as 2026-01-31."),
    ],
    ids=[
        *("no-grid", "no-place", "swapped", "one-corner", "one-to-merge", "foreign-keep"),
        *("no-area", "nameless-school", "no-kind", "one-neighbour", "no-household", "no-file"),
        "no-day",
    ],
)
def test_what_is_missing_is_said_beside_its_field(send, secretary, kind, fields, said):
    answer = send(kind, **fields)

    assert answer.status_code == 422
    assert said in secretary.read(answer).said("fd-e")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "Send a GeoJSON file"),
        ("a.geojson", b"{", "The file is broken"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "has to be one area"),
        (
            "a.geojson",
            b'{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,1]}}',
            "has to be one area",
        ),
    ],
    ids=["ending", "broken", "empty", "point"],
)
def test_a_file_that_holds_no_grids_is_refused_with_what_to_do(
    send, secretary, name, content, said
):
    answer = send("import", {"file": (name, content)}, datum="wgs84")

    assert answer.status_code == 422
    assert said in secretary.read(answer).said("fd-e")


@pytest.mark.parametrize("day", ["2026-03-19", "2027-04-01"], ids=["yesterday", "too-far"])
def test_a_day_that_is_over_or_too_far_is_refused(send, secretary, village, day):
    answer = send("merge", codes=village.grids, effective_on=day)

    assert answer.status_code == 422
    assert "Choose a day from today on" in secretary.read(answer).said("note-r")


def test_the_map_to_draw_on_has_the_grids_and_the_layer_for_each_kind(secretary, village):
    for kind in ("split", "merge", "draw", "reshape", "move", "import"):
        answer = secretary.get(f"{NEW}/map?village={village.code}&kind={kind}")

        assert answer.status_code == 200
        assert village.grids[0] in answer.text
        assert '"marks":' in answer.text


def test_a_desk_sees_where_houses_stand_only_after_it_says_what_for(reader, village, ask):
    township, address = reader("township"), f"{NEW}/map?village={village.code}&kind=move"
    seen = "SELECT count(*) FROM audit_entry WHERE details ->> 'exact' = '24' AND verb = 'map'"
    before = ask(seen)

    plain = township.get(address).text
    unseen = ask(seen)
    shown_to = township.get(f"{address}&purpose=place").text

    assert village.homes[5] not in plain
    assert unseen == before
    assert village.homes[5] in shown_to
    assert ask(seen) == [(before[0][0] + 1,)]


def test_a_village_of_somebody_else_is_not_found(secretary):
    assert secretary.get(f"{NEW}?village=150699100201&kind=split").status_code == 404
    assert secretary.get(f"{NEW}/map?village=150699100201").status_code == 404


def test_who_may_not_change_boundaries_finds_no_page(reader):
    assert reader("agent").get("/admin/boundaries").status_code == 403
    assert reader("agent").get("/admin/grids").status_code == 403


def test_words_of_users_are_shown_as_they_are(send, secretary, village, made):
    hostile = "<script>alert(1)</script>"
    ground = corners_of(made.cell_of(village, village.homes[0]))
    answer = send("draw", corners=ground, grid_kind="mine", grid_name=hostile, note=hostile)
    page = shown(secretary, answer)

    assert page.xpath("//script[not(@src)]") == []
    assert page.text.count(hostile) >= 2
    assert hostile not in secretary.get(f"{answer.headers['location']}/map").text
