"""Files of reports laid out for reading: every format, every encoding, any position."""

import gzip
import json

import pytest

from data.errors import UnreadableFile
from data.file_guards import UPLOAD
from data.imports.laid_out import Raw, lay_out, raw_rows
from data.row_faults import Fault
from data.rows import RowProblem
from data.xlsx_write import write_xlsx
from dispatch.vocabulary import Datum

TABLE = '编号,内容,时间\r\n1,路坏了,2026-01-01\r\n2,"井水\n发黄",2026-01-02\r\n'


@pytest.fixture
def laid(tmp_path):
    """Lay a file out; answers what was laid out, and its rows read so many at a time."""

    def lay(name, content, most=100):
        source, target = tmp_path / name, tmp_path / "out" / "file.rows"
        source.write_bytes(content)
        layout = lay_out(source, Datum.WGS84, target, UPLOAD)
        rows, position = [], 0
        while True:
            some, position = raw_rows(target, layout.header, position, most)
            if not some:
                return layout, rows
            rows += some

    return lay


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TABLE.encode()),
        ("a.csv", TABLE.encode("utf-8-sig")),
        ("a.csv", TABLE.encode("gbk")),
        ("a.csv", TABLE.encode("gb18030")),
        ("a.csv.gz", gzip.compress(TABLE.encode())),
        (
            "a.xlsx",
            write_xlsx(
                ["编号", "内容", "时间"],
                [["1", "路坏了", "2026-01-01"], ["2", "井水\n发黄", "2026-01-02"]],
            ),
        ),
    ],
    ids=["utf-8", "bom", "gbk", "gb18030", "gzip", "xlsx"],
)
def test_a_table_reads_the_same_in_every_format_and_encoding(laid, name, content):
    layout, rows = laid(name, content)

    assert (layout.header, layout.rows) == (("编号", "内容", "时间"), 2)
    assert [row.cells["内容"] for row in rows] == ["路坏了", "井水\n发黄"]
    assert [row.line for row in rows] == [2, 3]


def test_rows_are_found_again_from_any_position(laid):
    content = "text\n" + "".join(f"事项{n}\n" for n in range(10))

    _, whole = laid("a.csv", content.encode(), 100)
    _, pieces = laid("a.csv", content.encode(), 3)

    assert pieces == whole
    assert [row.cells["text"] for row in pieces] == [f"事项{n}" for n in range(10)]


def test_bytes_that_are_no_letters_spoil_their_row_alone(laid):
    good = "".join(f"{n},第{n}件事项\n" for n in range(40)).encode()
    layout, rows = laid("a.csv", b"key,text\n" + good + b"x,\xe8\xb7\xed\xa0\x80\xff\n")

    assert layout.rows == 41
    assert [row.line for row in rows if "\ufffd" in row.cells["text"]] == [42]


def test_what_is_no_text_at_all_is_refused_whole(laid, tmp_path):
    with pytest.raises(UnreadableFile, match="UTF-8"):
        laid("a.csv", b"\xff\xfe\x00\x01\x80\xff" * 20)

    assert [*(tmp_path / "out").iterdir()] == []


def test_a_row_that_cannot_be_read_is_a_problem_with_its_code(laid):
    _, rows = laid("a.csv", "text,key\n路坏了,1,2,3\n井水,2\n".encode())

    assert isinstance(rows[0], RowProblem)
    assert (rows[0].line, rows[0].code) == (2, Fault.TOO_MANY_CELLS)
    assert rows[1] == Raw(3, {"text": "井水", "key": "2"})


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_a_feature_without_a_place_is_a_row_and_a_wrong_place_is_a_problem(laid):
    points = [None, [110.3, 39.8], [39.8, 110.3], [500, 0]]
    features = [
        feature(place and {"type": "Point", "coordinates": place}, text=f"事项{n}")
        for n, place in enumerate(points)
    ]
    collection = {"type": "FeatureCollection", "features": features}

    layout, rows = laid("a.geojson", json.dumps(collection).encode())

    assert layout.rows == 4
    assert [getattr(row, "place", row) for row in rows[:2]] == [None, (110.3, 39.8)]
    assert [row.code for row in rows[2:]] == [Fault.SWAPPED_POINT, Fault.OFF_GLOBE]


@pytest.mark.parametrize("content", [b"", b"text,key\n"], ids=["nothing", "header"])
def test_a_file_without_rows_is_refused(laid, content):
    with pytest.raises(UnreadableFile, match="no rows"):
        laid("a.csv", content)
