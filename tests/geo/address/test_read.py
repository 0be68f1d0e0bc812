"""What a text means, against a made-up county."""

from datetime import date

import pytest

from geo.address.divisions import Division, FormerName, Level
from geo.address.gazetteer import build_gazetteer
from geo.address.read import read_address


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("东岭子镇石匠沟村", "RAVINE"),
        ("沙河旗东岭子镇石匠沟村委会", "RAVINE"),
        ("石匠沟", "RAVINE"),
        ("我是石匠沟的,房子漏雨", "RAVINE"),
        ("东镇芦草渠三社老白家后头", "EAST_REEDS"),
        ("白石头芦草渠", "WEST_REEDS"),
        ("東嶺子鎮蘆草渠村", "EAST_REEDS"),
        ("東岭子镇　芦草渠　村", "EAST_REEDS"),
        ("donglingzi zhen lucaoqu cun", "EAST_REEDS"),
        ("Dōnglǐngzi lu2cao3qu2", "EAST_REEDS"),
        ("东岭子镇lcq村", "EAST_REEDS"),
        ("石将沟村", "RAVINE"),
        ("白石头乡敖劳布拉", "RIDGE"),
        ("敖涝卜拉嘎查", "RIDGE"),
        ("白石头乡那日庙", "SHRINE"),
        ("白石头乡敖唠步啦村", "RIDGE"),
        ("东岭子镇阳光社区", "QUARTER"),
        ("长乐街道阳光", "QUARTER"),
        ("红泥湾乡芦草渠", "EAST_REEDS"),
        ("红泥湾村", "WILLOW"),
        ("金鸡滩苏木芦草渠村", "WEST_REEDS"),
        ("王家圪堵村", "RAVINE"),
        ("不是石匠沟,是纳日庙", "SHRINE"),
        ("白石头乡敖劳不拉嘎查,说错了,是纳日庙", "SHRINE"),
        ("芦草渠村,白石头那个", "WEST_REEDS"),
        ("从石匠沟村搬到纳日庙村的", "SHRINE"),
        ("13800001111 纳日庙村欠款5000元", "SHRINE"),
        ("白石斗乡纳日庙村", "SHRINE"),
        ("纳日庙村离石匠沟不远", "SHRINE"),
        ("石匠沟村的王五在纳日庙村打人", "SHRINE"),
        ("石匠沟村纳日庙那块地", "RAVINE"),
        ("石匠沟村石匠沟社", "RAVINE"),
        ("石匠沟村纳日庙社", "RAVINE"),
        ("白石头乡敖劳木拉嘎查", "RIDGE"),
        ("白石头乡团结村", "OLD_TOWN"),
        ("鄂尔多斯市沙河旗纳日庙村", "SHRINE"),
        ("石匠沟村对面的饭馆", "RAVINE"),
        ("石匠沟村斜对面", "RAVINE"),
        ("石匠沟村附近的村民", "RAVINE"),
        ("石匠沟对面那家太吵", "RAVINE"),
        ("石匠沟背后路不通", "RAVINE"),
        ("石匠沟牧民家里", "RAVINE"),
        ("头乡芦草渠", "WEST_REEDS"),
        ("岭子镇芦草渠三社", "EAST_REEDS"),
        ("石头芦草渠村", "WEST_REEDS"),
        ("东岭子镇石嵩沟", "RAVINE"),
        ("东岭子镇石嵩沟三社", "RAVINE"),
        ("白石头乡敖劳不啪的井", "RIDGE"),
        ("石匠沟跟纳日庙不一样,我说的是纳日庙", "SHRINE"),
        ("石匠沟跟纳日庙不一样,我们在纳日庙", "SHRINE"),
        ("石匠沟村有事,纳日庙村也去过,我说的是纳日庙", "SHRINE"),
        ("石匠沟村跟别的村不一样", "RAVINE"),
        ("芦草渠,归白石头乡管", "WEST_REEDS"),
        ("石匠沟村的煤台", "RAVINE"),
        ("我在石匠沟村打电话,出事的是纳日庙村", "SHRINE"),
        ("石匠沟村在纳日庙隔壁,我是纳日庙的", "SHRINE"),
        ("石匠沟村在纳日庙村隔壁", "RAVINE"),
        ("去年在石匠沟,今年在纳日庙修路", "SHRINE"),
        ("去年在石匠沟丢了羊", "RAVINE"),
        ("芦草渠跟纳日庙一个乡的那个", "WEST_REEDS"),
        ("石匠沟渡口", "RAVINE"),
        ("石匠沟村三社纳日庙那块地", "RAVINE"),
        ("白石头乡纳日庙。", "SHRINE"),
        ("敖劳木拉嘎查", "RIDGE"),
        ("白头纳日庙", "SHRINE"),
    ],
)
def test_a_village_is_read_however_it_is_written(read, made_up, text, place):
    reading = read(text)

    assert (reading.code, reading.level) == (getattr(made_up, place), Level.VILLAGE), reading
    assert [candidate.code for candidate in reading.candidates] == [reading.code]
    assert 0.5 < reading.score <= 1
    assert not reading.ambiguous


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("白石头乡", "WEST"),
        ("白乡", "WEST"),
        ("白石头乡政府", "WEST"),
        ("沙河旗白石头", "WEST"),
        ("东岭子镇永红社", "EAST"),
        ("红泥湾乡", "EAST"),
        ("红泥湾", "EAST"),
        ("白石头乡新地梁村", "WEST"),
        ("沙河旗", "COUNTY"),
        ("沙旗", "COUNTY"),
        ("东岭子", "COUNTY"),
        ("东岭子镇公园小区", "COUNTY"),
        ("白石头乡纳虎庙", "WEST"),
        ("白石头乡敖新不拉", "WEST"),
    ],
)
def test_no_deeper_than_what_is_certain(read, made_up, text, place):
    assert read(text).code == getattr(made_up, place)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("芦草渠", {"EAST_REEDS", "WEST_REEDS"}),
        ("芦草渠村五社", {"EAST_REEDS", "WEST_REEDS"}),
        ("沙河旗芦草渠村委会", {"EAST_REEDS", "WEST_REEDS"}),
        ("石匠沟村和纳日庙村都有", {"RAVINE", "SHRINE"}),
    ],
)
def test_villages_that_fit_alike_are_all_offered_and_none_is_chosen(read, made_up, text, places):
    reading = read(text)

    assert reading.ambiguous
    assert reading.code == made_up.COUNTY
    assert {candidate.code for candidate in reading.candidates} == {
        getattr(made_up, place) for place in places
    }


