"""Files of spoiled rows: each is taken or refused with a reason, and none a second time."""

import json

import pytest

from data.row_faults import Fault


@pytest.fixture
def bring_in(run, tmp_path, county):
    """Bring a file by the command; answers its summary."""

    def bring(name, content):
        file = tmp_path / name
        file.write_bytes(content)
        done = run("import", "issues", file, "--json")
        assert done.stdout, (done.exception, done.exception.__context__)
        return json.loads(done.stdout)

    return bring


def check(bring_in, issue_count, name, content, number):
    """Bring a file twice: all rows are accounted for, and the second time adds none."""
    first, again = bring_in(name, content), bring_in(name, content)

    assert first["read"] == first["added"] + len(first["refused"]) == number
    assert first["added"] == issue_count()
    assert number / 4 < first["added"] < number
    assert again["added"] == 0
    assert again["unchanged"] == first["added"]
    assert {one["code"] for one in first["refused"]} <= set(Fault)
    assert all(one["line"] > 1 and one["reason"] for one in first["refused"])


@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "xlsx"])
def test_every_spoiled_row_is_taken_or_refused_and_none_twice(
    bring_in, issue_count, mutations, form
):
    rows = mutations.mutated_rows(340, seed=7)

    if form == "xlsx":
        check(bring_in, issue_count, "rows.xlsx", mutations.as_xlsx(rows), len(rows))
    else:
        check(bring_in, issue_count, "rows.csv", mutations.as_csv(rows, form), len(rows))


@pytest.mark.long
@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "xlsx"])
def test_ten_thousand_spoiled_rows_are_taken_or_refused_and_none_twice(
    bring_in, issue_count, mutations, form
):
    rows = mutations.mutated_rows(10_000, seed=11)

    if form == "xlsx":
        check(bring_in, issue_count, "rows.xlsx", mutations.as_xlsx(rows), len(rows))
    else:
        check(bring_in, issue_count, "rows.csv", mutations.as_csv(rows, form), len(rows))
