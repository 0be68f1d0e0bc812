"""Names that are as likely those of people."""

from typing import Final

_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶"
    "程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤温康施"
    "文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申"
    "欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙"
    "鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米"
    "柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_OF_PLACES: Final = frozenset(
    "沟梁峁塔湾壕滩坡墕营窑圪渠河川畔台坪庙堡堂井泉山岭岔图兔庄屯铺桥沙素亥召路村店门口子地"
    "海淖城坝圈房店包堵旦牧场园林柳树榆杨"
    "营尧拐登浪次盖汉计格勒尔"
)
_LETTERS: Final = 3


def is_surname(letter: str) -> bool:
    """Whether a person's name may begin with a letter."""
    return letter in _SURNAMES


def looks_like_person(core: str) -> bool:
    """Whether a name begins with a surname and does not end as names of places do."""
    is_short = len(core) == _LETTERS
    return is_short and core[0] in _SURNAMES and core[-1] not in _OF_PLACES
