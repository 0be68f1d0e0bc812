import csv
import json

import pytest
from click.testing import CliRunner

from api.commands.geocode import geocode
from data.files import read_frame

REGIONS = """code,parent,name,level
150688000000,150600000000,沙河旗,county
150688100000,150688000000,东岭子镇,town
150688101000,150688000000,白石头乡,town
150688100201,150688100000,芦草渠村委会,village
150688101201,150688101000,芦草渠村委会,village
150688101202,150688101000,石匠沟村委会,village
"""
TEXTS = """id,text,note
7,东岭子镇芦草渠村三社,=一
8,芦草渠,
9,达拉特旗芦草渠村,
10,,
"""


def wangge_geocode(*arguments):
    return CliRunner().invoke(geocode, [str(argument) for argument in arguments])


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def regions(tmp_path):
    path = tmp_path / "regions.csv"
    path.write_text(REGIONS, encoding="utf-8")
    return path


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "texts.csv"
    path.write_text(TEXTS, encoding="utf-8")
    return path


def test_rows_keep_their_order_and_columns_and_get_ours(regions, texts, tmp_path):
    out = tmp_path / "out.csv"

    done = wangge_geocode("--regions", regions, "--texts", texts, "-o", out)

    assert done.exit_code == 0, done.output
    rows = rows_of(out)
    assert list(rows[0])[:8] == [
        *("id", "text", "note", "region_code", "region_name", "score", "ambiguous", "candidates"),
    ]
    assert [row["id"] for row in rows] == ["7", "8", "9", "10"]
    assert [row["region_code"] for row in rows] == ["150688100201", "150688000000", "", ""]
    assert [row["ambiguous"] for row in rows] == ["false", "true", "false", "false"]
    assert rows[0]["group"] == "三社"
    assert rows[0]["note"] == "'=一"  # no formula wakes up in a spreadsheet
    assert rows[1]["candidates"] == "150688100201;150688101201"
    assert rows[2]["why"] == "elsewhere"


def test_the_summary_counts_how_far_texts_were_read(regions, texts, tmp_path):
    done = wangge_geocode(
        "--regions", regions, "--texts", texts, "-o", tmp_path / "out.csv", "--json"
    )

    assert json.loads(done.stdout) == {
        "rows": 4,
        "certain_village": 1,
        "certain_above": 0,
        "ambiguous": 1,
        "unknown": 2,
        "problems": [],
    }


@pytest.mark.parametrize("ending", ["csv.gz", "xlsx", "geojson", "gpkg"])
def test_the_ending_picks_the_format(regions, texts, tmp_path, ending):
    out = tmp_path / f"out.{ending}"

    done = wangge_geocode("--regions", regions, "--texts", texts, "-o", out)

    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 0


def test_texts_with_places_keep_them(regions, tmp_path):
    texts, out = tmp_path / "texts.geojson", tmp_path / "out.geojson"
    feature = {
        "type": "Feature",
        "properties": {"text": "石匠沟"},
        "geometry": {"type": "Point", "coordinates": [111.0, 39.5]},
    }
    texts.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    wangge_geocode("--regions", regions, "--texts", texts, "-o", out)

    frame = read_frame(out).frame
    assert frame["region_code"].tolist() == ["150688101202"]
    assert not frame["ambiguous"].any()
    assert (frame.geometry.x[1], frame.geometry.y[1]) == (111.0, 39.5)


def test_households_and_landmarks_settle_and_place_a_text(regions, tmp_path):
    texts, out = tmp_path / "texts.csv", tmp_path / "out.geojson"
    texts.write_text("text\n芦草渠村白二小家\n黑风口煤矿\n", encoding="utf-8")
    homes, marks = tmp_path / "homes.csv", tmp_path / "marks.csv"
    homes.write_text(
        "number,head,village_code,group,lon,lat\nH1,白二小,150688100201,三社,111.1,39.6\n"
        "H2,王五,150688101201,,,\n",
        encoding="utf-8",
    )
    marks.write_text(
        "name,village_code,lon,lat\n黑风口煤矿,150688101202,111.3,39.8\n无名,,,\n", encoding="utf-8"
    )

    done = wangge_geocode(
        *("--regions", regions, "--texts", texts, "-o", out),
        *("--households", homes, "--landmarks", marks),
    )

    assert done.exit_code == 1
    assert "marks.csv line 3: has no name or no place" in done.stderr
    frame = read_frame(out).frame
    assert frame["region_code"].tolist() == ["150688100201", "150688101202"]
    assert frame["household"].tolist() == ["H1", ""]
    assert frame.geometry.x.tolist() == [111.1, 111.3]


