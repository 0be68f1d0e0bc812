"""Villagers' groups in a text: 三社, 3组, 第十二村民小组, 永红社."""

import re
from typing import Final

from geo.address.spelling import numeral, plain, variant_key

_NUMBER: Final = "[一二三四五六七八九十两]{1,3}"
_UNITS: Final = "合作社|生产队|村民小组|小组|小队|社|组|队|屯"
_NUMBERED: Final = re.compile(
    f"第?(?P<number>{_NUMBER})(?:村民)?(?P<unit>{_UNITS})(?!区|会|长|织|合|员|保)"
)
_HAN: Final = "[\u4e00-\u9fff]"
_NAMED: Final = (
    re.compile(f"{_HAN}{{1,6}}?(?:村民小组|小组|社(?!区|会|保|员)|组(?!长|织)|队(?!长|伍))"),
    re.compile(
        f"{_HAN}{{1,4}}?(?:屯|沟|营子|圪旦|圪堵|圪卜|圪台|壕|湾|梁|塔|峁|渠|滩|坡|墕|窑子?|畔)"
    ),
)
"""Groups by name, those with a unit first; without one they are homesteads."""
_SPOILS: Final = re.compile(
    "[的在是有我你他她这那了和与跟要被给让把去来到住家叫说]|村委|村民|低保|贫困"
)
_DIGITS: Final = re.compile("[0-9]{1,2}")
_UNIT_ENDS: Final = re.compile(f"(?:{_UNITS})$")


def find_group(letters: str, begin: int) -> str | None:
    """Name of the group in the letters that follow a village, None if they name none.

    A number counts wherever it stands behind the village; a name only directly behind it.
    """
    rest = letters[begin:]
    if found := _NUMBERED.search(rest):
        return found["number"].replace("两", "二") + _short_unit(found["unit"])
    named = (pattern.match(rest) for pattern in _NAMED)
    fit = (found[0] for found in named if found and not _SPOILS.search(found[0]))
    return next((_UNIT_NAMES.sub("组", name) for name in fit), None)


_UNIT_NAMES: Final = re.compile("(?:村民小组|小组)$")


def _short_unit(unit: str) -> str:
    return {"合作社": "社", "生产队": "队", "小队": "队", "村民小组": "组", "小组": "组"}.get(
        unit, unit
    )


def begins_group(letters: str, begin: int) -> bool:
    """Whether the letters behind a name begin with a numbered group."""
    return _NUMBERED.match(letters, begin) is not None


def group_key(group: str) -> str:
    """Key under which 3社, 三社, 第三组 and 三队 are one group."""
    letters = _DIGITS.sub(lambda found: numeral(int(found[0])), "".join(plain(group).split()))
    return variant_key(_UNIT_ENDS.sub("", letters).removeprefix("第")) or letters
