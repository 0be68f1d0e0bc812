"""Made-up names and telephone numbers of people."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from data.sample.randomness import draws, pick
from data.sample.wordlist import words

_SURNAMES: Final = (
    "王王王王李李李张张张刘刘刘杨杨赵赵郝郝高高白白苏苏贺乔温薛苗訾奇吕马郭韩田武段牛樊邬康"
    "陈吴孙徐胡朱林何罗梁宋郑谢冯董程曹袁邓许沈曾彭蒋蔡贾丁魏叶余潘杜戴夏钟汪任姜范方石姚谭"
)
_MALE: Final = words(
    "建国 建军 志强 永胜 永刚 海军 海龙 占山 占林 三毛 二虎 根柱 有福 来福 满仓 满红 双喜 二旦 "
    "国强 国栋 文军 文祥 玉明 玉柱 子明 飞龙 俊峰 俊平 振华 振东 贵生 贵平 金山 金锁 喜林 云飞 "
    "改生 存良 存柱 板升 铁柱 石柱 羊换 憨小 换小 凤山 凤岐 瑞 勇 军 伟 刚 亮 平 斌 磊 强 峰 飞"
)
_FEMALE: Final = words(
    "秀兰 秀英 桂英 桂花 玉梅 玉兰 凤英 凤仙 改花 改兰 引弟 换弟 二女 三女 润花 润莲 爱莲 果花 "
    "美丽 海燕 海霞 翠花 翠莲 月仙 月英 金花 银花 拉弟 补莲 候女 在花 小红 小燕 丽 霞 娟 芳 敏"
)
_MONGOL: Final = words(
    "巴特尔 苏和 那顺 孟和 朝鲁 额尔敦 宝音 布和 达来 格日勒 哈斯 吉日嘎拉 毕力格 阿拉腾 "
    "敖其尔 乌力吉 斯琴 其木格 乌云 托娅 萨仁 娜仁 琪琪格 高娃 通拉嘎 图雅 乌日娜 萨如拉 "
    "阿木尔 巴图 巴音 白音 苏德 特木尔 呼格吉勒 朝格图 那日苏 恩和 满都拉 呼和 青格勒 "
    "德力格尔 赛音 查干 苏日娜 阿荣 哈达 伊德日 牧仁 塔娜 其其格 花拉 斯日古楞 宝力道"
)

MONGOL_SHARE: Final = 0.1
MONGOL_SHARE_IN_GACHA: Final = 0.7
_FEMALE_SHARE: Final = 0.22

# No operator has been given the numbers that begin with 154, so nobody's telephone can ring.
PHONE_PREFIX: Final = "154"
# Steps through the eight digits behind the prefix without repeating: prime to 10^8.
_PHONE_STEP: Final = 38_196_601
_PHONES: Final = 100_000_000


def person_names(rng: np.random.Generator, mongol_share: float) -> Iterator[str]:
    """Yield names of grown-ups without end: Han names, and Mongolian ones without a surname."""
    numbers = draws(rng)
    while True:
        if next(numbers) < mongol_share:
            yield pick(_MONGOL, next(numbers))
        else:
            given = _FEMALE if next(numbers) < _FEMALE_SHARE else _MALE
            yield pick(_SURNAMES, next(numbers)) + pick(given, next(numbers))


def phones(first: int) -> Iterator[str]:
    """Yield fictional mobile numbers without end, none twice.

    Parameters
    ----------
    first
        Place to start at, so that two lists of one county do not meet.
    """
    place = first
    while True:
        yield f"{PHONE_PREFIX}{place * _PHONE_STEP % _PHONES:08d}"
        place += 1
