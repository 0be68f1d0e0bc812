"""The matter of an issue on its card: what is like it, linking, parting, people."""

import pytest
from lxml import html


@pytest.fixture
def desk(page_client):
    """A browser of the county desk."""
    return page_client("county")


def card(desk, number):
    answer = desk.get(f"/desk/issues/{number}")
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text).get_element_by_id("matter")


def send(desk, form, **typed):
    kept = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
    return desk.post(form.get("action"), data={**kept, **typed})


def form_for(section, ending):
    return section.xpath(f".//form[contains(@action, '/{ending}')]")[0]


def test_the_card_offers_what_is_alike_and_links_and_parts_it(desk, file_issue):
    first = file_issue(text="桥头的路全是坑")["number"]
    second = file_issue(text="西边桥头路面塌陷有坑")["number"]

    linked = send(desk, form_for(card(desk, second), "link"))
    after = card(desk, second)
    main = card(desk, first)
    parted = send(desk, form_for(after, "unlink"))

    assert linked.status_code == 303, linked.text[:500]
    assert first in after.text_content()
    assert "2" in main.find("h3").text_content()
    assert second in main.text_content()
    assert parted.status_code == 303
    assert form_for(card(desk, second), "link") is not None


def test_an_issue_that_carries_others_takes_the_like_one_in(desk, file_issue):
    main = file_issue(text="桥头的路全是坑")["number"]
    second, third = (file_issue(text="桥头路面塌陷有坑")["number"] for _ in range(2))
    send(desk, form_for(card(desk, second), f"{second}/link"), main=main)

    answer = send(desk, form_for(card(desk, main), f"{third}/link"))

    assert answer.status_code == 303
    assert main in card(desk, third).text_content()


def test_a_refusal_stands_beside_what_was_typed(desk, file_issue):
    number = file_issue()["number"]

    answer = send(desk, form_for(card(desk, number), "link"), main="2026-NONE")
    section = html.document_fromstring(answer.text).get_element_by_id("matter")

    assert answer.status_code == 409
    assert section.xpath(".//*[@role='alert']")
    assert section.xpath(".//input[@name='main' and @type!='hidden' or @id='m-main']/@value") == [
        "2026-NONE"
    ]


def test_a_sixth_representative_is_refused_on_the_card(desk, file_issue):
    number = file_issue(petitioner={"name": "甲一"})["number"]
    for n in range(4):
        answer = send(
            desk, form_for(card(desk, number), "petitioners"), name=f"乙{n}", representative="yes"
        )
        assert answer.status_code == 303, answer.text[:300]

    sixth = send(
        desk, form_for(card(desk, number), "petitioners"), name="丁一", representative="yes"
    )
    silent = send(desk, form_for(card(desk, number), "petitioners"), name="丁一")

    assert sixth.status_code == 409
    assert "丁一" in sixth.text
    assert silent.status_code == 303


def test_a_held_issue_has_no_matter(page_client, file_issue):
    held = file_issue(text="书记把低保名额给了他小舅子", category="cadre-conduct")["number"]

    page = page_client("screener").get(f"/desk/issues/{held}").text

    assert 'id="matter"' not in page


def test_the_list_shows_what_carries_others_and_what_is_carried(desk, file_issue):
    main, member = (file_issue()["number"] for _ in range(2))
    send(desk, form_for(card(desk, member), f"{member}/link"), main=main)

    page = html.document_fromstring(desk.get("/desk").text)
    rows = {row.get("data-number"): row.text_content() for row in page.find_class("row")}

    assert "+1" in rows[main]
    assert main in rows[member]
