"""What holds for whatever is typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.address.divisions import Level
from geo.address.read import read_address

_NOISE = (
    *("喂,你好", "麻烦问一下", "我想反映个事", "电话13800001111", "欠我3000块钱", "急急急"),
    *("谢谢", "2021年5月3号", "已经说了好几回了", "没人管", "房子漏雨", "路灯不亮", "老张"),
    *("晚上睡不着", "孩子上学", "低保办不下来"),
)
_PLACES = (
    *("东岭子镇石匠沟村", "白石头乡纳日庙", "芦草渠", "敖劳不拉嘎查三社", "阳光社区"),
    *("白石头乡", "红泥湾乡芦草渠村", "沙河旗"),
)


@given(
    place=st.sampled_from(_PLACES),
    before=st.lists(st.sampled_from(_NOISE), max_size=3),
    after=st.lists(st.sampled_from(_NOISE), max_size=3),
)
@settings(max_examples=80, deadline=None)
def test_noise_never_makes_another_place_certain(read, place, before, after):
    bare = read(place)

    noisy = read(",".join([*before, place, *after]))

    assert noisy.code in {bare.code, None, "150688000000"}


@given(text=st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_typing_at_random_abstains(read, text):
    assert read(text).level in {None, Level.COUNTY}


@given(text=st.text(alphabet="村镇乡旗社区三东石沟岭子匠庙不是离的在,0a ", max_size=30))
@settings(max_examples=100, deadline=None)
def test_letters_of_addresses_never_break_the_reading(read, text):
    reading = read(text)

    assert (reading.code is None) == (reading.level is None)
    assert 0 <= reading.score <= 1
    assert reading.code is not None or reading.score == 0


def _official(divisions):
    names = {row.code: row.name for row in divisions}
    villages = [row for row in divisions if row.code[9:] != "000"]
    return [(row.code, names.get(row.parent, "") + row.name) for row in villages]


def test_every_village_of_jungar_reads_to_itself(jungar, jungar_gazetteer):
    wrong = [
        name
        for code, name in _official(jungar)
        if read_address(jungar_gazetteer, "准格尔旗" + name).code != code
    ]

    assert wrong == []


@pytest.mark.long
def test_every_village_of_the_region_reads_to_itself_or_is_not_certain(region, region_gazetteer):
    names = {row.code: row for row in region}
    misread, unsure = [], []
    for code, name in _official(region):
        county = names[names[names[code].parent].parent]
        reading = read_address(region_gazetteer, county.name + name)
        if reading.level is Level.VILLAGE and reading.code != code:
            misread.append((name, reading.name))
        if reading.code != code:
            unsure.append(name)

    assert len(misread) <= MOST_MISREAD, misread
    assert len(unsure) <= MOST_UNSURE, unsure[:50]


MOST_MISREAD = 0
MOST_UNSURE = 40
"""Numbered teams of farms, and names that come twice in a township."""
