"""What the letters on both sides of a name tell: where it ends, and that it is no place."""

import re
from typing import Final

from geo.address.passage import BREAK, UNKNOWN, Passage

# May stand directly before a name without being a part of another.
_BEFORE: Final = frozenset(
    "映诉报问请址在住是的我们到来去从叫属于于旗县市盟镇乡区村木道社会把让被给跟和与及同有个位咱俺你他她"
    "它您说讲为归由往"
    "边头面里那这处办府路委厂矿往向因将对离距挨靠近了年月天次回,"
)
# May stand directly behind one.
_BEHIND: Final = frozenset(
    "停漏塌占烂坏断偷拆挖欠缺淹吵堵臭污修收建冒裂倒的那这里内有在附旁边北南东西上下前后对口和与跟及同到去往来是了把被让给出又也都还人一二"
    "三四五六七八九十"
    "第老我你他没不要想能会说反过地路就从离距因由向啊呀哇吧呢么哪咋怎今昨明当正还之以等两几"
    "每各全整只,"
)
# Make another name of the one they precede or follow.
_SMALLER: Final = frozenset("小大老新前后上下东西南北中里外头双家")
_FEATURES: Final = frozenset(
    "沟梁峁塔湾壕滩坡墕营窑圪渠河川畔台坪庙堡堂井泉山岭岔图兔庄屯铺桥沙素亥召"
)
_GAP: Final = (
    "[^的那这里村，口上下后前东西南北老头边旁附对隔斜背门有在和与跟去到来要了开租卖买偷砸欠把被让给"
    "拉倒排占修拆停一二三四五六七八九十社]"
)
_BUSINESS: Final = re.compile(
    "[^的那这里村，口上下后前东西南北老头边旁附对隔斜背门有在和与跟去到一二三四五六七八九十社]{0,3}?"
    "(?:酒店|酒楼|宾馆|旅馆|饭店|餐馆|饭馆|超市|商店|商场|[^\u4e00]?店|馆|公司|集团|煤矿|煤业"
    "|矿业|矿|厂|火山|草原"
    "|林场|农场|牧场|马场|种畜场|种羊场|苗圃|专卖|煤台|站台|集运|集装站|发运站|洗煤|选煤|储煤|煤场|料场|采石场|砂场|磅房|搅拌站|变电站|超限站|治超站|检查站|检测站|充电站|加气站|收购站|回收站"
    "|农家乐|药房|商行|网吧|驾校|浴池|洗浴"
    "|景区|羊肉|粉条|豆腐|小米|山药|酸粥|碗托|碗团|西瓜|苹果|炒米|奶酪|白酒|矿泉水|饭菜|大酒"
    "|小区|花园|家园|公寓|大厦|楼盘|市场|班车|客车|专线|大道|高速|公路|大桥|隧道|水库|电站|加油站"
    "|收费站|服务区|立交|(?:火|汽)?车站|客运站|火车|(?<!修)路(?![口上边灯面段旁过不没])|物流|工业|项目|杯|牌)"
    f"|{_GAP}{{4,6}}?(?:专卖|店|公司|集团|超市|厂)"
)
_NEAR: Final = 2


_PUBLIC: Final = re.compile(
    "古?街|学校|小学|中学|幼儿园|卫生[院室所]|派出所|政府|大院|村部|广场|集市|大集|文化|便民"
    "|党群|供销社|信用社|戏台|桥头|渡口|码头|渠口|路口"
    "|十字|敬老院|幸福院|庙"
)
_FOLK: Final = re.compile("[牧农村居]民|[牧农]户|群众|老百姓|背后|隔壁|斜对|(?<!沟)门前")
_NAMED_GROUP: Final = re.compile("(?!合作|公|旅行)[\u4e00-\u9fff]{1,3}(?:社(?![区会员保])|小组)")
_COUNTED: Final = frozenset("块片条座处辆张根段种类")


def is_open_before(passage: Passage, begin: int) -> bool:
    """Whether a name may begin here: at the start, a blank, a break or a word that leads to it."""
    if begin == 0 or begin in passage.spaced:
        return True
    letter = passage.letters[begin - 1]
    return letter == BREAK or letter in _BEFORE


def is_open_behind(passage: Passage, end: int) -> bool:
    """Whether a name may end here."""
    if end >= len(passage.letters) or end in passage.spaced:
        return True
    letter = passage.letters[end]
    if letter in _BEHIND or letter in {BREAK, UNKNOWN}:
        return True
    if _FOLK.match(passage.letters, end):
        return True
    return names_public(passage, end) or _NAMED_GROUP.match(passage.letters, end) is not None


