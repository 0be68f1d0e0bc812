"""Maps as files: whole, for whoever the file is passed to."""

import re

import pytest

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


def test_the_language_of_a_map_is_chosen(run, tmp_path):
    run("map", "counts", "-o", tmp_path / "map.html", "--language", "en")

    assert "Counts, not a test" in (tmp_path / "map.html").read_text("utf-8")
