"""Dates and times as people read them, in China's one time zone."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from api.texts import Language

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

# A space between figure and unit, as on the paper forms; the weekday tells a deadline at a glance.
_DAY: Final = {Language.ZH_CN: "M 月 d 日 EEE", Language.EN: "EEE d MMM"}
_DAY_OF_YEAR: Final = {Language.ZH_CN: "y 年 M 月 d 日 EEE", Language.EN: "EEE d MMM y"}
_MOMENT: Final = {Language.ZH_CN: "M 月 d 日 HH:mm", Language.EN: "d MMM HH:mm"}
_MOMENT_OF_YEAR: Final = {Language.ZH_CN: "y 年 M 月 d 日 HH:mm", Language.EN: "d MMM y HH:mm"}
_LOCALES: Final = {Language.ZH_CN: "zh_CN", Language.EN: "en_GB"}


def local_date(moment: datetime) -> date:
    """Calendar day of a moment in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def day_text(day: date, *, language: Language, today: date | None = None) -> str:
    """Write a day with its weekday; without the year when it is that of `today`."""
    patterns = _DAY if today and day.year == today.year else _DAY_OF_YEAR
    return format_date(day, patterns[language], locale=_LOCALES[language])


def moment_text(moment: datetime, *, today: date, language: Language) -> str:
    """Write a moment to the minute; the year only when it is not this one."""
    here = moment.astimezone(SHANGHAI)
    patterns = _MOMENT if here.year == today.year else _MOMENT_OF_YEAR
    return format_datetime(here, patterns[language], locale=_LOCALES[language])
