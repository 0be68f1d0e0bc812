"""The grids of a day as list, map and file, and the history of one."""

import csv
import io

import pytest


@pytest.fixture
def township(reader):
    return reader("township")


@pytest.fixture
def enacted(township, proposed):
    """The split, in force since today."""
    page = township.page(proposed)
    assert township.send(page, f"{proposed}/approve").status_code == 303
    return proposed


def numbers(page):
    return [one.text_content().strip() for one in page.xpath("//tbody/tr/th/a")]


def test_grids_are_those_of_the_day_asked_for(township, village, enacted):
    address = f"/admin/grids?region={village.code}"

    assert numbers(township.page(address)) == ["001", "002", "003"]
    assert numbers(township.page(f"{address}&on=2026-03-19")) == ["001", "002"]
    assert "No grids here on this day" in township.page(f"{address}&on=1990-01-01").text


def test_a_grid_that_nobody_holds_and_one_out_of_range_say_so_in_words(township, village, enacted):
    [*_, new] = township.page(f"/admin/grids?region={village.code}").xpath("//tbody/tr")

    assert "nobody holds it" in new.text_content()
    assert "too few households" in new.text_content()


def test_the_map_takes_the_day_too(township, village, enacted):
    address = f"/admin/grids/map?region={village.code}"

    assert f"{village.code}003" in township.get(address).text
    assert f"{village.code}003" not in township.get(f"{address}&on=2026-03-19").text


def test_the_file_holds_every_grid_with_its_whole_code(township, village):
    answer = township.get(f"/admin/grids?region={village.code}&f=csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-type"].startswith("text/csv")
    assert [row[0] for row in rows[1:]] == list(village.grids)
    assert [row[6] for row in rows[1:]] == [f"{side}{village.code[-3:]}" for side in "西东"]


def test_the_history_of_a_grid_has_boundaries_holders_and_changes(township, village, enacted):
    page = township.page(f"/admin/grids/{village.grids[0]}")

    assert len(page.xpath("//section[@aria-labelledby='versions']//tbody/tr")) == 2
    [holder] = page.xpath("//section[@aria-labelledby='holders']//tbody/tr")
    assert f"西{village.code[-3:]}" in holder.text_content()
    assert page.xpath("//section[@aria-labelledby='changes']//tbody//a/@href") == [enacted]


def test_a_grid_that_ended_keeps_its_history(township, reader, village):
    secretary = reader(village.secretary)
    page = secretary.page(f"/admin/boundaries/new?village={village.code}&kind=merge")
    known = {"csrf": page.token, "kind": "merge", "village": village.code}
    fields = {**known, "codes": list(village.grids), "keep": village.grids[0]}
    answer = secretary.client.post("/admin/boundaries", data=fields)
    address = answer.headers["location"]
    township.send(township.page(address), f"{address}/approve")

    page = township.page(f"/admin/grids/{village.grids[1]}")

    assert "ended on" in page.text
    assert len(page.xpath("//section[@aria-labelledby='versions']//tbody/tr")) == 1


def test_a_grid_of_somebody_else_is_not_found(reader, village):
    assert reader(village.secretary).get("/admin/grids/150699100201001").status_code == 404
    assert reader("township").get("/admin/grids/no-such-grid").status_code == 404
    assert reader("township").get("/admin/grids/no%00such").status_code == 404
