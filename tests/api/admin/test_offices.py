"""The pages of offices: the list, adding, changing, closing, hours in words."""

import pytest

WEEKDAYS = "周一至周五 8:30-12:00、14:30-17:30"
"""The clock of these tests stands at ten on a Friday morning."""


@pytest.fixture
def office(county, small):
    """Add an office; answers the address of its page."""

    def add(name, **more):
        path = "/admin/offices/new"
        known = {"region": small.A, "kind": "point", "datum": "wgs84"}
        answer = county.send(path, path, name=name, **{**known, **more})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("?")[0]

    return add


def listed(page):
    return [one.text_content() for one in page.xpath("//ul[@class='adm-l']//a/b")]


def test_an_office_is_added_with_its_hours_and_found_as_open(county, office, ask):
    here = office("石窑沟代办点", hours=WEEKDAYS, phone="04771234567", lon="110.305", lat="39.805")

    page = county.page(f"{here}?done=added")
    assert "Added." in page.said("note")
    assert "open now" in page.said("chip")
    assert "Understood as:" in page.said("adm-echo")
    assert page.holds("lon") == ["110.305000"]
    assert page.holds("region") == ["150699100201"]
    assert "石窑沟代办点" in listed(county.page("/admin/offices?open=yes&kind=point"))
    [(lon, opening)] = ask(
        "SELECT ST_X(place), opening IS NOT NULL FROM office WHERE name = '石窑沟代办点'"
    )
    assert (lon, opening) == (pytest.approx(110.305), True)


def test_hours_nobody_can_read_are_kept_as_words_and_never_count_as_open(county, office):
    here = office("约好再来代办点", hours="提前电话预约")

    page = county.page(here)
    assert "Kept as words: not counted as open" in page.said("adm-echo")
    assert page.holds("hours") == ["提前电话预约"]
    assert "约好再来代办点" not in listed(county.page("/admin/offices?open=yes"))
    assert "约好再来代办点" in listed(county.page("/admin/offices?hours=unread"))
    assert "Offices whose hours cannot be read" in county.page("/admin").said("adm-todo")


def test_how_hours_are_understood_is_said_before_anything_is_kept(county, office, ask):
    here = office("先问后存代办点", hours=WEEKDAYS)
    path = "/admin/offices/new"

    new = county.send(path, path, echo="yes", name="新点", hours="Mo-Fr 08:30-12:00")
    changed = county.send(here, here, echo="yes", hours="随时")

    assert "Understood as:" in new.said("adm-echo")
    assert new.holds("name") == ["新点"]
    assert "Kept as words" in changed.said("adm-echo")
    assert ask("SELECT count(*) FROM office WHERE name = '新点'") == [(0,)]
    assert ask("SELECT hours FROM office WHERE name = '先问后存代办点'") == [(WEEKDAYS,)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 101}, "name"),
        ({"region": ""}, "region"),
        ({"region": "999999999999"}, ""),
        ({"kind": "castle"}, "kind"),
        ({"lon": "110.3"}, "lat"),
        ({"lon": "east", "lat": "39.8"}, "lon"),
        ({"lon": "39.8", "lat": "110.3"}, "lon"),
        ({"lon": "nan", "lat": "39.8"}, "lon"),
        ({"datum": "mars"}, "datum"),
    ],
    ids=[
        *("no-name", "long-name", "no-area", "foreign-area", "no-kind", "half-a-place"),
        *("no-number", "swapped", "not-finite", "no-datum"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(
    county, small, wrong, field, ask
):
    path = "/admin/offices/new"
    sound = {"name": "错填代办点", "region": small.A, "kind": "point", "datum": "wgs84"}

    page = county.send(path, path, **{**sound, "phone": "12345", **wrong})

    assert page.status in {404, 409, 422}
    assert page.beside(field) if field else page.said("note-r")
    assert page.holds("phone") == ["12345"]
    assert ask("SELECT count(*) FROM office WHERE name = '错填代办点'") == [(0,)]


def test_a_place_of_a_map_app_is_turned_into_ours(office, ask):
    office("高德代办点", lon="110.31", lat="39.81", datum="gcj02")

    [(lon, lat)] = ask("SELECT ST_X(place), ST_Y(place) FROM office WHERE name = '高德代办点'")
    assert 0.003 < 110.31 - lon < 0.009
    assert abs(39.81 - lat) < 0.004


def test_two_offices_cannot_have_one_code(county, office, small):
    office("第一代办点", code="DB-1")
    path = "/admin/offices/new"

    page = county.send(
        path, path, name="第二代办点", code="DB-1", region=small.A, kind="point", datum="wgs84"
    )

    assert page.status == 409
    assert "Another entry has this code" in page.beside("code")


def test_a_change_made_from_an_old_page_is_not_kept(county, office, ask):
    here = office("两人同改代办点")
    old = county.page(here)
    hidden = {one.get("name"): one.get("value") for one in old.xpath("//form[@id='office']//input")}
    county.send(here, here, name="先改的", region="150699100201", kind="point", datum="wgs84")

    late = {**hidden, "name": "后改的", "region": "150699100201", "kind": "point", "datum": "wgs84"}
    answer = county.client.post(here, data=late)

    assert answer.status_code == 412
    assert "Somebody changed this in the meantime" in answer.text
    assert "后改的" in answer.text
    assert ask("SELECT count(*) FROM office WHERE name = '后改的'") == [(0,)]


def test_an_office_is_closed_after_its_last_day_and_stays_on_record(county, office, ask):
    here = office("要撤的代办点")

    answer = county.send(here, f"{here}/close", last="2026-03-31")

    assert answer.status_code == 303
    assert ask("SELECT valid_to::text FROM office WHERE name = '要撤的代办点'") == [("2026-04-01",)]
    assert "no longer open from" in county.page(here).said("note")
    assert "要撤的代办点" not in listed(county.page("/admin/offices?on=2026-04-01"))
    assert "要撤的代办点" in listed(county.page("/admin/offices?on=2026-03-31"))


def test_an_office_of_another_township_is_not_this_ones_to_change(township, county, small):
    path = "/admin/offices/new"
    page = township.send(path, path, name="越界代办点", region=small.C, kind="point", datum="wgs84")

    assert page.status == 404
    assert "not in your area" in page.said("note-r")


def test_words_with_markup_are_shown_as_words(county, office):
    here = office("<script>alert(1)</script>", hours="<b>x</b>")

    assert "<script>alert(1)" not in county.get(here).text
    assert "<script>alert(1)</script>" in county.page(here).xpath("//h1")[0].text_content()


def test_an_office_that_is_not_there_and_one_of_no_number_are_not_found(county):
    assert county.get("/admin/offices/999999").status_code == 404
    assert county.get("/admin/offices/0").status_code == 422


def test_the_map_shows_offices_and_no_house(county, office):
    office("地图上的代办点", lon="110.305", lat="39.805")

    answer = county.get("/admin/offices/map")

    assert answer.status_code == 200
    assert "地图上的代办点" in answer.text
    assert '"houses": []' in answer.text or '"houses":[]' in answer.text
