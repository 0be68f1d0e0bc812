"""The list of proposals and the form to ask for grids."""

import pytest

from data.session import make_sessions, transaction


def words(element):
    return " ".join(element.text_content().split())


def test_the_form_says_how_many_agents_each_size_takes(secretary, village):
    page = secretary.page("/proposals")

    scale = page.root.find_class("prs-scale")[0]
    rows = [[words(cell) for cell in row.findall("td")] for row in scale.iter("tr")]
    assert rows == [["10", "11", "12", "13", "14", "15"], ["2", "2", "2", "2", "2", "2"]]
    assert page.xpath("//input[@name='keep']/@checked")
    assert "2 grids today" in page.said("prs-new")
    assert f"{village.code[-3:]}村 · 24 households" in page.said("prs-new")


def test_a_village_without_grids_has_none_to_keep(owner, made, small, reader):
    with transaction(make_sessions(owner)) as session:
        bare = made.make_village(session, small, grids=False)

    page = reader(bare.secretary).page("/proposals")

    assert page.xpath("//input[@name='keep']") == []


def test_what_was_asked_for_is_being_cut_and_the_page_says_so(secretary, ask, village):
    page = secretary.page("/proposals")

    answer = secretary.send(page, "/proposals", by="size", size="11", best="yes")

    assert answer.status_code == 303
    after = secretary.page(answer.headers["location"])
    assert "Being cut" in after.said("prs-run")
    assert "11 households in a grid · thorough search" in after.said("prs-row")
    assert after.xpath("//noscript/meta/@http-equiv") == ["refresh"]
    [(options,)] = ask(
        "SELECT options FROM grid_proposal WHERE region_code = :code", code=village.code
    )
    assert options["keep_previous"] is False
    assert (options["size"], options["agents"], options["best"]) == (11, None, True)


def test_the_same_form_sent_twice_is_one_wish_and_another_number_is_a_new_one(secretary):
    page = secretary.page("/proposals")

    for agents in ("2", "2", "3"):
        assert secretary.send(page, "/proposals", by="agents", agents=agents).status_code == 303

    rows = secretary.page("/proposals").root.find_class("prs-row")
    assert ["2 agents" in words(row) for row in rows].count(True) == 1
    assert len(rows) == 2


@pytest.mark.parametrize(
    "typed",
    [
        {"by": "size", "size": "16"},
        {"by": "size", "size": ""},
        {"by": "agents", "agents": "0"},
        {"by": "agents", "agents": "many"},
        {"by": "agents", "agents": "٣"},
    ],
    ids=["too-large", "empty", "nobody", "no-number", "other-digits"],
)
def test_a_number_out_of_range_is_refused_and_what_was_typed_stays(secretary, typed):
    answer = secretary.send(secretary.page("/proposals"), "/proposals", best="yes", **typed)

    page = secretary.read(answer)
    assert answer.status_code == 422
    assert "The number is out of range" in page.said("note-r")
    assert page.xpath(f"//input[@name='{typed['by']}']/@value") == [typed[typed["by"]]]
    assert page.xpath("//input[@name='best']/@checked")


def test_a_number_of_agents_is_not_asked_of_a_whole_township(reader, village, small):
    township = reader("township")
    page = township.page("/proposals")

    assert page.xpath("//input[@name='agents']") == []
    answer = township.send(page, "/proposals", by="agents", agents="5")

    assert answer.status_code == 422
    assert "is for one village" in township.read(answer).said("note-r")


def test_a_township_chooses_among_its_villages_and_sees_their_proposals(reader, village, halves):
    page = reader("township").page(f"/proposals?region={village.code}")

    assert page.xpath("//select[@name='region']/option[@selected]/@value") == [village.code]
    assert page.xpath("//a[@class='prs-row']/@href") == [halves]
    figures = "2 grids · 24 households · mean 100.0 m · all 2 grids are in range"
    assert figures in page.said("prs-row")


def test_a_region_that_is_not_the_readers_shows_his_own(secretary, village, small):
    page = secretary.page(f"/proposals?region={small.C}")

    assert page.xpath("//input[@name='region']/@value") == [village.code]
