import json

import pandas as pd
import pytest
from click.testing import CliRunner

from api.commands.convert import convert


def wangge_convert(*arguments):
    return CliRunner().invoke(convert, [str(argument) for argument in arguments])


@pytest.fixture
def places(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("name,lon,lat\n一,111.2,39.9\n二,116.404,39.915\n")
    return path


@pytest.mark.parametrize("datum", ["gcj02", "bd09", "cgcs2000", "EPSG:4546"])
@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg"])
def test_the_way_there_and_back_is_the_same_place(places, tmp_path, datum, ending):
    there, back = tmp_path / f"there.{ending}", tmp_path / "back.csv"

    first = wangge_convert("--from", "wgs84", "--to", datum, places, "-o", there)
    second = wangge_convert("--from", datum, "--to", "wgs84", there, "-o", back)

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    table = pd.read_csv(back)
    assert table["name"].tolist() == ["一", "二"]
    assert table["lon"].tolist() == pytest.approx([111.2, 116.404], abs=1e-8)
    assert table["lat"].tolist() == pytest.approx([39.9, 39.915], abs=1e-8)


def test_gcj02_is_what_public_maps_show(places, tmp_path):
    wangge_convert("--from", "wgs84", "--to", "gcj02", places, "-o", tmp_path / "g.csv")

    table = pd.read_csv(tmp_path / "g.csv")
    # wandergis/coordtransform test/app.js, MIT
    assert table["lon"][1] == pytest.approx(116.41024449916938, abs=1e-9)
    assert table["lat"][1] == pytest.approx(39.91640428150164, abs=1e-9)


def test_a_projected_target_writes_metres_and_names_its_code(places, tmp_path):
    out = tmp_path / "g.geojson"

    wangge_convert("--from", "wgs84", "--to", "EPSG:4546", places, "-o", out)

    document = json.loads(out.read_text())
    assert document["crs"]["properties"]["name"].endswith("EPSG::4546")
    assert document["features"][0]["geometry"]["coordinates"][0] > 400_000


def test_bad_rows_are_listed_with_status_1_and_the_rest_is_written(places, tmp_path):
    places.write_text(places.read_text() + "三,39.9,111.2\n")
    out = tmp_path / "g.csv"

    done = wangge_convert("--from", "gcj02", "--to", "wgs84", places, "-o", out, "--json")

    assert done.exit_code == 1
    assert "line 4" in done.stderr
    assert json.loads(done.stdout)["rows"] == len(pd.read_csv(out)) == 2


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [("mars", "wgs84", "unknown datum 'mars'"), ("wgs84", "EPSG:0", "unknown datum 'EPSG:0'")],
)
def test_an_unknown_datum_is_wrong_use_and_writes_nothing(places, tmp_path, begin, end, words):
    out = tmp_path / "g.csv"

    done = wangge_convert("--from", begin, "--to", end, places, "-o", out)

    assert done.exit_code == 2
    assert words in done.stderr
    assert not out.exists()
