"""The addresses that were typed by hand before there was a reader."""

import csv
from pathlib import Path

import pytest

from geo.address.divisions import Level
from geo.address.read import read_address

_HERE = Path(__file__)


def _rows(name):
    with _HERE.with_name(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("half", [0, 1], ids=["tuned-on", "held-out"])
def test_most_are_read_and_none_wrong(jungar_gazetteer, half):
    rows = _rows("typed_addresses.csv")[half::2]

    readings = [read_address(jungar_gazetteer, row["text"]) for row in rows]

    decidable = [
        (row, reading)
        for row, reading in zip(rows, readings, strict=True)
        if row["decidable"] == "yes"
    ]
    right = sum(reading.code == row["answer"] for row, reading in decidable)
    wrong = [
        (row["text"], reading.name)
        for row, reading in zip(rows, readings, strict=True)
        if reading.level is Level.VILLAGE and reading.code != row["answer"]
    ]
    assert right / len(decidable) >= 0.93
    assert wrong == []


def test_what_is_left_out_or_wrong_or_said_beside_a_village_is_read_elsewhere_too(gazetteers):
    rows = _rows("typed_elsewhere.csv")

    readings = [read_address(gazetteers[row["tree"]], row["text"]) for row in rows]

    pairs = list(zip(rows, readings, strict=True))
    decidable = [(row, reading) for row, reading in pairs if row["decidable"] == "yes"]
    right = sum(reading.code == row["answer"] for row, reading in decidable)
    wrong = [
        (row["text"], reading.name)
        for row, reading in pairs
        if reading.level is Level.VILLAGE and reading.code != row["answer"]
    ]
    assert wrong == []
    assert right / len(decidable) >= 0.97
