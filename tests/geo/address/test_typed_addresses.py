"""The addresses that were typed by hand before there was a reader."""

import csv
from pathlib import Path

import pytest

from geo.address.divisions import Level
from geo.address.read import read_address

_TYPED = Path(__file__).with_name("typed_addresses.csv")


def _rows():
    with _TYPED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("half", [0, 1], ids=["tuned-on", "held-out"])
def test_most_are_read_and_none_wrong(jungar_gazetteer, half):
    rows = _rows()[half::2]

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
