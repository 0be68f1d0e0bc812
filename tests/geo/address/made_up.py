"""A made-up county: two townships of one village name, an abolished one, a group, a mine."""

from geo.address.divisions import Division, FormerName, Home, Landmark, Level
from geo.address.gazetteer import build_gazetteer

COUNTY = "150688000000"
EAST, WEST, STREET = "150688100000", "150688101000", "150688001000"
EAST_REEDS, WEST_REEDS = "150688100201", "150688101201"
RAVINE, RIDGE, SHRINE, WILLOW = "150688100202", "150688101202", "150688101203", "150688100203"
OLD_TOWN = "150688101204"
QUARTER = "150688001001"

DIVISIONS = (
    Division(COUNTY, "沙河旗", None),
    Division(EAST, "东岭子镇", COUNTY, (FormerName("红泥湾乡"),)),
    Division(WEST, "白石头乡", COUNTY),
    Division(STREET, "长乐街道", COUNTY, (FormerName("东岭子镇"),)),
    Division(EAST_REEDS, "芦草渠村委会", EAST),
    Division(RAVINE, "石匠沟村委会", EAST, (FormerName("王家圪堵", Level.VILLAGE),)),
    Division(WILLOW, "红泥湾村委会", EAST),
    Division(WEST_REEDS, "芦草渠村委会", WEST, (FormerName("金鸡滩苏木"),)),
    Division(RIDGE, "敖劳不拉嘎查", WEST),
    Division(SHRINE, "纳日庙村委会", WEST),
    Division(OLD_TOWN, "团结村委会", WEST),
    Division(QUARTER, "阳光社区", STREET),
)
HOMES = (
    Home("SH-00017", "白二小", EAST_REEDS, "三社", 111.0, 39.6),
    Home("SH-00018", "赵得胜", EAST_REEDS, "三社", 111.002, 39.6),
    Home("SH-00019", None, WEST_REEDS, "红柳社", 111.2, 39.7),
    Home("SH-00020", "白二小", RAVINE, None),
    Home("SH-00021", "李三", "159999999999"),
)
LANDMARKS = (
    Landmark("黑风口煤矿", RIDGE, 111.3, 39.8),
    Landmark("大礼堂", EAST_REEDS, 111.01, 39.61),
    Landmark("大礼堂", WEST_REEDS, 111.21, 39.71),
    Landmark("三岔路桥", None, 111.4, 39.8),
)
ELSEWHERE = (
    Division("150600000000", "鄂尔多斯市", None),
    Division("150621000000", "达拉特旗", None),
    Division("", "府谷县", None),
)


def made_up_gazetteer():
    return build_gazetteer(DIVISIONS, LANDMARKS, HOMES, elsewhere=ELSEWHERE)
