"""How a text speaks of a place: as where it is, as what it is not, or as what it is near."""

import re
from dataclasses import replace
from enum import IntEnum
from typing import Final

from geo.address.divisions import Level
from geo.address.mentions import Mention
from geo.address.passage import Passage


class Relation(IntEnum):
    """What a mention says about the place that is meant."""

    AT = 0
    BESIDE = 1
    ORIGIN = 2
    DENIED = 3
    PERSON = 4
    COMPARED = 5


_DENIED: Final = re.compile(
    "(?:不是|并非|不在|不属于?|不叫|不归|没在|无关于|别记成|别写成|不要写|以为是|误写成|错写成"
    "|写成|记成|而非)(?:说|在|指|那个)?的?$"
)
_TAKEN_BACK: Final = re.compile(
    "^.{0,6}?(?:说错|写错|记错|打错|讲错|不对|错了|更正|有误|口误|改成|应该是|应为|应是|无关)"
)
_RULED_OUT: Final = re.compile("(?:与|和|跟)$")
_UNRELATED: Final = re.compile("^(?:村|社|组)?(?:无关|没关系|不相干)")
_BESIDE_BEFORE: Final = re.compile(
    "(?:离|距离?|挨着|挨|靠着|靠近|紧邻|紧靠|临近|毗邻|邻近|相邻|接壤|隔壁是?|旁边就?是|对面就?是"
    "|北面是|南面是|东面是|西面是"
    "|通往|开往|去往|前往|发往|往|去|向|朝|过了|路过|经过|快到|没到|不到|对着|接着|连着|通|绕过"
    "|翻过|(?:我们?|咱们?|俺们?|本)(?:村|社|嘎查|队|社区|庄|屯)(?:里|的?人)?[和跟与同])(?:了|着|咱们|我们|那个)?$"
)
_BESIDE_BEHIND: Final = re.compile(
    "^(?:村|社区)?(?:的|那)?(?:附近|不远|[上下]游|左近|周边|周围|交界|边界|方向|一带|那[边面头片带块]"
    "|那一[片带块]|这一?[片带]|一片|对面|隔壁|对过|斜对|旁边|旁的|跟前不远|以[东南西北]|之间"
    "|[往向朝][东南西北前后上下里外]|过去|再往|过了|过来的?路|的?(?:路上|半路|途中)|(?:东|西"
    "|南|北)[边面侧]?[一二三四五六七八九十两几半0-9，]+(?:公里|里|米)"
    "|途?经过?[^，]{2,9}(?:到|至)"
    "|(?:和|与|跟|同|及|到|至).{1,9}?(?:之间|中间|交界|交接|接壤|边界|路上|半路|的路|公路|沿线"
    "|[这那一]?段))"
)
# Across from a village, or behind it, its own people live; a hill, a mine, another place do not.
_SIDE: Final = "^(?:村|社区)?(?:的)?(?:斜?对[面过]|隔壁|附近|旁边|旁(?!边))"
_OUTSKIRTS: Final = re.compile(
    f"{_SIDE}(?!的?就?是|不远|.{{0,5}}?(?:山|梁|沟|坡|坬|峁|滩|河|湖|水库|海子|草场|草原|林|沙漠"
    "|高速|国道|省道|公路|铁路|矿|电厂|园区|工地|工业|村(?!民)|[镇乡旗县]|路上|那[边面头片带]))"
)
_NEXT_DOOR: Final = re.compile(
    f"{_SIDE}(?:的|那|那个|这)?[^，山梁沟坡滩河村]{{0,3}}?(?:家|店|铺|馆|房|院|楼|超市|小卖部|路灯|井盖|垃圾|厕所)"
)
_COMPARED: Final = (
    "(?:村|社区|嘎查|镇|乡|苏木)?的?(?:名字|名儿|名称)?(?:都|也|可|就|又|根本)?"
    "(?:不一样|不同|不是一|不是同|两码事|两回事|是两个|是两|容易混|容易弄混|差不多|很像|挺像|像"
    "|重名|同名|同音|不挨)"
)
_COMPARED_BEFORE: Final = re.compile("(?:和|跟|与|同)(?:咱们|我们)?(?:那个)?$")
_COMPARED_BEHIND: Final = re.compile(f"^{_COMPARED}")
_COMPARED_FIRST: Final = re.compile(
    "^(?:村|社区|嘎查)?(?:和|跟|与|同)(?!别|其他|人家|旁|隔壁|周|以前|过去|原来|去年|之前|你|他|图|网|地图|说)"
    f"[^，]{{2,8}}?{_COMPARED}"
)
_SUBJECT_BEFORE: Final = re.compile("(?:村|社区|嘎查)就?在$")
_SAME_BEFORE: Final = re.compile("[和跟与同]$")
_SAME_BEHIND: Final = re.compile(
    "^(?:村|社区|嘎查)?(?:都?是|都?在|都?属于?|归)?(?:一个|同一?个?)(?:镇|乡|苏木|街道|公社)"
)
_LEAVING_BEFORE: Final = re.compile("(?:从|由|自)$")
_LEAVING_BEHIND: Final = re.compile("^(?:村|镇|乡)?(?:到|去|往|至|开往)")
_BETWEEN_BEFORE: Final = re.compile("(?:和|与|跟|同|及|到|至|、)(?:咱们|我们|俺们)?$")
_BETWEEN_BEHIND: Final = re.compile(
    "^(?:村|社区)?(?:的)?(?:之间|中间|交界|交接|接壤|边界|路上|半路|的路|公路|沿线|[这那一]?段)"
)
_ORIGIN_BEHIND: Final = re.compile(
    "^(?:村|社区|镇|乡)?(?:那边|那头|里)?(?:出来|出发|开出|过来|搬[到来走去出]|嫁[到来去给]"
    "|迁[到来往]|来的|上班|打工|住院|上学|工作|做生意|开店|念书|读书|当兵|看病|带孩子|陪读|租房|买了?房|定居|住着|生活"
    "|的?(?:人|村民|居民|老百姓)(?:.{0,4}?)(?:跑到|到|去|来|在|把|占)"
    "|[的原老]{0,2}(?:人|村民|支书|书记|主任|会计|社长|队长).{0,4}?(?:现居|现住|住在?|搬[到去])|的.{0,6}?(?:反映|投诉"
    "|举报|说|打电话)|(?:这边|这里)?(?:给[^，]{1,3})?打(?:过来|来)?的?电话)"
)
_ORIGIN_BEFORE: Final = re.compile(
    "(?:从|由|自|原籍|原来?在|以前在|以前是|过去在|过去是|曾在|户口在|户籍在|打工在|原先在|原先是"
    "|早先在|老家是|老家在|娘家在|娘家是|娘家"
    "|(?:[去前]年|往年|头年|前几年|早几年|那几年|上次|上回|上个?月)(?:就|都)?(?:还|修|是|发生)*在?)$"
)
_PERSON_BEFORE: Final = re.compile(
    "(?:(?:我|他|她|名|人|名字)(?:就|就是)?叫|姓名|联系人|报修人|投诉人|反映人|来电人|户主|当事人"
    "|法人|本人)(?:是|叫)?，?$"
)
_CLAUSE: Final = 14


