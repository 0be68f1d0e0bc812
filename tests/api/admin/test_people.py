"""The pages of people: posts as of a day, absences, phone numbers, history."""

import pytest


def held(page):
    """Posts that a person's page lists."""
    posts = page.xpath("//section[@aria-labelledby='posts']//li//b")
    return [one.text_content() for one in posts]


@pytest.fixture
def found(county):
    """Address of the page of somebody of the small county."""

    def find(name):
        page = county.page(f"/admin/people?name={name}")
        [path] = page.xpath("//ul[@class='adm-l']/li/p[1]/a/@href")
        return path

    return find


def test_the_list_shows_posts_as_of_a_day(county, small):
    then = county.page("/admin/people?on=2026-02-15").said("adm-l")
    today = county.page("/admin/people").said("adm-l")

    assert f"高玉兰 Holder · {small.SUCCEEDED}" in then
    assert f"田秀英 Holder · {small.SUCCEEDED}" in today
    assert f"高玉兰 Holder · {small.SUCCEEDED}" not in today
    assert "As of 2026-02-15" in county.page("/admin/people?on=2026-02-15").said("note")


def test_people_are_found_by_name_and_by_area(county, small):
    in_c = county.page(f"/admin/people?region={small.C}").said("adm-l")
    nobody = county.page("/admin/people?name=没有这个人")

    assert "乔永胜" in in_c
    assert "田秀英" not in in_c
    assert "Nobody matches" in nobody.said("state")


def test_a_day_that_is_none_is_refused(county):
    assert county.get("/admin/people?on=yesterday").status_code == 422
    assert county.get("/admin/people?on=9999-12-31").status_code == 422


def test_somebody_gets_a_post_and_it_ends_after_its_last_day(county, person, small):
    here = person("王代办", "13900001111")

    given = county.send(here, f"{here}/posts", duty="deputy", grid_code=small.GRIDS[4])
    now = county.page(given.headers["location"])
    [end] = now.xpath("//form[contains(@action, '/end')]/@action")
    ended = county.send(here, end, last="2026-03-31")
    later = county.page(f"{here}?on=2026-04-01")

    assert held(now) == [f"Deputy · {small.GRIDS[4]}"]
    assert "The post is given." in now.said("note")
    assert ended.status_code == 303
    assert held(later) == []
    assert f"Deputy · {small.GRIDS[4]}" in later.said("adm-l")


def test_a_grid_with_a_holder_is_refused_and_the_holder_named(county, person, small):
    here = person("李想当")

    page = county.send(
        here, f"{here}/posts", duty="holder", grid_code=small.SUCCEEDED, since="2026-03-20"
    )

    assert page.status == 409
    assert "田秀英 holds it" in page.beside("grid_code")
    assert page.holds("grid_code") == [small.SUCCEEDED]
    assert held(county.page(here)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"grid_code": ""}, "grid_code"),
        ({"duty": "intake"}, "duty"),
        ({"duty": "king"}, "duty"),
        ({"since": "2026-03-20", "last": "2026-03-19"}, "last"),
        ({"since": "20260320x"}, "since"),
        ({"grid_code": "999999999999999"}, ""),
    ],
    ids=["nowhere", "duty-of-offices", "no-duty", "ends-first", "no-day", "no-grid"],
)
def test_a_post_that_cannot_be_is_refused_beside_its_field(county, person, small, wrong, field):
    here = person("错岗")

    page = county.send(
        here, f"{here}/posts", **{"duty": "deputy", "grid_code": small.GRIDS[4], **wrong}
    )

    assert page.status in {404, 409, 422}
    assert page.beside(field) if field else page.said("note-r")
    assert held(county.page(here)) == []


def test_who_is_away_is_marked_and_the_grid_without_deputy_listed(county, small, person):
    here = person("赵休假")
    county.send(here, f"{here}/posts", duty="holder", grid_code=small.NO_HOLDER)

    away = county.send(
        here, f"{here}/absences", kind="leave", since="2026-03-19", last="2026-03-25", note="探亲"
    )
    page = county.page(away.headers["location"])
    vacant = county.page("/admin/people/vacant")
    [back] = page.xpath("//form[contains(@action, '/absences/')]/@action")
    twice = county.send(here, f"{here}/absences", kind="sick", since="2026-03-24")
    county.send(here, back, last="2026-03-19")
    later = county.page(here)
    [end] = later.xpath("//form[contains(@action, '/posts/')]/@action")
    county.send(here, end, last="2026-03-19")

    assert "away" in page.said("chip-yellow")
    assert "探亲" in page.text
    assert "赵休假" in vacant.xpath("//section[@aria-labelledby='away']")[0].text_content()
    assert twice.status == 409
    assert "away on some of these days already" in twice.text
    assert later.said("chip-yellow") == ""


def test_a_number_is_confirmed_with_one_button(county, found, ask):
    here = found("白巧云")
    before = county.page(here)

    county.send(here, f"{here}/confirm")
    after = county.page(f"{here}?done=confirmed")

    assert "never confirmed" in before.text
    assert "confirmed on Fri 20 Mar 2026" in after.text
    assert "白巧云" not in county.page("/admin/people?due=yes").said("adm-l")
    assert "乔永胜" in county.page("/admin/people?due=yes").said("adm-l")


def test_a_name_and_a_number_are_changed_by_who_saw_them_last(county, person):
    here = person("旧名字", "1")
    old = county.page(here)
    hidden = old.xpath(f"//form[@action='{here}'][@method='post']//input[@type='hidden']")
    stale = {one.get("name"): one.get("value") for one in hidden}

    county.send(here, here, name="新名字", phone="13911112222")
    late = county.client.post(here, data={**stale, "name": "晚了", "phone": ""})

    assert "新名字" in county.page(here).xpath("//h1")[0].text
    assert late.status_code == 412
    assert "晚了" not in county.page(here).text


def test_nobody_without_a_name_is_added(county):
    page = county.send("/admin/people/new", "/admin/people/new", phone="139")

    assert page.status == 422
    assert page.beside("name") == "Fill this in."
    assert page.holds("phone") == ["139"]


def test_a_township_gives_no_post_in_another_township(township, person, small):
    here = person("外乡人")

    page = township.send(here, f"{here}/posts", duty="deputy", grid_code=small.GRIDS[5])

    assert page.status == 404
    assert "no such grid or office in your area" in page.text


def test_grids_nobody_holds_are_listed_with_their_deputy(county, small):
    page = county.page("/admin/people/vacant")

    listed = page.xpath("//section[@aria-labelledby='none']")[0].text_content()
    assert small.DEPUTY_ONLY in listed
    assert "deputy 孟长海" in " ".join(listed.split())
