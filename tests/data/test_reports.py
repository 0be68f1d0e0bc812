"""Rows of a file of issues as reports."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from shapely import Point

from data.imports.reports import CellRefused, Origin, report_of
from data.imports.source import SourceRow
from data.row_faults import Fault
from dispatch.vocabulary import Category, Channel, Kind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZONE)
WORDS = {"key": "A-1", "text": "路坏了", "received_at": "2026-01-31 08:30"}


def report(shape=None, **changes):
    origin = Origin("hotline", ZONE, NOW)
    return report_of(SourceRow(2, {**WORDS, **changes}, shape), origin)


def refusal(**changes):
    with pytest.raises(CellRefused) as refused:
        report(**changes)
    return refused.value.fault, refused.value.field


@pytest.mark.parametrize(
    "word",
    [
        *("2026-01-31T08:30", "2026-01-31 08:30:00", "2026/1/31 8:30", "2026/01/31 08:30:00"),
        *("2026-1-31 8:30", "2026.1.31 8:30", "2026年1月31日 8:30", "2026年1月31日8时30分"),
    ],
)
def test_a_moment_is_read_as_iso_and_as_spreadsheets_write_it(word):
    assert report(received_at=word).received_at == datetime(2026, 1, 31, 8, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    "word", ["2026-01-31", "2026-1-31", "2026/1/31", "2026.1.31", "2026年1月31日"]
)
def test_a_day_is_its_midnight_in_the_county(word):
    assert report(received_at=word).received_at == datetime(2026, 1, 31, tzinfo=ZONE)


@pytest.mark.parametrize("word", ["31.01.2026", "yesterday", "2026/13/1", "1.2026", "2026-1-31 8"])
def test_what_is_no_moment_is_refused(word):
    assert refusal(received_at=word) == (Fault.NO_MOMENT, "received_at")


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("1026-01-31", Fault.OTHER_AGE),
        ("9999-12-31", Fault.OTHER_AGE),
        ("2099-01-01", Fault.IN_FUTURE),
        ("2026-03-20 10:01", Fault.IN_FUTURE),
    ],
)
def test_nothing_was_received_in_another_age_or_after_now(word, fault):
    assert refusal(received_at=word) == (fault, "received_at")


def test_the_very_moment_is_not_the_future():
    assert report(received_at="2026-03-20 10:00").received_at == NOW


def test_a_foreign_key_becomes_the_same_uuid_each_time_and_is_kept():
    one, again, other = report(), report(), report(key="A-2")

    assert one.key == again.key != other.key
    assert one.source_key == "A-1"


def test_a_uuid_stays_itself():
    key = "3828f347-1491-4e45-a3a2-f1883cf9f7e9"

    assert report(key=key).key == UUID(key)


@pytest.mark.parametrize(
    "other",
    [
        {"text": "路又坏了"},
        {"received_at": "2026-01-30"},
        {"address": "石窑沟村"},
        {"household": "H1"},
        {"petitioner_name": "张三"},
        {"phone": "13900000000"},
        {"village_code": "150699100201"},
        {"shape": Point(110.3, 39.8)},
    ],
    ids=lambda one: next(iter(one)),
)
def test_a_row_without_a_key_has_that_of_what_it_says(other):
    one, again = report(key=""), report(key="", category="roads")

    assert one.key == again.key != report(key="", **other).key
    assert one.source_key is None


@pytest.mark.parametrize(
    ("name", "word", "ours"),
    [
        ("category", "邻里纠纷", Category.NEIGHBOURS),
        ("category", "Mining-Subsidence", Category.MINING_SUBSIDENCE),
        ("category", "", None),
        ("channel", "来信", Channel.LETTER),
        ("channel", "", Channel.IMPORT),
        ("kind", "建议", Kind.SUGGESTION),
        ("urgent", "紧急", True),
        ("urgent", "", False),
    ],
)
def test_words_are_understood_in_both_languages(name, word, ours):
    assert getattr(report(**{name: word}), name) == ours


@pytest.mark.parametrize("name", ["category", "channel", "kind", "urgent"])
def test_an_unknown_word_is_refused_by_its_column(name):
    assert refusal(**{name: "城建"}) == (Fault.NO_WORD, name)


@pytest.mark.parametrize(("word", "metres"), [("", None), ("0", 0.0), ("12.5", 12.5)])
def test_an_accuracy_is_metres(word, metres):
    assert report(accuracy_m=word).accuracy_m == metres


@pytest.mark.parametrize("word", ["-1", "nan", "inf", "near", "1e9", "1e308"])
def test_what_is_no_accuracy_is_refused(word):
    assert refusal(accuracy_m=word) == (Fault.NO_METRES, "accuracy_m")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": ""}, (Fault.EMPTY, "text")),
        ({"text": "  "}, (Fault.EMPTY, "text")),
        ({"received_at": ""}, (Fault.EMPTY, "received_at")),
        ({"text": "路\0坏了"}, (Fault.NUL, "text")),
        ({"address": "村\ufffd口"}, (Fault.LETTERS_LOST, "address")),
        ({"text": "路" * 20_001}, (Fault.TOO_LONG, "text")),
        ({"key": "1" * 201}, (Fault.TOO_LONG, "key")),
        ({"phone": "1" * 51}, (Fault.TOO_LONG, "phone")),
    ],
    ids=["empty", "blank", "no-day", "nul", "lost", "text", "key", "phone"],
)
def test_what_no_report_can_hold_is_refused_by_its_column(changes, told):
    assert refusal(**changes) == told


def test_without_a_latest_moment_a_record_of_any_day_is_read():
    row = SourceRow(2, {**WORDS, "received_at": "2099-01-01"})

    read = report_of(row, Origin("sample", ZONE))

    assert read.received_at - NOW > timedelta(days=365)
