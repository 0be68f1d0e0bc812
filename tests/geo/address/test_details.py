"""Group, landmark and household of a text."""

import pytest

from geo.address.groups import find_group, group_key
from geo.address.households import HOUSE_M, LANDMARK_M


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("东岭子镇石匠沟村3社", "三社"),
        ("东岭子镇石匠沟村第三社", "三社"),
        ("石匠沟十二组", "十二组"),
        ("石匠沟村第十二村民小组", "十二组"),
        ("石匠沟村两队", "二队"),
        ("石匠沟村三小队", "三队"),
        ("石匠沟村二合作社", "二社"),
        ("石匠沟村叁社", "三社"),
        ("石匠沟村前梁社", "前梁社"),
        ("石匠沟村下滩小组", "下滩组"),
        ("石匠沟村后沟", "后沟"),
        ("石匠沟村的低保社", None),
        ("石匠沟村社会矛盾", None),
        ("石匠沟村组长", None),
        ("石匠沟村", None),
        ("三社", None),
    ],
)
def test_a_group_is_named_as_people_number_it(read, text, group):
    assert read(text).group == group


@pytest.mark.parametrize("name", ["三社", "3社", "三组", "第三村民小组", "叁社", " 3 社"])
def test_one_group_has_one_key(name):
    assert group_key(name) == "三"


def test_a_named_group_keeps_its_name_as_key():
    assert group_key("红柳社") == "红柳"
    assert group_key("社") == "社"


def test_the_register_says_how_a_group_is_written(read):
    assert read("东岭子镇芦草渠村3组").group == "三社"


def test_the_homes_of_a_group_tell_where_it_is(read):
    reading = read("东岭子镇芦草渠村三社")

    assert (reading.lon, reading.lat) == pytest.approx((111.001, 39.6))
    assert 80 < reading.accuracy_m < 95  # a thousandth of a degree here is 86 m


@pytest.mark.parametrize(
    "text", ["SH-00017", "sh-00017的那家", "东岭子镇SH-00017", "ＳＨ－０００１７"]
)
def test_a_household_number_is_enough(read, made_up, text):
    reading = read(text)

    assert (reading.code, reading.household) == (made_up.EAST_REEDS, "SH-00017")
    assert (reading.lon, reading.lat, reading.accuracy_m) == (111.0, 39.6, HOUSE_M)
    assert reading.group == "三社"


@pytest.mark.parametrize("text", ["白石头乡SH-00017", "石匠沟村SH-00017", "SH-00017或SH-00018"])
def test_a_household_number_that_fits_no_place_named_settles_nothing(read, made_up, text):
    reading = read(text)

    assert reading.code in {None, made_up.COUNTY, made_up.EAST}
    assert reading.household is None


def test_a_number_outside_the_region_given_is_not_taken(read, made_up):
    assert read("SH-00017", within=made_up.WEST).code is None


def test_the_head_of_a_household_is_found_in_his_village_only(read, made_up):
    assert read("东岭子镇石匠沟村白二小家").household == "SH-00020"
    assert read("东岭子镇芦草渠村三社白二小家").household == "SH-00017"
    assert read("白二小家").code is None
    assert read("东岭子镇石匠沟村赵得胜家").household is None
    assert read("东岭子镇芦草渠五社白二小").household is None
    assert read("东岭子镇石匠沟村,离白二小家不远").household is None


def test_a_landmark_tells_its_village(read, made_up):
    reading = read("黑风口煤矿大门口")

    assert (reading.code, reading.landmark) == (made_up.RIDGE, "黑风口煤矿")
    assert (reading.lon, reading.lat, reading.accuracy_m) == (111.3, 39.8, LANDMARK_M)


def test_a_landmark_of_two_villages_waits_for_the_village(read, made_up):
    assert read("大礼堂").code is None
    assert read("白石头乡大礼堂").landmark == "大礼堂"
    assert read("东岭子镇芦草渠村大礼堂").lon == 111.01
    assert read("黑风口煤矿旁边的芦草渠").code in {None, made_up.COUNTY, made_up.WEST_REEDS}


def test_a_landmark_elsewhere_does_not_move_a_village_that_is_named(read, made_up):
    reading = read("东岭子镇石匠沟村黑风口煤矿")

    assert reading.code == made_up.RAVINE
    assert reading.lon is None
    assert "landmark-differs" in reading.why


def test_a_landmark_without_a_village_is_told_and_settles_nothing(read):
    reading = read("三岔路桥底下")

    assert (reading.code, reading.landmark, reading.lon) == (None, "三岔路桥", 111.4)


def test_a_group_is_looked_for_behind_its_village():
    assert find_group("三社石匠沟村", 6) is None
