"""The made-up county into an empty database, through the same doors as a real one."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from api.services.import_issues import import_issues
from api.services.intake import Filing
from data.database_settings import keep_settings
from data.imports.agents import import_agents
from data.imports.former_names import import_former_names
from data.imports.grids import import_grids
from data.imports.households import import_households
from data.imports.offices import import_offices
from data.imports.posts import import_posts
from data.imports.regions import import_regions
from data.imports.source import ImportReport, SourceRow
from data.imports.units import import_units
from data.layers import LANDMARKS, RIVERS, ROADS, add_face, add_features, add_mine
from data.lives import Life, live_on
from data.memberships import replace_memberships
from data.sample.agents import agents_for
from data.sample.county import SampleCounty
from data.sample.desks import absences_for, confirmations, staff_for, turns_for
from data.sample_desks import confirm_sample_numbers, keep_sample_absences, keep_sample_turns
from data.sample_entries import spread_entries
from dispatch.vocabulary import Datum, OfficeKind, RegionLevel, Scheme, Stage
from geo.partition import Partition, build_grids

FIRST_DAY: Final = date(2024, 1, 1)
"""Day from which everything in the sample is valid: before its first issue."""

Progress = Callable[[str], None]


class SampleBroken(RuntimeError):
    """The generator made something the imports refuse."""


def load_sample(
    session: Session, county: SampleCounty, *, seed: int, zone: tzinfo, progress: Progress
) -> Partition:
    """Load a generated county: registers, grids, agents, issues and their lives."""
    progress("regions, households, base map")
    _registers(session, county)
    _base_map(session, county)
    progress("grids")
    partition = _grids(session, county, seed)
    _agents(session, partition, county, seed)
    _desks(session, county, seed, zone)
    progress("issues")
    _issues(session, county, seed, zone)
    spread_entries(session)
    keep_settings(session, sample_seed=seed, sample_households=len(county.households))
    return partition


def _registers(session: Session, county: SampleCounty) -> None:
    wgs84: Any = {"scheme": Scheme.CN12, "day": FIRST_DAY, "datum": Datum.WGS84}
    _checked(import_regions(session, _rows(county.regions), **wgs84))
    _checked(import_former_names(session, _rows(county.former_names)))
    homes = _with_points(county.households)
    _checked(import_households(session, _rows(homes), **wgs84))
    _checked(import_offices(session, _rows(_with_points(county.offices)), day=FIRST_DAY))
    _checked(import_units(session, _rows(county.units), day=FIRST_DAY))


def _base_map(session: Session, county: SampleCounty) -> None:
    add_features(session, ROADS, county.roads, FIRST_DAY)
    add_features(session, RIVERS, county.rivers, FIRST_DAY)
    add_features(session, LANDMARKS, _with_points(county.landmarks), FIRST_DAY)
    mines = {
        mine.code: add_mine(session, mine.code, mine.name, mine.outline, FIRST_DAY)
        for mine in county.mines.itertuples()
    }
    for face in county.working_faces.itertuples():
        ended = None if pd.isna(face.ended_on) else _day(face.ended_on)
        add_face(session, mines[face.mine], face.name, face.outline, _day(face.started_on), ended)


def _grids(session: Session, county: SampleCounty, seed: int) -> Partition:
    homes = _with_points(county.households)
    villages = county.regions[county.regions["level"] == RegionLevel.VILLAGE]
    outlines = villages.rename(columns={"code": "village_code"})[["village_code", "outline"]]
    partition = build_grids(
        homes,
        by=("village_code", "group"),
        boundary=outlines.set_geometry("outline").rename_geometry("geometry"),
        counts="resident",
        seed=seed,
    )
    report = import_grids(session, _rows(partition.grids), scheme=Scheme.CN12, day=FIRST_DAY)
    _checked(report)
    members = dict(zip(homes["number"], partition.members["code"], strict=True))
    replace_memberships(session, members, FIRST_DAY)
    return partition


def _agents(session: Session, partition: Partition, county: SampleCounty, seed: int) -> None:
    until = county.issues["received_at"].max().date()
    tenures = agents_for(partition.grids, seed, until=until)
    absences = absences_for(tenures, until)
    tenures["to"] -= timedelta(days=1)  # the file's `to` is the last day held
    _checked(import_agents(session, _rows(tenures), day=FIRST_DAY))
    keep_sample_absences(session, absences.to_dict("records"))


def _desks(session: Session, county: SampleCounty, seed: int, zone: tzinfo) -> None:
    """Who sits at the offices, who has turns of duty there, whose number was confirmed when."""
    now = pd.Timestamp(county.issues["received_at"].max()).to_pydatetime().astimezone(zone)
    offices = county.offices
    _checked(import_posts(session, _rows(staff_for(offices, seed)), day=FIRST_DAY))
    centre = offices["code"][offices["kind"] == OfficeKind.CENTRE].iloc[0]
    turns = turns_for(county.units, centre, seed, now=now)
    keep_sample_turns(session, turns.to_dict("records"))
    confirm_sample_numbers(session, confirmations(seed, today=now.date()))


def _issues(session: Session, county: SampleCounty, seed: int, zone: tzinfo) -> None:
    below = random.Random(seed).randrange  # noqa: S311 - made-up numbers that repeat by seed
    filing = Filing(None, None, None, zone, below=below)
    report = import_issues(
        session,
        _rows(_with_points(county.issues)),
        filing,
        source="sample",
        zone=zone,
        progress=lambda _: None,
    )
    _checked(report)
    live_on(session, list(_lives(county.issues)))


def _lives(issues: pd.DataFrame) -> Iterator[Life]:
    moments = ("registered_at", "noticed_at", "closed_at")
    for issue in issues.to_dict("records"):
        yield Life(
            key=str(issue["key"]),
            stage=Stage(str(issue["stage"])),
            outcome=None if _missing(issue["outcome"]) else str(issue["outcome"]),
            **{name: _moment(issue[name]) for name in moments},
        )


def _with_points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    located = gpd.GeoDataFrame(frame.drop(columns=["lon", "lat"]), geometry=points)
    located.loc[frame["lon"].isna(), "geometry"] = None
    return located


def _rows(frame: pd.DataFrame) -> Iterable[SourceRow]:
    shape = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    columns = [column for column in frame.columns if column != shape]
    shapes = frame.geometry if shape else [None] * len(frame)
    cells = zip(*(frame[column].astype(object) for column in columns), strict=True)
    for line, (values, place) in enumerate(zip(cells, shapes, strict=True), 2):
        words = {c: "" if _missing(v) else str(v) for c, v in zip(columns, values, strict=True)}
        yield SourceRow(line, words, place)


def _missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _moment(value: Any) -> datetime | None:
    if _missing(value):
        return None
    moment: datetime = pd.Timestamp(value).to_pydatetime()
    return moment


def _day(value: Any) -> date:
    day: date = pd.Timestamp(value).date()
    return day


def _checked(report: ImportReport) -> None:
    if report.refused:
        first = report.refused[0]
        msg = f"{len(report.refused)} rows of the sample were refused, first: {first}"
        raise SampleBroken(msg)
