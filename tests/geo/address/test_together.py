"""What a text means that names several places."""

import pytest

from geo.address.divisions import Division, FormerName, Level
from geo.address.gazetteer import build_gazetteer
from geo.address.read import read_address

COUNTY, TOWN, BASE = "150688000000", "150688100000", "150688401000"
KILNS = "150688100201"


@pytest.mark.parametrize(
    "text",
    [
        "石匠沟、纳日庙",
        "石匠沟,纳日庙,都停电了",
        "石匠沟纳日庙",
        "石匠沟三社和纳日庙都有人来",
        "石匠沟村跟纳日庙抢水",
        "石匠沟与纳日庙",
        "石匠沟及纳日庙村",
        "石匠沟到纳日庙修路",
        "从石匠沟到纳日庙修路",
        "石匠沟往南到纳日庙",
        "石匠沟村至纳日庙村渠道塌了",
        "石匠沟的张三打了纳日庙村的李四",
        "石匠沟、纳日庙渠塌了",
    ],
)
def test_two_villages_without_a_word_which_is_meant_stay_open(read, made_up, text):
    reading = read(text)

    assert (reading.code, reading.ambiguous) == (made_up.COUNTY, True), reading
    assert {one.code for one in reading.candidates} == {made_up.RAVINE, made_up.SHRINE}


@pytest.mark.parametrize("text", ["石匠沟和红泥湾村", "石匠沟到红泥湾村修路"])
def test_two_villages_of_one_township_are_certain_in_it(read, made_up, text):
    reading = read(text)

    assert (reading.code, reading.why) == (made_up.EAST, ("several-villages",))
    assert {one.code for one in reading.candidates} == {made_up.RAVINE, made_up.WILLOW}


def test_a_road_between_two_townships_is_in_neither(read, made_up):
    reading = read("从东岭子镇到白石头乡的109国道上")

    assert (reading.code, reading.ambiguous) == (made_up.COUNTY, True)
    assert {one.code for one in reading.candidates} >= {made_up.EAST, made_up.WEST}


@pytest.mark.parametrize("text", ["红柳滩和暖水都下雹子了", "暖水、红柳滩", "暖水到红柳滩修路"])
def test_two_townships_in_a_list_stay_open_though_one_is_short(text):
    gazetteer = build_gazetteer(
        [
            Division(COUNTY, "沙河旗", None),
            Division(TOWN, "红柳滩镇", COUNTY),
            Division("150688200000", "暖水乡", COUNTY),
        ]
    )

    reading = read_address(gazetteer, text)

    assert (reading.code, len(reading.candidates)) == (COUNTY, 2)


@pytest.mark.parametrize("text", ["石匠沟经红泥湾到纳日庙的路", "从石匠沟到纳日庙的路"])
def test_a_road_past_villages_is_in_none(read, text):
    assert read(text).code is None


def test_a_village_behind_its_township_is_not_the_township_of_that_name_elsewhere():
    gazetteer = build_gazetteer(
        [
            Division(COUNTY, "沙河旗", None),
            Division(TOWN, "准格尔召镇", COUNTY),
            Division(KILNS, "乌兰哈达村委会", TOWN),
            Division("150421205000", "乌兰哈达乡", None),
        ]
    )

    assert read_address(gazetteer, "准格尔召镇乌兰哈达").code == KILNS
    assert read_address(gazetteer, "准召乌兰哈达").code == KILNS


def test_a_road_from_a_township_to_a_village_is_at_no_certain_place(read):
    assert read("从白石头乡到石匠沟村的国道").code is None


@pytest.mark.parametrize(
    "text", ["我们村跟石匠沟村的矛盾", "咱村和石匠沟村抢水", "石匠沟车站", "石匠沟火车站没人卖票"]
)
def test_a_village_beside_the_speakers_or_a_station_is_not_held(read, made_up, text):
    assert read(text).code != made_up.RAVINE


def test_a_person_behind_a_village_is_no_second_village(read, made_up):
    assert read("石匠沟村阳光").code == made_up.RAVINE


@pytest.fixture(scope="module")
def basin():
    """A town, an industrial base of its name, and a village that ends with 子."""
    return build_gazetteer(
        [
            Division(COUNTY, "沙河旗", None),
            Division(TOWN, "大路镇", COUNTY),
            Division(BASE, "大路煤化工基地", COUNTY),
            Division(KILNS, "三宝窑子村委会", TOWN),
        ]
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("大路新区", TOWN),
        ("大路煤化工", BASE),
        ("大路煤化工基地", BASE),
        ("三保窑村", KILNS),
        ("三宝窑子村", KILNS),
    ],
)
def test_a_region_or_village_is_known_by_what_people_shorten_it_to(basin, text, code):
    assert read_address(basin, text).code == code


def test_a_name_without_its_end_is_not_that_of_a_village_that_has_another():
    gazetteer = build_gazetteer(
        [
            Division(TOWN, "大路镇", None),
            Division(KILNS, "三宝窑子村委会", TOWN),
            Division("150688100202", "三保窑村委会", TOWN),
        ]
    )

    assert read_address(gazetteer, "三宝窑村").code == "150688100202"


def test_a_village_is_not_taken_by_sound_for_a_township_of_another_league():
    gazetteer = build_gazetteer(
        [
            Division("150102001000", "苏海图街道", None),
            Division("150622101000", "沙圪堵镇", None),
        ]
    )

    assert read_address(gazetteer, "宿亥图村").code is None
    assert read_address(gazetteer, "苏海图村").level is Level.TOWNSHIP


def test_a_short_name_that_many_regions_share_does_not_break_the_reading(region_gazetteer):
    assert read_address(region_gazetteer, "大路新区").level in {None, Level.TOWNSHIP}


@pytest.fixture(scope="module")
def twofold():
    """Two villages of a township; one has the name of an abolished township."""
    renamed = (FormerName("五字湾乡"),)
    return build_gazetteer(
        [
            Division(TOWN, "沙圪堵镇", None, renamed),
            Division(KILNS, "五字湾村委会", TOWN),
            Division("150688100202", "忽昌梁村委会", TOWN),
        ]
    )


def test_a_township_is_told_before_its_villages_and_not_behind_them(twofold):
    before, behind = (read_address(twofold, text) for text in ("五字湾忽昌梁", "忽昌梁及五字湾"))

    assert before.code == "150688100202"
    assert behind.code == TOWN
    assert behind.ambiguous


@pytest.mark.parametrize("text", ["五字湾村人，现居忽昌梁村", "五字湾村原支书现在住忽昌梁村"])
def test_where_somebody_lives_now_counts_and_not_where_he_is_from(twofold, text):
    assert read_address(twofold, text).code == "150688100202"
