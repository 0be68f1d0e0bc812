"""One spelling for the many that a name is written in."""

import re
import unicodedata
from functools import cache
from typing import Final

from opencc import OpenCC

_CAPITALS: Final = dict(
    zip("壹贰叁肆伍陆柒捌玖拾弍弎〇零○", "一二三四五六七八九十二三零零零", strict=True)
)
_LOOKALIKES: Final = {"囗": "口", "曰": "日", "圡": "土", "塂": "墕"}
_JOINED: Final = {"卅": "三十", "廿": "二十", "卌": "四十"}
_DIGITS: Final = "零一二三四五六七八九"
_TEN: Final = 10

# Characters that offices and people write for one another in names of northern villages.
_GROUPS_TEXT: Final = (
    "那纳 梁良粱墚 墕塬焉堰沿鄢原 圪疙屹仡咯胳 塔台瘩 尧窑瑶 壕濠豪 峁卯茆 营盈 "
    "不卜布补 木目 忽呼胡 什石 嘎噶尕 苏素 堵都度 旦蛋丹但 劳崂涝老 店甸 脑敖淖 "
    "召昭照 坪平 湾弯 滩摊 沟勾 兔图 渠曲 栅柵 陶淘套 准淮準 薛雪 栽寨 崾腰 岔叉 "
    "畔盘 蓿宿 连联 两二 圐库 圙仑伦 子则 末未 己已巳 士土 咀嘴 绵棉"
)
# A cairn is an oboo, and written 敖包, 脑包 or 鄂博.
_CAIRN: Final = re.compile("脑包|鄂博|鄂包|脑博")
_VARIANTS: Final = {letter: group[0] for group in _GROUPS_TEXT.split() for letter in group[1:]}


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _simple(letter: str) -> str:
    """Simplified form of a character; a capital numeral becomes the common one."""
    found = str(_converter().convert(letter)) if letter > "\u2e7f" else letter
    found = _LOOKALIKES.get(found, found)
    return _JOINED.get(found) or _CAPITALS.get(found, found)


def plain(text: str) -> str:
    """Write a text in simplified characters, half-width, lower case, with common numerals."""
    return "".join(map(_simple, unicodedata.normalize("NFKC", text).lower()))


def variant_key(text: str) -> str:
    """Write one character for all that stand for one another in names."""
    written = "".join([_VARIANTS.get(letter, letter) for letter in text])
    return _CAIRN.sub("敖包", written)


def numeral(number: int) -> str:
    """Write a number from 0 to 99 in characters."""
    tens, ones = divmod(number, _TEN)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")
