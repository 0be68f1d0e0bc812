"""``wangge import offices|units|posts``: from a file, again without harm, errors by line."""

import json

import pytest
from sqlalchemy import text

from data.errors import UnreadableFile

REGISTERS = {
    "units": "code,name,region,phone\nimport-test,测试局,150699000000,0477-1\n",
    "offices": (
        "code,region,name,kind,hours,phone,lon,lat\n"
        "IMPORT,150699100201,测试代办点,代办点,周二 8:30-12:00（说事日）,0477-2,110.31,39.81\n"
    ),
    "posts": "name,phone,office,duty,from\n测试员,13800000000,IMPORT,代办员,2026-01-01\n",
}


@pytest.fixture
def registers(county):
    """Take out of the shared county what these files bring in."""
    yield
    with county.begin() as connection:
        for query in (
            "DELETE FROM post WHERE office_id = (SELECT id FROM office WHERE code = 'IMPORT')",
            "DELETE FROM agent WHERE name = '测试员'",
            "DELETE FROM office WHERE code = 'IMPORT'",
            "DELETE FROM unit WHERE code = 'import-test'",
        ):
            connection.execute(text(query))


def test_registers_come_from_files_and_again_without_harm(run, tmp_path, registers, county):
    told = []
    for kind, rows in REGISTERS.items():
        file = tmp_path / f"{kind}.csv"
        file.write_text(rows, "utf-8")
        dry = run("import", kind, file, "--dry-run", "--json")
        first, again = (run("import", kind, file, "--json") for _ in range(2))
        assert (dry.exit_code, first.exit_code, again.exit_code) == (0, 0, 0), first.output
        told.append([json.loads(one.stdout)["added"] for one in (dry, first, again)])

    assert told == [[1, 1, 0]] * 3
    held = "SELECT post.duty FROM post JOIN office ON office.id = office_id WHERE code = 'IMPORT'"
    with county.connect() as connection:
        assert connection.scalars(text(held)).all() == ["intake"]


@pytest.mark.parametrize(
    ("kind", "name", "content", "words"),
    [
        ("households", "a.csv", "户号,户主\n1,甲\n", "lacks the columns number; it has 户号, 户主"),
        ("posts", "a.csv", "phone,duty\n1,代办员\n", "lacks the columns name, grid or office; it"),
        ("units", "a.csv", "code,name\n", "holds no rows"),
        ("units", "a.csv", "", "holds no rows"),
        ("grids", "a.geojson", '{"type": "FeatureCollection", "features": []}', "holds no rows"),
        ("issues", "a.csv", "text\n路坏了\n", "lacks the columns received_at; it has text"),
        ("landmarks", "a.csv", "name,lon,lat\n", "holds no rows"),
    ],
    ids=["households", "posts", "header", "empty", "geojson", "issues", "landmarks"],
)
def test_a_file_that_cannot_be_meant_ends_with_an_error(run, tmp_path, kind, name, content, words):
    file = tmp_path / name
    file.write_text(content, "utf-8")

    done = run("import", kind, file)

    assert isinstance(done.exception, UnreadableFile)
    assert words in str(done.exception)
    assert done.exit_code == 1


def test_a_column_that_a_mapping_looks_for_in_vain_is_missing(run, tmp_path):
    file, mapping = tmp_path / "units.csv", tmp_path / "mapping.csv"
    file.write_text("code,单位\nimport-test,测试局\n", "utf-8")
    mapping.write_text("field,from,to\nname,名称,\n", "utf-8")

    done = run("import", "units", file, "--mapping", mapping)

    assert "lacks the columns name; it has code, 单位" in str(done.exception)


def test_a_second_holder_in_a_file_is_a_line_of_the_report(run, tmp_path, small, registers):
    file, mapping = tmp_path / "posts.csv", tmp_path / "mapping.csv"
    file.write_text(f"姓名,网格\n测试员,{small.SUCCEEDED}\n", "utf-8")
    mapping.write_text("field,from,to\nname,姓名,\ngrid,网格,\n", "utf-8")

    done = run("import", "posts", file, "--mapping", mapping, "--from", "2026-03-20")

    assert done.exit_code == 1
    assert "line 2: 田秀英 holds grid" in done.stderr
