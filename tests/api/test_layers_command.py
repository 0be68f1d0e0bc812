"""``wangge import layers|landmarks|mines`` and a register without coordinates, from real files."""

import json

import geopandas as gpd
import pytest
from shapely import box
from sqlalchemy import text

OURS = "(SELECT id FROM household WHERE number LIKE 'R%')"
CLEAR = (
    "DELETE FROM layer_feature WHERE layer IN ('building', 'landmark')",
    "DELETE FROM mine WHERE code = 'm1'",
    f"DELETE FROM household_position WHERE household_id IN {OURS}",
    f"DELETE FROM membership WHERE household_id IN {OURS}",
    f"DELETE FROM household_contact WHERE household_id IN {OURS}",
    "DELETE FROM household WHERE number LIKE 'R%'",
)


@pytest.fixture
def count(county):
    """Count rows of a table; afterwards what the test brought in is gone."""

    def rows(query):
        with county.connect() as connection:
            return connection.scalar(text(f"SELECT count(*) FROM {query}"))

    yield rows
    with county.begin() as connection:
        for statement in CLEAR:
            connection.execute(text(statement))


@pytest.fixture
def outlines(tmp_path):
    """A file of two buildings that also serve as leases."""
    table = {"name": ["甲", "乙"], "code": ["m1", "b2"]}
    shapes = [box(110.302, 39.804, 110.3022, 39.8041), box(110.303, 39.804, 110.3032, 39.8041)]
    file = tmp_path / "buildings.geojson"
    gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326").to_file(file, driver="GeoJSON")
    return file


def test_buildings_are_imported_once(run, outlines, count):
    first = run("import", "layers", outlines, "--layer", "building", "--json")
    again = run("import", "layers", outlines, "--json")

    assert (first.exit_code, json.loads(first.stdout)["added"]) == (0, 2)
    assert json.loads(again.stdout)["unchanged"] == 2
    assert count("layer_feature WHERE layer = 'building'") == 2


def test_a_layer_nobody_knows_is_wrong_use(run, outlines, count):
    assert run("import", "layers", outlines, "--layer", "ufo").exit_code == 2
    assert count("layer_feature WHERE layer = 'ufo'") == 0


def test_landmarks_and_mines_are_imported(run, outlines, count, tmp_path):
    file = tmp_path / "landmarks.csv"
    file.write_text("name,kind,lon,lat\n庙,temple,110.305,39.805\n", "utf-8")

    assert run("import", "landmarks", file).exit_code == 0
    assert run("import", "mines", outlines, "--dry-run").exit_code == 0
    assert count("layer_feature WHERE layer = 'landmark'") == 1
    assert count("mine WHERE code = 'm1'") == 0


def test_a_register_comes_without_coordinates_and_gets_them_later(run, count, tmp_path):
    file, found = tmp_path / "register.csv", tmp_path / "found.csv"
    head = "number,head,village_code,group,resident,lon,lat,accuracy_m\n"
    file.write_text(
        head + "R1,张三,150699100201,一组,true,,,\nR2,李四,150699100201,,,,,\n", "utf-8"
    )
    found.write_text(head + "R1,张三,150699100201,一组,true,110.305,39.805,6\n", "utf-8")
    half = tmp_path / "half.csv"
    half.write_text(head + "R3,张三,150699100201,,,110.3,,\n", "utf-8")

    assert "2 added" in run("import", "households", file).output
    assert "1 changed" in run("import", "households", found).output
    assert "2 unchanged" in run("import", "households", file).output
    assert run("import", "households", half).exit_code == 1
    assert count("household WHERE number LIKE 'R%' AND place IS NOT NULL AND accuracy_m = 6") == 1
    assert count("household WHERE number LIKE 'R%' AND place IS NULL") == 1
