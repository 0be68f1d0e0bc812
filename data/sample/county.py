"""The sample county as a whole: one seed, one county."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.sample.cluster import RISK_RATIO, Cluster, plant_cluster
from data.sample.courses import draw_rivers
from data.sample.filings import sample_period
from data.sample.former_names import build_former_names
from data.sample.households import build_households
from data.sample.issues import Issues, Residents, draw_issues
from data.sample.mines import Mines, draw_mines
from data.sample.offices import (
    build_landmarks,
    build_offices,
    build_talk_rooms,
    build_units,
)
from data.sample.outlines import Outlines, draw_outlines
from data.sample.plane import shape_to_metres
from data.sample.positions import REMOTE, WRONG_DATUM, Ground
from data.sample.randomness import stream
from data.sample.regions import build_regions
from data.sample.roads import draw_roads, find_seats, roads_to_frame
from data.sample.villages import Settled, plan_regions, settle_villages
from dispatch.vocabulary import RegionLevel

DEFAULT_HOUSEHOLDS: Final = 3_000
# Twelve villages of 20 households, the fewest that two grids of 10 can be cut from.
FEWEST_HOUSEHOLDS: Final = 240

# A working face this near is felt: its mine is named in texts.
_NEAR_MINE_M: Final = 4_000.0


@dataclass(frozen=True, slots=True)
class SampleCounty:
    """A made-up county; every frame is WGS 84, every code of scheme ``cn12``.

    Attributes
    ----------
    regions
        ``code, parent, name, level, outline``; province and city have no outline.
    households
        ``number, head, phone, village_code, group, resident, lon, lat``.
    roads, rivers
        ``name, level, course`` and ``name, course``.
    mines, working_faces
        ``code, name, outline`` and ``code, name, mine, started_on, ended_on, outline``.
    offices, landmarks
        ``code, name, kind, level, region, hours, phone, lon, lat`` and
        ``name, kind, village_code, lon, lat``.
    units
        ``code, name, region, phone``.
    former_names
        ``code, former, level, until, source``.
    issues
        The columns of `data.sample.issues.COLUMNS`.
    truth
        What was planted; for the truth file, never for the product.
    """

    regions: gpd.GeoDataFrame
    households: pd.DataFrame
    roads: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    mines: gpd.GeoDataFrame
    working_faces: gpd.GeoDataFrame
    offices: pd.DataFrame
    units: pd.DataFrame
    landmarks: pd.DataFrame
    former_names: pd.DataFrame
    issues: pd.DataFrame
    truth: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Land:
    """The county before anybody complains: land, people and mines."""

    outlines: Outlines
    regions: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    settled: Settled
    households: pd.DataFrame
    mines: Mines

    @property
    def villages(self) -> pd.DataFrame:
        """Rows of the villages, in the order of the outlines."""
        villages: pd.DataFrame = self.regions[self.regions["level"] == RegionLevel.VILLAGE]
        return villages.reset_index(drop=True)


def generate(seed: int, households: int, until: datetime) -> SampleCounty:
    """Make a county with its people, roads, mines and 18 months of issues.

    Parameters
    ----------
    seed
        The same seed, size and end give the same county, byte for byte; another seed another one.
    households
        Registered households; issues are 0.8 times as many.
    until
        End of the 18 months, with a time zone.

    Raises
    ------
    ValueError
        If there are fewer than 240 households, or ``until`` has no time zone.
    """
    if households < FEWEST_HOUSEHOLDS:
        msg = f"a sample county has at least {FEWEST_HOUSEHOLDS} households, not {households}"
        raise ValueError(msg)
    period = sample_period(until)
    land = _lay_out(seed, households, period.until.date())
    places = np.vstack([settlement.places for settlement in land.settled.settlements])
    cluster = plant_cluster(stream(seed, "cluster"), land.mines, places, period.until.date())
    issues = draw_issues(seed, _residents(land), cluster, period)
    centres, rng = land.settled.centres, stream(seed, "offices")
    townships_m = shape_to_metres(land.outlines.townships)
    seats = find_seats(centres, land.outlines.township_of, townships_m)
    return SampleCounty(
        regions=land.regions,
        households=land.households,
        roads=_roads(seed, land, seats),
        rivers=land.rivers,
        mines=land.mines.mines_frame,
        working_faces=land.mines.faces_frame,
        offices=_offices(seed, rng, land, seats),
        units=build_units(_county_code(land)),
        landmarks=build_landmarks(rng, land.regions, centres),
        former_names=build_former_names(stream(seed, "former-names"), land.regions),
        issues=issues.issues_frame,
        truth=_truth(seed, land, cluster, issues),
    )


def _lay_out(seed: int, households: int, until: date) -> _Land:
    outlines = draw_outlines(stream(seed, "outlines"), *plan_regions(households))
    regions = build_regions(stream(seed, "names"), outlines)
    county_m = shape_to_metres(outlines.county)
    rivers = draw_rivers(stream(seed, "rivers"), county_m)
    rivers_m = shape_to_metres(rivers.geometry.to_numpy())
    settled = settle_villages(stream(seed, "settlements"), outlines, households, rivers_m)
    villages = regions[regions["level"] == RegionLevel.VILLAGE]
    rng = stream(seed, "households")
    register = build_households(rng, villages, settled.settlements, settled.awkward)
    mines = draw_mines(stream(seed, "mines"), settled.centres, county_m, until)
    return _Land(outlines, regions, rivers, settled, register, mines)


def _offices(seed: int, rng: np.random.Generator, land: _Land, seats: list[int]) -> pd.DataFrame:
    centres = land.settled.centres
    offices = build_offices(rng, land.regions, centres, seats)
    rooms = build_talk_rooms(stream(seed, "talk-rooms"), land.regions, centres)
    return pd.concat([offices, rooms], ignore_index=True)


def _county_code(land: _Land) -> str:
    levels = land.regions["level"]
    return str(land.regions["code"][levels == RegionLevel.COUNTY].iloc[0])


def _roads(seed: int, land: _Land, seats: list[int]) -> gpd.GeoDataFrame:
    township_of = land.outlines.township_of
    members = [np.flatnonzero(township_of == township) for township in range(len(seats))]
    names = land.villages["name"].tolist()
    roads = draw_roads(stream(seed, "roads"), land.settled.settlements, names, members, seats)
    return roads_to_frame(roads, shape_to_metres(land.outlines.county))


def _residents(land: _Land) -> Residents:
    """Give each household the words and places its issues may use."""
    settlements = land.settled.settlements
    village_of = np.repeat(np.arange(len(settlements)), [len(s.places) for s in settlements])
    places = np.vstack([settlement.places for settlement in settlements])
    names = land.villages["name"].to_numpy(dtype=object)
    towns = land.regions.set_index("code")["name"]
    town_names = towns[land.villages["parent"]].to_numpy(dtype=object)
    gaps_m = shapely.distance(shapely.points(places)[:, None], land.mines.faces_m[None])
    mine_names = land.mines.mines_frame.set_index("code")["name"]
    face_mines = mine_names[land.mines.faces_frame["mine"]].to_numpy(dtype=object)
    lanes = [np.vstack([s.anchors, *s.lanes]) for s in settlements]
    return Residents(
        households=land.households,
        heads=land.households["head"].to_numpy(dtype=object),
        phones=land.households["phone"].to_numpy(dtype=object),
        groups=land.households["group"].to_numpy(dtype=object),
        villages=names[village_of],
        townships=town_names[village_of],
        mines=face_mines[np.argmin(gaps_m, axis=1)],
        near_mine=gaps_m.min(axis=1) < _NEAR_MINE_M,
        ground=Ground(places, village_of, lanes, land.outlines.villages_m),
    )


def _truth(seed: int, land: _Land, cluster: Cluster, issues: Issues) -> dict[str, Any]:
    """Record what was planted, in plain values that any file format can hold."""
    keys = issues.issues_frame["key"]
    numbers = land.households["number"]
    return {
        "seed": seed,
        "face": cluster.face,
        "start_week": cluster.start.isoformat(),
        "risk_ratio": RISK_RATIO,
        "reach_m": round(cluster.reach_m, 1),
        "households": numbers.iloc[cluster.members].tolist(),
        "accusations": keys[issues.accuses].tolist(),
        "outside_grids": keys[issues.modes == REMOTE].tolist(),
        "wrong_datum": keys[issues.modes == WRONG_DATUM].tolist(),
        "filed_from": dict(zip(keys, numbers.iloc[issues.filed_from], strict=True)),
    }
