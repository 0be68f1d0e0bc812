"""Words with which offices fill the columns of a file of reports."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from dispatch.vocabulary import Category, Channel, Kind

Word = TypeVar("Word", bound=StrEnum)


def _by_word(table: Mapping[Word, str]) -> dict[str, Word]:
    return {word: ours for ours, words in table.items() for word in words.split()}


CATEGORIES: Final = _by_word(
    {
        Category.LAND: "土地宅基地 土地和宅基地 土地与宅基地 土地 宅基地 征地 土地征收 征地拆迁 "
        "承包地 草场 林地",
        Category.MINING_SUBSIDENCE: "采煤沉陷 采矿沉陷 矿区沉陷 沉陷 塌陷 地面塌陷 采空塌陷",
        Category.HOUSING: "住房 房屋 危房 危房改造 住房保障 城乡住房",
        Category.WATER: "饮水水利 用水 水 饮水 饮用水 水利 供水 人畜饮水 灌溉",
        Category.ROADS: "道路 交通 交通运输 道路交通 乡村道路 公路",
        Category.ENVIRONMENT: "环境 环保 环境保护 生态环境 环境污染 污染 环境卫生",
        Category.WELFARE: "民政救助 救助保障 社会保障 社保 低保 救助 社会救助 民政 福利 养老 医保 "
        "民生保障",
        Category.NEIGHBOURS: "邻里 邻里纠纷 邻里关系 相邻纠纷",
        Category.FAMILY: "家庭 婚姻家庭 家庭纠纷 婚姻",
        Category.WAGES: "工资 欠薪 拖欠工资 劳资纠纷 劳资 农民工工资",
        Category.CADRE_CONDUCT: "干部作风 作风 干部行为 违纪 村干部作风",
        Category.SAFETY_HAZARD: "安全隐患 隐患 安全生产 公共安全",
        Category.PUBLIC_SERVICES: "公共服务 教育 医疗 供电 用电 供暖 通信 物业",
        Category.OTHER: "其他 其它 其他类 综合",
    }
)
CHANNELS: Final = _by_word(
    {
        Channel.VISIT: "来访 走访 上门 入户 入户走访",
        Channel.TALK_ROOM: "说事室 说事 说事室登记",
        Channel.HOTLINE: "热线 12345 12345热线 热线12345 政务热线",
        Channel.ONLINE: "网上 网络 网上信访 线上 扫码 微信",
        Channel.LETTER: "来信 信件 信函 写信",
        Channel.PHONE: "电话 来电",
        Channel.INSPECTION: "排查 巡查 检查 巡检",
        Channel.ACCUSATION: "举报专线 举报 检举控告 举报线索 控告",
        Channel.IMPORT: "导入 批量导入",
    }
)
KINDS: Final = _by_word(
    {
        Kind.SUGGESTION: "建议 意见建议 意见",
        Kind.ACCUSATION: "检举控告 检举 控告 举报",
        Kind.CLAIM: "申诉求决 求决 申诉 诉求 投诉 求助",
    }
)
URGENT: Final = {
    **dict.fromkeys(("是", "紧急", "特急", "加急", "急", "urgent", "yes", "true", "1"), True),
    **dict.fromkeys(
        ("", "否", "不紧急", "一般", "普通", "平件", "正常", "no", "false", "0", "normal"), False
    ),
}
"""Words of the column that says whether a report is urgent."""
