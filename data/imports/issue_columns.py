"""Which column of a file of reports means what, guessed by its name."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from data.imports.renaming import Renaming

FIELDS: Final[tuple[str, ...]] = (
    *("text", "received_at", "key", "category", "channel", "kind", "urgent"),
    *("petitioner_name", "petitioner_phone", "household", "address", "village_code"),
    *("lon", "lat", "accuracy_m"),
)
"""Our columns, in the order in which people are asked about them."""
NEEDED: Final = ("text", "received_at")

_NAMES: Final[Mapping[str, str]] = {
    "text": "text 内容 反映内容 诉求内容 诉求 事项内容 主要内容 问题描述 反映问题 事项描述 描述 "
    "工单内容 信访内容 反映事项 情况描述 description content request details summary",
    "received_at": "received_at 时间 日期 受理时间 受理日期 登记时间 登记日期 反映时间 反映日期 "
    "来访时间 来电时间 来信时间 接收时间 收到时间 收件日期 信访日期 上报时间 提交时间 创建时间 "
    "date time datetime received received_date created created_at reported_at requested_datetime",
    "key": "key 编号 事项编号 工单编号 工单号 信访编号 流水号 受理编号 登记编号 案件编号 单号 "
    "id number case_id ticket service_request_id case_enquiry_id",
    "category": "category 类别 事项类别 分类 事项分类 问题类别 问题分类 类型 问题类型 内容分类 "
    "service_code type",
    "channel": "channel 渠道 来源 受理渠道 反映渠道 信访形式 来源渠道 诉求来源 source",
    "kind": "kind 信访类型 诉求类别 信访目的 诉求性质",
    "urgent": "urgent 紧急 是否紧急 紧急程度 加急 是否加急 urgency priority",
    "petitioner_name": "petitioner_name 姓名 信访人 反映人 诉求人 来访人 来电人 反映人姓名 "
    "信访人姓名 群众姓名 联系人 当事人 报告人 name petitioner reporter caller",
    "petitioner_phone": "petitioner_phone phone 电话 联系电话 手机 手机号 手机号码 电话号码 "
    "联系方式 来电号码 反映人电话 信访人电话 mobile telephone tel",
    "household": "household 户号 户编号 农户编号 家庭编号 户籍编号 household_number",
    "address": "address 地址 事发地址 详细地址 地点 事发地点 住址 家庭住址 反映人住址 问题地址 "
    "发生地点 位置 location address_string",
    "village_code": "village_code 村代码 行政村代码 村编码 区划代码 行政区划代码 "
    "region region_code",
    "lon": "lon 经度 东经 lng long longitude x x坐标",
    "lat": "lat 纬度 北纬 latitude y y坐标",
    "accuracy_m": "accuracy_m 精度 定位精度 精度米 误差米 accuracy",
}
_FIELD_OF: Final = {name: field for field, names in _NAMES.items() for name in names.split()}
_LONGEST_FIRST: Final = sorted(
    (name for name in _FIELD_OF if len(name) > 1 and not name.isascii()), key=len, reverse=True
)
_NOT_SAID: Final = re.compile(r"[\s*:_\-]+|\([^)]*\)|【[^】]*】")
_NUMBERED: Final = ("序号", "行号")
"""Numbers of rows, which say nothing of the matter."""


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Column of the file for each field of ours whose name is known; field → column.

    An exact name counts before one that only holds a known word, and no column is read twice.
    """
    found: dict[str, str] = {}
    for read in (_exact, _within):
        for name in header:
            field = read(_plain(name))
            if field and field not in found and name not in found.values():
                found[field] = name
    return {field: found[field] for field in FIELDS if field in found}


def own_columns(header: Sequence[str], renaming: Renaming) -> dict[str, str]:
    """Columns as a mapping file names them, and beside it those that have our own names."""
    there = set(header)
    own: dict[str, str] = {field: field for field in FIELDS if field in there}
    if "phone" in there:
        own.setdefault("petitioner_phone", "phone")
    for ours, theirs in renaming.columns.items():
        field = "petitioner_phone" if ours == "phone" else ours
        own.pop(field, None)
        if field in FIELDS and theirs in there:
            own[field] = theirs
    return own


def header_digest(header: Sequence[str]) -> bytes:
    """What files with the same columns share, in whatever order they stand."""
    names = "\n".join(sorted(name.strip() for name in header))
    return hashlib.sha256(names.encode("utf-8", "replace")).digest()


def lacking(mapping: Mapping[str, str]) -> list[str]:
    """Fields no report can do without for which no column is chosen."""
    return [field for field in NEEDED if not mapping.get(field)]


def _plain(name: str) -> str:
    """Name in lower case and usual width, without blanks, marks and what stands in brackets."""
    flat = unicodedata.normalize("NFKC", name).strip().lower()
    return flat if flat in _FIELD_OF else _NOT_SAID.sub("", flat)


def _exact(name: str) -> str | None:
    return _FIELD_OF.get(name)


def _within(name: str) -> str | None:
    if not name or name.startswith(_NUMBERED):
        return None
    return next((_FIELD_OF[known] for known in _LONGEST_FIRST if known in name), None)
