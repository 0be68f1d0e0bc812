"""Undo the disguises people give to words they are afraid to write."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

# Each pair: a traditional character of the screening words, then its simplified form.
_TRADITIONAL: Final = (
    "貪贪書书記记長长幹干領领導导賄贿賂赂補补償偿貼贴錢钱賬账帳账帐账財财務务會会計计鎮镇鄉乡縣县"
    "黨党員员單单網网辦办隊队組组戶户證证報报復复佔占賣卖買买給给誰谁貧贫困困濟济額额標标關关係系"
    "親亲媽妈爺爷兒儿開开發发與与結结團团夥伙權权謀谋騙骗虛虚簽签偽伪罵骂傷伤脅胁嚇吓壓压負负態态"
    "惡恶來来沒没無无從从們们這这個个說说話话聽听電电點点裡里裏里進进據据條条紅红禮礼煙烟檢检舉举"
    "訴诉紀纪監监審审選选後后門门車车樓楼蓋盖還还為为麼么嗎吗許许讓让應应該该當当實实際际樣样麵面"
    "災灾難难糧粮畝亩場场礦矿產产項项橋桥農农業业義义對对雙双參参頭头總总廳厅國国資资環环護护執执"
    "衛卫醫医學学勞劳險险養养憑凭虧亏懶懒別别動动戰战過过時时間间問问題题處处決决"
    "乾干⻓长⻋车⻔门⻅见⻉贝⻛风⻚页⻰龙⺠民⺟母"
)
# Emoji that stand for a word, not for a mood.
_EMOJI: Final = {
    "💰": "钱",
    "💵": "钱",
    "💴": "钱",
    "🤑": "钱",
    "🧧": "红包",
    "🚬": "烟",
    "🍺": "酒",
}
# Strokes that pass for a character but are typed as a divider.
_DIVIDERS: Final = "丨丶丿乀乁_"
_CHARACTERS: Final = str.maketrans(
    dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))
    | _EMOJI
    | dict.fromkeys(_DIVIDERS, "·")
)

# Word -> one entry a syllable: its pinyin, then the homophones seen in its place.
_SPELLINGS: Final = {
    "贪污": ("tan滩摊", "wu乌勿屋物"),
    "受贿": ("shou收", "hui会惠汇"),
    "行贿": ("xing", "hui会惠汇"),
    "贿赂": ("hui", "lu路"),
    "回扣": ("hui", "kou口叩"),
    "红包": ("hong", "bao"),
    "送礼": ("song", "li"),
    "挪用": ("nuo", "yong"),
    "侵占": ("qin", "zhan"),
    "截留": ("jie", "liu"),
    "克扣": ("ke", "kou"),
    "书记": ("shu叔舒输", "ji纪计季几"),
    "支书": ("zhi只吱枝", "shu叔舒输"),
    "村长": ("cun寸", "zhang掌涨"),
    "当官": ("dang", "guan倌"),
    "贪官": ("tan滩", "guan"),
    "村官": ("cun寸", "guan倌"),
    "主任": ("zhu煮猪", "ren认仁"),
    "干部": ("gan", "bu布"),
    "领导": ("ling", "dao道倒"),
    "政府": ("zheng", "fu付"),
    "会计": ("kuai", "ji"),
    "队长": ("dui", "zhang掌"),
    "镇长": ("zhen", "zhang掌"),
    "村委会": ("cun寸", "wei", "hui"),
    "村主任": ("cun寸", "zhu", "ren人"),
    "网格员": ("wang", "ge", "yuan"),
    "嘎查达": ("ga", "cha", "da"),
    "苏木达": ("su", "mu", "da"),
}
_SHORTHAND: Final = {
    "zf": "政府", "gb": "干部", "ld": "领导", "cgb": "村干部", "jc": "警察",
}  # fmt: skip
# Whole words that are also people's names in Latin letters ("Song Li").
_ALSO_NAMES: Final = frozenset({"送礼", "侵占"})

_HAN: Final = r"[\u3400-\u9fff]"
_GAP: Final = r"[\s·,.。、;:!?]{0,2}"
_JUNK: Final = re.compile(r"[^\w\s,.。、;:!?\n]+")
_SPACE_IN_HAN: Final = re.compile(rf"(?<={_HAN})[^\S\n]+(?=\w)|(?<=\w)[^\S\n]+(?={_HAN})")
_FRAGMENTS: Final = re.compile(rf"(?<!{_HAN})(?:{_HAN}[,.。、;:!?\s]+){{2,}}{_HAN}(?!{_HAN})")
_REPEATED: Final = re.compile(r"([,.。、;:!?\n])[\s,.。、;:!?]+")
_PUNCTUATION: Final = re.compile(r"[\s,.。、;:!?]+")


LONGEST_READ: Final = 40_000
"""Characters read once ligatures are written out: twice as many as a report may have."""


class Plain(NamedTuple):
    """A text with its disguises taken off.

    Attributes
    ----------
    text
        Lower case, simplified, without dividers; clauses still parted by punctuation.
    squeezed
        The same without any space or punctuation between Chinese characters.
    disguised
        Whether an official's title or a word for graft was spelled in Latin letters.
    cut
        Whether it went on after `LONGEST_READ`, as a text of ligatures alone does.
    """

    text: str
    squeezed: str
    disguised: bool
    cut: bool


def _pattern(word: str, syllables: tuple[str, ...]) -> re.Pattern[str]:
    """Match a word with all but one of its characters replaced, or its characters parted."""
    shapes = [_shapes(true, other) for true, other in zip(word, syllables, strict=True)]
    anchored = (
        _GAP.join(word[k] if i == k else shape for i, shape in enumerate(shapes))
        for k in range(len(word))
    )
    return re.compile("|".join(anchored))


def _shapes(true: str, other: str) -> str:
    pinyin = "".join(c for c in other if c.isascii())
    homophones = other[len(pinyin) :]
    latin = rf"(?<![a-z0-9])(?:{pinyin}|{pinyin[0]})(?![a-z])"
    return rf"(?:[{true}{homophones}]|{latin})"


def _pinyin(syllables: tuple[str, ...]) -> str:
    letters = [c for syllable in syllables for c in syllable if c.isascii()]
    return r"[ .]{0,2}".join(letters)


_SPELLED: Final = tuple((word, _pattern(word, parts)) for word, parts in _SPELLINGS.items())
_LATIN: Final = tuple(
    (word, re.compile(rf"(?<![a-z]){_pinyin(parts)}(?![a-z])"))
    for word, parts in _SPELLINGS.items()
    if word not in _ALSO_NAMES
)
_LETTER: Final = re.compile("[a-z]")
_SHORT: Final = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(_SHORTHAND)})(?![a-z0-9])")


def undisguise(text: str) -> Plain:
    """Read a text as its writer meant it to be read.

    Takes off full-width forms, zero-width and divider characters, emoji, spaces inside
    Chinese, traditional characters, pinyin, initials and homophones of the words that
    screening depends on. An accusation may stand at the end: what is cut off is told.

    Parameters
    ----------
    text
        As typed; may be empty.

    Returns
    -------
    plain
        The text in the forms that the rules read.
    """
    whole = unicodedata.normalize("NFKC", text)
    plain = whole[:LONGEST_READ].translate(_CHARACTERS).lower()
    plain = "".join(c for c in plain if c in "\n\t" or unicodedata.category(c)[0] not in "CM")
    plain = _SPACE_IN_HAN.sub("", _JUNK.sub(_join, plain))
    plain = _REPEATED.sub(r"\1", plain)
    plain = _FRAGMENTS.sub(lambda m: squeeze(m.group()), plain)
    latin = _LATIN if _LETTER.search(plain) else ()
    disguised = any(pattern.search(plain) for _, pattern in latin)
    revealed = _reveal(plain, latin)
    return Plain(revealed, squeeze(revealed), disguised, cut=len(whole) > LONGEST_READ)


def squeeze(text: str) -> str:
    """Take spaces and punctuation out of a text."""
    return _PUNCTUATION.sub("", text)


def _join(divider: re.Match[str]) -> str:
    before = divider.string[divider.start() - 1 : divider.start()]
    after = divider.string[divider.end() : divider.end() + 1]
    between_words = before.isascii() and after.isascii() and divider.group() not in "'’"
    return " " if between_words else ""


def _reveal(plain: str, latin: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    for word, pattern in latin:
        plain = pattern.sub(word, plain)
    for word, pattern in _SPELLED:
        if any(character in plain for character in word):  # one of them is always left as it is
            plain = pattern.sub(word, plain)
    return _SHORT.sub(lambda m: _SHORTHAND[m.group()], plain)