def relate(passage: Passage, mention: Mention) -> Relation:
    """Tell how a text speaks of a mention, by the words beside it."""
    before = passage.letters[max(0, mention.begin - _CLAUSE) : mention.begin]
    behind = passage.letters[mention.stop : mention.stop + _CLAUSE]
    if _is_denied(before, behind):
        return Relation.DENIED
    if not mention.is_told and _PERSON_BEFORE.search(before):
        return Relation.PERSON
    if _is_compared(before, behind):
        return Relation.COMPARED
    if _is_beside(before, behind, at_side=_is_at_its_side(mention, before, behind)):
        return Relation.BESIDE
    if _ORIGIN_BEFORE.search(before) or _ORIGIN_BEHIND.match(behind):
        return Relation.ORIGIN
    return Relation.AT


def _is_denied(before: str, behind: str) -> bool:
    if _DENIED.search(before) or _UNRELATED.match(behind):
        return True
    return _TAKEN_BACK.match(behind) is not None


def _is_compared(before: str, behind: str) -> bool:
    """Whether a name is only told apart from another: 榆树塔跟榆树壕不一样."""
    if _COMPARED_BEFORE.search(before) and _COMPARED_BEHIND.match(behind):
        return True
    return _COMPARED_FIRST.match(behind) is not None


