"""Rows of a file of issues as reports."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from data.imports.reports import report_of
from data.imports.source import RowRefused, SourceRow

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = {"key": "A-1", "text": "路坏了", "received_at": "2026-01-31 08:30"}


def report(**changes):
    return report_of(SourceRow(2, {**WORDS, **changes}), source="hotline", zone=ZONE)


@pytest.mark.parametrize(
    "word",
    [
        *("2026-01-31T08:30", "2026-01-31 08:30:00", "2026/1/31 8:30", "2026/01/31 08:30:00"),
        *("2026-1-31 8:30", "2026.1.31 8:30", "2026年1月31日 8:30"),
    ],
)
def test_a_moment_is_read_as_iso_and_as_spreadsheets_write_it(word):
    assert report(received_at=word).received_at == datetime(2026, 1, 31, 8, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    "word", ["2026-01-31", "2026-1-31", "2026/1/31", "2026.1.31", "2026年1月31日"]
)
def test_a_day_is_its_midnight_in_the_county(word):
    assert report(received_at=word).received_at == datetime(2026, 1, 31, tzinfo=ZONE)


@pytest.mark.parametrize("word", ["31.01.2026", "yesterday", "2026/13/1", "1.2026"])
def test_what_is_no_moment_is_refused_with_an_example(word):
    with pytest.raises(RowRefused, match="write 2026-01-31"):
        report(received_at=word)


def test_a_foreign_key_becomes_the_same_uuid_each_time_and_is_kept():
    one, again, other = report(), report(), report(key="A-2")

    assert one.key == again.key != other.key
    assert one.source_key == "A-1"


def test_a_uuid_stays_itself():
    key = "3828f347-1491-4e45-a3a2-f1883cf9f7e9"

    assert report(key=key).key == UUID(key)


@pytest.mark.parametrize(("word", "metres"), [("", None), ("0", 0.0), ("12.5", 12.5)])
def test_an_accuracy_is_metres(word, metres):
    assert report(accuracy_m=word).accuracy_m == metres


@pytest.mark.parametrize("word", ["-1", "nan", "inf", "near", "1e9"])
def test_what_is_no_accuracy_is_refused(word):
    with pytest.raises(RowRefused, match="accuracy_m"):
        report(accuracy_m=word)
