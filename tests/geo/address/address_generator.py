"""Made-up address texts over any region tree: a start, since it mirrors a parser's own rules.

Each text comes with the code of the deepest region it surely means and the kind of its making:

======== ======================================================================
complete every level with its official name
dropped  some upper levels gone and the endings 镇, 村委会 ... cut as in speech
variant  one character of the village written as another that sounds or looks alike
group    a group, house head or landmark after the village
noise    the place buried in a sentence
phone    a phone number, sum or date around the place
former   a former name in place of today's
doubled  a village name that several regions bear, with nothing that decides
nothing  no place at all
======== ======================================================================

Same seed, same texts. Nothing is read or written. Texts typed by hand are in `typed_addresses.csv`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

KINDS = (
    "complete",
    "dropped",
    "variant",
    "group",
    "noise",
    "phone",
    "former",
    "doubled",
    "nothing",
)
ENDINGS = (
    *("村民委员会", "居民委员会", "嘎查村", "村委会", "居委会", "嘎查", "社区", "村"),
    *("苏木乡", "苏木", "街道", "镇", "乡", "旗", "县", "区", "市"),
)
LIKENESSES = tuple(
    frozenset(alike)
    for alike in (
        *("塔墕", "不布卜", "圪疙", "壕毫", "梁墚樑良", "尧窑", "岱代", "拉喇", "子则"),
        *("沟溝", "湾弯灣", "镇鎮", "龙龍", "乌烏", "汉汗", "蒿好", "图兔", "进井", "胜盛"),
        *("一1壹", "二2贰", "三3叁", "四4肆", "五5伍"),
    )
)
GROUPS = (
    "三社",
    "2组",
    "永红社",
    "后湾小组",
    "五队",
    "东营子",
    "张三娃家门口",
    "学校旁边",
    "加油站",
)
SENTENCES = (
    "你好,我是{}的,停水三天了",
    "{}有人倒垃圾,快来看看",
    "麻烦派人到{}",
    "昨天晚上{}路灯全灭了",
)
NUMBERS = (
    "{},电话13800000000",
    "联系人王二小 13900000000 地址:{}",
    "{}欠工钱3000元",
    "2023年5月3日 {}",
)
NOTHINGS = ("你好", "三社的路灯坏了", "13800000000", "工资啥时候发", "学校门口堵车", "老地方")


class Region(NamedTuple):
    """One region of the tree; a root's parent is not among the regions."""

    code: str
    parent: str
    name: str


class Address(NamedTuple):
    """A text, the code of what it surely means (empty: nothing), and how it was made."""

    text: str
    answer: str
    kind: str


def generate(
    regions: Sequence[Region], former: Mapping[str, str], count: int, seed: int
) -> list[Address]:
    """Texts in turn of every kind that the tree allows; `former` maps former names to codes."""
    tree = _Tree(regions)
    chance = np.random.default_rng(seed)
    sources = _sources(tree) | {"former": sorted(former)}
    kinds = [kind for kind in KINDS if sources[kind]]
    made: list[Address] = []
    for turn in range(count):
        kind = kinds[turn % len(kinds)]
        drawn = sources[kind][chance.integers(len(sources[kind]))]
        if kind == "former":
            made.append(_former(tree, drawn, former[drawn], chance))
        else:
            made.append(_MAKERS[kind](tree, drawn, chance))
    return made


def _sources(tree):
    """What each kind may draw from."""
    plain = [leaf for leaf in tree.leaves if len(tree.bearers(stem(leaf.name))) == 1]
    doubled = [leaf for leaf in tree.leaves if leaf not in plain]
    respelt = [leaf for leaf in plain if any(_respellings(tree, stem(leaf.name)))]
    return dict.fromkeys(KINDS, plain) | {"doubled": doubled, "variant": respelt}


def stem(name):
    """What people say of a name: the longest official ending cut, if two characters stay."""
    ending = next((e for e in ENDINGS if name.endswith(e) and len(name) - len(e) >= 2), "")
    return name.removesuffix(ending)