def _is_at_its_side(mention: Mention, before: str, behind: str) -> bool:
    """Whether what lies beside a village or community belongs to it; another village does not."""
    if mention.of(Level.VILLAGE) is None or _SUBJECT_BEFORE.search(before):
        return False
    if mention.mark is Level.VILLAGE:
        return _OUTSKIRTS.match(behind) is not None
    return mention.mark is None and _NEXT_DOOR.match(behind) is not None


def _is_beside(before: str, behind: str, *, at_side: bool) -> bool:
    if _BESIDE_BEHIND.match(behind) and not at_side:
        return True
    if tells_same_township(before, behind):
        return True
    if _BETWEEN_BEFORE.search(before) and _BETWEEN_BEHIND.match(behind):
        return True
    if _LEAVING_BEFORE.search(before) and _LEAVING_BEHIND.match(behind):
        return True
    return _BESIDE_BEFORE.search(before) is not None


def tells_same_township(before: str, behind: str) -> bool:
    """Whether the words on both sides say that a place is only of the same township."""
    return bool(_SAME_BEFORE.search(before) and _SAME_BEHIND.match(behind))


def tells_township(passage: Passage, mention: Mention) -> bool:
    """Whether a mention only tells the township of the place before it: 乌兰哈达跟忽吉图一个镇."""
    letters = passage.letters
    return tells_same_township(letters[: mention.begin], letters[mention.stop :])


_MEANT: Final = re.compile(
    "(?:[说指问讲报要]的(?:就|可|应该)?是|说的地方是"
    "|(?:出[事的]了?|出问题|有问题|停电|停水|没[水电路]|漏水|着火|起火|塌方?|坏|受?淹|受灾|堵|断|要[办修]"
    "|反映|投诉|举报)了?的(?:地方|村子?)?(?:就|可|却)?是)(?:那个|咱们?|我们|在)?$"
)
_OWN: Final = re.compile("(?:我们?|咱们?|俺们?)(?:家|就|可)*(?:是|在|住在?)$")


def is_meant(passage: Passage, mention: Mention) -> bool:
    """Whether the speaker says that this is the place he means: 我说的是榆树壕."""
    return _MEANT.search(passage.letters[: mention.begin]) is not None


def is_own(passage: Passage, mention: Mention) -> bool:
    """Whether the speaker is of a place that was named as beside another: A在B隔壁，我是B的."""
    letters = passage.letters
    first = letters.find(letters[mention.begin : mention.end])
    if first == mention.begin or not _OWN.search(letters[: mention.begin]):
        return False
    stop = first + mention.length
    earlier = replace(mention, begin=first, end=stop, stop=stop, mark=None)
    return relate(passage, earlier) is Relation.BESIDE


_LED_TO: Final = re.compile("(?:在|位于|住|搬[到去]|嫁到|迁到|来到|地址(?:是|，)?|地点(?:是|，)?)$")


def is_led_to(passage: Passage, mention: Mention) -> bool:
    """Whether the words before say that something is at a place: 在, 位于, 搬到."""
    return _LED_TO.search(passage.letters[: mention.begin]) is not None


def at_these(passage: Passage, mentions: list[Mention]) -> list[tuple[Mention, Relation]]:
    """Relation of each mention; a place somebody comes from is where it is if none else is."""
    related = [(mention, relate(passage, mention)) for mention in mentions]
    return [
        (mention, _final(related, number, relation))
        for number, (mention, relation) in enumerate(related)
    ]


def _final(related: list[tuple[Mention, Relation]], number: int, relation: Relation) -> Relation:
    others = [kind for i, (_, kind) in enumerate(related) if i != number]
    if relation is Relation.ORIGIN and Relation.AT not in others:
        return Relation.AT
    return relation
