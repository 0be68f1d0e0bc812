"""What each role is told of a place that is its task, and of one that is not."""

import json
import re
from math import cos, pi, sin

import pytest
from lxml import html

from api.pages.frame import ENTRIES
from dispatch.vocabulary import Role

ISSUES = "/api/v1/issues"
PERSON = {"name": "李桂枝", "phone": "13812342207"}
WORDS = "李桂枝家三组 17 号的西墙裂了，电话 13812342207"
ADDRESS = "三组 17 号"
OF_COUNTY = "county's"
UNSERVED = (110.325, 39.835)
"""In no grid of village B, which has no secretary."""

pytestmark = pytest.mark.usefixtures("secretary_at_work")


@pytest.fixture(scope="module")
def filed(file_with, small, empty_county, secretary_at_work):
    """One issue in the first grid for each door it came in through, and some that lie elsewhere."""
    assert secretary_at_work
    empty_county()
    lon, lat = small.middle(small.GRIDS[0])
    same = {
        "text": WORDS, "address": ADDRESS, "petitioner": PERSON, "place": {"lon": lon, "lat": lat},
    }  # fmt: skip
    west, south, *_ = small.square(small.GRIDS[4]).bounds
    far = {**same, "place": {"lon": west + 0.002, "lat": south + 0.002}}
    far |= {"household": small.home(small.GRIDS[4])}
    no_grid = dict(zip(("lon", "lat"), small.IN_NO_GRID, strict=True))
    unserved = dict(zip(("lon", "lat"), UNSERVED, strict=True))
    return {
        "county's": file_with("county", **same)["number"],
        "township's": file_with("township", **same)["number"],
        "agent's": file_with("agent", **same)["number"],
        "program's": file_with("integration", **same)["number"],
        "house elsewhere": file_with("agent", **far)["number"],
        "no grid": file_with("agent", **{**same, "place": no_grid})["number"],
        "unserved": file_with("agent", **{**same, "place": unserved})["number"],
        "nowhere": file_with("agent", **{**same, "place": None})["number"],
        "nowhere at all": file_with("integration", **{**same, "place": None})["number"],
    }


SEEN = {
    ("agent", "county's"): "exact",
    ("agent", "program's"): "exact",
    ("secretary", "county's"): "moved",
    ("secretary", "no grid"): "exact",  # the village has it
    ("secretary", "nowhere"): "exact",  # who filed it serves the village
    ("secretary", "unserved"): None,
    ("township", "county's"): "moved",
    ("township", "township's"): "exact",
    ("township", "no grid"): "area",
    ("township", "unserved"): "exact",  # no secretary, so the township has it
    ("township", "nowhere"): "area",
    ("township", "nowhere at all"): None,
    ("county", "county's"): "exact",
    ("county", "township's"): "area",
    ("county", "house elsewhere"): "area",
    ("county", "no grid"): "area",
    ("county", "unserved"): "area",
    ("county", "nowhere"): "area",
    ("county", "nowhere at all"): "exact",  # not even a township is known
    ("screener", "county's"): "area",
    ("supervisor", "county's"): "area",
    ("leader", "township's"): "area",
    ("handler", "county's"): None,
    ("integration", "program's"): "exact",
    ("integration", "county's"): None,
}


@pytest.mark.parametrize(("role", "name"), SEEN)
def test_precision_goes_by_task(clients, filed, role, name):
    answer = clients(role).get(f"{ISSUES}/{filed[name]}")

    assert (answer.json().get("precision") if answer.is_success else None) == SEEN[role, name]


@pytest.mark.parametrize("role", ["township", "county", "screener", "supervisor", "leader"])
def test_no_answer_says_where_a_house_stands_that_is_no_task(clients, filed, small, role):
    hidden = {"township": ["county's", "no grid"]}.get(role, ["township's", "house elsewhere"])
    lon, lat = small.middle(small.GRIDS[0])
    words = (f"{lon}", f"{lat}", "110.342", "39.802", ADDRESS, "桂枝", "13812342207")
    words = (*words, small.home(small.GRIDS[4]), 'accuracy_m":1', "point-grid", "household-")
    # Not the seconds of a time, as in 08:15:39.805.
    secrets = [rf"(?<![\d:]){re.escape(word)}" for word in words]

    for name in hidden:
        one = clients(role).get(f"{ISSUES}/{filed[name]}")
        assert one.status_code == 200
        assert [secret for secret in secrets if re.search(secret, one.text)] == []
        placement = one.json()["placement"]
        assert placement["placed"] is True
        kept = {key: placement[key] for key in ("method", "confidence", "accuracy_m", "household")}
        assert set(kept.values()) == {None}
        assert bool(one.json()["grid"]) is (name != "no grid")


