"""Hours as offices word them: what is read, what is not, when a door is open."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dispatch.hours_wording import read_hours
from dispatch.opening_hours import (
    Holidays,
    Opening,
    closing_time,
    is_open,
    join_spans,
    opening_from_rows,
    opening_to_rows,
    osm_wording,
)

ZONE = ZoneInfo("Asia/Shanghai")
READ = {
    "周一至周五 8:30-12:00、14:30-17:30": "Mo-Fr 08:30-12:00,14:30-17:30",
    "周一至周五 8:30-12:00、14:30-17:30，周六 9:00-12:00": (
        "Mo-Fr 08:30-12:00,14:30-17:30; Sa 09:00-12:00"
    ),
    "周二 8:30-12:00（说事日）": "Tu 08:30-12:00",
    "24小时": "Mo-Su 00:00-24:00",
    "全天24小时值班": "Mo-Su 00:00-24:00",
    "00:00-24:00": "Mo-Su 00:00-24:00",
    "周二、周五 9:00-11:30": "Tu,Fr 09:00-11:30",
    "星期一、三、五 9：00—11：00": "Mo,We,Fr 09:00-11:00",
    "每天 9:00-17:00": "Mo-Su 09:00-17:00",
    "每天24小时": "Mo-Su 00:00-24:00",
    "工作日 8:30-12:00": "Mo-Fr 08:30-12:00; PH off",
    "工作日 8:30-12:00，节假日 9:00-11:00": "Mo-Fr 08:30-12:00; PH 09:00-11:00",
    "周一到周五上午8点半到12点，下午2点半到5点半": "Mo-Fr 08:30-12:00,14:30-17:30",
    "周一至周五 下午2:30-5:30": "Mo-Fr 14:30-17:30",
    "周一 中午11:30-1:30": "Mo 11:30-13:30",
    "周一 8点一刻至10点40分": "Mo 08:15-10:40",
    "周一至周五（节假日除外）8:30-17:30": "Mo-Fr 08:30-17:30; PH off",
    "周一至周五 8:30-17:30，周三除外": "Mo-Tu,Th-Fr 08:30-17:30",
    "周一至五 9:00-17:00 双休日、节假日 9:00-11:00": (
        "Mo-Fr 09:00-17:00; Sa-Su 09:00-11:00; PH 09:00-11:00"
    ),
    "周一至周日 9:00-17:00，节假日照常": "Mo-Su 09:00-17:00",
    "周六至周一 9:00-10:00": "Mo,Sa-Su 09:00-10:00",
    "每天晚上20:00-次日6:00": "Mo-Su 20:00-30:00",
    "办公时间：周一 9:00-10:00；周一 10:00-11:00": "Mo 09:00-11:00",
    "Mo-Fr 08:30-12:00,14:30-17:30; Sa 09:00-12:00; PH off": (
        "Mo-Fr 08:30-12:00,14:30-17:30; Sa 09:00-12:00; PH off"
    ),
    "Mo-Fr 08:00-12:00, We 14:00-18:00": "Mo-Tu,Th-Fr 08:00-12:00; We 08:00-12:00,14:00-18:00",
    "Mo-Fr 08:00-12:00; We off": "Mo-Tu,Th-Fr 08:00-12:00",
    "Mo-Fr 08:00-12:00; We 14:00-18:00": "Mo-Tu,Th-Fr 08:00-12:00; We 14:00-18:00",
    "Fr 22:00-02:00": "Fr 22:00-26:00",
    "24/7": "Mo-Su 00:00-24:00; PH 00:00-24:00",
    "Mo 24/7": "Mo 00:00-24:00",
}


@pytest.mark.parametrize("words", READ)
def test_a_wording_is_understood(words):
    assert osm_wording(read_hours(words)) == READ[words]


@pytest.mark.parametrize("words", READ)
def test_what_was_understood_is_kept_and_can_be_said_again(words):
    opening = read_hours(words)

    assert opening_from_rows(opening_to_rows(opening)) == opening
    assert read_hours(osm_wording(opening)).week == opening.week


@pytest.mark.parametrize(
    "words",
    [
        *("", "8:30-12:00", "逢集", "每月5日 9:00-11:00", "隔周周二 9:00-11:00"),
        *(
            "夏季周一 9:00-10:00",
            "周二 9:00-11:00 需预约",
            "周一至周五",
            "周六日休息",
            "节假日照常",
        ),
        *(
            "周一至周五8:30-12:00，2:30-5:30",
            "周一 8:30-5:30",
            "周一 25:00-26:00",
            "周一 9:60-10:00",
        ),
        *("周一至周五 9:00-10:00，照常", "除外", "周一除外，9:00-10:00", "节假日 9:00-10:00"),
        *("Jan-Mar Mo 08:00-10:00", "Mo 08:00+", "Mo-Fr", "08:30-12:00", "Mo 08:60-10:00"),
        *("Mo 25:00-26:00", "Mo 08:00-49:00", 'Mo 08:00-10:00 "by appointment"', "Mo-Fr off"),
        *("PH 08:00-10:00", "SH off", "周一 9:00-10:00" * 100, "<script>"),
    ],
)
def test_what_is_not_wholly_understood_is_no_hours(words):
    assert read_hours(words) is None


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-03-20 08:29", False),
        ("2026-03-20 08:30", True),
        ("2026-03-20 11:59", True),
        ("2026-03-20 12:00", False),
        ("2026-03-20 15:00", True),
        ("2026-03-21 09:00", False),  # a Saturday
    ],
)
def test_an_office_is_open_from_its_first_minute_to_the_one_before_it_closes(moment, open_):
    opening = read_hours("周一至周五 8:30-12:00、14:30-17:30")

    assert is_open(opening, datetime.fromisoformat(moment).replace(tzinfo=ZONE)) is open_


def test_after_midnight_the_evening_before_still_counts():
    opening = read_hours("Fr 22:00-02:00")
    night = datetime(2026, 3, 21, 1, 30, tzinfo=ZONE)

    assert closing_time(opening, night) == datetime(2026, 3, 21, 2, 0, tzinfo=ZONE)
    assert not is_open(opening, night.replace(hour=2))


def test_hours_nobody_could_read_are_never_open():
    assert not is_open(None, datetime(2026, 3, 20, 10, 0, tzinfo=ZONE))


@pytest.mark.parametrize(
    ("words", "on_holiday", "on_worked_sunday"),
    [
        ("工作日 8:30-12:00", False, True),
        ("周一至周五 8:30-12:00", True, False),
        ("周一至周五 8:30-12:00，节假日休息", False, False),
        ("周二 8:30-12:00，节假日 9:00-11:00", True, False),
    ],
)
def test_public_holidays_and_days_worked_for_them_count_as_the_wording_says(
    words, on_holiday, on_worked_sunday
):
    holiday, sunday = date(2026, 10, 6), date(2026, 9, 27)  # a Tuesday
    calendar = Holidays(frozenset({holiday}), frozenset({sunday}))

    def at_ten(day):
        return datetime(day.year, day.month, day.day, 10, 0, tzinfo=ZONE)

    opening = read_hours(words)
    assert is_open(opening, at_ten(holiday), calendar) is on_holiday
    assert is_open(opening, at_ten(sunday), calendar) is on_worked_sunday


def test_no_rows_are_no_hours_and_missing_days_are_closed():
    assert opening_from_rows(None) is None
    assert opening_from_rows([]) == Opening(((),) * 7)


def test_spans_that_touch_become_one():
    assert join_spans([(60, 120), (0, 60), (100, 130), (200, 210)]) == ((0, 130), (200, 210))
