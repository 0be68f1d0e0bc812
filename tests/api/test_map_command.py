"""Maps as files: whole, for whoever the file is passed to."""

import json
import re

import pytest
from lxml import html
from sqlalchemy import text

ACCUSING = "村支书贪污低保款，没人敢说"
ORDINARY = "村口的桥栏杆断了两根"


@pytest.mark.parametrize("kind", ["issues", "grids", "counts"])
def test_a_map_is_one_file_that_names_no_other_host(run, tmp_path, kind):
    file = tmp_path / "map.html"

    done = run("map", kind, "-o", file)

    assert done.exit_code == 0, done.output
    page = file.read_text("utf-8")
    assert "Content-Security-Policy" in page
    assert re.findall(r"(?:src|href)=[\"']?https?:", page) == []


def test_the_case_map_shows_issues_but_no_held_accusation(run, file_issue, tmp_path):
    file_issue(text=ORDINARY)
    file_issue(text=ACCUSING)
    file = tmp_path / "map.html"

    run("map", "issues", "-o", file)

    page = file.read_text("utf-8")
    assert ORDINARY in page
    assert ACCUSING not in page


@pytest.mark.parametrize("role", ["county", "township", "agent"])
def test_a_file_shows_moved_points_and_no_house_whoever_has_the_issue(
    run, file_issue, small, tmp_path, role
):
    lon, lat = small.middle(small.NO_HOLDER)
    words = f"三组 17 号 13812342207 {ORDINARY}"
    file_issue(role, place={"lon": lon, "lat": lat}, address="三组 17 号", text=words)
    file = tmp_path / "map.html"

    run("map", "issues", "-o", file)

    blocks = html.document_fromstring(file.read_text("utf-8")).xpath(
        "//script[@type='application/json']/text()"
    )
    values = [json.loads(block) for block in blocks if block.strip() != "null"]
    table = next(one for one in values if "points" in one)
    base = next(one for one in values if "labels" in one)
    west, south, east, north = small.square(small.NO_HOLDER).bounds
    ((shown_lon, shown_lat),) = table["points"]
    assert west <= shown_lon <= east
    assert south <= shown_lat <= north
    assert (shown_lon, shown_lat) != (lon, lat)
    assert table["rows"][0][table["columns"].index("moved")]
    assert base["houses"] == []
    assert not any(hint in str(values) for hint in ("17 号", "13812342207"))


def test_a_file_holds_no_released_accusation_either(run, file_issue, county, tmp_path):
    number = file_issue(text=ACCUSING)["number"]
    release = (
        "UPDATE issue SET released_at = held_at, barred = '{l:agent}', version = version + 1 "
        "WHERE number = :number"
    )
    with county.begin() as connection:
        connection.execute(text(release), {"number": number})

    run("map", "issues", "-o", tmp_path / "map.html")

    assert ACCUSING not in (tmp_path / "map.html").read_text("utf-8")


def test_the_language_of_a_map_is_chosen(run, tmp_path):
    run("map", "counts", "-o", tmp_path / "map.html", "--language", "en")

    assert "Counts, not a test" in (tmp_path / "map.html").read_text("utf-8")
