"""Approving, refusing, withdrawing and drawing anew on the page of a change."""

import pytest


@pytest.fixture
def secretary(reader, village):
    return reader(village.secretary)


@pytest.fixture
def township(reader):
    return reader("township")


def decide(browser, address, verb, **fields):
    """Send the form of a verb on the page of a change."""
    page = browser.page(address)
    return browser.send(page, f"{address}/{verb}", **fields)


def forms(page):
    """Last words of the addresses the page's forms go to."""
    actions = page.xpath("//form[@method='post']/@action")
    return {one.rpartition("/")[2] for one in actions if one.startswith("/admin")}


def test_who_asked_for_it_reads_why_somebody_else_approves(secretary, township, proposed):
    own, other = secretary.page(proposed), township.page(proposed)

    assert forms(own) == {"withdraw"}
    assert "Your role approves no boundaries" in own.said("note")
    assert {"approve", "refuse", "withdraw"} <= forms(other)


def test_a_township_that_asked_itself_is_told_that_a_second_person_approves(
    township, village, across
):
    page = township.page(f"/admin/boundaries/new?village={village.code}&kind=split")
    answer = township.send(
        page, "/admin/boundaries", codes=village.grids[0], corners=across(village)
    )
    address = answer.headers["location"]

    page = township.page(address)

    assert "You asked for it yourself" in page.said("note")
    assert "approve" not in forms(page)
    answer = township.post(f"{address}/approve", page, version="1")
    assert answer.status_code == 403


def test_an_approved_split_holds_and_its_issues_stay_listed_with_their_reasons(
    secretary, township, village, proposed, file
):
    moves, stays = file(village.homes[12]), file(village.homes[0])
    previewed = township.page(proposed)

    answer = decide(township, proposed, "approve")
    page = township.page(proposed)

    assert "1 open issue would move" in previewed.text
    assert "lies in no grid" not in previewed.text
    assert answer.status_code == 303
    assert "In force since" in page.said("note")
    [row] = page.xpath("//ul[@class='bnd-i']/li")
    assert row.xpath(".//a/@href") == [f"/desk/issues/{moves}"]
    assert stays not in page.text
    reason = row.xpath(".//*[@data-reason]")[0].text_content()
    assert reason
    assert reason in " ".join(township.page(f"/desk/issues/{moves}").text.split())
    assert forms(page) == set()


def test_a_refusal_needs_a_reason_and_shows_it(secretary, township, proposed):
    without = decide(township, proposed, "refuse", reason=" ")
    answer = decide(township, proposed, "refuse", reason="先问问邻村")
    page = secretary.page(proposed)

    assert without.status_code == 422
    assert "Fill this in." in township.read(without).said("fd-e")
    assert answer.status_code == 303
    assert "先问问邻村" in page.said("note")
    assert forms(page) == set()


def test_who_asked_for_it_takes_it_back(secretary, proposed):
    answer = decide(secretary, proposed, "withdraw")

    assert answer.status_code == 303
    assert "Withdrawn by" in secretary.page(proposed).said("note")


def test_a_form_of_an_older_state_is_refused_and_says_how_it_stands(secretary, township, proposed):
    page = township.page(proposed)
    decide(secretary, proposed, "withdraw")

    answer = township.send(page, f"{proposed}/approve")

    assert answer.status_code == 412
    assert "Somebody else changed this" in township.read(answer).said("note-r")


def test_a_change_that_others_overtook_is_drawn_anew_with_one_button(
    secretary, township, village, proposed
):
    page = secretary.page(f"/admin/boundaries/new?village={village.code}&kind=move")
    fields = {"household": village.homes[2], "target": village.grids[1]}
    other = secretary.send(page, "/admin/boundaries", **fields).headers["location"]
    assert decide(township, other, "approve").status_code == 303

    page = secretary.page(proposed)
    answer = decide(secretary, proposed, "redraw")
    anew = secretary.page(proposed)

    assert "Draw it anew on the boundaries of today" in page.said("note")
    assert answer.status_code == 303
    assert "To be approved" in anew.said("chip")
    assert "5" in anew.xpath("//tr[@id='grid-001']/td[1]")[0].text_content()


def test_a_change_is_drawn_differently_with_all_it_held(secretary, village, proposed, across):
    form = secretary.page(f"{proposed}/again")
    held = form.xpath("//textarea[@name='corners']/text()")[0].strip().splitlines()
    answer = secretary.send(
        form, "/admin/boundaries", codes=village.grids[0], corners="\n".join(held)
    )

    assert len(held) == 2
    assert form.xpath("//input[@name='codes'][@checked]/@value") == [village.grids[0]]
    assert form.xpath("//textarea[@name='note']/text()") == ["东边修了路"]
    assert answer.headers["location"] == proposed
    assert secretary.page(proposed).xpath("//input[@name='version']/@value")[0] == "2"


def test_the_map_shows_before_and_after(township, proposed):
    drawn = township.get(f"{proposed}/map").text

    assert '"phase":"before"' in drawn
    assert '"phase":"after"' in drawn


def test_last_years_issues_are_rehearsed(township, village, proposed, file, as_account):
    file(village.homes[12])
    file(village.homes[0])
    change = proposed.rpartition("/")[2]

    page = township.page(f"{proposed}?rehearse=1")
    wire = as_account("township").get(f"/api/v1/boundary-changes/{change}/rehearsal").json()

    assert (wire["issues"], wire["moved"], wire["nobody"], wire["regridded"]) == (2, 1, 1, 1)
    [passage] = wire["passages"]
    assert passage["after"] is None
    assert passage["before_name"].startswith("西")
    assert "Of 2 issues since" in page.text
    [row] = page.xpath("//section[@id='rehearsal']//tbody/tr")
    assert "village desk" in row.text_content()


def test_a_household_that_moves_takes_its_issues_of_last_year_along(
    secretary, village, file, as_account
):
    file(village.homes[2])
    page = secretary.page(f"/admin/boundaries/new?village={village.code}&kind=move")
    fields = {"household": village.homes[2], "target": village.grids[1]}
    address = secretary.send(page, "/admin/boundaries", **fields).headers["location"]
    change = address.rpartition("/")[2]

    wire = as_account("township").get(f"/api/v1/boundary-changes/{change}/rehearsal").json()

    assert (wire["moved"], wire["nobody"]) == (1, 0)
    assert wire["passages"][0]["after_name"].startswith("东")


def test_who_reads_no_issues_is_told_their_number_only(reader, village, proposed, file):
    number = file(village.homes[12])
    page = reader("admin").page(proposed)

    assert "1 open issue would move" in page.text
    assert number not in page.text
    assert "only their number is shown" in page.text
