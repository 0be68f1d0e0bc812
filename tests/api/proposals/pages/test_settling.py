"""The signature and the withdrawal on the page of a proposal."""

import pytest


def swapped(village):
    """A household of each grid, either side of the line between them."""
    return village.homes[2], village.homes[3]


def test_the_secretary_signs_and_the_grids_are_those_of_the_village(
    secretary, halves, village, ask
):
    page = secretary.page(halves)
    assert "2 grids keep number and agent" in page.said("pro-e")

    answer = secretary.send(page, f"{halves}/sign", seen="yes")

    assert answer.status_code == 303
    after = secretary.page(halves)
    assert "Signed on" in after.said("pro-n")
    assert after.xpath(f"//form[starts-with(@action, '{halves}')]") == []
    [(status,)] = ask(
        "SELECT status FROM grid_proposal WHERE id = :one", one=halves.rpartition("/")[2]
    )
    assert status == "signed"


def test_nobody_signs_what_he_has_not_looked_at(secretary, halves):
    answer = secretary.send(secretary.page(halves), f"{halves}/sign")

    assert answer.status_code == 422
    assert "Confirm that you have looked" in secretary.read(answer).said("note-r")


def test_an_administrator_signs_for_the_secretary_with_a_reason(reader, halves, ask):
    admin = reader("admin")
    page = admin.page(halves)

    without = admin.send(page, f"{halves}/sign", seen="yes", reason=" ")
    unseen = admin.send(page, f"{halves}/sign", reason="the secretary is away")
    signed = admin.send(page, f"{halves}/sign", seen="yes", reason="the secretary is away")

    assert without.status_code == 422
    assert "Say why" in admin.read(without).said("note-r")
    typed = admin.read(unseen).xpath("string(//textarea[@name='reason'])")
    assert typed == "the secretary is away"
    assert signed.status_code == 303
    [(reason,)] = ask(
        "SELECT settled_reason FROM grid_proposal WHERE id = :one",
        one=halves.rpartition("/")[2],
    )
    assert reason == "the secretary is away"


@pytest.mark.parametrize("role", ["township", "county"])
def test_a_desk_has_no_form_to_sign_and_is_refused(reader, halves, role):
    desk = reader(role)
    page = desk.page(halves)

    answer = desk.post(f"{halves}/sign", page, version="2", seen="yes")

    assert page.xpath(f"//form[@action='{halves}/sign']") == []
    assert "The village secretary signs" in page.said("pro-s")
    assert answer.status_code == 403


def test_what_is_withdrawn_says_so_and_takes_no_more_changes(secretary, halves, village):
    one, other = swapped(village)
    page = secretary.page(halves)

    assert secretary.send(page, f"{halves}/withdraw").status_code == 303
    late = secretary.send(page, f"{halves}/swap", one=one, other=other)

    assert "Withdrawn on" in secretary.page(halves).said("pro-n")
    assert late.status_code in {409, 412}
    assert secretary.read(late).xpath("//form[contains(@action, '/swap')]") == []
