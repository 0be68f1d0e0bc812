"""What files hold: encodings, lines, points, mappings."""

import gzip
import json

import pytest
from shapely import box, to_geojson

from data.errors import UnreadableFile
from data.imports.renaming import Renaming
from data.imports.source import SourceRow, read_mapping, read_source
from dispatch.vocabulary import Datum


def csv_file(tmp_path, content, encoding="utf-8", name="file.csv"):
    file = tmp_path / name
    raw = content.encode(encoding)
    file.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return file


def read(file, mapping=None, datum=Datum.WGS84):
    return list(read_source(file, mapping or Renaming(), datum))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("name", ["file.csv", "file.csv.gz", "file.txt"])
def test_a_csv_is_read_in_any_encoding_an_office_saves(tmp_path, encoding, name):
    file = csv_file(tmp_path, "code,name\r\n15,内蒙古\r\n", encoding, name)

    assert read(file) == [SourceRow(2, {"code": "15", "name": "内蒙古"})]


def test_rows_carry_the_line_they_begin_on(tmp_path):
    file = csv_file(tmp_path, 'key,text\n1,"two\nlines"\n\n2,one\n')

    assert [(row.line, row.cells["key"]) for row in read(file)] == [(2, "1"), (5, "2")]


def test_a_row_with_a_comma_too_many_is_listed_and_not_shifted(tmp_path):
    file = csv_file(tmp_path, "key,text\n1,a,b\n2,c\n3\n4,d,,\n")
    first, *others = read(file)

    assert (first.line, "more cells" in first.reason) == (2, True)
    assert [row.cells.get("text") for row in others] == ["c", "", "d"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00\x01\x80\xff",
        b"\x1f\x8bnot gzip",
        gzip.compress(b"a,b\n", mtime=0)[:-6],
        b'a,b\n"open',
        b"a,b,a\n1,2,3\n",
    ],
)
def test_a_file_that_is_no_csv_is_refused_whole(tmp_path, content):
    file = tmp_path / "file.csv"
    file.write_bytes(content)

    with pytest.raises(UnreadableFile):
        read(file)


def test_points_are_turned_to_wgs84_by_the_datum_named(tmp_path):
    file = csv_file(tmp_path, "key,lon,lat\n1,110.312,39.8105\n2,,\n")
    shifted, nowhere = read(file, datum=Datum.GCJ02)

    assert shifted.shape.x == pytest.approx(110.3062, abs=2e-4)
    assert nowhere.shape is None


@pytest.mark.parametrize("place", ["39.8,110.3", "nan,1", "x,1", "110,", "200,39", "1e400,1"])
def test_a_row_whose_place_is_none_is_listed_with_line_and_numbers(tmp_path, place):
    file = csv_file(tmp_path, f"key,lon,lat\n1,110.3,39.8\n2,{place}\n")
    good, bad = read(file)

    assert isinstance(good, SourceRow)
    assert (bad.line, "lon=" in bad.reason) == (3, True)


def test_a_mapping_renames_columns_and_translates_words(tmp_path):
    file = csv_file(tmp_path, "case,kind\n7,Pothole\n8,Graffiti\n9,\n")
    mapping = csv_file(
        tmp_path,
        "field,from,to\nkey,case,\ncategory,kind,\ncategory,Pothole,roads\ncategory,*,other\n",
        name="mapping.csv",
    )
    words = [(r.cells["key"], r.cells["category"]) for r in read(file, read_mapping(mapping))]

    assert words == [("7", "roads"), ("8", "other"), ("9", "other")]


@pytest.mark.parametrize("content", ["from,to\na,b\n", "field,from,to,more\na,b,c,d\n"])
def test_a_mapping_with_other_columns_is_refused(tmp_path, content):
    with pytest.raises(UnreadableFile, match="field,from,to"):
        read_mapping(csv_file(tmp_path, content))


def test_a_geojson_file_gives_shapes_and_words(tmp_path):
    file = tmp_path / "file.geojson"
    shape = json.loads(to_geojson(box(110.3, 39.8, 110.31, 39.81)))
    properties = {"code": "g1", "households": 12, "exception": None}
    one = {"type": "Feature", "geometry": shape, "properties": properties}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}), "utf-8")
    (row,) = read(file)

    assert row.shape.bounds == (110.3, 39.8, 110.31, 39.81)
    assert row.cells["code"] == "g1"
    assert float(row.cells["households"]) == 12
    assert row.cells["exception"] == ""