def test_a_household_number_given_twice_is_told_of_and_says_nothing(regions, tmp_path):
    texts, out = tmp_path / "texts.csv", tmp_path / "out.csv"
    texts.write_text("text\n芦草渠村白二小家\n白石头乡芦草渠村王五家\n", encoding="utf-8")
    homes = tmp_path / "homes.csv"
    homes.write_text(
        "number,head,village_code,group,lon,lat\nH1,白二小,150688100201,,,\n"
        "H2,王五,150688101201,,,\nH1,赵六,150688101201,,,\n",
        encoding="utf-8",
    )

    done = wangge_geocode("--regions", regions, "--texts", texts, "-o", out, "--households", homes)

    assert done.exit_code == 1
    assert "household H1 comes twice: lines 2, 4" in done.output
    assert [row["household"] for row in rows_of(out)] == ["", "H2"]


def test_former_names_come_from_the_file_given(regions, tmp_path):
    texts, out = tmp_path / "texts.csv", tmp_path / "out.csv"
    texts.write_text("text\n红泥湾乡芦草渠\n", encoding="utf-8")
    former = tmp_path / "former.csv"
    former.write_text(
        "code,former,level,since,until,note\n150688101,红泥湾乡,township,,2006-01-01,\n",
        encoding="utf-8",
    )

    wangge_geocode("--regions", regions, "--texts", texts, "-o", out, "--former", former)

    assert [row["region_code"] for row in rows_of(out)] == ["150688101201"]


def test_a_column_of_our_name_is_kept_under_another(regions, tmp_path):
    texts, out = tmp_path / "texts.csv", tmp_path / "out.csv"
    texts.write_text("region_code,text\nmine,石匠沟\n", encoding="utf-8")

    wangge_geocode("--regions", regions, "--texts", texts, "-o", out)

    row = rows_of(out)[0]
    assert (row["input_region_code"], row["region_code"]) == ("mine", "150688101202")


def test_short_codes_without_parents_make_a_tree(tmp_path, texts):
    regions, out = tmp_path / "regions.csv", tmp_path / "out.csv"
    regions.write_text(
        "code,name,areaCode\n150688,沙河旗,\n150688100,东岭子镇,150688\n,无名,\n", encoding="utf-8"
    )

    done = wangge_geocode("--regions", regions, "--texts", texts, "-o", out)

    assert done.exit_code == 1
    assert rows_of(out)[0]["region_code"] == "150688100000"


@pytest.mark.parametrize(
    ("regions_text", "texts_text", "words"),
    [
        (REGIONS, "id\n1\n", "lacks the column text"),
        ("name\n沙河旗\n", "text\nx\n", "lacks the column code"),
        ("code,name\n150688,甲旗\n150688,乙旗\n", "text\nx\n", "twice: lines 2, 3"),
        (REGIONS, "", "lacks the column text"),
    ],
)
def test_files_that_cannot_be_meant_are_wrong_use(tmp_path, regions_text, texts_text, words):
    regions, texts, out = (tmp_path / name for name in ("r.csv", "t.csv", "o.csv"))
    regions.write_text(regions_text, encoding="utf-8")
    texts.write_text(texts_text, encoding="utf-8")

    done = wangge_geocode("--regions", regions, "--texts", texts, "-o", out)

    assert done.exit_code == 2
    assert words in done.output
    assert not out.exists()


def test_an_output_nobody_can_write_is_wrong_use(regions, texts, tmp_path):
    there = ("--regions", regions, "--texts", texts)

    assert wangge_geocode(*there, "-o", tmp_path / "none" / "out.csv").exit_code == 2
    assert wangge_geocode(*there, "-o", tmp_path / "out.txt").exit_code == 2


@pytest.mark.parametrize(
    "row", ["150688101,,township,,", "150688101,红泥湾乡,hamlet,,", "150688101,红泥湾乡,,2006,"]
)
def test_a_table_of_former_names_is_whole_or_refused(regions, texts, tmp_path, row):
    former = tmp_path / "former.csv"
    former.write_text(f"code,former,level,since,until\n{row}\n", encoding="utf-8")

    done = wangge_geocode(
        *("--regions", regions, "--texts", texts, "-o", tmp_path / "o.csv", "--former", former)
    )

    assert done.exit_code == 2
    assert "line 2" in done.output


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("nbs2016_jungar_150622.csv", "沙镇乌拉素三社老王家后头", "150622101211"),
        ("nbs2016_hohhot_1501.csv", "新城区保合少镇", "150102101000"),
        ("nbs2023_inner_mongolia_townships.csv", "准格尔旗友谊街道", "150622004000"),
        ("nbs2023_inner_mongolia_counties.csv", "准格尔旗", "150622000000"),
        ("nbs2016_inner_mongolia_all_levels.csv.gz", "大路新区", "150622102000"),
    ],
)
def test_the_files_of_the_statistics_bureau_are_read(shared_data, tmp_path, name, text, code):
    texts, out = tmp_path / "texts.csv", tmp_path / "out.csv"
    texts.write_text(f"text\n{text}\n", encoding="utf-8")

    done = wangge_geocode(
        "--regions", shared_data / "divisions" / name, "--texts", texts, "-o", out
    )

    assert done.exit_code == 0, done.output
    assert [row["region_code"] for row in rows_of(out)] == [code]
