"""Length of texts: details that make some longer, and short ones people type with one thumb."""

from typing import Final

from dispatch.vocabulary import Category

# Added after the body, in the manner of somebody who tells the whole story.
DETAILS: Final[tuple[str, ...]] = (
    "家里[五口人|三口人|就老两口]，[靠种{mu}地过活|儿子在外打工|还养着几只{stock}]",
    "[{homes}人家|前后院|坡上坡下几家]情况[差不多|都一样]，[可以问问|能一起说]",
    "我[白天在地里|在外头打工，周末回来|不会用智能手机]，[电话打得通|让{kin}接电话|晚上在家]",
    "{kin}[身体不好|刚出院|腿脚不便]，[经不起折腾|我走不开]，不然我自己就[跑一趟|弄了]",
    "[去年|前年]也[有过一回|出过这事]，那次[花了{yuan}|耽误了半个月]，[这回更厉害|怕又那样]",
    "[从大路拐进来|过了小桥|村口]往{side}[走{metres}就到|第三家就是|能看见蓝大门]",
    "[不着急|也不是催]，[就想问清楚|有个准信就行|排上号也好]",
    "[地里活儿正忙|下个月家里要办事|再拖就误事了]，[实在等不起|拖不得]",
    "[{kin}|{neighbour}]让我来[说一声|问一问]，说[这边都知道这事|话说到了就行]",
)

# Only where something is broken.
REPAIRS: Final[tuple[str, ...]] = (
    "之前[自己垫过一回土|自己找人看过|拿铁丝捆过|用塑料布盖过]，[没顶事|管了几天又不行了]",
    "[前年|去年春天]修过一次，[只管了半年|又成老样子了]，[这回想弄结实些|希望别再对付]",
    "[下雨天|刮风天|夜里]更[厉害|不放心]，{kin}[不敢一个人出门|一夜没睡好]",
)

TERSE: Final[dict[Category, tuple[str, ...]]] = {
    Category.LAND: (
        "地界[想重新量一下|有点说不清]，{group}{name}",
        "确权证[名字错了|少了一块地]怎么改",
    ),
    Category.HOUSING: ("[东房|凉房|正房]漏雨，想[修一下|申请危改]", "危改[钱|补助]啥时候能到卡上"),
    Category.WATER: ("{group}[停水了|水压上不来]，{since}", "水[发黄|有味]不能喝，{group}"),
    Category.ROADS: (
        "{group}[路灯|桥边护栏]坏了[两个|一段]",
        "[进村路|拐弯处][有大坑|塌了]，小心车",
    ),
    Category.ENVIRONMENT: (
        "{group}垃圾[满了|没拉]，{since}",
        "[养殖场|粪坑]味道太大[开不了窗|，熏得慌]",
    ),
    Category.WELFARE: (
        "[高龄补贴|养老金]这个月[没到|少了]",
        "[低保|医保]怎么办，[带啥材料|去哪里]",
    ),
    Category.NEIGHBOURS: (
        "{neighbour}的水[流到我院里了|泡了墙根]",
        "{neighbour}狗[咬了鸡|不拴]，想说和",
    ),
    Category.FAMILY: ("[分家|赡养]的事想找人[说和|问问]", "兄弟俩[为老人|为老房子]闹起来了"),
    Category.WAGES: ("工钱{wages}[还没给|欠着]，求帮忙", "[工地|矿上]干活[没给钱|没合同]怎么办"),
    Category.SAFETY_HAZARD: (
        "{group}电线[掉下来了|冒火花]，快来看",
        "[旧井|塌坑]没盖，离路{metres}",
    ),
    Category.PUBLIC_SERVICES: (
        "{group}[没信号|又停电了]，{since}",
        "{village}卫生室[今天没人|没药了]",
    ),
    Category.OTHER: ("想问[户口|老年证]的事在哪里办", "丢了[一头牛|两只羊]，见了请打电话"),
    Category.MINING_SUBSIDENCE: ("{wall}裂了{mm}，{since}", "院里又沉了{cm}，请来{look}"),
}
