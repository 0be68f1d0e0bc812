"""Measurements started from the command line."""

import sys

from click.testing import CliRunner

from api.cli import wangge


def test_a_measurement_runs_without_the_words_of_the_command_line(monkeypatch, tmp_path):
    folder = tmp_path / "bench"
    folder.mkdir()
    (folder / "partition.py").write_text("import sys\nprint('given', sys.argv[1:])\n")
    monkeypatch.setenv("WANGGE_PROJECT_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["wangge", "bench", "partition"])
    monkeypatch.setattr(sys, "path", [*sys.path])

    done = CliRunner().invoke(wangge, ["bench", "partition"])

    assert done.exit_code == 0, done.output
    assert "given []" in done.output


def test_options_go_through_to_the_measurement(monkeypatch, tmp_path):
    folder = tmp_path / "bench"
    folder.mkdir()
    (folder / "partition.py").write_text("import sys\nprint('given', sys.argv[1:])\n")
    monkeypatch.setenv("WANGGE_PROJECT_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["wangge"])
    monkeypatch.setattr(sys, "path", [*sys.path])

    done = CliRunner().invoke(wangge, ["bench", "partition", "--sizes", "200", "--seeds", "0-1"])

    assert done.exit_code == 0, done.output
    assert "given ['--sizes', '200', '--seeds', '0-1']" in done.output


def test_options_need_a_measurement_that_is_named():
    done = CliRunner().invoke(wangge, ["bench", "all", "--seeds", "0"])

    assert done.exit_code == 2
    assert "name it" in done.output


def test_without_a_checkout_it_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("WANGGE_PROJECT_DIR", str(tmp_path))

    done = CliRunner().invoke(wangge, ["bench", "intake"])

    assert done.exit_code == 1
    assert "checkout" in done.output
