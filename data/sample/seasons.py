"""When things are brought: months, weekdays and hours, and texts that only fit a season."""

from typing import Final

from dispatch.vocabulary import Category

SPRING: Final = frozenset({3, 4, 5})
SUMMER: Final = frozenset({6, 7, 8})
AUTUMN: Final = frozenset({9, 10, 11})
WINTER: Final = frozenset({12, 1, 2})

# Weight of each month, January first; categories that are not here come evenly. Mining subsidence
# must stay even: the planted cluster is measured against it.
MONTH_WEIGHTS: Final[dict[Category, tuple[float, ...]]] = {
    Category.WATER: (0.7, 0.6, 1.0, 1.6, 1.8, 1.7, 1.5, 1.2, 0.8, 0.6, 0.6, 0.7),
    Category.ROADS: (1.4, 1.2, 1.3, 0.8, 0.6, 0.8, 1.4, 1.4, 0.9, 0.7, 0.9, 1.3),
    Category.WAGES: (2.6, 1.0, 0.4, 0.4, 0.5, 0.6, 0.6, 0.7, 0.8, 0.9, 1.4, 2.4),
    Category.HOUSING: (0.8, 0.6, 0.9, 1.1, 1.1, 1.2, 1.6, 1.5, 1.1, 0.9, 0.7, 0.7),
    Category.LAND: (0.6, 0.7, 1.4, 1.7, 1.4, 1.0, 0.8, 0.8, 1.0, 1.2, 0.9, 0.6),
    Category.ENVIRONMENT: (0.8, 0.7, 1.0, 1.2, 1.2, 1.3, 1.4, 1.3, 1.0, 0.9, 0.8, 0.7),
    Category.SAFETY_HAZARD: (1.2, 1.0, 1.2, 1.1, 0.8, 1.1, 1.5, 1.3, 0.8, 0.7, 0.8, 1.1),
    Category.PUBLIC_SERVICES: (1.3, 1.0, 0.9, 0.9, 0.8, 0.9, 0.9, 1.0, 1.1, 1.2, 1.3, 1.3),
}

# Monday first. Tuesday is the weekly talking day (说事日).
WEEKDAY_WEIGHTS: Final = (1.2, 1.9, 1.1, 1.0, 1.0, 0.45, 0.35)

# From 0 to 23 o'clock: the mornings are busy, the nights belong to the hotline.
HOUR_WEIGHTS: Final = (
    1,
    0,
    0,
    0,
    0,
    1,
    3,
    9,
    26,
    34,
    30,
    18,
    8,
    8,
    16,
    24,
    20,
    14,
    8,
    6,
    5,
    4,
    2,
    1,
)

SEASONAL_SHARE: Final = 0.35

