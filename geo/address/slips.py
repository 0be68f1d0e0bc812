"""Names with a letter wrong, where the text tells that a place of that level must stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from geo.address.choice import Ground
from geo.address.divisions import Level
from geo.address.gazetteer import Gazetteer
from geo.address.index import Spelling, find_slips
from geo.address.mentions import Mention
from geo.address.names import Role
from geo.address.passage import BREAK, Passage
from geo.address.sounds import blurred, readings, spoken_forms
from geo.address.suffixes import MARKS

_LONGEST, _SHORTEST = 5, 3
_LIKE: Final = 80.0
"""Of 100: syllables nearly the same, as with one of three or four misheard."""
_HALF_LIKE: Final = 65.0
_AHEAD: Final = 12.0
_VILLAGE_WORD: Final = re.compile(
    "(?P<core>[\u4e00-\u9fff]{3,6}?)"
    "(?=村|社区|嘎查|大队|的|[一二三四五六七八九十]{1,2}[社组队]|，|$)"
)
_MOUTH: Final = re.compile("^(?:(?P<b>[bpm])|(?P<d>[dt])|(?P<g>[gkh])|(?P<j>[jqx])|(?P<z>[zcs]))")
# Such letters tell one village from the next: 十五号 and 十六号, 东柳沟 and 西柳沟.
_TELLING: Final = frozenset("一二三四五六七八九十百东西南北中上下前后左右里外大小老新")
_KIN: Final = ("家", "子")
_PLACE_LETTERS: Final = frozenset(
    "子家拉日场巴营图尔格沟乌东新西大山分哈勒三兴林二彦塔布河南达都宝力五和北兰队胜十"
    "一音木地第台四区苏道红海呼干小阿敖生合查嘎包吉白永城园平号民房德斯街沙丰花前泉太"
    "根八古安业窑庙六高水光湾窝树路产毛梁屯吐阳淖石堡井盖龙马七胡中金里利圪特后华头艾"
    "庄隆建双福富浩发门额素农仁铺王明伊政公团青联星温黑鲁其行工罕结老店黄壕扎赛保桥活"
    "土九长莫希板卜什套上旗克铁进敦下召洼庆陶库那来牧乐天伦滩岱诺村拟虚义朝如口脑官汉"
    "本雅坝榆张荣局友恩珠沁坊风牛管苑羊洞柴萨不顺元满向乃玛柳间巨方忽心站杨麻康田化尼"
    "渠昌草嘛源喇立硕谊先坦盛好贵杖文护段岗夭锡厂开旦镇升舒热蒙代瓦登架霍股楞府奇万罗"
    "汗楚气善同刘幸春科湖章松坡基关常广振设腰班全亥盘杜尧皋通滨成郎勿努赖毕李虎旺解丁"
    "份会育森司洪国少部英多银匠放菜宁孟浪奎清茂锋腾理堵济宏博甘茫主车丹原益计川边察爱"
    "岭仓甸"
)
"""Those in the names of twenty or more villages of Inner Mongolia, by the list of 2016."""


def township_slip(gazetteer: Gazetteer, passage: Passage, stop: int) -> Mention | None:
    """Mention of the only township whose name ends here but for one letter.

    Parameters
    ----------
    stop
        Letter at which its suffix begins.
    """
    for length in range(min(_LONGEST, stop), _SHORTEST - 1, -1):
        begin = stop - length
        pairs = tuple(
            (Spelling.SLIP, gazetteer.index.names[number])
            for number in find_slips(gazetteer.index, passage, begin, stop)
            if gazetteer.index.names[number].level is Level.TOWNSHIP
            and gazetteer.index.names[number].role is not Role.SHORT
        )
        if len(pairs) == 1:
            mark = MARKS[Level.TOWNSHIP].match(passage.letters, stop)
            end = mark.end() if mark else stop
            return Mention(begin, stop, end, pairs, Level.TOWNSHIP, kind=None, grouped=False)
    return None


@dataclass(frozen=True, slots=True)
class _Likeness:
    """A village, and how much a word is like its name, of 100."""

    number: int
    likeness: float


def village_slip(ground: Ground, begin: int, villages: Iterable[int]) -> int | None:
    """The only village that the word behind a township is nearly the name of.

    Parameters
    ----------
    begin
        Letter behind the township.
    villages
        Villages of it.
    """
    found = _VILLAGE_WORD.match(ground.passage.letters, begin)
    if found is None or BREAK in found["core"]:
        return None
    word = found["core"]
    ranked = sorted(
        (_Likeness(number, _likeness(ground, word, number)) for number in villages),
        key=lambda one: -one.likeness,
    )
    second = ranked[1].likeness if len(ranked) > 1 else 0.0
    is_clear = bool(ranked) and ranked[0].likeness >= _LIKE
    return ranked[0].number if is_clear and ranked[0].likeness - second >= _AHEAD else None


def lone_slip(ground: Ground) -> int | None:
    """The only village that a text without any place begins with but for a near sound within."""
    letters = ground.passage.letters
    found = _VILLAGE_WORD.match(letters)
    if found is None or MARKS[Level.VILLAGE].match(letters, found.end()) is None:
        return None
    meant = [
        number
        for number, place in enumerate(ground.gazetteer.places)
        if place.level is Level.VILLAGE
        and (ground.within is None or ground.within in place.line)
        and _is_misheard(place.parts.core, found["core"])
    ]
    return meant[0] if len(meant) == 1 else None


def _is_misheard(core: str, word: str) -> bool:
    """Whether one letter within is another that begins at the same place of the mouth: 肯不肯."""
    if len(core) != len(word) or core[0] != word[0] or core[-1] != word[-1]:
        return False
    wrong = [i for i, (a, b) in enumerate(zip(core, word, strict=True)) if a != b]
    if len(wrong) != 1 or _tells_apart(core, word, wrong[0]):
        return False
    forms = [{_mouthed(sound) for sound in readings(one[wrong[0]])[:2]} for one in (core, word)]
    return not forms[0].isdisjoint(forms[1])


def _mouthed(syllable: str) -> str:
    """A syllable by where its first sound is made."""
    return _MOUTH.sub(lambda found: str(found.lastgroup), blurred(syllable))


def _likeness(ground: Ground, word: str, number: int) -> float:
    """Likeness of sounds; letters must agree too, at both ends or by half."""
    core = ground.gazetteer.places[number].parts.core
    if len(core) != len(word):
        return 0.0
    wrong = [i for i, (a, b) in enumerate(zip(core, word, strict=True)) if a != b]
    if any(_tells_apart(core, word, i) for i in wrong):
        return 0.0
    same = len(core) - len(wrong)
    sounds = fuzz.ratio(_spoken(core), _spoken(word))
    framed = core[0] == word[0] and core[-1] == word[-1] and len(core) > _SHORTEST
    if framed and same * 2 >= len(core) and sounds >= _HALF_LIKE:
        return max(sounds, _LIKE)
    if len(wrong) == 1 and _is_misread(core, word, wrong[0]):
        return max(sounds, _LIKE)
    return sounds if same * 2 > len(core) else 0.0


def _tells_apart(core: str, word: str, at: int) -> bool:
    """Whether a letter is what tells one village from the next: a number, a side, a family."""
    return core[at] in _TELLING or word[at] in _TELLING or core[at + 1 : at + 2] in _KIN


def _is_misread(core: str, word: str, at: int) -> bool:
    """Whether one letter in the middle was taken for another, however it sounds: 蒿 for 嵩.

    One that is usual in names of places may as well name another place, not on any list.
    """
    return 0 < at < len(core) - 1 and word[at] not in _PLACE_LETTERS


def _spoken(name: str) -> str:
    forms = spoken_forms(name)
    return "".join(map(blurred, forms[0])) if forms else ""
