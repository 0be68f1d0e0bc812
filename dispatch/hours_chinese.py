"""Chinese wording of opening hours, read clause by clause.

Every character must belong to a word known here, else the whole is not read.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from dispatch.hours_clauses import (
    ALL_DAY,
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    Clause,
    days_between,
)
from dispatch.opening_hours import DAY_MINUTES, HOLIDAY, WEEKDAYS, WORKED, Span

_NUMERALS: Final = dict(zip("一二三四五六日天", (*WEEKDAYS, "Su"), strict=True))
_WEEK: Final = "(?:周|星期|礼拜)"
_TO: Final = "[至到~-]"
_ITEM: Final = rf"[{''.join(_NUMERALS)}](?:{_TO}{_WEEK}?[{''.join(_NUMERALS)}])?"
_HALF: Final = "(?:凌晨|早上|早晨|早|上午|中午|下午|晚上|晚|夜间|夜里)"
_TIME: Final = rf"{_HALF}?\d{{1,2}}(?::\d{{2}}|[点时](?:半|[一三]刻|\d{{1,2}}分?|整)?)"
_HOLIDAYS: Final = "国家法定节假日|法定节假日|法定假日|节假日|公休日"
_CLOSED: Final = "不办公|不上班|除外|休息|关闭|闭馆|放假"
_TOKENS: Final = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in {
            "days": rf"每?{_WEEK}{_ITEM}(?:[、,和及]?{_WEEK}?{_ITEM})*",
            "weekend": "周末|双休日",
            "every": "每天|每日|天天|全年",
            "working": "工作日",
            "shut": f"(?:{_HOLIDAYS})(?:{_CLOSED})",
            "holiday": _HOLIDAYS,
            "off": _CLOSED,
            "same": "照常|不休息|不休|无休",
            "always": "(?:24小时|全天候|全天)+",
            "span": rf"{_TIME}{_TO}(?:次日|第二天)?{_TIME}",
            # What may stand there without changing the hours.
            "filler": "(?:办公|上班|工作|开放|服务|接待|接访|受理|值班|坐班|说事|议事)(?:时间|日)?|"
            "北京时间|正常|开门|为|[,;、。/:()和及]",
        }.items()
    )
)
_CLOCK: Final = re.compile(
    rf"(?P<half>{_HALF}?)(?P<hour>\d{{1,2}})"
    r"(?::(?P<minute>\d{2})|[点时](?:(?P<part>半|[一三]刻|整)|(?P<rest>\d{1,2})分?)?)"
)
_PARTS: Final = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}
_NOON, _EVENING = 12, 17
_LATER: Final = frozenset({"中午", "下午", "晚上", "晚", "夜间", "夜里"})
_FOR_BOTH: Final = frozenset({"中午", "下午"})
_HYPHENS: Final = str.maketrans(dict.fromkeys("—–−─～〜", "-"))


def chinese_clauses(words: str) -> list[Clause] | None:
    """Clauses of a wording; none where any part of it is not understood."""
    reader = _Reader()
    for kind, word in _tokens(words):
        if not reader.take(kind, word):
            return None
    return reader.finish()


def _tokens(words: str) -> Iterator[tuple[str, str]]:
    """Known words in order; what is not known comes as kind ``unknown``."""
    text = "".join(unicodedata.normalize("NFKC", words).translate(_HYPHENS).split())
    place = 0
    while place < len(text):
        match = _TOKENS.match(text, place)
        if match is None:
            yield "unknown", text[place:]
            return
        yield str(match.lastgroup), match[0]
        place = match.end()


@dataclass(slots=True)
class _Reader:
    """What was read so far.

    Attributes
    ----------
    days
        Named last; hours that follow are theirs.
    timed
        Whether hours for them were read, so that the next day begins another clause.
    working
        Whether working days are meant, with those worked instead of a holiday.
    """

    clauses: list[Clause] = field(default_factory=list)
    days: tuple[str, ...] = ()
    timed: bool = True
    working: bool = False
    last_end: int = 0

    def take(self, kind: str, word: str) -> bool:
        """Read one word; false when it makes no sense here."""
        if kind == "filler":
            return True
        if kind == "shut":
            self.clauses.append(Clause((HOLIDAY,), (), replaces=True))
            return True
        if kind in {"span", "always"}:
            return self._hours(_span(word) if kind == "span" else ALL_DAY)
        if kind == "off":
            return self._closed()
        if kind == "same":
            return self._as_ever()
        days = _days(kind, word)
        self._name(days)
        self.working |= kind == "working"
        return bool(days)

    def finish(self) -> list[Clause] | None:
        """All clauses; none where days were named and nothing said of them."""
        if not self.timed:
            return None
        if not self.working:
            return self.clauses
        named = {day for clause in self.clauses for day in clause.days}
        closed = [] if HOLIDAY in named else [Clause((HOLIDAY,), ())]
        monday = [span for one in self.clauses if "Mo" in one.days for span in one.spans]
        return [*self.clauses, *closed, Clause((WORKED,), tuple(monday))]

    def _name(self, days: tuple[str, ...]) -> None:
        self.days = days if self.timed else (*self.days, *days)
        self.timed, self.last_end = False, 0

    def _hours(self, span: Span | None) -> bool:
        if span == ALL_DAY and not self.days:
            self.days = EVERY_DAY  # who never closes names no day
        # A span before the one just read is an afternoon without its word (8:30-12:00, 2:30-5:30).
        if span is None or not self.days or span[0] < self.last_end:
            return False
        self.clauses.append(Clause(self.days, (span,)))
        self.timed, self.last_end = True, span[1]
        return True

    def _closed(self) -> bool:
        if self.timed:
            return False
        self.clauses.append(Clause(self.days, (), replaces=True))
        self.timed, self.days = True, ()
        return True

    def _as_ever(self) -> bool:
        """Public holidays are as any other day, which is what holds when nothing is said."""
        if self.days != (HOLIDAY,) or self.timed:
            return False
        self.timed, self.days = True, ()
        return True


def _days(kind: str, word: str) -> tuple[str, ...]:
    if kind == "days":
        return _weekdays(word)
    fixed = {
        "weekend": ("Sa", "Su"),
        "every": EVERY_DAY,
        "working": MONDAY_TO_FRIDAY,
        "holiday": (HOLIDAY,),
    }
    return fixed.get(kind, ())


def _weekdays(word: str) -> tuple[str, ...]:
    days: list[str] = []
    for item in re.findall(_ITEM, re.sub(_WEEK, "", word)):
        days += days_between(_NUMERALS[item[0]], _NUMERALS[item[-1]])
    return tuple(dict.fromkeys(days))


def _span(word: str) -> Span | None:
    first, second = _CLOCK.finditer(word)
    start, end = _minute(first, ""), _minute(second, first["half"])
    if start is None or end is None or start >= DAY_MINUTES:
        return None
    if end > start:
        return start, end
    if start < _EVENING * 60 or end > _NOON * 60:
        return None  # 8:30-5:30 means the afternoon, and does not say so
    return start, end + DAY_MINUTES


def _minute(match: re.Match[str], half_before: str) -> int | None:
    hour = int(match["hour"])
    minute = int(match["minute"] or match["rest"] or _PARTS.get(match["part"] or "整", 0))
    # 下午2:30-5:30: the word stands once for both, but not 晚上8:00-7:00.
    half = match["half"] or (half_before if half_before in _FOR_BOTH else "")
    if half in _LATER and hour < _NOON and not (half == "中午" and hour == _NOON - 1):
        hour += _NOON
    good = minute < 60 and (hour < 24 or (hour, minute) == (24, 0))  # noqa: PLR2004 - a clock
    return hour * 60 + minute if good else None
