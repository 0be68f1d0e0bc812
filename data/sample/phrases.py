"""Turns of phrase that every complaint may use: openings by channel, slots and closings.

Grammar of all text tables of the sample: ``[a|b|c]`` takes one of the options (an option may be
empty), ``{slot}`` inserts a phrase of `SLOTS` or a word about the place (`village`, `township`,
`group`, `mine`, `name` of the writer, `other` for somebody else).
"""

from typing import Final

from dispatch.vocabulary import Channel

SLOTS: Final[dict[str, str]] = {
    "since": "[半个多月了|一个来月了|三个多月了|快半年了|有二十来天了|已经一个星期|从上个月起"
    "|打去年起|前天夜里开始|这几天|这阵子|昨天下午起|开年到现在|断断续续两个月]",
    "wall": "[正房|东房|西房|凉房|南房|窑洞|厨房][东墙|西墙|后墙|北墙|窗台下|门框上方]",
    "cm": "[1|2|3|4|5|6|7|8|10]厘米",
    "mm": "[2|3|4|5|6|8|9|12]毫米",
    "mu": "[1.5|2|3|4|5|6|8|11|14]亩",
    "yuan": "[600|800|1200|1800|2400|3000|3600|4500]元",
    "wages": "[4200|6800|8000|9600|13000|17500|21000|26000]元",
    "homes": "[四|五|六|七|八|九|十一|十三|二十来]户",
    "metres": "[20|30|40|60|80|100|150|200]米",
    "kin": "[老伴|母亲|父亲|婆婆|岳父|大哥|儿媳|孙子|老父亲]",
    "side": "[东|西|南|北|东南|西北]",
    "neighbour": "[邻居|东邻|西邻|后院那家|隔壁|前院人家|坡下那户]",
    "months": "[两个月|三个月|半年|上个月起|从年初起]",
    "crop": "[玉米|糜子|土豆|苜蓿|荞麦|葵花|黄芥]",
    "stock": "[羊|牛|绵羊|山羊|驴|猪]",
    "look": "[看看|看一下|瞧瞧|实地看看|了解一下|核实一下]",
    "time": "[尽快|早点|抽空|这几天|这周内|近期]",
    "elder": "[我今年六十八岁|我七十三了|老人八十一岁|我六十五岁，腿脚不便|家里两个老人]",
}

OPENINGS: Final[dict[Channel, tuple[str, ...]]] = {
    Channel.VISIT: (
        "我是{village}{group}的，",
        "本人{name}，住{village}{group}。",
        "",
        "来访：",
        "{village}{group}村民{name}来访，",
    ),
    Channel.TALK_ROOM: ("说事日登记：", "", "{group}{name}说，", "说事室记录，{group}一户："),
    Channel.HOTLINE: (
        "来电人反映，",
        "来电人称{village}{group}",
        "市民来电：",
        "{township}{village}来电，",
        "热线转来：",
    ),
    Channel.ONLINE: ("你好，", "您好！", "", "请问，", "麻烦问一下，", "在{village}住，"),
    Channel.LETTER: (
        "您好，写信说个事。",
        "来信：",
        "{township}{village}{group}{name}：",
        "我叫{name}，{village}人。",
    ),
    Channel.PHONE: ("", "打电话说", "{name}来电，", "电话记录："),
    Channel.INSPECTION: (
        "入户走访，{name}说，",
        "走访{village}{group}，{name}反映，",
        "巡查发现，",
        "走访{group}时{name}说，",
        "今日巡查记录：",
    ),
}

CLOSINGS: Final[tuple[str, ...]] = (
    "请{time}派人来{look}",
    "麻烦{time}[安排|处理|解决]一下",
    "希望能{time}[处理|解决|给个说法]",
    "[盼|望]{time}[回话|答复]",
    "请给个[答复|回话|准信]",
    "想问问[该找谁|归哪里管|怎么办]",
    "[谢谢|多谢了|辛苦了]",
    "来之前[打个电话|说一声]，[家里有人|我在家|白天都在]",
    "能不能{time}[来人|派个人|找人]{look}",
    "照片[已发|可以提供|在手机里]",
)

# A few writers put marks that must be shown as they are, never obeyed.
ODD_MARKS: Final[tuple[str, ...]] = (
    "<b>急！</b>",
    "\n以上情况属实。",
    "\n1. 先来人看\n2. 再说怎么修",
    '他原话是"等等再说"。',
    "“就这几天”也行 & 谢谢",
    "（见图 <img src=照片1.jpg>）",
    "价格 <500 元能接受，>800 元不行",
    "`急` ${请回电}",
    "微信名 O'老王 可联系",
    "</p>发两遍了，以这条为准",
)