def test_a_moved_point_lies_in_the_grid_and_is_the_same_every_time(clients, filed, small):
    places = set()
    for query in ("", "?f=geojson"):
        body = clients("township").get(ISSUES + query).json()
        for item in body.get("items", []):
            if item["number"] == filed["county's"]:
                places.add((item["placement"]["lon"], item["placement"]["lat"]))
        for feature in body.get("features", []):
            if feature["properties"]["number"] == filed["county's"]:
                assert feature["properties"]["precision"] == "moved"
                places.add(tuple(feature["geometry"]["coordinates"]))
    one = clients("secretary").get(f"{ISSUES}/{filed[OF_COUNTY]}").json()["placement"]
    places.add((one["lon"], one["lat"]))

    assert len(places) == 1
    (place,) = places
    assert place != small.middle(small.GRIDS[0])
    west, south, east, north = small.square(small.GRIDS[0]).bounds
    assert west <= place[0] <= east
    assert south <= place[1] <= north


@pytest.mark.parametrize("role", ["secretary", "township", "county", "screener"])
def test_a_desk_that_finds_a_place_is_shown_it(clients, filed, small, role):
    number = filed["agent's"]
    asked = {"purpose": "place"}

    one = clients(role).get(f"{ISSUES}/{number}", params=asked).json()
    listed = clients(role).get(ISSUES, params=asked).json()["items"]

    assert one["precision"] == "exact"
    assert (one["placement"]["lon"], one["placement"]["lat"]) == small.middle(small.GRIDS[0])
    assert one["address"] == ADDRESS
    assert one["text"] == WORDS
    assert {item["precision"] for item in listed} == {"exact"}


@pytest.mark.parametrize("role", ["agent", "supervisor", "leader", "handler", "integration"])
@pytest.mark.parametrize("path", [ISSUES, f"{ISSUES}/2026-0000-0000"])
def test_who_sits_at_no_desk_cannot_say_that_he_finds_a_place(clients, filed, role, path):
    assert clients(role).get(f"{path}?purpose=place").status_code == 403


