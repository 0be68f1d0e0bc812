"""What only some formats hold: code pages, sheets, layers, digits, formulas, no coordinates."""

import io
import sqlite3
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from data.errors import UnknownFormat, UnreadableFile, UnwritableFile
from data.files import read_frame, read_upload, write_frame
from data.formula_cells import escape_cell, is_formula, unescape_cell
from data.imports.renaming import Renaming
from data.imports.source import SourceRow, read_source, read_upload_cells
from data.xlsx_write import write_xlsx

LEADS = ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "﹢", "−", "\t", "\r", "\n"]
BEFORE = ["", " ", "'", "''", "\ufeff", "\u200b", "\u3000"]
TEXTS = [f"{before}{lead}1+1" for before in BEFORE for lead in LEADS]


def frame_of(**columns):
    count = len(next(iter(columns.values())))
    places = [shapely.Point(111 + i / 100, 39) for i in range(count)]
    return gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326")


def rows_of(path, **options):
    return list(read_source(path, Renaming(), "wgs84", **options))


# Formulas.


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_texts_that_could_be_formulas_survive_a_round_trip(tmp_path, ending):
    path = tmp_path / f"f.{ending}"

    write_frame(frame_of(name=TEXTS), path)

    assert read_frame(path).frame["name"].tolist() == TEXTS


def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path):
    write_frame(frame_of(name=TEXTS), tmp_path / "f.csv")

    table = pd.read_csv(tmp_path / "f.csv", dtype=str, keep_default_na=False)
    assert [cell for cell in table["name"] if is_formula(cell)] == []


@pytest.mark.parametrize("before", ["", " ", "\ufeff", "\u200b", "\u3000"])
def test_every_lead_makes_a_formula_behind_what_cannot_be_seen(before):
    leads = LEADS if not before else LEADS[:12]

    assert [lead for lead in leads if not is_formula(f"{before}{lead}1+1")] == []


def test_every_text_of_a_workbook_is_a_text_that_stays_one():
    with zipfile.ZipFile(io.BytesIO(write_xlsx(["a"], [[text] for text in TEXTS]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr" s="1"') == sum(map(is_formula, TEXTS))


@pytest.mark.parametrize("text", ["", "a=b", "-5", "-110.25", "1e-5", "纳林村", "'quoted'", "O'x"])
def test_other_texts_are_left_as_they_are(text):
    assert escape_cell(text) == unescape_cell(text) == text


# Digits.


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg", "shp", "zip"])
def test_codes_and_numbers_keep_every_digit(tmp_path, ending):
    path = tmp_path / f"f.{ending}"
    numbers = pd.array([13_800_138_000, None, 150_622_001_001_001], dtype="Int64")
    write_frame(frame_of(code=["010622001001", "", "7"], phone=numbers), path)

    rows = rows_of(path)

    assert [row.cells["phone"] for row in rows] == ["13800138000", "", "150622001001001"]
    assert rows[0].cells["code"] == "010622001001"


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    "{rows}</sheetData></worksheet>"
)
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    '<numFmt numFmtId="164" formatCode="000000000000"/>'
    '<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="166" formatCode="[Red]#,##0.00&quot;days&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/></cellXfs></styleSheet>'
)


def workbook(path, cells, before=""):
    """A workbook of one column "a" with these cells."""
    rows = "".join(f"<row>{cell}</row>" for cell in ("<c t='str'><v>a</v></c>", *cells))
    plain = write_xlsx(["a"], [])
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            part = SHEET.format(rows=rows) if "sheet1" in name else part
            part = STYLES if "styles" in name else part
            part = part.replace("<sheets>", f"{before}<sheets>") if "workbook.xml" in name else part
            new.writestr(name, part)
    return path


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>13800138000</v></c>", "13800138000"),
        ("<c><v>1.3800138E10</v></c>", "13800138000"),
        ("<c><v>150622001001001</v></c>", "150622001001001"),
        ("<c><v>39.899999999999999</v></c>", "39.9"),
        ("<c><v>-0.5</v></c>", "-0.5"),
        ("<c s='3'><v>10622001001</v></c>", "010622001001"),
        ("<c s='1'><v>46024</v></c>", "2026-01-02"),
        ("<c s='2'><v>46024.354166666664</v></c>", "2026-01-02T08:30:00"),
        ("<c s='4'><v>46024</v></c>", "2026-01-02"),
        ("<c s='2'><v>0.5</v></c>", "12:00:00"),
        ("<c s='5'><v>46024</v></c>", "46024"),
        ("<c t='d'><v>2026-01-02</v></c>", "2026-01-02"),
        ("<c t='b'><v>1</v></c>", "true"),
        ("<c t='b'><v>0</v></c>", "false"),
        ("<c t='str'><f>A1</f><v> x</v></c>", "x"),
        (
            "<c t='inlineStr'><is><r><t>纳</t></r><rPh><t>na</t></rPh><r><t>林</t></r></is></c>",
            "纳林",
        ),
        ("<c t='inlineStr'><is><t>_x0041_</t></is></c>", "A"),
        ("<c s='99'><v>7</v></c>", "7"),
    ],
)
def test_a_cell_of_a_workbook_shows_what_is_meant(tmp_path, cell, text):
    (row,) = rows_of(workbook(tmp_path / "f.xlsx", [cell]))

    assert row.cells == {"a": text}


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    path = workbook(
        tmp_path / "f.xlsx", ["<c s='1'><v>44562</v></c>"], "<workbookPr date1904='1'/>"
    )

    assert rows_of(path)[0].cells == {"a": "2026-01-02"}


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("<c r='A2'><v>150622198001011000</v></c>", "A2 is a number of more than 15 digits"),
        ("<c t='e'><v>#N/A</v></c>", "shows the error #N/A"),
        ("<c><f>B1</f></c>", "a formula without its value"),
        ("<c s='1'><v>-3</v></c>", "where a date belongs"),
        ("<c t='s'><v>4</v></c>", "a text that is not there"),
        ("<c><v>x</v></c>", "no number"),
        ("<c t='odd'><v>1</v></c>", "unknown kind"),
    ],
)
def test_a_cell_that_cannot_be_trusted_is_a_problem_of_its_row(tmp_path, cell, reason):
    good, bad = rows_of(workbook(tmp_path / "f.xlsx", ["<c><v>1</v></c>", cell]))

    assert isinstance(good, SourceRow)
    assert (bad.line, reason in bad.reason) == (3, True)


