"""Finding places on the desk: the queue, the form, what it would lead to, and who is calling."""

import re

import pytest
from lxml import html
from sqlalchemy import text

from api.form_guards import FIELD


@pytest.fixture
def desk(page_client):
    """A browser of the county desk."""
    return page_client("county")


@pytest.fixture
def lost(file_issue):
    """Number of a report that nobody has placed, with the phone of nobody."""
    return file_issue(place=None, text="后墙裂了")["number"]


def read(answer, status=200):
    assert answer.status_code == status, answer.text[:300]
    return html.document_fromstring(answer.text)


def words(page, style):
    return [" ".join(one.text_content().split()) for one in page.find_class(style)]


def listed(page):
    return [row.get("data-number") for row in page.find_class("row")]


@pytest.fixture
def send():
    """Send the form of an issue as a browser of the desk, from its page."""

    def post(desk, number, act, **fields):
        page = read(desk.get(f"/desk/issues/{number}?place=1"))
        form = page.xpath("//form[@data-place]")[0]
        kept = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
        kept.pop(FIELD)
        return desk.send_form(form.get("action"), {**kept, "act": act, **fields})

    return post


def test_the_queue_holds_what_lies_in_no_grid_and_the_counter_says_so(desk, file_issue, small):
    placed = file_issue()["number"]
    nowhere = file_issue(place=None)["number"]
    lon, lat = small.IN_NO_GRID
    north = file_issue(place={"lon": lon, "lat": lat})["number"]

    queue = read(desk.get("/desk?show=unplaced"))
    counter = next(
        one for one in queue.find_class("tile") if "show=unplaced" in one.get("href")
    ).findtext("b")

    assert sorted(listed(queue)) == sorted([nowhere, north])
    assert placed not in listed(queue)
    assert counter == "2"
    assert len(words(queue, "miss")) == 2
    assert all(words(queue, "miss"))


def test_the_queue_over_http_is_the_same(client, file_issue, small):
    file_issue()
    lon, lat = small.IN_NO_GRID
    north = file_issue(place={"lon": lon, "lat": lat})["number"]

    for role in ("county", "township"):
        items = client(role).get("/api/v1/issues?to_place=true").json()
        assert [one["number"] for one in items["items"]] == [north]


def test_held_reports_are_in_the_queue_of_those_only_who_may_see_them(
    page_client, file_issue, small
):
    lon, lat = small.IN_NO_GRID
    place = {"lon": lon, "lat": lat}
    held = file_issue(place=place, category="cadre-conduct", channel="visit")["number"]

    assert listed(read(page_client("county").get("/desk?show=unplaced"))) == [held]
    assert listed(read(page_client("township").get("/desk?show=unplaced"))) == []


def test_an_empty_queue_says_so(desk, file_issue):
    file_issue()

    queue = read(desk.get("/desk?show=unplaced"))

    assert listed(queue) == []
    assert queue.find_class("state")


def test_the_section_is_opened_by_who_says_he_is_finding_the_place(desk, page_client, lost, county):
    closed = read(desk.get(f"/desk/issues/{lost}"))
    opened = read(desk.get(f"/desk/issues/{lost}?place=1"))
    refused = page_client("supervisor").get(f"/desk/issues/{lost}?place=1")

    with county.connect() as connection:
        purposes = set(connection.scalars(text("SELECT purpose FROM audit_entry")))
    assert closed.xpath("//form[@data-place]") == []
    assert "place=1" in closed.xpath("//a[@data-finding]/@href")[0]
    assert opened.xpath("//form[@data-place]")
    assert refused.status_code == 403
    assert "place" in purposes


def test_who_may_not_place_is_shown_no_section(page_client, lost, file_issue):
    number = file_issue()["number"]

    page = read(page_client("supervisor").get(f"/desk/issues/{number}"))

    assert page.xpath("//*[@id='placing'] | //a[@data-finding]") == []


def test_both_villages_of_an_ambiguous_address_are_offered(desk, file_issue, small, county):
    twin = text("UPDATE region SET name = :name WHERE code = :code")
    with county.begin() as connection:
        connection.execute(twin, {"name": "石窑沟村", "code": small.C})
    number = file_issue(place=None, address="石窑沟村二社")["number"]

    page = read(desk.get(f"/desk/issues/{number}?place=1"))

    with county.begin() as connection:
        connection.execute(twin, {"name": "大圪塔村", "code": small.C})
    offered = page.xpath("//input[@name='way' and starts-with(@value, 'region:')]")
    names = [one.getparent().text_content().strip() for one in offered]
    assert {one.get("value") for one in offered} == {f"region:{small.A}", f"region:{small.C}"}
    assert sorted(names) == ["北乡石窑沟村", "南乡石窑沟村"]
    assert not any(one.get("checked") for one in offered)


