"""The words that tell what kind of division a name is, and what is left without them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geo.address.divisions import Level
from geo.address.spelling import plain


class Kind(StrEnum):
    """Kind of a village-level division; a name may stand for one of each."""

    RURAL = "rural"
    URBAN = "urban"


_RURAL: Final = (
    "嘎查(?:村民委员会|村委员会|村委会|委员会|牧委会|委会|村委|村)?|村?(?:村民委员会|村委员会|村委会|村委)"
    "|村部|行政村|生产大队|大队部?|村子|村(?!民|社区)"
)
_URBAN: Final = (
    "村?社区(?:居民委员会|村民委员会|居委会|居委|村)?|居民委员会|居民委|居委会|居委|居民区|虚拟社区"
)
_PEOPLES: Final = "(?:回|满|蒙古|达斡尔|鄂温克|鄂伦春|朝鲜|俄罗斯)族(?:民族)?(?:乡|苏木|镇)"
_TOWNSHIP: Final = (
    f"{_PEOPLES}|"
    "(?:镇|苏木|乡|街道办?)(?:人民政府|政府)|街道办事处|街道办|街道|办事处|街办|民族乡|民族苏木"
    "|苏木乡|苏木镇|苏木|公社|新区|镇(?!上|里)|乡(?!下|亲|村|里|镇)"
)
_COUNTY: Final = "自治旗|联合旗|自治县|旗|县|市|区"
_CITY: Final = "自治州|市|盟|地区"

MARKS: Final[dict[Level, re.Pattern[str]]] = {
    Level.VILLAGE: re.compile(f"(?P<rural>{_RURAL})|(?P<urban>{_URBAN})"),
    Level.TOWNSHIP: re.compile(_TOWNSHIP),
    Level.COUNTY: re.compile(_COUNTY),
    Level.CITY: re.compile(_CITY),
    Level.PROVINCE: re.compile("自治区|特别行政区|省|市"),
}
"""What may follow a name of each level in a text."""

_VILLAGE_ENDS: Final = re.compile(
    "(?:虚拟社区|社区|嘎查|行政村"
    "|(?:嘎查|村|居|牧)?民?委员会|(?:嘎查|村|居|牧)?委会|村委|居委|(?<!新)村)$"
)
_MOST_ENDS: Final = 3
_TOWNSHIP_ENDS: Final = re.compile(
    f"(?:{_PEOPLES}|街道办事处|街道|办事处|民族乡|民族苏木|苏木乡|苏木|镇|乡|公社)$"
)
_ENDS: Final[dict[Level, re.Pattern[str]]] = {
    Level.TOWNSHIP: _TOWNSHIP_ENDS,
    Level.COUNTY: re.compile("(?:自治旗|联合旗|自治县|旗|县|市|区)$"),
    Level.CITY: re.compile("(?:自治州|地区|市|盟)$"),
    Level.PROVINCE: re.compile("(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$"),
}
_SHORTEST: Final = 2
_BRACKETS: Final = re.compile(r"[()()\[\]【】<>《》·•\s]")
_NUMBERED: Final = re.compile(
    "第?[一二三四五六七八九十百零]+(?:分?场|生产队|中队|连队?|队|组|社|区|管区)?"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A name without its suffix.

    Attributes
    ----------
    core
        Plain letters; the whole name where it has no suffix.
    suffix
        What was taken off.
    kind
        Of a village; None for every other level.
    """

    core: str
    suffix: str
    kind: Kind | None = None


def split_name(name: str, level: Level) -> Parts:
    """Take the suffix off an official name, unless less than two letters would stay."""
    whole = _BRACKETS.sub("", plain(name))
    if level is Level.VILLAGE:
        return _split_village(whole)
    core = _ENDS[level].sub("", whole)
    return Parts(core, whole[len(core) :]) if len(core) >= _SHORTEST else Parts(whole, "")


def _split_village(whole: str) -> Parts:
    """Take off up to three suffixes, as in 嘎查村委会, while two letters stay."""
    core = whole
    for _ in range(_MOST_ENDS):
        shorter = _VILLAGE_ENDS.sub("", core)
        if len(shorter) < _SHORTEST:
            break
        core = shorter
    suffix = whole[len(core) :]
    urban = "居" in suffix or ("社区" in suffix and "嘎查" not in suffix and "村" not in suffix)
    return Parts(core, suffix, Kind.URBAN if urban else Kind.RURAL if suffix else None)


_OFFICES: Final = re.compile("(?:委员会|委会|村委|居委|办事处)$")


def names_office(core: str) -> bool:
    """Whether a name is that of an office, as of a village of one letter: 六村委会."""
    return _OFFICES.search(core) is not None


def is_numbered(core: str) -> bool:
    """Whether a name is a mere number, as those of farms' teams are."""
    return _NUMBERED.fullmatch(core) is not None
