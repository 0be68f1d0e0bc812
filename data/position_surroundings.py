"""What the registers know about the places where houses are said to stand."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.placing import Ask, find_places
from dispatch.placing import Found
from dispatch.positions import GridThere, Surroundings
from dispatch.vocabulary import Datum
from geo.datum import convert_points

_SHIFTED: Final = (Datum.GCJ02, Datum.BD09)

_OF_VILLAGES: Final = text("""
    SELECT ask.ordinal,
           EXISTS (
               SELECT FROM grid JOIN grid_version AS version ON version.grid_code = grid.code
               WHERE grid.region_code = ask.village
                 AND daterange(version.valid_from, version.valid_to) @> CAST(:day AS date)
           ) AS gridded,
           CASE WHEN ST_Covers(region.outline, spot.place) THEN 0
                ELSE ST_Distance(region.outline::geography, spot.place::geography)
           END AS off_village_m
    FROM jsonb_to_recordset(CAST(:asks AS jsonb))
         AS ask(ordinal int, village text, lon float8, lat float8)
    CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint(ask.lon, ask.lat), 4326) AS place) AS spot
    LEFT JOIN region ON region.code = ask.village
    ORDER BY ask.ordinal
""")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in WGS 84 degrees where a house of a village is said to stand."""

    village: str | None
    lon: float
    lat: float


def surroundings(session: Session, spots: Sequence[Spot], day: date) -> list[Surroundings]:
    """What is known about each spot on a day, in their order.

    A spot in no grid of its village is also tried as if it were GCJ-02 or BD-09: where that
    falls into a grid of the village, the datum is probably another one than was said.
    """
    if not spots:
        return []
    found = find_places(session, [Ask(None, spot.lon, spot.lat, None, day) for spot in spots])
    asks = [
        {"ordinal": n, "village": spot.village, "lon": spot.lon, "lat": spot.lat}
        for n, spot in enumerate(spots)
    ]
    villages = session.execute(_OF_VILLAGES, {"asks": json.dumps(asks), "day": day}).all()
    there = [
        Surroundings(
            village=spot.village,
            grids=tuple(GridThere(hit.code, hit.region_code) for hit in one.grids),
            gridded=bool(row.gridded),
            in_county=one.in_county,
            off_village_m=row.off_village_m,
        )
        for spot, one, row in zip(spots, found, villages, strict=True)
    ]
    lost = [n for n, one in enumerate(there) if one.gridded and not _is_home(one.village, found[n])]
    for n, shifted in zip(lost, _shifted(session, [spots[n] for n in lost], day), strict=True):
        there[n] = replace(there[n], shifted=shifted)
    return there


def _shifted(session: Session, spots: Sequence[Spot], day: date) -> list[tuple[Datum, str] | None]:
    answers: list[tuple[Datum, str] | None] = [None] * len(spots)
    for datum in _SHIFTED if spots else ():
        moved = [
            convert_points(spot.lon, spot.lat, datum.value, Datum.WGS84.value) for spot in spots
        ]
        asks = [Ask(None, float(lon), float(lat), None, day) for lon, lat in moved]
        for n, one in enumerate(find_places(session, asks)):
            if answers[n] is None and _is_home(spots[n].village, one):
                answers[n] = (datum, one.grids[0].code)
    return answers


def _is_home(village: str | None, found: Found) -> bool:
    """Whether a place lies in a grid of its own village."""
    return any(hit.region_code == village for hit in found.grids)
