"""``wangge import`` of files whose places cannot be right."""

import csv
import json

import numpy as np
import pytest
from sqlalchemy import text

from geo.datum import convert_points


@pytest.fixture
def write(tmp_path):
    """Write a table and answer its file."""

    def table(name, header, rows):
        file = tmp_path / name
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *rows])
        return file

    return table


@pytest.fixture
def homes(county):
    with county.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT ST_X(place), ST_Y(place) FROM household WHERE place IS NOT NULL ORDER BY id"
            )
        )
        return np.array([tuple(row) for row in rows])


def issues_at(lon, lat):
    rows = [
        (f"k{n}", f"事项{n}", "2026-01-05", x, y)
        for n, (x, y) in enumerate(zip(lon, lat, strict=True))
    ]
    return "issues.csv", ("key", "text", "received_at", "lon", "lat"), rows


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_a_dry_run_says_that_the_whole_file_is_in_another_datum(run, write, homes, datum):
    file = write(*issues_at(*convert_points(*homes.repeat(2, axis=0).T, "wgs84", datum)))

    told = run("import", "issues", file, "--dry-run", "--json")
    declared = run("import", "issues", file, "--dry-run", "--json", "--datum", datum)

    [warning] = json.loads(told.stdout)["warnings"]
    assert f"import it in the datum {datum} (--datum {datum})" in warning
    assert f"warning: {warning}" in told.stderr
    assert json.loads(declared.stdout)["warnings"] == []


def test_true_places_are_not_accused(run, write, homes):
    file = write(*issues_at(*homes.repeat(2, axis=0).T))

    assert json.loads(run("import", "issues", file, "--dry-run", "--json").stdout)["warnings"] == []


def test_zeros_of_a_register_are_refused_and_those_of_people_are_kept(run, write):
    header = ("number", "lon", "lat")
    register = write("homes.csv", header, [("Z1", 110.305, 39.805), ("Z2", 0, 0)])
    reports = write(*issues_at([0, 110.305], [0, 39.805]))

    refused = run("import", "households", register, "--dry-run")
    kept = run("import", "issues", reports, "--dry-run")

    assert (refused.exit_code, kept.exit_code) == (1, 0)
    assert "line 3: lon 0, lat 0: the coordinates are zero" in refused.stderr
    assert "2 added" in kept.stdout
    assert "1 row (line 2): the coordinates are zero" in kept.stderr


def test_landmarks_come_with_their_kind_and_village_as_a_table_and_as_geojson(
    run, write, county, tmp_path
):
    header = ("lon", "lat", "name", "kind", "village_code")
    rows = [(110.305, 39.805, "龙王庙", "temple", "150699100201"), (0, 0, "供销社", "shop", "")]
    place = {"type": "Point", "coordinates": [110.306, 39.806]}
    about = {"name": "小学", "kind": "school", "village_code": "150699100201"}
    feature = {"type": "Feature", "properties": about, "geometry": place}
    second = tmp_path / "landmarks.geojson"
    second.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")

    first = run("import", "landmarks", write("landmarks.csv", header, rows))
    again = run("import", "landmarks", second)

    assert (first.exit_code, again.exit_code) == (1, 0)
    with county.begin() as connection:
        kept = connection.execute(
            text(
                "DELETE FROM layer_feature WHERE layer = 'landmark' RETURNING name, attributes,"
                " ST_AsText(shape)"
            )
        )
        assert sorted(tuple(row) for row in kept) == [
            ("小学", {"kind": "school", "village_code": "150699100201"}, "POINT(110.306 39.806)"),
            ("龙王庙", {"kind": "temple", "village_code": "150699100201"}, "POINT(110.305 39.805)"),
        ]