def test_a_sheet_is_asked_for_by_its_name(tmp_path):
    path = workbook(tmp_path / "f.xlsx", ["<c><v>1</v></c>"])

    assert len(rows_of(path, sheet="Sheet1")) == 1
    with pytest.raises(UnreadableFile, match="no sheet '二'; it has Sheet1"):
        rows_of(path, sheet="二")


def test_what_a_sheet_cannot_hold_is_not_written():
    with pytest.raises(UnwritableFile, match="32,767 letters"):
        write_xlsx(["a"], [["x" * 40_000]])
    with pytest.raises(UnwritableFile, match="16,384 columns"):
        write_xlsx(["a"] * 20_000, [])


# Shapefile.


def test_chinese_in_gbk_is_read_with_and_without_a_code_page(tmp_path):
    frame = frame_of(名称=["纳林村", "大路镇"])
    pyogrio.write_dataframe(frame, tmp_path / "f.shp", encoding="GBK")

    assert read_frame(tmp_path / "f.shp").frame["名称"].tolist() == ["纳林村", "大路镇"]
    (tmp_path / "f.cpg").unlink()
    assert read_frame(tmp_path / "f.shp").frame["名称"].tolist() == ["纳林村", "大路镇"]


def test_utf_8_without_a_code_page_is_read(tmp_path):
    write_frame(frame_of(名称=["纳林村"]), tmp_path / "f.shp")
    (tmp_path / "f.cpg").unlink()

    assert read_frame(tmp_path / "f.shp").frame["名称"].tolist() == ["纳林村"]


def test_parts_of_a_zip_may_lie_in_a_folder_and_be_written_in_capitals(tmp_path):
    write_frame(frame_of(a=[1]), tmp_path / "f.zip")
    with (
        zipfile.ZipFile(tmp_path / "f.zip") as old,
        zipfile.ZipFile(tmp_path / "g.zip", "w") as new,
    ):
        for name in old.namelist():
            new.writestr(f"数据/{name.upper()}", old.read(name))
        new.writestr("__MACOSX/._F.SHP", b"x")

    assert len(read_frame(tmp_path / "g.zip").frame) == 1


def test_a_text_too_long_for_a_shapefile_is_not_cut(tmp_path):
    with pytest.raises(UnwritableFile, match="holds 254"):
        write_frame(frame_of(a=["村" * 100]), tmp_path / "f.zip")
    assert list(tmp_path.iterdir()) == []


