"""The pages of who can be called now, and of how far the county is covered."""


def rows(page):
    """Name of the area → cells, of the table of figures."""
    return {
        row[0].text_content(): [cell.text_content().strip() for cell in row[1:]]
        for row in page.xpath("//table[@class='cov']//tr[th[@scope='row']]")
    }


def test_every_village_stands_under_its_township_and_the_total_is_last(county):
    page = county.page("/admin/coverage?on=2026-03-20")

    table = rows(page)
    assert list(table)[-1] == "Total"
    assert [name for name in table if name.endswith("村")] == ["石窑沟村", "柳树湾村", "大圪塔村"]
    grids, held = table["Total"][9:11]
    assert (grids, held) == ("6", "4")


def test_the_figures_are_those_of_the_day(county, small):
    before = rows(county.page("/admin/coverage?on=2023-12-31"))
    then = rows(county.page(f"/admin/coverage?on=2026-02-01&region={small.A}"))

    assert before.get("Total", ["0"] * 12)[9] == "0"
    assert next(iter(then)) == "石窑沟村"


def test_the_figures_come_as_a_table_for_a_spreadsheet(county):
    answer = county.get("/admin/coverage?f=csv&on=2026-03-20")

    assert answer.headers["content-type"].startswith("text/csv")
    assert "coverage-2026-03-20.csv" in answer.headers["content-disposition"]
    assert "石窑沟村" in answer.text


def test_who_answers_for_a_grid_is_shown_with_a_number_to_call(county, small):
    page = county.page(f"/admin/reachable?grid={small.SUCCEEDED}")

    first = page.root.find_class("call")[0]
    assert "田秀英" in first.text_content()
    assert first.xpath(".//a[contains(@class, 'call-b')]/@href")[0].startswith("tel:139")
    assert "not confirmed lately" in first.text_content()


def test_a_grid_that_is_not_there_is_not_found(county, township, small):
    assert county.get("/admin/reachable?grid=999999999999999").status_code == 404
    assert township.get(f"/admin/reachable?grid={small.GRIDS[5]}").status_code == 404


def test_without_a_place_the_page_asks_for_one(county):
    assert "Choose a place" in county.page("/admin/reachable").said("state")


def test_a_moment_that_is_none_is_refused(county, small):
    assert county.get(f"/admin/reachable?region={small.A}&at=now").status_code == 422


def test_the_page_of_an_issue_leads_to_who_can_be_called_about_its_grid(
    county, browser, file_issue, small
):
    number = file_issue(small.SUCCEEDED)
    link = f"/admin/reachable?grid={small.SUCCEEDED}"

    assert county.page(f"/desk/issues/{number}").links("/admin/reachable") == [link]
    assert browser("secretary").page(f"/desk/issues/{number}").links("/admin/reachable") == []
