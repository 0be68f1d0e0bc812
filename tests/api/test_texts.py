"""Both languages are complete, and the right one is chosen."""

import re
from datetime import UTC, date, datetime

import pytest

from api.dates import day_text, moment_text
from api.labels import LABELS, label
from api.reasons import REASONS, reason_text
from api.texts import (
    Language,
    extract_messages,
    load_catalogue,
    negotiate,
    read_catalogue,
    texts_in,
)
from dispatch.clocks import ClockCode
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import (
    Category,
    Channel,
    Confidence,
    Duty,
    Kind,
    Level,
    Light,
    PlacementMethod,
    Role,
    Stage,
)

ZH = texts_in(Language.ZH_CN)
EN = texts_in(Language.EN)
VOCABULARY = [
    Category,
    Channel,
    ClockCode,
    Confidence,
    Duty,
    Kind,
    Level,
    Light,
    PlacementMethod,
    Role,
    Stage,
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SOURCES = [message for message in extract_messages() if message.id]
KEPT = {message.id: message for message in read_catalogue() if message.id}


def strings(message):
    """Singular and plural of a message, or its one text, as a list."""
    return list(message) if isinstance(message, tuple | list) else [message]


def test_every_message_of_the_sources_has_a_chinese_text():
    missing = [
        message.id
        for message in SOURCES
        if message.id not in KEPT or not all(strings(KEPT[message.id].string))
    ]

    assert len(SOURCES) > 150
    assert missing == []


def test_no_chinese_text_is_fuzzy_or_belongs_to_no_source():
    used = {message.id for message in SOURCES}

    assert [message.id for message in KEPT.values() if message.fuzzy] == []
    assert [identifier for identifier in KEPT if identifier not in used] == []
    assert read_catalogue().obsolete == {}


@pytest.mark.parametrize("message", KEPT.values(), ids=lambda message: str(message.id)[:40])
def test_a_chinese_text_fills_the_same_placeholders(message):
    wanted = set(PLACEHOLDER.findall(strings(message.id)[-1]))

    for text in strings(message.string):
        assert set(PLACEHOLDER.findall(text)) == wanted


@pytest.mark.parametrize("kind", VOCABULARY, ids=lambda kind: kind.__name__)
def test_every_word_of_the_vocabulary_is_said_in_chinese_and_english(kind):
    assert set(LABELS[kind]) == set(kind)
    for member in kind:
        assert re.search(r"[\u4e00-\u9fff]", label(member, ZH.translate))
        assert not re.search(r"[\u4e00-\u9fff]", label(member, EN.translate))


def test_every_reason_of_the_rules_has_a_sentence():
    assert set(REASONS) == set(ReasonCode)


def test_a_reason_says_why_it_lies_there_and_then_who_has_it():
    params = {
        "why": "household-grid",
        "household": "0017",
        "grid": "150622001001004",
        "agent": "王秀兰",
        "date": "2026-03-05",
    }

    text = reason_text("holder", params, ZH, {"150622001001004": "石窑沟村 004"})

    assert text == "0017 号户属 石窑沟村 004 网格。2026 年 3 月 5 日 周四由 王秀兰 负责该网格。"


def test_a_reason_without_placing_is_one_sentence():
    assert reason_text("no-position", {}, EN) == REASONS[ReasonCode.NO_POSITION]


def test_a_datum_is_named_as_surveyors_write_it():
    text = reason_text("probable-datum", {"datum": "gcj02", "grid": "004"}, EN)

    assert "GCJ-02" in text


def test_a_head_named_far_from_the_point_sent_says_so():
    params = {"household": "H1", "grid": "004"}

    near = reason_text("head-household", params, EN)
    far = reason_text("head-household", {**params, "distance_m": 5722}, EN)

    assert "5722 m away" in far
    assert " m away" not in near


@pytest.mark.parametrize(("code", "params"), [("not-known-yet", {}), ("holder", {"agent": "王"})])
def test_an_unknown_reason_shows_its_code(code, params):
    assert reason_text(code, params, ZH) == code


@pytest.mark.parametrize(
    ("cookie", "account", "header", "chosen"),
    [
        (None, None, None, Language.ZH_CN),
        (None, None, "fr,de;q=0.8", Language.ZH_CN),
        (None, None, "en-GB,zh;q=0.5", Language.EN),
        (None, None, "en;q=0.5,zh-CN;q=0.9", Language.ZH_CN),
        (None, None, "en;q=0, zh;q=0.1", Language.ZH_CN),
        (None, None, "en;q=nonsense", Language.ZH_CN),
        (None, "en", "zh-CN", Language.EN),
        ("zh-CN", "en", "en", Language.ZH_CN),
        ("<script>", None, "en", Language.EN),
    ],
)
def test_the_cookie_beats_the_account_beats_the_browser(cookie, account, header, chosen):
    assert negotiate(cookie, account, header) is chosen


def test_a_catalogue_is_compiled_once():
    assert load_catalogue(Language.ZH_CN) is load_catalogue(Language.ZH_CN)


def test_a_day_has_its_weekday_and_the_year_when_it_is_another():
    day = date(2026, 3, 20)

    assert day_text(day, today=date(2026, 3, 1), language=Language.ZH_CN) == "3 月 20 日 周五"
    assert day_text(day, today=date(2026, 3, 1), language=Language.EN) == "Fri 20 Mar"
    assert day_text(day, today=date(2027, 1, 1), language=Language.EN) == "Fri 20 Mar 2026"


def test_a_moment_is_told_in_shanghai():
    moment = datetime(2026, 3, 5, 17, 30, tzinfo=UTC)

    text = moment_text(moment, today=date(2026, 3, 6), language=Language.ZH_CN)

    assert text == "3 月 6 日 01:30"
