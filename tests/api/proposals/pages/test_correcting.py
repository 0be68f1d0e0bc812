"""Changes by hand on the page of a proposal: each as it is made, and as it is refused."""

import re

import pytest


def swapped(village):
    """A household of each grid, either side of the line between them."""
    return village.homes[2], village.homes[3]


def test_two_households_exchange_their_grids_and_the_page_says_what_it_did(
    secretary, halves, village, ask
):
    one, other = swapped(village)
    page = secretary.page(f"{halves}?grid=1")

    answer = secretary.send(page, f"{halves}/swap", one=one, other=other)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{halves}?grid=1&was=100.0"
    after = secretary.page(answer.headers["location"])
    assert re.search(r"Mean distance 100\.0 m → \d+\.\d m, all 2 grids are", after.said("pro-n"))
    assert after.chosen("one") == []
    homes = after.xpath("//table[contains(@class, 'pro-homes')]/tbody/tr/th/span[1]/text()")
    assert other in homes
    assert one not in homes


def test_one_household_moves_alone_where_sizes_allow(secretary, halves, village):
    page = secretary.page(halves)

    answer = secretary.send(page, f"{halves}/move", household=village.homes[2], serial="2")

    after = secretary.page(answer.headers["location"])
    assert [row[1] for row in after.grid_rows] == ["11", "13"]


@pytest.fixture
def refusals(halves, village):
    """Form, what it holds, and the status and words of the refusal, by name."""
    one, other = swapped(village)
    return {
        "nobody": ("swap", {"one": one, "other": ""}, 422, "Choose two different households"),
        "himself": ("swap", {"one": one, "other": one}, 422, "Choose two different households"),
        "unknown": ("swap", {"one": one, "other": "N0"}, 422, "no such household"),
        "one-grid": ("swap", {"one": village.homes[0], "other": one}, 409, "It is so already"),
        "no-grid": ("move", {"household": one, "serial": "77"}, 404, "not there any more"),
        "no-number": ("move", {"household": one, "serial": "x"}, 422, "a household and a grid"),
        "pin-nobody": ("pins", {"one": "", "other": other, "kind": "apart"}, 422, "two different"),
    }


@pytest.mark.parametrize(
    "name", ["nobody", "himself", "unknown", "one-grid", "no-grid", "no-number", "pin-nobody"]
)
def test_a_refusal_is_a_sentence_on_the_page_and_nothing_chosen_is_lost(
    secretary, halves, refusals, name, ask
):
    what, fields, status, sentence = refusals[name]
    form = "swap" if what == "pins" else what
    page = secretary.page(halves)
    [version] = page.xpath(f"//form[contains(@action, '/{form}')]/input[@name='version']/@value")

    answer = secretary.post(f"{halves}/{what}", page, version=version, **fields)

    after = secretary.read(answer)
    assert answer.status_code == status
    assert sentence in after.said("note-r")
    for field in ("one", "household"):
        if fields.get(field):
            assert after.chosen(field) == [fields[field]]
    assert len(after.grid_rows) == 2
    assert after.xpath("//form[@class='prefs']/input[@name='next']/@value") == [halves]


def test_a_grid_too_small_is_refused_with_what_to_do_instead(secretary, village, propose):
    few = village.halves(east=(0, 6))
    path = f"/proposals/{propose(village, few)}"

    answer = secretary.send(
        secretary.page(path), f"{path}/move", household=village.homes[1], serial="2"
    )

    page = secretary.read(answer)
    assert answer.status_code == 409
    assert "Exchange two households that both live" in page.said("note-r")
    assert page.xpath("//details[@open]//select[@name='serial']/option[@selected]/@value") == ["2"]


def test_who_comes_late_is_told_and_sees_how_it_stands(secretary, halves, village):
    one, other = swapped(village)
    early = secretary.page(halves)
    secretary.send(early, f"{halves}/swap", one=one, other=other)

    answer = secretary.send(early, f"{halves}/swap", one=village.homes[0], other=village.homes[5])

    page = secretary.read(answer)
    assert answer.status_code == 412
    assert "Somebody changed this proposal" in page.said("note-r")
    assert page.chosen("one") == [village.homes[0]]
    assert page.xpath("//form[contains(@action, '/swap')]/input[@name='version']/@value") == ["3"]


def test_a_register_that_changed_asks_for_a_new_proposal(secretary, halves, village, tell):
    one, other = swapped(village)
    page = secretary.page(halves)
    tell(
        "UPDATE household SET valid_to = '2026-01-01' WHERE number = :number",
        number=village.homes[23],
    )

    answer = secretary.send(page, f"{halves}/swap", one=one, other=other)

    assert answer.status_code == 409
    assert "Propose again" in secretary.read(answer).said("note-r")


def test_a_pin_is_listed_cuts_again_and_can_be_taken_away(secretary, halves, village, tell):
    one, other = swapped(village)
    page = secretary.page(halves)
    pinned = {"version": "2", "kind": "together", "one": one, "other": other}

    answer = secretary.post(f"{halves}/pins", page, **pinned)

    assert answer.status_code == 303
    working = secretary.page(answer.headers["location"])
    assert "being cut again" in working.said("pro-n")
    assert f"{one} + {other} one grid" in working.said("pro-pin")
    assert working.xpath("//form[contains(@action, '/swap')]") == []
    tell(
        "UPDATE grid_proposal SET status = 'proposed', version = version + 1 WHERE id = :one",
        one=halves.rpartition("/")[2],
    )
    gone = secretary.send(secretary.page(halves), f"{halves}/pins/")
    assert gone.status_code == 303
    assert secretary.page(halves).root.find_class("pro-pin") == []


def test_a_pin_that_says_otherwise_is_named_as_the_reason(secretary, halves, village, tell, ask):
    one, other = swapped(village)
    tell(
        "INSERT INTO household_pin (village_code, kind, one_id, other_id, made_by, made_at)"
        " SELECT :code, 'together', min(id), max(id), (SELECT min(id) FROM account), now()"
        " FROM household WHERE number IN (:one, :near)",
        code=village.code,
        one=one,
        near=village.homes[1],
    )

    answer = secretary.send(secretary.page(halves), f"{halves}/swap", one=one, other=other)

    assert answer.status_code == 409
    assert "Take the pin away first" in secretary.read(answer).said("note-r")


def test_what_could_not_be_cut_says_why_and_is_asked_again(secretary, halves, tell):
    tell(
        "UPDATE grid_proposal SET status = 'failed', failure = 'broken-outline',"
        " version = version + 1 WHERE id = :one",
        one=halves.rpartition("/")[2],
    )
    page = secretary.page(halves)

    answer = secretary.send(page, f"{halves}/recut")

    assert "The outline of the village is broken" in page.said("state")
    assert answer.status_code == 303
    assert "being cut again" in secretary.page(halves).said("pro-n")
