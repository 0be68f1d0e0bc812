"""The names a text may use for the divisions, landmarks and places elsewhere."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from geo.address.divisions import Division, FormerName, Level
from geo.address.levels import level_of
from geo.address.places import Place
from geo.address.sounds import blurred, readings
from geo.address.spelling import plain
from geo.address.suffixes import Parts, is_numbered, split_name


class Role(StrEnum):
    """What a name is to the divisions it stands for."""

    OWN = "own"
    SHORT = "short"
    FORMER = "former"
    LANDMARK = "landmark"
    ABOVE = "above"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its suffix, and the divisions it stands for.

    Attributes
    ----------
    core
        Plain letters to be found in a text.
    level
        Of the divisions that bear it.
    role
        What it is to them.
    targets
        Numbers of divisions in the gazetteer; of landmarks for a landmark.
    needs_mark
        Whether it means a place only before a suffix: 团结 is a word, 团结村 a village.
    since, until
        Days of a former name, None where nobody knows.
    """

    core: str
    level: Level
    role: Role
    targets: tuple[int, ...]
    needs_mark: bool = False
    since: date | None = None
    until: date | None = None


_SHORTEST: Final = 2
_LONG: Final = 3
_FAMILY: Final = re.compile("[\u4e00-\u9fff]家|新[村建民]")
_FARM: Final = re.compile("[农牧林]场.")
_WINGED: Final = re.compile("(?P<tribe>.+?)(?P<side>左|右)?翼?(?P<place>前|中|后)")
# 大路煤化工 for 大路煤化工基地.
_PURPOSE: Final = re.compile(
    "(?:工业|产业|经济|技术|高新|循环|示范)*(?:园区?|开发区|基地|集中区|管理区|示范区)$"
)
# Words of every county, so that without a suffix they mean no place.
_WORDS_TEXT: Final = (
    "大路 大口 大沟 中心 团结 胜利 红旗 光明 和平 民族 前进 友谊 建设 东风 幸福 "
    "新建 新立 永安 富民 阳光 民主 解放 向阳 先锋 新华 新民 新城 城关 城区 文化 "
    "工农 五一 八一 长青 迎宾 曙光 白云 朝阳 青年 人民 东升 红星 黎明 奋斗 南山 "
    "北山 东山 西山 河东 河西 河南 河北 湖东 湖西 路南 路北 桥头 水库 水泉 车站 "
    "火车站 学校 林场 农场 牧场 大桥 新区 矿区 山区 平安 联合 互助 合作 希望 "
    "兴旺 富强 繁荣 园区 广场 公园 医院 政府 大庙 庙沟 海南 青山 平台 沙场 中和 "
    "太平 建国 建华 爱国 爱民 利民 为民 富裕 丰收 胜天 金星 明星 开发区 工业园区 "
    "经济开发区 村委会 居委会"
)
_WORDS: Final = frozenset(_WORDS_TEXT.split())
_AreaKey = tuple[str, Level, Role, bool, date | None, date | None]


def make_names(divisions: list[Division], places: list[Place]) -> list[Name]:
    """Names of all divisions: their own, what people shorten them to, and former ones."""
    held: dict[_AreaKey, list[int]] = defaultdict(list)
    for number, (division, place) in enumerate(zip(divisions, places, strict=True)):
        for name in _names_of(division, place, number):
            key = name.core, name.level, name.role, name.needs_mark, name.since, name.until
            held[key].append(number)
    for core, number in _without_end(places):
        held[core, Level.VILLAGE, Role.OWN, True, None, None].append(number)
    return [
        Name(core, level, role, tuple(dict.fromkeys(targets)), needs, since, until)
        for (core, level, role, needs, since, until), targets in held.items()
    ]


def _without_end(places: list[Place]) -> Iterator[tuple[str, int]]:
    """Names of villages without the 子 they end with, where no other sounds like that: 三宝窑."""
    villages = [
        (number, place.parts.core)
        for number, place in enumerate(places)
        if place.level is Level.VILLAGE and not place.is_virtual
    ]
    known = {_spoken(core) for _, core in villages}
    for number, core in villages:
        short = core[:-1]
        if core.endswith("子") and len(short) >= _LONG and _spoken(short) not in known:
            yield short, number


