"""Frames of a made-up place: 2 townships, 4 villages of 5 km, 4 grids in each."""

from datetime import date, timedelta
from itertools import product
from random import Random

import geopandas as gpd
from shapely.geometry import LineString, Point, box

from dispatch.vocabulary import Light
from maps.base import BaseLayers
from maps.issues import COLUMNS

WEST, SOUTH, SIDE = 110.0, 39.5, 0.05
WGS84 = "EPSG:4326"
NAMES = ("杨家湾村", "北梁村", "西沟门村", "石窑沟村")
LIGHTS = (Light.RED, Light.YELLOW, *[Light.GREEN] * 6, Light.STOPPED)


def _frame(rows: list[dict[str, object]], shapes: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)


def _square(column: int, row: int, side: float = SIDE):
    west, south = WEST + column * side, SOUTH + row * side
    return box(west, south, west + side, south + side)


def regions() -> gpd.GeoDataFrame:
    county = box(WEST, SOUTH, WEST + 2 * SIDE, SOUTH + 2 * SIDE)
    west, east = (box(x, SOUTH, x + SIDE, SOUTH + 2 * SIDE) for x in (WEST, WEST + SIDE))
    villages = [_square(column, row) for column, row in product(range(2), range(2))]
    rows = [
        {"name": "示例旗", "level": "county"},
        {"name": "沙柳镇", "level": "township"},
        {"name": "白塔镇", "level": "township"},
        *({"name": name, "level": "village"} for name in NAMES),
    ]
    return _frame(rows, [county, west, east, *villages])


def grids(agent: str = "王秀兰", code: str = "150999001{:03d}") -> gpd.GeoDataFrame:
    places = list(product(range(4), range(4)))
    rows = [
        {
            "code": code.format(n),
            "households": 10 + n % 6,
            "agent_name": agent,
            "open_issues": None if n == 5 else max(0, n - 3) ** 2 // 3,
            "issues": 7 + n,
        }
        for n, _ in enumerate(places)
    ]
    return _frame(rows, [_square(x, y, SIDE / 2) for x, y in places])


def cells() -> gpd.GeoDataFrame:
    places = list(product(range(8), range(8)))
    rows = [
        {"cell": f"8840e0a{n:08x}", "count": None if n % 9 == 8 else (n * 7) % 13 * (n % 3)}
        for n, _ in enumerate(places)
    ]
    return _frame(rows, [_square(x, y, SIDE / 4) for x, y in places])


def base() -> BaseLayers:
    middle, top = WEST + SIDE, SOUTH + 2 * SIDE
    bends = [(WEST, SOUTH + 0.02), (middle, SOUTH + 0.03), (WEST + 2 * SIDE, SOUTH + 0.08)]
    mine = box(middle + 0.015, SOUTH + 0.06, middle + 0.035, SOUTH + 0.075)
    face = box(middle + 0.02, SOUTH + 0.063, middle + 0.026, SOUTH + 0.067)
    homes = [Point(WEST + 0.001 * n, SOUTH + 0.0005 * n) for n in range(100)]
    return BaseLayers(
        regions=regions(),
        grids=grids(),
        roads=_frame([{}], [LineString([(middle - 0.01, SOUTH), (middle + 0.008, top)])]),
        rivers=_frame([{}], [LineString(bends)]),
        mines=_frame([{"name": "北梁煤矿"}], [mine]),
        faces=_frame([{}], [face]),
        houses=_frame([{}] * len(homes), homes),
    )


def issues(count: int = 60, seed: int = 1, **same: object) -> gpd.GeoDataFrame:
    """Issues spread over the villages; `same` gives every row the same value in a column."""
    chance = Random(seed)
    received = date(2026, 3, 5)
    rows = [
        {
            "number": f"SL-2026-{n:05d}",
            "text": "西墙裂缝加宽到 6 毫米，要求鉴定",
            "category": "mining-subsidence",
            "category_label": "采煤沉陷",
            "stage_label": "办理",
            "light": chance.choice(LIGHTS),
            "light_label": "余 2 天",
            "grid_name": "石窑沟村 004",
            "agent_name": "王秀兰",
            "received_on": received.isoformat(),
            "due_on": (received + timedelta(days=15)).isoformat(),
            "url": f"/desk?issue=SL-2026-{n:05d}",
        }
        | same
        for n in range(count)
    ]
    points = [_place(chance) for _ in rows]
    return gpd.GeoDataFrame(rows, columns=COLUMNS, geometry=points, crs=WGS84)


def _place(chance: Random) -> Point:
    middle = SIDE * (0.5 + chance.randrange(2)), SIDE * (0.5 + chance.randrange(2))
    return Point(
        WEST + middle[0] + chance.gauss(0, SIDE / 6), SOUTH + middle[1] + chance.gauss(0, SIDE / 6)
    )
