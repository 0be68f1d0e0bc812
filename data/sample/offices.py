"""Offices, landmarks and responsible units of the sample county."""

from typing import Final

import numpy as np
import pandas as pd

from data.sample.persons import phones
from data.sample.place_names import COUNTY_NAME
from data.sample.plane import Points, to_lonlat
from dispatch.vocabulary import OfficeKind, RegionLevel

_COUNTY_HOURS: Final = "周一至周五 8:30-12:00、14:30-17:30"
_TOWNSHIP_HOURS: Final = "周一至周五 8:30-12:00、14:30-17:30，周六 9:00-12:00"
_VILLAGE_HOURS: Final = (
    "周二、周五 9:00-11:30",
    "周一至周五 9:00-11:00",
    "周二 8:30-12:00（说事日）",
)
_TALK_ROOM_HOURS: Final = "逢集开门，随到随说"
"""Words that are no hours: they are shown, and the room never counts as open."""
_TALK_ROOM_SHARE: Final = 0.3
# Beyond the numbers of households, petitioners and grid agents.
_FIRST_PHONE: Final = 90_000_000
_UNIT_PHONE: Final = 91_000_000

_KINDS: Final = {
    RegionLevel.COUNTY: OfficeKind.CENTRE,
    RegionLevel.TOWNSHIP: OfficeKind.STATION,
    RegionLevel.VILLAGE: OfficeKind.POINT,
}

UNITS: Final = (
    ("natural-resources", "自然资源局"),
    ("housing", "住房和城乡建设局"),
    ("water", "水利局"),
    ("transport", "交通运输局"),
    ("agriculture", "农牧局"),
    ("civil-affairs", "民政局"),
    ("labour", "人力资源和社会保障局"),
    ("environment", "生态环境局"),
    ("energy", "能源局"),
    ("police", "公安局"),
)


def build_units(county: str) -> pd.DataFrame:
    """Departments of a county.

    Returns
    -------
    units_frame
        Columns ``code, name, region, phone``.
    """
    rows = [
        {"code": code, "name": f"{COUNTY_NAME}{name}", "region": county, "phone": phone}
        for (code, name), phone in zip(UNITS, phones(_UNIT_PHONE), strict=False)
    ]
    return pd.DataFrame(rows)


def build_offices(
    rng: np.random.Generator, regions: pd.DataFrame, centres: Points, seats: list[int]
) -> pd.DataFrame:
    """One office for the county, each township and each village.

    Parameters
    ----------
    regions
        Rows of county, townships and villages with ``code, name, level``.
    centres
        Middles of the villages, metre plane, in the order of their rows.
    seats
        Index of the seat of each township; the first is also the county's.

    Returns
    -------
    offices_frame
        Columns ``code, name, kind, level, region, hours, phone, lon, lat``.
    """
    towns = centres[seats]
    spots = {
        RegionLevel.COUNTY: (towns[:1], "信访事项办理中心", (_COUNTY_HOURS,)),
        RegionLevel.TOWNSHIP: (towns, "信访代办站", (_TOWNSHIP_HOURS,)),
        RegionLevel.VILLAGE: (centres, "信访代办点", _VILLAGE_HOURS),
    }
    numbers = phones(_FIRST_PHONE)
    parts = []
    for level, (places, title, hours) in spots.items():
        rows = regions[regions["level"] == level]
        lonlat = to_lonlat(places + rng.uniform(-90, 90, places.shape))
        part = pd.DataFrame({"name": rows["name"] + title, "level": level.value})
        part["region"] = rows["code"]
        part["code"] = "BG" + rows["code"]
        part["kind"] = _KINDS[level].value
        part["phone"] = [next(numbers) for _ in range(len(rows))]
        part["hours"] = rng.choice(np.array(hours), len(rows)).tolist()
        parts.append(part.assign(lon=lonlat[:, 0], lat=lonlat[:, 1]))
    return pd.concat(parts, ignore_index=True)


def build_talk_rooms(
    rng: np.random.Generator, regions: pd.DataFrame, centres: Points
) -> pd.DataFrame:
    """Talk rooms (说事室) of some villages, without a telephone or fixed hours.

    Returns
    -------
    offices_frame
        As of `build_offices`.
    """
    villages = regions[regions["level"] == RegionLevel.VILLAGE].reset_index(drop=True)
    chosen = np.flatnonzero(rng.random(len(villages)) < _TALK_ROOM_SHARE)
    rows, lonlat = villages.loc[chosen], to_lonlat(centres[chosen] + 40.0)
    return pd.DataFrame(
        {
            "code": "SS" + rows["code"],
            "name": rows["name"] + "说事室",
            "kind": OfficeKind.TALK_ROOM.value,
            "level": RegionLevel.VILLAGE.value,
            "region": rows["code"],
            "hours": _TALK_ROOM_HOURS,
            "phone": None,
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def build_landmarks(
    rng: np.random.Generator, regions: pd.DataFrame, centres: Points
) -> pd.DataFrame:
    """Places people name when they say where something is.

    Returns
    -------
    landmarks_frame
        Columns ``name, kind, village_code, lon, lat``: in each village its hall (村部) and clinic,
        in some a school and a shop.
    """
    villages = regions[regions["level"] == RegionLevel.VILLAGE]
    rows = []
    for code, name, centre in zip(villages["code"], villages["name"], centres, strict=True):
        for kind, title, share in _LANDMARKS:
            if rng.random() < share:
                lon, lat = to_lonlat(centre + rng.normal(0, 110, 2)).tolist()
                landmark = {"name": f"{name}{title}", "kind": kind, "village_code": code}
                rows.append(landmark | {"lon": lon, "lat": lat})
    return pd.DataFrame(rows)


_LANDMARKS: Final = (
    ("village-hall", "村部", 1.0),
    ("clinic", "卫生室", 1.0),
    ("school", "小学", 0.5),
    ("shop", "供销社", 0.6),
)