_HEDGED_BEFORE: Final = re.compile(
    "(?:好像|可能|大概|也许|估计|不确定|不知道?是?|记不清|说不清|还是|或者?|要么|似乎|应该|差不多"
    "|恐怕|是不是|八成)(?:就?是|在|叫|属于)?(?:个|那个)?$"
)
_HEDGED_BEHIND: Final = re.compile(
    "，?(?:吧(?!台)|吗|还是|或者?|要么|不确定|记不清|说不清|也说不准|也不知道|什么的|之类)"
)


def is_hedged(passage: Passage, begin: int, stop: int) -> bool:
    """Whether whoever speaks is not sure himself: 好像是大塔, 大塔还是阳塔."""
    before = passage.letters[max(0, begin - 8) : begin]
    if _HEDGED_BEFORE.search(before):
        return True
    return _HEDGED_BEHIND.match(passage.letters, stop) is not None


_LEADS: Final = frozenset("在住到是来去从属于")
_POINTS: Final = frozenset("这那街")


def is_alone(passage: Passage, begin: int, end: int) -> bool:
    """Whether a word that is also an ordinary one can only be a place: 家在暖水, 暖水那面."""
    if is_edge(passage, begin, end):
        return True
    edge = begin == 0 or begin in passage.spaced or passage.letters[begin - 1] == BREAK
    behind = passage.letters[end : end + 1]
    leads = not edge and passage.letters[begin - 1] in _LEADS
    return (edge or leads) and (behind in _POINTS or (leads and behind in {"", BREAK, "的"}))


def is_edge(passage: Passage, begin: int, end: int) -> bool:
    """Whether nothing but blanks, breaks and the ends of the text stand beside a stretch."""
    before = begin == 0 or begin in passage.spaced or passage.letters[begin - 1] == BREAK
    letters = passage.letters
    return before and (end >= len(letters) or end in passage.spaced or letters[end] == BREAK)


def is_longer_before(passage: Passage, begin: int, *, marked: bool) -> bool:
    """Whether the letter before makes something else of a name: 小乌拉素, 一块老荒地."""
    if begin == 0 or begin in passage.spaced:
        return False
    before = passage.letters[begin - 1]
    if before in _COUNTED:
        return not marked
    return before in _SMALLER and not _is_direction(passage.letters, begin - 1)


def is_longer_behind(passage: Passage, end: int) -> bool:
    """Whether the letter behind makes another name of one without a suffix: 石窑沟畔."""
    letters = passage.letters
    if end >= len(letters) or end in passage.spaced or letters.startswith(_ENDS_OF_WORKS, end):
        return False
    if _GROUP.match(letters, end):  # 王家圪旦社 is a group somewhere, not the village
        return True
    repeats = letters[end - 1 : end + 2] == letters[end - 1] * 2 + "里"  # 柳树湾湾里
    return letters[end] in _FEATURES and not repeats


_ENDS_OF_WORKS: Final = ("渠口", "桥头")
_GROUP: Final = re.compile("社(?![区会员保])|小?组(?!长|织)|小?队(?!长|伍|员)")
_TOWARDS: Final = re.compile(
    "(?:[往向朝靠最][东西南北前后上下里外]|[东西南北前后上下里外][边面头侧])$"
)
_SPEAKERS: Final = re.compile("(?:我们?|你们?|他们?|咱们?|俺们?|人|大|自|老|回|在|娘)家$")


def _is_direction(letters: str, at: int) -> bool:
    """Whether a letter belongs to a direction or a speaker's home and not to the name behind."""
    until = letters[max(0, at - 2) : at + 1]
    return bool(_TOWARDS.search(until) or _SPEAKERS.search(until))


def names_business(passage: Passage, end: int) -> bool:
    """Whether a shop, firm, mine or road follows that is only named after the place."""
    if end in passage.spaced:
        return False
    return _BUSINESS.match(passage.letters, end) is not None


def names_public(passage: Passage, end: int) -> bool:
    """Whether a street, school or office of the place itself follows."""
    return _PUBLIC.match(passage.letters, end) is not None


def is_near(passage: Passage, end: int, begin: int) -> bool:
    """Whether a stretch that begins here follows one that ended there directly."""
    between = passage.letters[end:begin]
    return 0 <= begin - end <= _NEAR and all(x in "的，那这里边有个面" for x in between)