@pytest.mark.parametrize("part", ["", "?part=look"], ids=["page", "part"])
def test_a_pin_is_looked_ahead_before_anything_is_written(desk, send, lost, small, county, part):
    lon, lat = small.middle(small.GRIDS[0])
    page = read(desk.get(f"/desk/issues/{lost}?place=1"))
    form = page.xpath("//form[@data-place]")[0]
    kept = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
    kept.pop(FIELD)
    fields = {**kept, "act": "look", "way": "pin", "lon": str(lon), "lat": str(lat)}

    answer = desk.send_form(form.get("action") + part, fields)

    [look] = words(read(answer), "pl-look")
    with county.connect() as connection:
        placements = connection.scalar(text("SELECT count(*) FROM placement"))
    assert "石窑沟村 001" in look
    assert "田秀英" in look
    assert re.search(r"\d+ (m|米)", look)
    assert placements == 1
    assert bool(read(answer).find_class("row")) is (part == "")


@pytest.mark.parametrize(("part", "recorded"), [("", 2), ("?part=look", 1)], ids=["page", "part"])
def test_looking_ahead_records_the_houses_that_are_shown_with_it(
    desk, file_issue, small, county, part, recorded
):
    text_of_two = "北乡石窑沟村户主2和户主3家的院墙"
    number = file_issue(place=None, address="北乡石窑沟村", text=text_of_two)["number"]
    form = read(desk.get(f"/desk/issues/{number}?place=1")).xpath("//form[@data-place]")[0]
    kept = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
    kept.pop(FIELD)

    answer = desk.send_form(
        form.get("action") + part, {**kept, "act": "look", "way": f"region:{small.A}"}
    )

    with county.connect() as connection:
        houses = connection.scalar(
            text("SELECT count(*) FROM audit_entry WHERE details ? 'households'")
        )
    assert words(read(answer), "pl-look")
    assert bool(form.xpath(".//input[starts-with(@value, 'household:')]"))
    assert houses == recorded


def test_placing_leads_back_to_the_issue_which_says_who_has_it(desk, send, lost, small):
    lon, lat = small.middle(small.GRIDS[0])

    answer = send(desk, lost, "place", way="pin", lon=str(lon), lat=str(lat), note="电话确认")
    page = read(desk.get(answer.headers["location"]))

    assert answer.status_code == 303
    assert "田秀英" in words(page, "done")[0]
    assert "电话确认" in page.find_class("tl")[-1].text_content()
    assert len(page.xpath("//details[@class='before']//li")) == 1


def test_a_household_is_found_by_village_and_head_and_then_placed(desk, send, lost, small):
    found = read(send(desk, lost, "find", q="石窑沟村 户主2"))
    [way] = found.xpath("//input[@name='way' and starts-with(@value, 'household:')]/@value")[:1]

    answer = send(desk, lost, "place", way=way)

    assert way == f"household:{small.home(small.GRIDS[0], 2)}"
    assert answer.status_code == 303


def test_a_name_in_the_whole_county_finds_nobody_and_says_so(desk, send, lost):
    page = read(send(desk, lost, "find", q="示例旗 户主2"))

    assert page.xpath("//input[@name='way' and starts-with(@value, 'household:')]") == []
    assert words(page, "note-y")


WRONG = {
    "nothing": {},
    "no-numbers": {"way": "pin"},
    "no-degrees": {"way": "pin", "lon": "110,3度", "lat": "39"},
    "outside": {"way": "pin", "lon": "111.5", "lat": "40.5"},
    "swapped": {"way": "pin", "lon": "39.81", "lat": "110.305"},
    "household": {"way": "household:nobody"},
    "no-village": {"way": "village"},
    "region": {"way": "region:150699999999"},
}


def test_a_form_that_cannot_be_is_shown_again_with_what_is_wrong(desk, send, lost, county):
    told = {}
    for name, fields in WRONG.items():
        for act in ("look", "place"):
            page = read(send(desk, lost, act, note="不要丢", **fields), 422)
            assert page.xpath("//textarea[@name='note']")[0].text_content() == "不要丢", name
            assert not page.find_class("pl-look"), name
            told[name, act] = page.xpath("//main//*[@role='alert']")[0].text_content()

    with county.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM placement")) == 1
    assert all(told[name, "look"] == told[name, "place"] for name in WRONG)
    assert len(set(told.values())) >= 5


