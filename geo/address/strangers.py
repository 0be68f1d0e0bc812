"""Words that look like a county or township which the gazetteer does not hold."""

import re
from typing import Final

from geo.address.divisions import Level
from geo.address.mentions import Mention
from geo.address.names import Role
from geo.address.passage import Passage
from geo.address.surroundings import is_open_before

_COUNTY: Final = re.compile("(?P<name>[\u4e00-\u9fff]{1,5})(?:旗|县)(?![里上下委级城内])")
_NO_COUNTY: Final = re.compile(
    "(?:[全本我各外那这邻某个到去在来从的红国彩升降八军锦郡州府知该咱两整出进回是们和与跟及同往镇乡旗县，]"
    "|我们|咱们)$"
)
_TOWNSHIP: Final = re.compile(
    "(?P<name>[\u4e00-\u9fff]{2,6}?)(?:镇|苏木|街道|公社|乡(?![下亲村里镇]))(?!上|里|政府都"
    "|区|域|子)"
)
_NO_TOWNSHIP: Final = re.compile(
    "(?:[全本我各外那这邻某个到去在来从的古城集市小村老下回家故同思还进该咱两整出是们和与跟及往重乡镇，]"
    "|我们|咱们|冰|压|坐)$"
)


def strange_county(passage: Passage, mentions: list[Mention]) -> bool:
    """Whether the text names a banner or county that is none of ours."""
    return any(
        not _NO_COUNTY.search(found["name"])
        for found in _COUNTY.finditer(rest_of(passage, mentions))
    )


def strange_township(passage: Passage, mentions: list[Mention]) -> int | None:
    """Letter at which the suffix of a township begins that is none of ours, None without one."""
    for found in _TOWNSHIP.finditer(rest_of(passage, mentions)):
        if not _NO_TOWNSHIP.search(found["name"]):
            return found.end("name")
    return None


def rest_of(passage: Passage, mentions: list[Mention]) -> str:
    """Letters with those of the mentions of places blanked out."""
    letters = list(passage.letters)
    stops = {mention.stop for mention in mentions}
    for mention in mentions:
        if _is_cut(passage, mention, stops):
            continue
        if mention.is_told or mention.names[0][1].level is not Level.VILLAGE:
            letters[mention.begin : mention.stop] = "，" * (mention.stop - mention.begin)
    return "".join(letters)


def _is_cut(passage: Passage, mention: Mention, stops: set[int]) -> bool:
    """Whether a short form of a township is but the end of a word: 德镇 in 音德镇."""
    name = mention.names[0][1]
    is_short = name.level is Level.TOWNSHIP and name.role is Role.SHORT and not mention.is_told
    is_open = is_open_before(passage, mention.begin) or mention.begin in stops
    return is_short and name.core.endswith(("镇", "乡")) and not is_open
