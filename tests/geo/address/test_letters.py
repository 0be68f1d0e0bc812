"""Spelling, sounds, suffixes and the letters of a text."""

import pytest

from geo.address.divisions import Division, Level
from geo.address.gazetteer import build_gazetteer
from geo.address.levels import level_of
from geo.address.passage import BREAK, read_passage
from geo.address.sounds import blurred, readings, split_letters, spoken_forms
from geo.address.spelling import numeral, plain, variant_key
from geo.address.suffixes import Kind, split_name
from geo.errors import InvalidGazetteer


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("準格爾旗", "准格尔旗"),
        ("１２社", "12社"),
        ("伍字湾", "五字湾"),
        ("卅顷地", "三十顷地"),
        ("龙囗", "龙口"),
    ],
)
def test_one_spelling_for_many(text, written):
    assert plain(text) == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("那日松", "纳日松"),
        ("梁安窑", "良安尧"),
        ("双脑包", "双敖包"),
        ("哈拉鄂博", "哈拉敖包"),
        ("寨则", "寨子"),
    ],
)
def test_variants_have_one_key(one, other):
    assert variant_key(one) == variant_key(other)


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, "零"), (7, "七"), (10, "十"), (12, "十二"), (40, "四十"), (99, "九十九")],
)
def test_numerals_up_to_ninety_nine(number, word):
    assert numeral(number) == word


def test_sounds_that_are_mixed_up_become_one():
    assert blurred("zhang") == blurred("zan")
    assert blurred("ning") == blurred("lin")
    assert blurred("hu") == blurred("fu")
    assert blurred("dong") == blurred("dun")
    assert blurred("ma") != blurred("mo")


def test_a_name_is_spoken_by_all_readings_of_its_letters():
    assert readings("圪") == ("ge",)
    assert readings("x") == ()
    assert {form[0] for form in spoken_forms("长滩")} == {"chang", "zhang"}
    assert spoken_forms("x社") == []


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("wulasu", ["wu", "la", "su"]),
        ("xuejiawan", ["xue", "jia", "wan"]),
        ("wls", None),
        ("", None),
    ],
)
def test_latin_letters_are_split_into_syllables(letters, syllables):
    assert split_letters(letters) == syllables


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("乌拉素3社", "乌拉素三社"),
        ("乌拉素,3社", "乌拉素，三社"),
        ("欠5000元", "欠" + BREAK + "元"),
        ("35亩地", BREAK + "亩地"),
        ("wulasu cun", "\ue000\ue000\ue000村"),
        ("wu1la1su4", "\ue000" * 3),
        ("xi'an", "\ue000" * 2),
        ("lü", "\ue000"),
        ("qwx", "\ue000"),
        ("qwxrtpsd", BREAK),
    ],
)
def test_a_text_becomes_letters_that_names_are_found_in(text, letters):
    assert read_passage(text).letters == letters


def test_blanks_are_remembered_and_left_out():
    passage = read_passage("乌拉素　三社")

    assert (passage.letters, passage.spaced) == ("乌拉素三社", {3})


@pytest.mark.parametrize(
    ("name", "level", "core", "kind"),
    [
        ("乌拉素村委会", Level.VILLAGE, "乌拉素", Kind.RURAL),
        ("达坝席利嘎查村", Level.VILLAGE, "达坝席利", Kind.RURAL),
        ("光明村村民委员会", Level.VILLAGE, "光明", Kind.RURAL),
        ("民乐新村社区", Level.VILLAGE, "民乐新村", Kind.URBAN),
        ("哈图嘎查社区", Level.VILLAGE, "哈图", Kind.RURAL),
        ("四分场（村委会）", Level.VILLAGE, "四分场", Kind.RURAL),
        ("六村委会", Level.VILLAGE, "六村委会", None),
        ("良种场", Level.VILLAGE, "良种场", None),
        ("布尔陶亥苏木乡", Level.TOWNSHIP, "布尔陶亥", None),
        ("三合回族乡", Level.TOWNSHIP, "三合", None),
        ("新镇", Level.TOWNSHIP, "新镇", None),
        ("准格尔旗", Level.COUNTY, "准格尔", None),
        ("达尔罕茂明安联合旗", Level.COUNTY, "达尔罕茂明安", None),
        ("鄂尔多斯市", Level.CITY, "鄂尔多斯", None),
        ("内蒙古自治区", Level.PROVINCE, "内蒙古", None),
    ],
)
def test_a_name_without_its_suffix(name, level, core, kind):
    parts = split_name(name, level)

    assert (parts.core, parts.kind) == (core, kind)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("150000000000", Level.PROVINCE),
        ("150600000000", Level.CITY),
        ("150622000000", Level.COUNTY),
        ("150622100000", Level.TOWNSHIP),
        ("150622100200", Level.VILLAGE),
    ],
)
def test_a_level_is_read_off_the_zeros_of_a_code(code, level):
    assert level_of(code) is level


def test_a_code_that_comes_twice_is_refused():
    rows = [Division("150622000000", "准格尔旗", None), Division("150622000000", "准旗", None)]

    with pytest.raises(InvalidGazetteer, match="150622000000 comes twice"):
        build_gazetteer(rows)


def test_a_division_above_itself_is_refused():
    rows = [
        Division("150622000000", "准格尔旗", "150622100000"),
        Division("150622100000", "薛家湾镇", "150622000000"),
    ]

    with pytest.raises(InvalidGazetteer, match="stands above itself"):
        build_gazetteer(rows)