def test_somebody_who_was_faster_is_said_and_the_form_starts_from_there(desk, lost, small, county):
    page = read(desk.get(f"/desk/issues/{lost}?place=1"))
    form = page.xpath("//form[@data-place]")[0]
    kept = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
    kept.pop(FIELD)
    with county.begin() as connection:
        connection.execute(text("UPDATE issue SET version = version + 1"))

    fields = {**kept, "act": "place", "way": f"region:{small.A}"}
    again = read(desk.send_form(form.get("action"), fields), 422)

    assert again.xpath("//*[@role='alert']")
    assert again.xpath("//form[@data-place]//input[@name='version']/@value") == ["2"]


def test_what_leaves_the_area_is_said_before_and_after(page_client, file_issue, send, small):
    township = page_client("township")
    number = file_issue()["number"]
    lon, lat = small.middle(small.GRIDS[4])
    pin = {"way": "pin", "lon": str(lon), "lat": str(lat)}

    ahead = read(send(township, number, "look", **pin)).find_class("pl-look")[0].text_content()
    gone = send(township, number, "place", **pin)

    assert "乔永胜" not in ahead
    assert small.GRIDS[4] not in ahead
    assert (gone.status_code, "乔永胜" in gone.text) == (200, False)


def test_a_border_is_marked_in_the_place_of_an_issue(desk, send, file_issue, small):
    _, south, east, north = small.square(small.GRIDS[0]).bounds
    number = file_issue(place={"lon": east, "lat": (south + north) / 2})["number"]

    page = read(desk.get(f"/desk/issues/{number}?place=1"))

    marked = [one for one in page.find_class("chip-yellow") if one.getparent().tag == "p"]
    assert len(marked) == 1
    assert "002" in marked[0].getparent().text_content()


def test_a_caller_is_shown_with_household_agent_and_issues(desk, file_issue, small):
    number = file_issue(place=None, household=small.home(small.GRIDS[0], 3))["number"]

    page = read(desk.send_form("/desk/caller", {"q": small.home(small.GRIDS[0], 3)}))

    [house] = words(page, "home-c")
    assert small.home(small.GRIDS[0], 3) in house
    assert "田秀英" in house
    assert number in house


@pytest.mark.parametrize(
    ("asked", "status", "houses"),
    [
        ("", 422, 0),
        ("王秀兰", 422, 0),
        ("13800000000", 200, 0),
        ("石窑沟村 户主1", 200, 2),
        ("石窑沟 户主1", 200, 2),
        ("石窑沟村户主1", 200, 2),
    ],
    ids=["nothing", "name-alone", "unknown-phone", "village", "short-village", "no-space"],
)
def test_a_look_up_finds_who_is_meant_or_says_what_is_missing(desk, asked, status, houses):
    page = read(desk.send_form("/desk/caller", {"q": asked}), status)

    assert len(page.find_class("home-c")) == houses
    assert bool(page.find_class("state")) is (houses == 0)


def test_a_township_looks_up_its_own_by_the_name_alone(page_client, small):
    page = read(page_client("township").send_form("/desk/caller", {"q": "户主1"}))

    shown = " ".join(words(page, "home-c"))
    assert small.home(small.GRIDS[2], 1) in shown
    assert small.home(small.GRIDS[4], 1) not in shown


def test_what_is_looked_up_stands_in_no_address_and_needs_our_own_form(desk, small):
    home = small.home(small.GRIDS[0], 3)

    page = read(desk.get(f"/desk/caller?q={home}"))
    foreign = desk.post("/desk/caller", data={"q": home})

    forms = page.xpath("//form[@action='/desk/caller']")
    assert {form.get("method") for form in forms} == {"post"}
    assert len(forms) == 2
    assert page.find_class("home-c") == []
    assert foreign.status_code == 403


@pytest.mark.parametrize("role", ["supervisor", "leader", "handler"])
def test_who_places_nothing_has_no_field_and_no_page_for_callers(page_client, role):
    browser = page_client(role)

    assert "/desk/caller" not in browser.get("/desk").text
    assert browser.get("/desk/caller").status_code == 403
    assert browser.send_form("/desk/caller", {"q": "户主1"}).status_code == 403
