"""Made-up names of townships, villages and mines, in the manner of the Ordos plateau."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from data.sample.wordlist import words

COUNTY_NAME: Final = "示例旗"
CITY_NAME: Final = "示例市"
PROVINCE_NAME: Final = "示例自治区"

FRONTS: Final = words(
    "白泥 黑圪 红崖 黄蒿 青石 沙柳 榆树 杨柳 柏树 石窑 大路 小南 东梁 西沟 南坪 北畔 双井 三道 "
    "四合 五里 七星 八里 老牛 羊场 马圈 骆驼 燕子 喜鹊 狐子 獾子 酸枣 枳芨 芦草 苦豆 枸杞 海红 "
    "糜地 荞麦 油坊 磨石 铁炉 瓦窑 砖井 旧营 新庙 龙王 神木 关帝 高家 刘家 贺家 郝家 苗家 訾家 "
    "奇家 乔家 温家 薛家 纳林 布尔 暖水 甜水 碱滩 清泉 平顶 长胜 永兴 广丰 德胜 友谊 金锁 银盘"
)
_BACKS: Final = words("渠 沟 梁 塔 壕 湾 滩 坡 峁 圪堵 圪旦 窑子 圪楞 畔 崖 坪 卜子 营子")
_MONGOL_FRONTS: Final = words("巴彦 乌兰 查干 呼和 阿拉坦 哈日 陶力 希日 额尔 乃仁 温都 敖伦")
_MONGOL_BACKS: Final = words("淖尔 敖包 塔拉 布拉格 希里 柴达木 浩饶 德日苏 图 高勒 陶勒盖")
_MINES: Final = words("宏远 兴隆 金盛 聚鑫 永泰 富源 鼎盛 恒昌 瑞丰 华泰 天成 万利")

# One village in ten is a gacha (嘎查), the village of a Mongolian township.
_GACHA_SHARE: Final = 0.1


def draw_township_names(rng: np.random.Generator, count: int) -> list[str]:
    """Names of townships, all different; the last is a 乡, the others 镇."""
    backs = rng.choice(_BACKS[:6], count)
    names = [f"{front}{back}" for front, back in zip(_fronts(rng, count), backs, strict=True)]
    return [f"{name}镇" for name in names[:-1]] + [f"{names[-1]}乡"]


def draw_village_names(rng: np.random.Generator, count: int, taken: list[str]) -> list[str]:
    """Names of villages, all different and unlike the townships'; at least one is a gacha."""
    gachas = max(1, int(rng.binomial(count, _GACHA_SHARE)))
    gacha_names = _unused(_pairs(rng, _MONGOL_FRONTS, _MONGOL_BACKS), [])
    village_names = _unused(_village_pairs(rng, count), taken)
    names = [f"{next(gacha_names)}嘎查" for _ in range(gachas)]
    names += [f"{next(village_names)}村" for _ in range(count - gachas)]
    return [str(name) for name in rng.permutation(names)]


def draw_mine_names(rng: np.random.Generator, count: int) -> list[str]:
    """Names of coal mines, all different."""
    return [f"{name}煤矿" for name in rng.choice(_MINES, count, replace=False)]


def _fronts(rng: np.random.Generator, count: int) -> list[str]:
    """Front halves of names, none twice while they last."""
    rounds = -(-count // len(FRONTS))
    drawn = [str(front) for _ in range(rounds) for front in rng.permutation(FRONTS)]
    return drawn[:count]


def _village_pairs(rng: np.random.Generator, count: int) -> Iterator[str]:
    yield from (f"{front}{rng.choice(_BACKS)}" for front in _fronts(rng, 2 * count))
    yield from _pairs(rng, FRONTS, _BACKS)


def _pairs(rng: np.random.Generator, fronts: Sequence[str], backs: Sequence[str]) -> Iterator[str]:
    every = [f"{front}{back}" for front in fronts for back in backs]
    yield from (str(name) for name in rng.permutation(every))


def _unused(names: Iterator[str], taken: list[str]) -> Iterator[str]:
    used = {name[:-1] for name in taken}
    for name in names:
        if name not in used:
            used.add(name)
            yield name
