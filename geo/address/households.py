"""The household, landmark or group in a text, and where it lies."""

import math
import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.address.divisions import Home, Landmark
from geo.address.gazetteer import Gazetteer
from geo.address.groups import group_key
from geo.address.passage import Passage
from geo.address.spelling import plain
from geo.plane import local_plane, to_metres

HOUSE_M: Final = 30.0
"""How far from the measured point of a house somebody may stand who says he is there."""
LANDMARK_M: Final = 300.0
"""How far from a landmark a place may be that is told by it."""
_LEAST_GROUP_M: Final = 50.0
_NUMBERS: Final = re.compile(r"[0-9a-z]+(?:[-_/][0-9a-z]+)*")
_SHORTEST_HEAD: Final = 2
_NOT_HEAD_BEFORE: Final = frozenset("离距挨告骂打欠")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place within a village: EPSG:4326 degrees, and how far off it may be in metres."""

    lon: float
    lat: float
    accuracy_m: float


def home_by_number(gazetteer: Gazetteer, passage: Passage) -> Home | None:
    """The only home whose number stands in the text."""
    found = {
        home.number: home
        for part in _NUMBERS.findall(passage.raw)
        if (home := gazetteer.homes.get(part)) is not None
    }
    return next(iter(found.values())) if len(found) == 1 else None


def homes_by_head(
    gazetteer: Gazetteer, passage: Passage, village: int, group: str | None
) -> list[Home]:
    """Homes of a village whose head's whole name stands in the text; of the group, if told."""
    homes = gazetteer.homes_in.get(village, ())
    named = [home for home in homes if _is_named(passage, home.head)]
    longest = max((len(home.head or "") for home in named), default=0)
    named = [home for home in named if len(home.head or "") == longest]
    if group is None:
        return named
    key = group_key(group)
    return [home for home in named if home.group is None or group_key(home.group) == key]


def _is_named(passage: Passage, head: str | None) -> bool:
    letters = "".join(plain(head or "").split())
    at = passage.letters.find(letters)
    if len(letters) < _SHORTEST_HEAD or at < 0:
        return False
    return at == 0 or passage.letters[at - 1] not in _NOT_HEAD_BEFORE


def home_spot(home: Home) -> Spot | None:
    """Where a home is."""
    if home.lon is None or home.lat is None:
        return None
    return Spot(home.lon, home.lat, HOUSE_M)


def landmark_spot(landmark: Landmark) -> Spot:
    """Where a place is that is told by a landmark."""
    return Spot(landmark.lon, landmark.lat, LANDMARK_M)


def group_spot(gazetteer: Gazetteer, village: int, group: str) -> Spot | None:
    """Middle of the homes of a group, and the distance of the furthest one."""
    key = group_key(group)
    places = [
        (home.lon, home.lat)
        for home in gazetteer.homes_in.get(village, ())
        if home.group and group_key(home.group) == key and None not in {home.lon, home.lat}
    ]
    if not places:
        return None
    lonlat = np.array(places, dtype=np.float64)
    lon, lat = lonlat.mean(axis=0).tolist()
    away = to_metres(local_plane((lon, lat, lon, lat)), lonlat)
    furthest_m = float(np.hypot(*away.T).max())
    return Spot(lon, lat, max(_LEAST_GROUP_M, math.ceil(furthest_m)))