def _spoken(core: str) -> tuple[str, ...]:
    return tuple(blurred(next(iter(readings(letter)), letter)) for letter in core)


def _names_of(division: Division, place: Place, number: int) -> Iterator[Name]:
    level, parts = place.level, place.parts
    if place.is_virtual:  # for statistics only: nobody says less than the whole
        yield Name(place.whole, level, Role.OWN, (number,))
        return
    yield Name(parts.core, level, Role.OWN, (number,), needs_mark(parts, level))
    for short in _shorter(parts, level):
        yield Name(short, level, Role.SHORT, (number,))
    for former in division.former:
        yield from _former(former, number)


def _former(former: FormerName, number: int) -> Iterator[Name]:
    """A former name, and what people shorten it to."""
    parts = split_name(former.name, former.level)
    for core in (parts.core, *_shorter(parts, former.level)):
        yield Name(
            core=core,
            level=former.level,
            role=Role.FORMER,
            targets=(number,),
            needs_mark=needs_mark(parts, former.level),
            since=former.since,
            until=former.until,
        )


def needs_mark(parts: Parts, level: Level) -> bool:
    """Whether a name without its suffix is an ordinary word or a mere number."""
    core = parts.core
    if level is Level.VILLAGE and _FARM.match(core):
        return True
    if not parts.suffix:
        return level is Level.VILLAGE and is_numbered(core)
    urban = parts.kind == "urban" and len(core) <= _SHORTEST
    return urban or core in _WORDS or is_numbered(core) or _FAMILY.fullmatch(core) is not None


def _shorter(parts: Parts, level: Level) -> Iterator[str]:
    """What people shorten a name to: 准旗, 沙镇, 科右前旗; a numeral joined from two."""
    core, suffix = parts.core, parts.suffix
    if level is Level.COUNTY and suffix in {"旗", "县"}:
        yield from _short_counties(core, suffix)
    if level is Level.CITY and suffix == "市" and len(core) > _SHORTEST:
        yield core[0] + suffix
    if level is Level.TOWNSHIP and len(core) >= _LONG and suffix in {"镇", "乡", "苏木", "苏木乡"}:
        word = suffix.removeprefix("苏木") or suffix
        yield core[0] + word
        yield core[0] + core[-1] + word
    if level is Level.TOWNSHIP and len(short := _PURPOSE.sub("", core)) > _LONG and short != core:
        yield short
    if level is Level.VILLAGE and "三十" in core:
        yield core.replace("三十", "三")


def _short_counties(core: str, suffix: str) -> Iterator[str]:
    if len(core) >= _SHORTEST:
        yield core[0] + suffix
    if (winged := _WINGED.fullmatch(core)) and len(core) > _LONG:
        side = winged["side"] or ""
        yield winged["tribe"][0] + side + winged["place"] + suffix
        yield side + winged["place"] + suffix if side else winged["place"] + suffix


def elsewhere_names(elsewhere: Iterable[Division], places: list[Place]) -> Iterator[Name]:
    """Names of places outside the tree or above it, and what people shorten them to.

    What bears the name of a region of the tree is not elsewhere. One above it stands for the
    roots below it: a county for its townships, where the tree has no county.
    """
    roots = {n: place.code for n, place in enumerate(places) if place.parent is None}
    codes = {place.code: number for number, place in enumerate(places)}
    own = {
        place.parts.core for place in places if place.level not in {Level.VILLAGE, Level.TOWNSHIP}
    }
    for division in elsewhere:
        level = level_of(division.code) if division.code else Level.COUNTY
        digits = division.code.rstrip("0")
        if division.code in codes:
            number = codes[division.code]
            if plain(division.name) != places[number].whole:  # 伊盟, for 鄂尔多斯市
                yield Name(plain(division.name), level, Role.SHORT, (number,))
            continue
        below = tuple(n for n, code in roots.items() if digits and code.startswith(digits))
        role = Role.ABOVE if below else Role.ELSEWHERE
        parts = split_name(division.name, level)
        cores = {parts.core, plain(division.name), *_shorter(parts, level)} - own
        yield from (Name(core, level, role, below, needs_mark(parts, level)) for core in cores)