def test_a_candidate_is_told_with_its_township(read):
    assert {candidate.name for candidate in read("芦草渠村").candidates} == {
        "东岭子镇芦草渠村委会",
        "白石头乡芦草渠村委会",
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("芦草渠村,挨着石匠沟", "EAST_REEDS"),
        ("芦草渠红柳社", "WEST_REEDS"),
        ("芦草渠村3组", "EAST_REEDS"),
        ("芦草渠村赵得胜家", "EAST_REEDS"),
        ("芦草渠村SH-00019", "WEST_REEDS"),
    ],
)
def test_neighbour_group_and_household_tell_namesakes_apart(read, made_up, text, place):
    assert read(text).code == getattr(made_up, place)


@pytest.mark.parametrize(
    "text",
    [
        "白石头乡石匠沟村",
        "东岭子镇纳日庙",
        "白石头乡阳光社区",
    ],
)
def test_a_township_that_has_no_such_village_is_not_believed(read, made_up, text):
    reading = read(text)

    assert reading.code == made_up.COUNTY
    assert "township-differs" in reading.why
    assert len(reading.candidates) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "老地方",
        "工资啥时候发",
        "13800001111",
        "达拉特旗石匠沟村",
        "达旗石匠沟村",
        "府谷石匠沟",
        "红海县石匠沟村",
        "金银滩镇石匠沟村",
        "我是石匠沟的,人在府谷",
        "离石匠沟不远",
        "去石匠沟的路上",
        "从石匠沟村到纳日庙村的路上",
        "从东岭子镇去白石头乡,车坏了",
        "石匠沟那边",
        "石匠沟村往东三公里",
        "石匠沟酒店",
        "石匠沟小区",
        "好像是石匠沟",
        "石匠沟还是纳日庙",
        "小石匠沟",
        "石匠沟畔",
        "石匠沟社",
        "团结就是力量",
        "我叫石匠沟",
        "一块石匠沟",
        "x" * 1000,
        "不是石匠沟",
        "鄂尔多斯市",
        "阳光真好",
        "石匠沟村对面山上",
        "石匠沟村附近的煤矿",
        "石匠沟对面",
        "石匠沟村旁边就是纳日庙",
        "头乡,石匠沟",
        "石匠沟跟纳日庙不一样",
        "头乡石匠沟",
        "岭子镇",
        "北石头乡东岭子",
        "石匠沟煤台",
        "石匠沟羊绒衫专卖店",
        "石匠沟兴达建材公司",
    ],
)
def test_what_is_not_certain_stays_empty(read, text):
    reading = read(text)

    assert (reading.level, reading.code) in {(None, None), (Level.COUNTY, "150688000000")}


