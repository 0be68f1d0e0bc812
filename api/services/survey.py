"""Finding houses: a person says where a household lives, and it joins the grid there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from shapely import Point
from sqlalchemy.orm import Session

from api.services.reading_log import log_households
from data.audit import Entry, record
from data.enrolment import Rejoined, rejoin
from data.errors import KeyReused, NotFound
from data.footprints import place_in_footprint
from data.household_issues import rehouse_issues
from data.household_positions import Finding, finding_with_key, keep_findings
from data.issue_steps import Writer
from data.placing import Ask, coverage_contains, has_coverage
from data.position_surroundings import Spot, surroundings
from data.scope import as_system
from data.survey import SurveyedHouse, house_named
from data.survey_scope import villages_of
from data.village_locks import lock_villages, villages_of_places
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import OutsideCoverage
from dispatch.positions import (
    FOOTPRINT_ACCURACY_M,
    IMPLAUSIBLE_FROM_M,
    Oddity,
    Surroundings,
    may_survey,
    oddities,
)
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Datum, PositionMethod
from geo.coordinates import check_lonlat
from geo.datum import convert_points
from geo.errors import SwappedCoordinate

_SKEW: Final = timedelta(hours=1)
"""Clocks of phones are wrong by minutes; a day from the future would beat every later finding."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a house: a point in degrees of `datum`, or a building.

    Attributes
    ----------
    accuracy_m
        Radius in metres the point is known to.
    found_at
        Moment of the finding; none: now.
    key
        Made by the phone; sent twice, the finding is kept once.
    """

    household: str
    lon: float | None = None
    lat: float | None = None
    datum: Datum = Datum.WGS84
    accuracy_m: float | None = None
    method: PositionMethod = PositionMethod.SURVEY
    footprint: int | None = None
    found_at: datetime | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a finding.

    Attributes
    ----------
    joined
        Whether the household belongs to another grid than before.
    shown
        Whether the household is shown there; false when a newer finding is known.
    """

    house: SurveyedHouse
    oddities: tuple[Oddity, ...]
    joined: bool
    shown: bool
    issues_moved: int


def find_house(session: Session, actor: Actor, said: Said, now: datetime) -> Settled:
    """Keep where a household lives; it joins the grid there, and its open issues go with it.

    A position that is odd is kept and said to be odd.

    Raises
    ------
    NotFound
        If there is no such household or building, or the household is not the actor's to find.
    InvalidCoordinate
        If the point is not on the globe, or is given as lat, lon.
    OutsideCoverage
        If it lies so far from the county that it must be a mistake.
    KeyReused
        If the key belongs to the finding of another house.
    """
    actor.require(Verb.SURVEY_HOUSEHOLDS)
    with as_system(session):
        house = _house(session, actor, said.household, now)
        place = _place(session, said, now)
        spot = Spot(house.village_code, place.x, place.y)
        ask = Ask(house.number, place.x, place.y, said.accuracy_m, now.date())
        lock_villages(session, villages_of_places(session, [ask]))
        [there] = surroundings(session, [spot], now.date())
        _check_plausible(session, there, place)
        finding = _finding(house, place, said, actor, now)
        settled = _keep(session, _Found(house, finding, there), actor, now)
    _record(session, actor, now, house, settled)
    return settled


def log_houses(
    session: Session, actor: Actor, now: datetime, verb: AuditVerb, houses: list[SurveyedHouse]
) -> None:
    """Record whose houses an actor was shown; of an export, everybody in it."""
    whole = verb is AuditVerb.EXPORT
    shown = [house.id for house in houses if whole or house.lon is not None]
    log_households(session, actor, now, verb, shown)


def _house(session: Session, actor: Actor, number: str, now: datetime) -> SurveyedHouse:
    house = house_named(session, number, now)
    if not may_survey(actor, house.house, villages_of(session, actor)):
        msg = f"no household {number}"
        raise NotFound(msg)
    return house


def _place(session: Session, said: Said, now: datetime) -> Point:
    if said.footprint is not None:
        return place_in_footprint(session, said.footprint, now.date())
    lon, lat = said.lon or 0.0, said.lat or 0.0
    check_lonlat(lon, lat)
    moved = convert_points(lon, lat, said.datum.value, Datum.WGS84.value)
    return Point(float(moved[0]), float(moved[1]))


def _check_plausible(session: Session, there: Surroundings, place: Point) -> None:
    if there.in_county or not has_coverage(session):
        return
    if coverage_contains(session, place.y, place.x):
        msg = f"the place looks swapped: did you mean lon {place.y}, lat {place.x}?"
        raise SwappedCoordinate(msg)
    if there.off_village_m is not None and there.off_village_m > IMPLAUSIBLE_FROM_M:
        far = round(there.off_village_m / 1000)
        msg = f"the place lies {far} km from the village; check coordinates and datum"
        raise OutsideCoverage(msg)


def _finding(
    house: SurveyedHouse, place: Point, said: Said, actor: Actor, now: datetime
) -> Finding:
    at = min(said.found_at or now, now + _SKEW)
    accuracy_m = FOOTPRINT_ACCURACY_M if said.footprint is not None else said.accuracy_m
    return Finding(
        house.id,
        place.x,
        place.y,
        accuracy_m,
        said.method,
        found_on=min(at.astimezone(now.tzinfo).date(), now.date()),
        datum=said.datum,
        key=said.key,
        footprint_id=said.footprint,
        made_by=actor.account_id,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding of a house, with the house as it was and what lies around."""

    house: SurveyedHouse
    finding: Finding
    there: Surroundings


def _keep(session: Session, one: _Found, actor: Actor, now: datetime) -> Settled:
    day, finding = now.date(), one.finding
    joined: Sequence[Rejoined] = ()
    issues = 0
    if not _is_kept(session, finding):
        found = keep_findings(session, [finding])
        joined = rejoin(session, found, day)
        issues = rehouse_issues(session, found, day, Writer(actor, now, 0))
    house = house_named(session, one.house.number, now)
    shown = (house.lon, house.lat) == (finding.lon, finding.lat)
    return Settled(house, oddities(one.there, finding.accuracy_m), bool(joined), shown, issues)


def _is_kept(session: Session, finding: Finding) -> bool:
    kept = finding_with_key(session, finding.key) if finding.key else None
    if kept is None:
        return False
    if (kept.household_id, kept.made_by) == (finding.household_id, finding.made_by):
        return True
    msg = "this key was already used for another house; make a new UUID for each finding"
    raise KeyReused(msg)


def _record(
    session: Session, actor: Actor, now: datetime, before: SurveyedHouse, settled: Settled
) -> None:
    house = settled.house
    details = {
        "position": house.method.value if house.method else None,
        "accuracy_m": house.accuracy_m,
        "grid": house.grid,
        "before": before.grid,
        "first": not before.found,
    }
    about = (ObjectKind.HOUSEHOLD, house.id)
    record(session, Entry.by(actor, now, AuditVerb.CHANGE, about, details=details))
