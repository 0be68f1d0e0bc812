"""Bringing a file of reports at the desk: tried, shown, begun, taken in by the worker."""

import csv
import io
import re

import pytest
from sqlalchemy import text

from data.imports.issue_columns import FIELDS

HEADER = "工单编号,反映内容,受理时间,问题类别,经度,纬度\n"


def rows(*lines):
    return (HEADER + "".join(f"{line}\n" for line in lines)).encode("gbk")


GOOD = ("1,村口的路坏了,2026-03-01,道路,110.305,39.805", "2,井水发黄,2026/3/2 8:30,饮水,,")
MIXED = (
    *GOOD,
    "3,,2026-03-01,道路,,",
    "4,路灯不亮,昨天,道路,,",
    "5,路灯不亮,2026-03-02,城建,,",
    "6,路灯不亮,2026-03-03,道路,39.805,110.305",
)


def columns_form(**changes):
    said = {
        "key": "工单编号",
        "text": "反映内容",
        "received_at": "受理时间",
        "category": "问题类别",
        "lon": "经度",
        "lat": "纬度",
        **changes,
    }
    return {f"col-{field}": said.get(field, "") for field in FIELDS}


def test_a_file_is_tried_first_and_nothing_is_kept(bring, issue_count, problems):
    _, _, page = bring("三月.csv", rows(*MIXED))

    assert issue_count() == 0
    assert "三月.csv" in page
    assert "村口的路坏了" in page
    assert "石窑沟村 001" in page
    assert problems() == [
        (4, "反映内容", "empty"),
        (5, "受理时间", "no-moment"),
        (6, "问题类别", "no-word"),
        (7, "经度", "swapped-point"),
    ]


def test_on_its_word_the_worker_takes_the_rows_in_once(bring, work_off, issue_count, bulk_file):
    browser, file_id, _ = bring("三月.csv", rows(*MIXED))
    path = f"/desk/bulk/{file_id}"
    for _ in range(2):  # a double click
        assert browser.send_form(f"{path}/start", page=path).status_code == 303
    work_off()

    file = bulk_file(file_id)
    assert (file.state, file.rows_done, file.added, file.refused) == ("done", 6, 2, 4)
    assert issue_count() == 2
    asked_again = browser.send_form(f"{path}/start", page=path)  # its first answer was lost
    assert (asked_again.status_code, asked_again.headers["location"]) == (303, path)
    _, again, _ = bring("三月.csv", rows(*MIXED))
    assert again == file_id
    browser.send_form(f"{path}/start", page=path)
    work_off()
    file = bulk_file(file_id)
    assert (file.added, file.unchanged, file.refused) == (0, 2, 4)
    assert issue_count() == 2


def test_columns_and_words_are_chosen_and_remembered_for_the_next_file(bring, work_off, bulk_file):
    content = "甲,乙,丙\n路灯不亮,2026-03-01,城建\n".encode()
    browser, file_id, _ = bring("a.csv", content)
    assert bulk_file(file_id).tried is None
    path = f"/desk/bulk/{file_id}"
    form = columns_form(key="", text="甲", received_at="乙", category="丙", lon="", lat="")
    browser.send_form(f"{path}/columns", form, page=path)
    assert "城建" in browser.get(path).text
    words = {"word-0": "城建", "means-0": "public-services"}
    browser.send_form(f"{path}/columns", {**form, **words}, page=path)
    assert bulk_file(file_id).tried["good"] == 1
    browser.send_form(f"{path}/start", page=path)
    work_off()

    _, other, _ = bring("b.csv", "丙,乙,甲\n城建,2026-03-02,路灯又不亮\n".encode())

    assert bulk_file(other).tried["good"] == 1


def test_a_township_brings_rows_of_its_own_area_only(bring, work_off, small, problems, rows_of):
    lon, lat = small.middle(small.GRIDS[4])  # in the other township
    outside = f"9,大圪塔村的路坏了,2026-03-01,道路,{lon},{lat}"
    browser, file_id, _ = bring("乡.csv", rows(*GOOD, outside), role="township")
    path = f"/desk/bulk/{file_id}"
    assert problems() == [(4, None, "outside-area")]
    browser.send_form(f"{path}/start", page=path)

    work_off()

    assert problems() == [(4, None, "outside-area")]
    desk = browser.get("/desk").text
    assert "村口的路坏了" in desk
    assert "大圪塔村的路坏了" not in desk


def test_a_township_does_not_see_the_files_of_the_county(bring, page_client):
    _, file_id, _ = bring("旗里的.csv", rows(*GOOD))
    township = page_client("township")

    assert "旗里的" not in township.get("/desk/bulk").text
    assert township.get(f"/desk/bulk/{file_id}").status_code == 404
    assert township.get(f"/desk/bulk/{file_id}/problems.csv").status_code == 404