@pytest.mark.parametrize("text", ["达拉特旗石匠沟村", "府谷石匠沟", "红海县石匠沟村"])
def test_another_county_is_told_as_the_reason(read, text):
    assert read(text).why == ("elsewhere",)


def test_a_place_elsewhere_does_not_hide_a_township_of_ours(read, made_up):
    assert read("人在府谷打工,家是东岭子镇石匠沟村的").code == made_up.RAVINE


def test_within_leaves_one_of_two_namesakes(read, made_up):
    assert read("芦草渠", within=made_up.WEST).code == made_up.WEST_REEDS
    assert read("石匠沟村", within=made_up.WEST).code is None
    assert read("东岭子镇", within=made_up.WEST).code is None
    assert read("石匠沟村", within="1").why == ("unknown-region",)


def test_a_former_name_counts_from_its_first_day():
    since = date(2006, 1, 1)
    gazetteer = build_gazetteer(
        [
            Division("150688100000", "东岭子镇", None),
            Division(
                "150688100201", "石匠沟村", "150688100000",
                (FormerName("新开地", Level.VILLAGE, since),),
            ),
        ]
    )  # fmt: skip

    assert read_address(gazetteer, "新开地村").code == "150688100201"
    assert read_address(gazetteer, "新开地村", on=since).code == "150688100201"
    assert read_address(gazetteer, "新开地村", on=date(2005, 12, 31)).code is None


def test_a_tree_without_its_county_reads_the_county_in_front(made_up):
    gazetteer = build_gazetteer(
        [
            Division("150688100000", "友谊镇", None),
            Division("150699100000", "友谊镇", None),
        ],
        elsewhere=[Division("150688000000", "沙河旗", None), Division("", "府谷县", None)],
    )

    assert read_address(gazetteer, "沙河旗友谊镇").code == "150688100000"
    assert read_address(gazetteer, "友谊镇").ambiguous
    assert read_address(gazetteer, "沙河旗").code is None
    assert read_address(gazetteer, "府谷县友谊镇").code is None


def test_a_village_and_a_community_of_one_name_are_told_by_the_suffix():
    town = "150688100000"
    gazetteer = build_gazetteer(
        [
            Division(town, "东岭子镇", None),
            Division("150688100001", "大西滩社区居委会", town),
            Division("150688100201", "大西滩村委会", town),
            Division("150688100202", "大西滩村民委员会", town),
        ]
    )

    assert read_address(gazetteer, "大西滩社区").code == "150688100001"
    assert read_address(gazetteer, "大西滩村民委员会").code == "150688100202"
    assert read_address(gazetteer, "大西滩").code == town
    assert read_address(gazetteer, "大西滩").ambiguous


def test_two_counties_and_a_short_village_of_neither_stay_open():
    gazetteer = build_gazetteer(
        [
            Division("150688000000", "沙河旗", None),
            Division("150689000000", "石门县", None),
            Division("150688100000", "东岭子镇", "150688000000"),
            Division("150688100201", "西柳村", "150688100000"),
        ]
    )

    reading = read_address(gazetteer, "沙河旗石门县西柳")

    assert (reading.code, reading.candidates, reading.ambiguous) == (None, (), False)