def test_times_are_iso_text_in_a_shapefile(tmp_path):
    write_frame(frame_of(a=[pd.Timestamp("2026-01-02 08:30"), pd.NaT]), tmp_path / "f.shp")

    assert read_frame(tmp_path / "f.shp").frame["a"].tolist()[0] == "2026-01-02T08:30:00"


def test_rows_of_shp_and_dbf_must_be_as_many(tmp_path):
    write_frame(frame_of(a=[1, 2]), tmp_path / "f.shp")
    write_frame(frame_of(a=[1]), tmp_path / "g.shp")
    (tmp_path / "g.dbf").replace(tmp_path / "f.dbf")

    with pytest.raises(UnreadableFile, match="same number of rows"):
        read_frame(tmp_path / "f.shp")


def test_a_loose_shp_is_not_an_upload():
    with pytest.raises(UnreadableFile, match=r"zip \.shp, \.shx"):
        read_upload("a.shp", b"", datum="wgs84")


# GeoPackage.


def test_a_layer_is_asked_for_by_its_name(tmp_path):
    path = tmp_path / "f.gpkg"
    pyogrio.write_dataframe(frame_of(a=[1]), path, layer="one")
    pyogrio.write_dataframe(frame_of(a=[2, 3]), path, layer="two", append=True)

    assert read_frame(path).frame["a"].tolist() == [1]
    assert read_frame(path, sheet="two").frame["a"].tolist() == [2, 3]
    with pytest.raises(UnreadableFile, match="no layer 'three'"):
        read_frame(path, sheet="three")


def test_a_geopackage_with_a_log_beside_it_is_read_as_it_stands(tmp_path):
    path = tmp_path / "f.gpkg"
    write_frame(frame_of(a=[1]), path)
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.close()

    assert len(read_frame(path).frame) == 1
    assert len(read_upload("f.gpkg", path.read_bytes(), datum="wgs84").frame) == 1


# Uploads and tables.


@pytest.mark.parametrize(
    "ending", ["geojson", "geojson.gz", "gpkg", "zip", "csv", "csv.gz", "xlsx"]
)
def test_an_upload_gives_what_the_file_gives(tmp_path, ending):
    path = tmp_path / f"f.{ending}"
    write_frame(frame_of(a=["x", "y"]), path)

    result = read_upload(path.name, path.read_bytes(), datum="wgs84")

    assert result.frame.equals(read_frame(path).frame)


def test_an_invalid_polygon_is_refused_with_the_reason_and_not_repaired(tmp_path):
    bowtie = shapely.Polygon([(111, 39), (112, 40), (112, 39), (111, 40)])
    path = tmp_path / "f.geojson"
    write_frame(gpd.GeoDataFrame({"a": [1]}, geometry=[bowtie], crs="EPSG:4326"), path)

    (problem,) = read_upload("f.geojson", path.read_bytes(), datum="wgs84").problems

    assert "Self-intersection[111.5 39.5]" in problem.reason
    assert [type(row).__name__ for row in rows_of(path)] == ["RowProblem"]
    assert read_frame(path).frame.geometry.to_numpy()[0].equals_exact(bowtie)  # for `grids check`


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_register_without_coordinates_is_read_and_half_a_coordinate_is_a_problem(
    tmp_path, ending
):
    path = tmp_path / f"f.{ending}"
    header, rows = ["number", "lon", "lat"], [["1", "", ""], ["2", "111", ""], ["3", "111", "39"]]
    if ending == "csv":
        path.write_text("\n".join(",".join(row) for row in [header, *rows]))
    else:
        path.write_bytes(write_xlsx(header, rows))

    nowhere, half, place = read_upload_cells(path.name, path.read_bytes())

    assert nowhere == SourceRow(2, {"number": "1", "lon": "", "lat": ""})
    assert (half.line, "lat is missing" in half.reason) == (3, True)
    assert place.shape == shapely.Point(111, 39)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_register_without_columns_for_places_is_read(tmp_path, ending):
    content = (
        b"number,head\n1,a\n" if ending == "csv" else write_xlsx(["number", "head"], [["1", "a"]])
    )

    (row,) = read_upload_cells(f"f.{ending}", content)

    assert row == SourceRow(2, {"number": "1", "head": "a"})


def test_a_table_of_another_format_is_refused():
    with pytest.raises(UnknownFormat, match=r"\.csv or \.xlsx"):
        read_upload_cells("a.geojson", b"{}")
