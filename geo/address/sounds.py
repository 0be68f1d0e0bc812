"""How names sound: syllables without tones, and without what ears and dialects mix up."""

import re
import unicodedata
from functools import cache
from itertools import product
from typing import Final

from pypinyin.constants import PINYIN_DICT

_MOST_READINGS: Final = 8
_LONGEST_SYLLABLE: Final = 6
_SYLLABLES_TEXT: Final = (
    "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can "
    "cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai "
    "chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den "
    "deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang "
    "fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan "
    "guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui "
    "hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao "
    "ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei len "
    "leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai man "
    "mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne "
    "nei nen neng ni nia nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa "
    "pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao "
    "qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan "
    "rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng "
    "shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai "
    "tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan "
    "wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya "
    "yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen "
    "zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan "
    "zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo"
)
_SYLLABLES: Final = frozenset(_SYLLABLES_TEXT.split())
"""All syllables of the language, without tones."""
# Readings that dictionaries miss or list late, as names of the loess country are spoken.
_SPOKEN_TEXT: Final = (
    "堵:du 卜:bu,bo 什:shi,shen 召:zhao 塔:ta 圪:ge 不:bu 大:da 尔:er 纳:na 那:na "
    "亥:hai 蓿:xu,su 淖:nao 长:chang,zhang 社:she 窨:yin 村:cun 圙:lve 沟:gou 阿:a "
    "脑:nao 则:zi,ze 墕:yan,yuan"
)
_SPOKEN: Final = {
    letter: tuple(forms.split(","))
    for letter, forms in (entry.split(":") for entry in _SPOKEN_TEXT.split())
}
_BLURRED: Final = (
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("^n"), "l"),
    (re.compile("^r"), "l"),
    (re.compile("^h(?=u)"), "f"),
    (re.compile("^wen"), "wun"),
    (re.compile("([aei])ng$"), r"\1n"),
    (re.compile("ong$"), "un"),
    (re.compile("^en"), "n"),
)
_MERGED: Final = (
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("([ei])ng$"), r"\1n"),
    (re.compile("ong$"), "un"),
)
_VOWEL: Final = re.compile("[aeiouv]")


def _toneless(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def readings(letter: str) -> tuple[str, ...]:
    """Syllables a character may be read as, the usual one first; none if it is no character."""
    if letter in _SPOKEN:
        return _SPOKEN[letter]
    listed = PINYIN_DICT.get(ord(letter), "")
    found = (_toneless(one) for one in listed.split(",") if one)
    return tuple(dict.fromkeys(one for one in found if _VOWEL.search(one)))


@cache
def blurred(syllable: str) -> str:
    """Give one form to syllables that are mixed up: zh and z, n and l, ing and in, ong and un."""
    for pattern, form in _BLURRED:
        syllable = pattern.sub(form, syllable)
    return syllable


@cache
def _mellow(syllable: str) -> str:
    for pattern, form in _MERGED:
        syllable = pattern.sub(form, syllable)
    return syllable


def sounds_alike(name: str, syllables: tuple[str, ...]) -> bool:
    """Whether syllables are those of a name as the dialect of the loess country speaks it.

    It has one nasal end where the written language has two (ing in, eng en, ong un), and often
    no zh, ch, sh (Jin: 侯精一, 现代晋语的研究, 1999).
    """
    heard = tuple(map(_mellow, syllables))
    return any(tuple(map(_mellow, form)) == heard for form in spoken_forms(name))


def spoken_forms(name: str) -> list[tuple[str, ...]]:
    """All ways to speak a name, the usual first, at most eight; none if a letter has no sound."""
    ways = [readings(letter)[:2] for letter in name]
    if not all(ways):
        return []
    return [form for form, _ in zip(product(*ways), range(_MOST_READINGS), strict=False)]


def split_letters(letters: str) -> list[str] | None:
    """Split Latin letters into the fewest syllables, None where they are not all syllables."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        ways = []
        for begin in range(max(0, end - _LONGEST_SYLLABLE), end):
            before = best[begin]
            if before is not None and letters[begin:end] in _SYLLABLES:
                ways.append([*before, letters[begin:end]])
        best.append(min(ways, key=len, default=None))
    return best[-1] or None