@pytest.mark.parametrize("role", ["agent", "secretary", "screener", "planner", "admin", "leader"])
def test_other_roles_have_no_such_page(page_client, role):
    assert page_client(role).get("/desk/bulk").status_code == 403


ACCUSING = "8,村支书贪污低保款，要举报,2026-03-01,,110.305,39.805"
SCREENED = re.compile("先由旗信访局甄别|read first by the county petition desk")


def test_who_brings_a_row_that_is_held_sees_no_difference(bring, work_off):
    browser, file_id, page = bring("乡.csv", rows(*GOOD, ACCUSING), role="township")

    assert "石窑沟村 001" in page[page.index("村支书贪污") :][:600]
    assert not SCREENED.search(page)
    browser.send_form(f"/desk/bulk/{file_id}/start", page=f"/desk/bulk/{file_id}")
    work_off()
    assert "村支书贪污" not in browser.get("/desk").text


def test_only_the_county_is_told_how_many_rows_a_screener_reads_first(bring):
    _, _, page = bring("旗.csv", rows(*GOOD, ACCUSING))

    assert SCREENED.search(page)


def test_the_rows_of_a_draft_are_not_shown_to_others_of_the_township(bring, county):
    browser, file_id, _ = bring("乡.csv", rows(*GOOD, ACCUSING), role="township")
    with county.begin() as connection:
        somebody = "(SELECT min(id) FROM account WHERE id <> account_id)"
        connection.execute(text(f"UPDATE bulk_file SET account_id = {somebody}"))

    page = browser.get(f"/desk/bulk/{file_id}").text

    assert "乡.csv" in page
    assert "村支书贪污" not in page
    assert "井水发黄" not in page


def test_of_many_unknown_words_the_first_are_asked_about_once(bring):
    words = [f"词{n:02}" for n in (*range(40), *range(40))]
    lines = (f"{n},路坏了{n},2026-03-01,{word},," for n, word in enumerate(words))

    _, _, page = bring("a.csv", rows(*lines))

    asked = re.findall(r'name="word-\d+" value="([^"]+)"', page)
    assert asked == [f"词{n:02}" for n in range(30)]


def test_refused_rows_are_downloaded_in_the_readers_language_without_formulas(bring, county):
    bad = '=cmd|"/c calc"!A1,路,2026-03-01,=1+1,,'
    browser, file_id, _ = bring("a.csv", rows(*GOOD, bad))

    answer = browser.get(f"/desk/bulk/{file_id}/problems.csv")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["content-disposition"]
    lines = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
    assert [len(line) for line in lines] == [4, 4]
    assert not any(cell.startswith(("=", "@", "+")) for line in lines for cell in line)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"text,received_at\n"),
        ("a.exe", b"MZ"),
        ("a.xlsx", b"no workbook"),
        ("a.csv", b"\xff\xfe\x00\x01" * 50),
        ("a.geojson", b"{"),
        ("a.csv", b""),
    ],
    ids=["no-rows", "ending", "no-workbook", "no-text", "no-json", "empty"],
)
def test_a_file_that_cannot_be_read_is_told_beside_its_field(page_client, county, name, content):
    browser = page_client("county")

    done = browser.send_form(
        "/desk/bulk", {"datum": "wgs84"}, page="/desk/bulk", files={"file": (name, content)}
    )

    assert done.status_code == 422
    assert 'id="b-file-e"' in done.text


def test_a_file_whose_rows_are_gone_says_to_send_it_again(bring, api_settings):
    browser, file_id, _ = bring("a.csv", rows(*GOOD))
    (api_settings.state_dir / "bulk" / f"{file_id}.rows").unlink()

    done = browser.send_form(f"/desk/bulk/{file_id}/start", page=f"/desk/bulk/{file_id}")

    assert done.status_code == 422
    assert 'role="alert"' in done.text


def test_a_file_begun_without_a_needed_column_says_which(bring):
    browser, file_id, _ = bring("a.csv", "甲,受理时间\n路坏了,2026-03-01\n".encode())

    done = browser.send_form(f"/desk/bulk/{file_id}/start", page=f"/desk/bulk/{file_id}")

    assert done.status_code == 422
    assert "the file lacks the columns text; it has 甲, 受理时间" in done.text


def test_names_and_cells_cannot_run_in_the_page(bring):
    hostile = "<script>alert(1)</script>"
    content = f"{hostile},内容,时间\nx,{hostile},2026-03-01\ny,{hostile},{hostile}\n".encode()

    _, _, page = bring(f"{hostile}.csv", content)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
