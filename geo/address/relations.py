"""How a text speaks of a place: as where it is, as what it is not, or as what it is near."""

import re
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
    "|翻过)(?:了|着|咱们|我们|那个)?$"
)
_BESIDE_BEHIND: Final = re.compile(
    "^(?:村|社区)?(?:的|那)?(?:附近|不远|左近|周边|周围|交界|边界|方向|一带|那[边面头片带块]"
    "|那一[片带块]|这一?[片带]|一片|对面|隔壁|对过|斜对|旁边|旁的|跟前不远|以[东南西北]|之间"
    "|[往向朝][东南西北前后上下里外]|过去|再往|过了|过来的?路|的?(?:路上|半路|途中)|(?:东|西"
    "|南|北)[边面侧]?[一二三四五六七八九十两几半0-9，]+(?:公里|里|米)"
    "|(?:和|与|跟|同|及|到|至).{1,9}?(?:之间|中间|交界|交接|接壤|边界|路上|半路|的路|公路|沿线"
    "|[这那一]?段))"
)
# Across from a village, or behind it, its own people live; a hill, a mine, another place do not.
_OUTSKIRTS: Final = re.compile(
    "^(?:村|社区)?(?:的)?(?:斜?对[面过]|隔壁|附近|旁边?)"
    "(?!的?就?是|不远|.{0,5}?(?:山|梁|沟|坡|坬|峁|滩|河|湖|水库|海子|草场|草原|林|沙漠|高速|国道"
    "|省道|公路|铁路|矿|电厂|园区|工地|工业|[村镇乡旗县]|路上|那[边面头片带]))"
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
    "|的?(?:人|村民|居民|老百姓)(?:.{0,4}?)(?:跑到|到|去|来|在|把|占)|的.{0,6}?(?:反映|投诉"
    "|举报|说|打电话))"
)
_ORIGIN_BEFORE: Final = re.compile(
    "(?:从|由|自|原籍|原来?在|以前在|以前是|过去在|过去是|曾在|户口在|户籍在|打工在|原先在|原先是"
    "|早先在|老家是|老家在|娘家在|娘家是|娘家)$"
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
    if _is_beside(before, behind, outskirts=_has_outskirts(mention)):
        return Relation.BESIDE
    if _ORIGIN_BEFORE.search(before) or _ORIGIN_BEHIND.match(behind):
        return Relation.ORIGIN
    return Relation.AT


def _is_denied(before: str, behind: str) -> bool:
    if _DENIED.search(before) or _UNRELATED.match(behind):
        return True
    return _TAKEN_BACK.match(behind) is not None


def _has_outskirts(mention: Mention) -> bool:
    """Whether a mention is said to be a village or community, whose outskirts belong to it."""
    return mention.mark is Level.VILLAGE and mention.of(Level.VILLAGE) is not None


def _is_beside(before: str, behind: str, *, outskirts: bool) -> bool:
    if _BESIDE_BEHIND.match(behind) and not (outskirts and _OUTSKIRTS.match(behind)):
        return True
    if _BETWEEN_BEFORE.search(before) and _BETWEEN_BEHIND.match(behind):
        return True
    if _LEAVING_BEFORE.search(before) and _LEAVING_BEHIND.match(behind):
        return True
    return _BESIDE_BEFORE.search(before) is not None


_MEANT: Final = re.compile("(?:[说指问讲报要]的(?:就|可|应该)?是|说的地方是)(?:那个|咱们?|我们|在)?$")


def is_meant(passage: Passage, mention: Mention) -> bool:
    """Whether the speaker says that this is the place he means: 我说的是榆树壕."""
    return _MEANT.search(passage.letters[: mention.begin]) is not None


_LED_TO: Final = re.compile("(?:在|位于|住|搬[到去]|嫁到|迁到|来到|地址(?:是|，)?|地点(?:是|，)?)$")


def is_led_to(passage: Passage, mention: Mention) -> bool:
    """Whether the words before say that something is at a place: 在, 位于, 搬到."""
    return _LED_TO.search(passage.letters[: mention.begin]) is not None


def at_these(passage: Passage, mentions: list[Mention]) -> list[tuple[Mention, Relation]]:
    """Relation of each mention; where one is corrected or left, those behind it count.

    A place somebody comes from counts as where it is when the text names no other.
    """
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
