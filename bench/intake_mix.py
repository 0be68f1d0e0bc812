"""Reports as they come in at a county: points, households, addresses, phones."""

import json
import random
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

TEXTS: Final = (
    "村口的路坏了，下雨走不成车",
    "井里的水发黄，牲口都不喝",
    "和邻居家的地界又起了争执，想请人来看看",
    "路灯坏了半个月，晚上孩子放学看不见",
    "低保的钱上个月没有到账，打电话也没人说清",
    "草场上有人倒垃圾，味道很大",
    "变压器老是跳闸，家里的冰柜都坏了",
    "桥面裂了一道口子，拖拉机不敢过",
)
MORE: Final = tuple(
    f"{when}{wish}"
    for when in ("", "，上周就说过了", "，好几天了", "，一下雨就这样", "，老人小孩都不方便")
    for wish in ("", "，请派人来看看", "，盼望早点解决", "，联系我们组长也行")
)
CATEGORIES: Final = (*("roads", "water", "land", "housing", "environment", "welfare"), None, None)
_KEY: Final = "00000000-0000-4000-8000-000000000000"
_NAMED: Final = 0.3
_POINT, _HOUSEHOLD, _ADDRESS = 0.45, 0.7, 0.9
"""Shares, each with those before it; see `make_report`."""
_ALONG: Final = ("hotline", "visit", "online")


def make_body(homes: list[dict[str, Any]], villages: list[str], chance: random.Random) -> bytes:
    """One report as JSON; its key is still to be put in, see `with_fresh_keys`."""
    report = make_report(homes, villages, chance) | {"key": _KEY}
    return json.dumps(report, ensure_ascii=False).encode()


def make_report(
    homes: list[dict[str, Any]], villages: list[str], chance: random.Random
) -> dict[str, Any]:
    """One report as people bring them.

    45 % have a point beside a house, 25 % the number of a household, 20 % an address in words,
    10 % nothing but a phone; 30 % tell who brings it.
    """
    home = chance.choice(homes)
    body: dict[str, Any] = {
        "text": chance.choice(TEXTS) + chance.choice(MORE),
        "channel": chance.choice(_ALONG),
    }
    category = chance.choice(CATEGORIES)
    if category:
        body["category"] = category
    body |= _where(home, villages, chance)
    if "petitioner" not in body and chance.random() < _NAMED:
        body["petitioner"] = {"name": "李改兰", "phone": _phone(chance)}
    return body


def _where(home: dict[str, Any], villages: list[str], chance: random.Random) -> dict[str, Any]:
    draw = chance.random()
    if draw < _POINT:
        lon, lat = (home[axis] + chance.gauss(0, 0.0002) for axis in ("lon", "lat"))
        return {"place": {"lon": lon, "lat": lat, "accuracy_m": chance.choice((8, 20, 50))}}
    if draw < _HOUSEHOLD:
        return {"household": home["number"]}
    if draw < _ADDRESS:
        return {"address": f"{chance.choice(villages)}{chance.choice(('一组', '二组', ''))}"}
    return {"petitioner": {"name": "李改兰", "phone": home.get("phone") or _phone(chance)}}


def _phone(chance: random.Random) -> str:
    return f"138{chance.randrange(10**8):08}"


def with_fresh_keys(requests: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """The requests over and over, each time under a key never used before."""
    while True:
        for one in requests:
            key = UUID(int=chance.getrandbits(128), version=4)
            yield one.replace(_KEY.encode(), str(key).encode(), 1)