@pytest.mark.parametrize("purpose", ["contact", "verify", "legal-duty", "export", "curiosity", ""])
def test_a_list_is_read_for_no_other_purpose(clients, filed, purpose):
    answer = clients("county").get(f"{ISSUES}?purpose={purpose}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "purpose"


def test_the_answer_to_a_report_is_in_full_for_who_sent_it(file_with, small):
    lon, lat = small.middle(small.GRIDS[2])
    answer = file_with("agent", place={"lon": lon, "lat": lat}, address=ADDRESS, text=WORDS)

    assert (answer["precision"], answer["address"], answer["text"]) == ("exact", ADDRESS, WORDS)
    assert (answer["placement"]["lon"], answer["placement"]["lat"]) == (lon, lat)


def test_bbox_and_drawn_area_find_an_issue_where_it_is_shown(clients, filed, small):
    number = filed["county's"]
    west, south, east, north = small.square(small.GRIDS[0]).bounds
    shown = clients("township").get(f"{ISSUES}/{number}").json()["placement"]
    lon, lat = shown["lon"], shown["lat"]
    true_lon, true_lat = small.middle(small.GRIDS[0])

    def found(role, query):
        items = clients(role).get(f"{ISSUES}?{query}").json()["items"]
        return number in {item["number"] for item in items}

    def around(lon, lat, side=1e-6):
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        return ";".join(f"{lon + side * x!r},{lat + side * y!r}" for x, y in corners)

    assert found("township", f"bbox={lon!r},{lat!r},{lon!r},{lat!r}")
    assert found("township", f"area={around(lon, lat)}")
    assert not found("township", f"bbox={true_lon},{true_lat},{true_lon},{true_lat}")
    assert not found("township", f"area={around(true_lon, true_lat)}")
    assert found("agent", f"bbox={true_lon},{true_lat},{true_lon},{true_lat}")
    assert found("agent", f"area={around(true_lon, true_lat)}")
    assert not found("agent", f"area={around(lon, lat)}")
    # The village is shown by its own point, which lies north of the grids.
    assert not found("leader", f"bbox={west},{south},{east},{north}")
    assert found("leader", "bbox=110.30,39.80,110.32,39.84")
    assert not found("leader", "bbox=110.30,39.80,110.3199,39.81")


BAD = {
    "area=110.3,39.8;110.31,39.8": "area",
    "area=110.3,39.8;110.31,39.8;110.3,39.8": "area",
    "area=110.3,39.8;110.31,39.81;110.31,39.8;110.3,39.81": "area",
    "area=110.3,39.8;110.31,39.8;110.32,39.8": "area",
    "area=a,b;c,d;e,f": "area",
    "area=110.3;39.8;1": "area",
    "area=110.3,39.8,1;110.31,39.8,1;110.3,39.9,1": "area",
    "area=nan,39.8;110.31,39.8;110.31,39.81": "area",
    "area=inf,39.8;110.31,39.8;110.31,39.81": "area",
    "area=39.8,110.3;39.8,110.31;39.9,110.31": "area",
    "area=-179,10;179,10;179,11": "area",
    "area=" + ";".join(f"110.{n:03},39.{n * n % 997:03}" for n in range(102)): "area",
    "area=" + ";" * 5000: "area",
    "sort=nearest": "near",
    "sort=nearest&near=1": "near",
    "sort=nearest&near=39.8,110.3": "near",
    "sort=nearest&near=110.3,39.8;110.3,39.8": "near",
    "near=110.3,39.8": "near",
    "sort=received&near=110.3,39.8": "near",
    "sort=upwards": "sort",
}


@pytest.mark.parametrize(("query", "field"), BAD.items(), ids=range(len(BAD)))
def test_an_area_or_order_that_cannot_be_is_refused_by_name(clients, query, field):
    answer = clients("county").get(f"{ISSUES}?{query}")

    assert answer.status_code == 422
    assert field in [one["field"] for one in answer.json()["errors"]]


def test_a_hundred_corners_are_taken_and_a_closed_ring_is_the_same(clients, filed):
    turns = [2 * pi * n / 100 for n in range(100)]
    ring = [f"{110.33 + 0.04 * cos(turn):.6f},{39.82 + 0.04 * sin(turn):.6f}" for turn in turns]
    opened = clients("county").get(f"{ISSUES}?area={';'.join(ring)}").json()
    closed = clients("county").get(f"{ISSUES}?area={';'.join([*ring, ring[0]])}").json()

    everywhere = clients("county").get(ISSUES).json()["total"]
    assert opened == closed
    assert opened["total"] == everywhere - 2  # all but the two nobody has placed


@pytest.mark.parametrize("role", ["township", "county", "leader"])
@pytest.mark.parametrize("sort", ["received", "due", "nearest&near=110.31,39.805"])
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_of_every_order_hold_every_issue_once(clients, filed, role, sort, limit):
    seen, more = [], ""
    while more is not None:
        body = clients(role).get(f"{ISSUES}?sort={sort}&limit={limit}&cursor={more}").json()
        seen += [item["number"] for item in body["items"]]
        more = body["next"]

    assert len(seen) == len(set(seen)) == body["total"]
    if sort == "received":
        whole = clients(role).get(ISSUES).json()["items"]
        assert seen == [item["number"] for item in whole]


def test_a_cursor_of_another_order_is_refused(clients, filed):
    more = clients("county").get(f"{ISSUES}?sort=due&limit=1").json()["next"]

    answer = clients("county").get(f"{ISSUES}?cursor={more}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


def test_the_etag_is_known_again_and_another_for_another_precision(clients, filed):
    path = f"{ISSUES}/{filed[OF_COUNTY]}"
    county, township = clients("county").get(path), clients("township").get(path)
    etag = county.headers["ETag"]

    assert re.fullmatch(r'"1-[0-9a-f]{16}"', etag)
    assert township.headers["ETag"] != etag
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = clients("county").get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
    for other in (township.headers["ETag"], '"1"', "x"):
        assert clients("county").get(path, headers={"If-None-Match": other}).status_code == 200
    chinese = clients("county").get(path, headers={"Accept-Language": "zh"}).headers["ETag"]
    english = clients("county").get(path, headers={"Accept-Language": "en"}).headers["ETag"]
    assert chinese != english


@pytest.mark.parametrize(("role", "shown"), [("agent", 6), ("secretary", 16)])
def test_who_serves_the_village_reads_its_households_in_full(clients, role, shown):
    homes = clients(role).get("/api/v1/households").json()["items"]

    assert len(homes) == shown
    assert all(home["head"].startswith(("户主", "独户")) for home in homes)
    assert {home["precision"] for home in homes} == {"exact"}
    assert all(home["lon"] for home in homes)


@pytest.mark.parametrize("role", ["township", "county", "screener"])
def test_a_desk_reads_households_masked_and_without_their_place(clients, role):
    client = clients(role)
    plain = client.get("/api/v1/households").json()["items"]
    drawn = client.get("/api/v1/households?f=geojson").json()["features"]
    placing = client.get("/api/v1/households?purpose=place").json()["items"]

    assert {home["head"] for home in plain} <= {"户**", "独**"}
    assert {home["lon"] for home in plain} == {None}
    assert {one["geometry"] for one in drawn} == {None}
    assert {home["head"] for home in placing} <= {"户**", "独**"}
    assert all(home["lon"] and home["precision"] == "exact" for home in placing)


def drawn_on(answer):
    """Everything the map of an answer draws, by the kind of block."""
    page = html.document_fromstring(answer.text)
    blocks = page.xpath("//script[@type='application/json']/text()")
    values = [json.loads(block) for block in blocks if block.strip() != "null"]
    tables = [one for one in values if "points" in one]
    villages = [one for one in values if "features" in one and "columns" not in one]
    base = next(one for one in values if "labels" in one)
    return tables[0], villages, base


@pytest.mark.parametrize(
    ("role", "points", "by_village"),
    [("township", 4, 1), ("county", 1, 5), ("leader", 0, 6), ("secretary", 5, 0)],
)
def test_the_map_draws_points_and_villages_and_says_their_numbers(
    page_client, filed_again, role, points, by_village
):
    answer = page_client(role).get("/desk/map")
    table, villages, base = drawn_on(answer)

    page = html.document_fromstring(answer.text)
    said = [int(n) for n in re.findall(r"\d+", page.find_class("m-counts")[0].text_content())]
    drawn = sum(one["properties"]["issues"] for each in villages for one in each["features"])
    listed = page_client(role).get("/desk")
    below = html.document_fromstring(listed.text).find_class("sum")[0].text_content()
    assert (len(table["points"]), drawn) == (points, by_village)
    assert said[0] == sum(said[1:])
    assert [int(n) for n in re.findall(r"\d+", below)] == said
    assert bool(base["houses"]) is (role == "secretary")


@pytest.mark.parametrize("path", ["/desk", "/desk/map", "/planning"])
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_page_opens_for_the_roles_whose_navigation_has_it(page_client, role, path):
    shown = any(path.startswith(one.path) and role in one.roles for one in ENTRIES)

    assert page_client(role).get(path).status_code == (200 if shown else 403)


def test_a_moved_point_is_drawn_as_one(page_client, filed_again):
    table, _, _ = drawn_on(page_client("township").get("/desk/map"))
    moved = [row[table["columns"].index("moved")] for row in table["rows"]]
    legend = html.document_fromstring(page_client("township").get("/desk/map").text)

    assert sorted(map(bool, moved)) == [False, True, True, True]
    assert legend.xpath("//section[@class='legend']//circle[@class='m-moved']")


def test_houses_are_drawn_for_a_desk_while_it_finds_a_place(page_client, filed_again):
    _, _, base = drawn_on(page_client("county").get("/desk/map?purpose=place"))

    assert len(base["houses"]) == 40
    assert page_client("leader").get("/desk/map?purpose=place").status_code == 403
    assert page_client("county").get("/desk?purpose=contact").status_code == 422


@pytest.fixture
def filed_again(file_issue, small):
    """Issues of this module again, for pages that are read on an empty county."""
    lon, lat = small.middle(small.GRIDS[0])
    place = {"lon": lon, "lat": lat}
    for role in ("county", "township", "agent", "integration"):
        file_issue(role, place=place)
    lon, lat = small.middle(small.GRIDS[4])
    file_issue("agent", place={"lon": lon, "lat": lat})
    file_issue("agent", place=dict(zip(("lon", "lat"), small.IN_NO_GRID, strict=True)))
