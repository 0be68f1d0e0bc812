"""An issue and its clocks in the words of lists and pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from api.pages.issue import issue_view, purposes_of
from api.presentation import clock_view, due_words, grid_name, issue_row, title_of
from api.texts import Language, texts_in
from data.issue_history import Event
from data.issue_records import IssueRecord, SeenIssue
from dispatch.clocks import ClockCode, ClockState
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Actor
from dispatch.vocabulary import (
    Category,
    CategoryBy,
    Channel,
    Confidence,
    Kind,
    Level,
    Light,
    PlacementMethod,
    Precision,
    Role,
    Stage,
)

TODAY = date(2026, 3, 18)
RECEIVED = datetime(2026, 3, 5, 2, 24, tzinfo=UTC)
ZH, EN = texts_in(Language.ZH_CN), texts_in(Language.EN)
GRID = {"household": "0017", "grid": "150622001001004"}
HOLDER = {**GRID, "why": "household-grid", "agent": "王秀兰", "date": "2026-03-05"}


def made_clock(code=ClockCode.NOTICE, stopped_at=None, due_on=date(2026, 3, 20)):
    return ClockState(code, RECEIVED, date(2026, 3, 17), due_on, stopped_at)


def made_record(issue=None, **changes):
    """An issue of grid 004, due in two days, at a registered house, with changes of its columns."""
    columns = SeenIssue(
        id=1,
        number="W26-0412",
        key=str(UUID(int=1)),
        text="西墙裂缝加宽到 6 毫米，要求鉴定。\n东墙也有细缝。",
        category=Category.MINING_SUBSIDENCE,
        category_by=CategoryBy.SAID,
        category_rule=None,
        category_confidence=None,
        urgent=False,
        channel=Channel.HOTLINE,
        kind=Kind.CLAIM,
        stage=Stage.HANDLE,
        level=Level.GRID,
        received_at=RECEIVED,
        closed_at=None,
        address="三组 17 号",
        method=PlacementMethod.HOUSEHOLD,
        accuracy_m=10.0,
        confidence=Confidence.HIGH,
        region_code="150622001001",
        grid_code="150622001001004",
        agent_id=1,
        unit_id=None,
        held=False,
        version=1,
    )
    record = IssueRecord(
        id=1,
        issue=replace(columns, **(issue or {})),
        precision=Precision.EXACT,
        lon=110.1,
        lat=39.8,
        placed=True,
        household="0017",
        region_name="石窑沟村",
        agent_name="王秀兰",
        agent_phone=None,
        placed_reason=Reason(ReasonCode.HOUSEHOLD_GRID, GRID),
        assigned_reason=Reason(ReasonCode.HOLDER, HOLDER),
        clocks=(made_clock(), made_clock(ClockCode.REGISTRATION, stopped_at=RECEIVED)),
    )
    return replace(record, **changes)


def shown(record=None, events=(), contacts=()):
    return issue_view(record or made_record(), events, contacts, TODAY, ZH)


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (-6, "逾期 6 天", "6 days late"),
        (-1, "逾期 1 天", "1 day late"),
        (0, "今天到期", "due today"),
        (1, "明天到期", "due tomorrow"),
        (2, "余 2 天", "2 days left"),
    ],
)
def test_a_deadline_is_told_in_days(days, zh, en):
    assert due_words(days, ZH) == zh
    assert due_words(days, EN) == en


def test_the_clock_that_ends_first_speaks_for_the_issue():
    later = made_clock(ClockCode.REGISTRATION, due_on=date(2026, 3, 25))

    row = issue_row(made_record(clocks=(later, made_clock())), TODAY, ZH)

    assert (row.light, row.when, row.clock) == (Light.YELLOW, "余 2 天", "受理告知")


def test_an_issue_whose_clocks_stopped_has_no_deadline():
    row = issue_row(made_record(clocks=(made_clock(stopped_at=RECEIVED),)), TODAY, ZH)

    assert (row.light, row.when, row.clock) == (Light.STOPPED, "无时限", "")


def test_an_issue_nobody_placed_or_holds_is_shown_as_such():
    nothing = dict.fromkeys(("lon", "lat", "agent_name", "region_name"))
    record = made_record({"grid_code": None}, placed=False, **nothing)

    row = issue_row(record, TODAY, ZH)

    assert (row.has_position, row.holder, row.place) == (False, "", "")


def test_a_late_clock_has_used_more_days_than_it_had():
    clock = made_clock()
    late = clock_view(clock, clock.due_on + timedelta(days=12), ZH)

    assert (late.used_days, late.limit_days, late.light) == (27, 15, Light.RED)


def test_a_stopped_clock_is_done_and_keeps_the_days_it_took():
    stopped_at = datetime(2026, 3, 8, 1, 0, tzinfo=UTC)

    done = clock_view(made_clock(stopped_at=stopped_at), TODAY, ZH)

    assert (done.words, done.used_days, done.light) == ("已完成", 3, Light.STOPPED)


@pytest.mark.parametrize(
    ("code", "region", "name"),
    [
        ("150622001001004", "石窑沟村", "石窑沟村 004"),
        (None, "石窑沟村", "石窑沟村"),
        (None, None, ""),
        ("0801", "Ward 8", "0801"),
    ],
)
def test_a_grid_is_named_by_village_and_serial(code, region, name):
    assert grid_name(code, region) == name


def test_a_title_is_the_first_line_that_says_something():
    assert title_of("\n  \n 机井断水 \n十四户") == "机井断水"
    assert title_of("长" * 200) == "长" * 79 + "…"
    assert title_of(" \n ") == ""


def test_an_opened_issue_says_why_it_went_to_its_holder():
    issue = shown()

    assert issue.holder == "王秀兰"
    assert issue.reason == (
        "0017 号户属 石窑沟村 004 网格。2026 年 3 月 5 日 周四由 王秀兰 负责该网格。"
    )


def test_an_opened_issue_says_how_far_its_place_can_be_trusted():
    place = shown().place

    assert (place.name, place.method) == ("石窑沟村 004", "户籍登记位置")
    assert (place.accuracy, place.confidence) == ("10 米以内", "高")


def test_the_five_steps_are_done_current_and_to_come():
    marks = [(step.done, step.current) for step in shown().steps]

    assert marks == [(True, False), (True, False), (False, True), (False, False), (False, False)]


def test_the_history_starts_with_the_newest_and_says_each_reason_once():
    events = [
        Event(RECEIVED, "received", None, {}, None),
        Event(RECEIVED, "placed", "household-grid", GRID, None),
        Event(RECEIVED, "assigned", "holder", HOLDER, "转自热线"),
    ]

    history = shown(events=events).history

    assert [event.what for event in history] == [
        "2026 年 3 月 5 日 周四由 王秀兰 负责该网格。",
        "0017 号户属 石窑沟村 004 网格。",
        "收到并登记",
    ]
    assert history[0].moment == "3 月 5 日 10:24"
    assert history[0].note == "转自热线"


def test_an_issue_whose_house_is_not_shown_says_so_and_nothing_of_the_house():
    hidden = {"address": None, "method": None, "accuracy_m": None, "confidence": None}
    reason = Reason(ReasonCode.PLACED)
    record = made_record(
        hidden, precision=Precision.AREA, household=None, placed_reason=reason, lon=None, lat=None
    )

    issue = shown(record)

    assert not issue.exact
    assert (issue.place.method, issue.place.accuracy, issue.place.confidence) == ("", "", "")
    assert issue.place.reason == ZH.translate("Placed; who handles it sees the exact place.")
    assert issue.address == ""
    assert issue.has_position


@pytest.mark.parametrize(
    ("role", "precision", "purposes"),
    [
        (Role.AGENT, Precision.EXACT, ["contact", "verify", "legal-duty"]),
        (Role.TOWNSHIP, Precision.EXACT, ["contact", "verify", "legal-duty", "place"]),
        (Role.TOWNSHIP, Precision.MOVED, ["place"]),
        (Role.HANDLER, Precision.AREA, []),
        (Role.LEADER, Precision.AREA, []),
    ],
)
def test_the_people_are_asked_for_by_who_has_the_issue_or_finds_its_place(
    role, precision, purposes
):
    actor = Actor(1, "a", "a", role, "150622001000", "150622001")

    assert list(purposes_of(actor, made_record(precision=precision))) == purposes


@pytest.mark.parametrize("held", [True, False])
def test_an_issue_is_marked_while_it_is_held(held):
    assert shown(made_record({"held": held})).held is held