def spoken(name):
    """The stem, or the whole name where two characters alone are an ordinary word (阳光, 大塔)."""
    short = stem(name)
    return short if len(short) > 2 else name


def folded(text):
    """The text with every character stood for by the first of those like it."""
    return "".join(
        next((min(alike) for alike in LIKENESSES if character in alike), character)
        for character in text
    )


class _Tree:
    def __init__(self, regions):
        self._named = {region.code: region for region in regions}
        parents = {region.parent for region in regions}
        self.leaves = [region for region in regions if region.code not in parents]
        self._bearers = {}
        for region in regions:
            self._bearers.setdefault(folded(stem(region.name)), []).append(region)

    def bearers(self, name):
        return self._bearers.get(folded(name), [])

    def line(self, region):
        """From the root down to the region."""
        above = self._named.get(region.parent)
        return [*(self.line(above) if above else []), region]

    def shared(self, regions):
        """Code of the deepest region that holds, or is, every one of these; empty if none."""
        lines = [self.line(region) for region in regions]
        steps = [step[0].code for step in zip(*lines, strict=False) if len(set(step)) == 1]
        return steps[-1] if steps else ""


def _complete(tree, leaf, _chance):
    return Address("".join(region.name for region in tree.line(leaf)), leaf.code, "complete")


def _dropped(tree, leaf, chance):
    above = [region for region in tree.line(leaf)[:-1] if chance.random() < 1 / 2]
    text = "".join(stem(region.name) for region in above) + spoken(leaf.name)
    return Address(text, leaf.code, "dropped")


def _respellings(tree, name) -> Iterator[str]:
    """Every writing with one character exchanged that could not be another region's name."""
    for place, character in enumerate(name):
        for other in sorted({o for alike in LIKENESSES if character in alike for o in alike}):
            written = name[:place] + other + name[place + 1 :]
            if other != character and len(tree.bearers(written)) <= 1:
                yield written


def _variant(tree, leaf, chance):
    written = list(_respellings(tree, stem(leaf.name)))
    above = tree.line(leaf)[-2:-1]
    town = above[0].name if above else ""
    return Address(town + written[chance.integers(len(written))], leaf.code, "variant")


def _group(tree, leaf, chance):
    place = _short_place(tree, leaf)
    return Address(place + GROUPS[chance.integers(len(GROUPS))], leaf.code, "group")


def _noise(tree, leaf, chance):
    place = _short_place(tree, leaf)
    return Address(SENTENCES[chance.integers(len(SENTENCES))].format(place), leaf.code, "noise")


def _phone(tree, leaf, chance):
    place = "".join(region.name for region in tree.line(leaf)[-2:])
    return Address(NUMBERS[chance.integers(len(NUMBERS))].format(place), leaf.code, "phone")


def _short_place(tree, leaf):
    """The stem of the region above, and the leaf as spoken."""
    return "".join(stem(region.name) for region in tree.line(leaf)[-2:-1]) + spoken(leaf.name)


def _former(tree, name, code, chance):
    """A former name alone, or with a region that lies in what bears it now."""
    inside = [leaf for leaf in tree.leaves if code in {r.code for r in tree.line(leaf)[:-1]}]
    if not inside or chance.random() < 1 / 2:
        return Address(name, code, "former")
    leaf = inside[chance.integers(len(inside))]
    return Address(name + leaf.name, leaf.code, "former")


def _doubled(tree, leaf, _chance):
    name = stem(leaf.name)
    return Address(name, tree.shared(tree.bearers(name)), "doubled")


def _nothing(_tree, _leaf, chance):
    return Address(NOTHINGS[chance.integers(len(NOTHINGS))], "", "nothing")


_MAKERS = {
    "complete": _complete,
    "dropped": _dropped,
    "variant": _variant,
    "group": _group,
    "noise": _noise,
    "phone": _phone,
    "doubled": _doubled,
    "nothing": _nothing,
}