SEASONAL: Final[dict[tuple[Category, frozenset[int]], tuple[str, ...]]] = {
    (Category.WATER, SPRING): (
        "春灌[快到了|开始了]，[斗渠|支渠|毛渠][淤了|塌了一截|闸门锈死]，{homes}的{mu}地[等着浇|浇不上]",
        "[轮水|浇地]的次序[没排好|排到后半夜]，[上游先放了|和{neighbour}说不到一块]，{crop}[等不起|要误节令]",
    ),
    (Category.WATER, SUMMER): (
        "天旱，[水窖见底了|人畜饮水紧张]，{homes}，{stock}[一天只饮一回|没水喝]，想请[送两车水|打口井]",
        "大雨把[渠道|水源井|蓄水池][冲了|淤了泥]，水[浑得不能喝|放不下来]，{since}",
    ),
    (Category.WATER, WINTER): (
        "[入户管|水表井|主管]冻[住|裂]了，{since}，{homes}没水，[拿热水浇过也不行|得有人来挖]",
    ),
    (Category.ROADS, WINTER): (
        "[进村坡|{side}梁|桥面][结冰|积雪没清]，{since}，[车上不来|校车停了|滑倒两个人]",
        "雪[堵了|封了][通{group}的路|出村路]，{homes}[出不去|买不上菜]，想请[铲车推一下|撒点沙]",
    ),
    (Category.ROADS, SUMMER): (
        "昨晚大雨，[路基冲断了|过水桥漫了|沟边塌了]{metres}，[娃娃没法上学|蔬菜拉不出去]",
    ),
    (Category.ROADS, SPRING): (
        "路[翻浆|化冻]得厉害，{since}，[拖拉机陷进去|春耕的化肥拉不进来]，约{metres}",
    ),
    (Category.HOUSING, SUMMER): (
        "伏天雨多，[土墙|后墙|窑口][泡软了|掉了一大片]，{kin}[搬到凉房住|不敢进去]，想[先支一支|请人看能不能住]",
        "连着[两天|三天]下雨，[房顶漏|后墙泡塌了|院墙倒了]，{kin}[住的那间|睡的炕][全湿了|不能住人]",
    ),
    (Category.HOUSING, WINTER): (
        "冬天取暖的[煤|电锅炉|清洁炉具][还没送到|坏了|带不起来]，{elder}，屋里只有[八九|十来]度",
    ),
    (Category.PUBLIC_SERVICES, WINTER): (
        "[村部|学校|卫生室|幸福院]的暖气[不热|三天没烧]，[老人孩子受不了|室温才十来度]",
        "[电暖|煤改电]的[补贴{yuan}|电价]，[没到账|怎么算的]，想[问问标准|对一下]",
    ),
    (Category.WAGES, WINTER): (
        "快过年了，[工地|绿化队|矿上外包队]的{wages}还[欠着|没影]，[一家人等钱用|{homes}人都没拿到]",
    ),
    (Category.LAND, SPRING): (
        "春耕[要下种|翻地]了，和{neighbour}的地界[还没说好|对不上]，[差{mu}|争了一垄]，[想量一量|请人看界]",
    ),
    (Category.LAND, AUTUMN): (
        "[收{crop}|秋收]时[野猪|{stock}]糟蹋了{mu}，问[保险赔不赔|怎么定损]，[照片拍了|还没割]",
    ),
    (Category.SAFETY_HAZARD, WINTER): (
        "{kin}[屋里生炉子|炕烟倒灌]，[没装报警器|烟筒堵了]，[怕煤气中毒|头疼了两天]，请{look}",
    ),
    (Category.SAFETY_HAZARD, SUMMER): (
        "河槽里[有人支摊|停着车|放{stock}]，[预报有大雨|上游放水]，[怕洪水下来|喊不动]",
    ),
}

SUGGESTIONS: Final[dict[Category, tuple[str, ...]]] = {
    Category.ROADS: (
        "建议在[学校门口|村口|{side}面急弯]装[减速带|太阳能路灯|反光镜]，[车多|晚上黑]，[花不了多少|大家都同意]",
        "提个建议：客车[早班提前半小时|加一趟]，[赶集|看病]的人[多|等不上]",
    ),
    Category.WATER: (
        "建议把[{side}沟的泉水|旧水塔]利用起来，[{homes}能浇地|冬天{stock}有水喝]",
        "建议水费[改成刷卡|分季度收]，[老人不会用手机|来回跑不方便]",
    ),
    Category.ENVIRONMENT: (
        "建议垃圾车[一周来两趟|改到早上来]，[夏天味道大|箱子满得快]",
        "建议[河滩|村道]两边[种上树|修个花栏]，[{group}愿意出工|苗子自己栽]",
    ),
    Category.PUBLIC_SERVICES: (
        "建议[村部|卫生室]每[周二|月初]请大夫来[量血压|义诊]，[老人多|路远]",
        "建议把[补贴|医保]的通知[用大喇叭念念|发到群里]，[不识字的人多|怕误了日子]",
    ),
    Category.OTHER: (
        "建议[正月十五|秋收后][搞个红火|唱台戏|办场篮球赛]，[年轻人也回来了|场地现成]",
        "提议[学校旧操场|空院子]改成[晒场|老年活动室]，[闲着可惜|{homes}签了名]",
    ),
}
