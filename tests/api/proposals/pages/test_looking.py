"""One proposal as its readers see it: grids, households, map."""

import json
import re

import pytest
from lxml import html

from data.session import make_sessions, transaction

HOSTILE = "<script>alert(1)</script>${alert(2)}`'\"><img src=x onerror=alert(3)>"


def drawn(answer, name):
    """Properties of the features of a map that have a property of this name."""
    page = html.document_fromstring(answer.text)
    blocks = [json.loads(one) for one in page.xpath("//script[@type='application/json']/text()")]
    found = [one for one in blocks if one and name in str(one.get("features", [])[:1])]
    return [feature["properties"] for one in found for feature in one["features"]]


def test_a_proposal_shows_every_grid_with_size_and_distances(secretary, halves, village):
    page = secretary.page(halves)

    assert page.grid_rows == [
        [f"1 西{village.code[-3:]}", "12", "12", "100", "200", "0.70"],
        [f"2 东{village.code[-3:]}", "12", "12", "100", "200", "0.70"],
    ]
    assert "straight line" in page.said("pro-p")
    assert "all 2 grids are in range" in page.said("pro-range")


def test_exceptions_joined_groups_and_new_grids_are_said_in_words(secretary, halves, tell):
    one = halves.rpartition("/")[2]
    tell(
        "UPDATE proposed_grid SET exception = 'too-few', merged = '一组 + 二组', code = NULL"
        " WHERE proposal_id = :one AND serial = 2",
        one=one,
    )

    page = secretary.page(halves)

    told = page.said("pro-why")
    assert "Exception: too few households for a grid of its own" in told
    assert "joins 一组 + 二组" in told
    assert "new, needs an agent" in told
    assert "1 of 2 grids is an exception" in page.said("pro-range")
    assert "1 grid gets a new number" in page.said("pro-e")
    assert "1 grid of today ends" in page.said("pro-e")


def test_the_households_of_a_chosen_grid_are_listed(secretary, halves, village):
    page = secretary.page(f"{halves}?grid=2")

    rows = page.xpath("//table[contains(@class, 'pro-homes')]/tbody/tr")
    east = [home for home, serial in village.halves().items() if serial == 2]
    assert [row.xpath("string(th/span)") for row in rows] == east
    assert f"户主{east[0]}" in rows[0].text_content()
    assert page.xpath("//tr[@aria-current]/@id") == ["grid-2"]


@pytest.mark.parametrize("query", ["?grid=0", "?was=nan", "?was=-1", "?purpose=contact"])
def test_an_address_that_holds_something_unknown_is_refused(secretary, halves, query):
    assert secretary.get(f"{halves}{query}").status_code in {403, 422}


def test_the_map_draws_grids_and_the_secretarys_households(secretary, halves, village):
    answer = secretary.get(f"{halves}/map")

    grids, homes = drawn(answer, "farthest"), drawn(answer, "number")
    assert [grid["serial"] for grid in grids] == [1, 2]
    assert sorted(home["number"] for home in homes) == village.homes
    assert homes[0]["title"].endswith(f"户主{homes[0]['number']}")
    assert homes[0]["summary"].startswith("grid 1 · ")


def test_a_desk_sees_houses_only_once_it_says_what_for_and_that_is_kept(
    reader, halves, ask, village
):
    township = reader("township")
    seen = "SELECT count(*) FROM audit_entry WHERE details ->> 'households' IS NOT NULL"

    before = ask(seen)
    plain = township.get(f"{halves}/map")
    page = township.page(f"{halves}?grid=1")
    assert ask(seen) == before
    stated = township.get(f"{halves}/map?purpose=place")

    assert drawn(plain, "number") == []
    assert len(drawn(stated, "number")) == 24
    assert drawn(stated, "number")[0]["title"].endswith("户**")
    assert "户主" not in page.text
    assert page.xpath("//form[@class='pro-ask']//input[@name='purpose']/@value") == ["place"]
    assert ask(seen)[0][0] == before[0][0] + 1


def test_an_administrator_sees_grids_and_no_household(reader, halves, village):
    admin = reader("admin")

    page = admin.page(f"{halves}?grid=1")

    assert len(page.grid_rows) == 2
    assert "Your role is shown no households" in page.text
    assert village.homes[0] not in page.text
    assert page.xpath("//form[contains(@action, '/swap')]") == []
    assert drawn(admin.get(f"{halves}/map"), "number") == []


def test_a_secretary_of_another_village_finds_no_such_proposal(reader, halves, made, owner, small):
    with transaction(make_sessions(owner)) as session:
        other = made.make_village(session, small)

    for path in (halves, f"{halves}/map"):
        assert reader(other.secretary).get(path).status_code == 404


@pytest.mark.parametrize("role", ["agent", "screener", "handler", "planner", "auditor"])
def test_other_roles_have_no_such_page(reader, halves, role):
    for path in ("/proposals", halves, f"{halves}/map"):
        assert reader(role).get(path).status_code == 403


def test_hostile_words_are_shown_as_they_are_and_make_no_markup(secretary, halves, tell, village):
    tell(
        "UPDATE household_contact SET head = :text WHERE household_id IN"
        " (SELECT id FROM household WHERE village_code = :code)",
        text=HOSTILE,
        code=village.code,
    )
    tell(
        "UPDATE household SET villagers_group = :text WHERE village_code = :code",
        text=HOSTILE,
        code=village.code,
    )
    tell(
        "UPDATE proposed_grid SET merged = :text WHERE proposal_id = :one",
        text=HOSTILE,
        one=halves.rpartition("/")[2],
    )

    page = secretary.page(f"{halves}?grid=1")
    shown = secretary.get(f"{halves}/map")

    assert page.text.count(HOSTILE) > 24
    assert page.xpath("//img") == []
    ours = [f"/static/pages/{name}.js" for name in ("alerts", "caller", "proposals")]
    assert page.xpath("//script/@src") == ours
    assert drawn(shown, "number")[0]["title"].endswith(HOSTILE)
    assert drawn(shown, "farthest")[0]["joined"] == HOSTILE
    assert html.document_fromstring(shown.text).xpath("//img") == []


@pytest.mark.parametrize("path", ["", "?grid=1"])
def test_a_page_keeps_to_the_strict_policy_and_to_english(secretary, halves, path):
    for page in (secretary.page("/proposals"), secretary.page(f"{halves}{path}")):
        assert page.xpath("//style | //script[not(@src)] | //@style") == []
        assert page.xpath("//@*[starts-with(name(), 'on')]") == []
        own = re.findall(r"[\u4e00-\u9fff]{2,}", page.text)
        assert [
            word for word in own if word not in {"中文", "支书", "户主", "示例", "示例旗"}
        ] == []
