"""Taking reports in: find their places, decide, keep."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from data.errors import UnknownHousehold
from data.intake import NewIssue, keep, taken_numbers
from data.placing import Ask, coverage_contains, has_coverage
from data.posts import names_in, tenures_of
from data.village_locks import places_held
from dispatch.errors import OutsideCoverage
from dispatch.intake import Decision, Report, decide
from dispatch.numbers import issue_number, tracking_code
from dispatch.placing import Found
from dispatch.vocabulary import Channel, Datum
from geo.coordinates import check_lonlat
from geo.datum import convert_points
from geo.errors import InvalidCoordinate, SwappedCoordinate

Refusal = InvalidCoordinate | UnknownHousehold | OutsideCoverage
REFUSALS = (InvalidCoordinate, UnknownHousehold, OutsideCoverage)
_FROM_PEOPLE = frozenset({Channel.HOTLINE, Channel.IMPORT})


@dataclass(frozen=True, slots=True)
class Filing:
    """How reports come in.

    Attributes
    ----------
    account_id
        Who files; none for an import.
    region_code
        Where they are brought in.
    handed_at
        Moment of handing over, aware; none hands each report over when it was received, as
        records of the past are.
    zone
        Time zone in which days are counted.
    desk
        Desk they come in through; see `dispatch.rights.Actor.desk`.
    program
        Whether a program files: what lies outside the county is refused to it.
    below
        Source of randomness for the public numbers.
    """

    account_id: int | None
    region_code: str | None
    handed_at: datetime | None
    zone: tzinfo
    desk: str | None = None
    program: bool = False
    below: Callable[[int], int] = secrets.randbelow


def take_in(session: Session, reports: Sequence[Report], filing: Filing) -> list[int]:
    """Take reports in, all or none.

    Returns
    -------
    ids
        In the order of the reports.

    Raises
    ------
    InvalidCoordinate
        For coordinates not on the globe, or given as lat, lon.
    UnknownHousehold
        For a household number the register does not have.
    OutsideCoverage
        For a place outside the county sent by a program.
    """
    ids, refused = take_in_good(session, reports, filing)
    for error in refused.values():
        raise error
    return ids


def take_in_good(
    session: Session, reports: Sequence[Report], filing: Filing
) -> tuple[list[int], dict[int, Refusal]]:
    """Take in the reports that can be; say of the others, by position, why not."""
    asks, refused = _asks(reports, filing)
    found = dict(zip(asks, places_held(session, list(asks.values())), strict=True))
    for position, one in found.items():
        try:
            check_place(session, reports[position], one, filing)
        except REFUSALS as error:
            refused[position] = error
    good = [(reports[n], one) for n, one in found.items() if n not in refused]
    decisions = _decide(session, good, filing)
    return keep(session, _numbered(session, decisions, filing)), dict(sorted(refused.items()))


def check_place(session: Session, report: Report, found: Found, filing: Filing) -> None:
    """Refuse a place that must be a mistake; see `take_in`."""
    if report.household and found.household is None:
        msg = f"household {report.household!r} is not in the register; leave it out or correct it"
        raise UnknownHousehold(msg)
    if found.lon is None or found.lat is None or found.in_county or found.shifted:
        return
    if coverage_contains(session, found.lat, found.lon):
        msg = f"the place looks swapped: did you mean lon {found.lat}, lat {found.lon}?"
        raise SwappedCoordinate(msg)
    if filing.program and report.channel not in _FROM_PEOPLE and has_coverage(session):
        msg = f"lon {found.lon}, lat {found.lat} lies outside this county; check the place"
        raise OutsideCoverage(msg)


def _asks(reports: Sequence[Report], filing: Filing) -> tuple[dict[int, Ask], dict[int, Refusal]]:
    asks: dict[int, Ask] = {}
    refused: dict[int, Refusal] = {}
    for position, report in enumerate(reports):
        try:
            asks[position] = _ask(report, filing)
        except InvalidCoordinate as error:
            refused[position] = error
    return asks, refused


def _ask(report: Report, filing: Filing) -> Ask:
    lon, lat = report.lon, report.lat
    if lon is not None and lat is not None:
        check_lonlat(lon, lat)
        moved = convert_points([lon], [lat], report.datum.value, Datum.WGS84.value)
        lon, lat = float(moved[0][0]), float(moved[1][0])
    day = report.received_at.astimezone(filing.zone).date()
    return Ask(report.household, lon, lat, report.accuracy_m, day)


def _decide(
    session: Session, good: Sequence[tuple[Report, Found]], filing: Filing
) -> list[Decision]:
    posts = tenures_of(session, {code for _, one in good if (code := _grid(one))})
    names = _names(session, {_region(one) for _, one in good})
    return [
        decide(
            report,
            one,
            posts.get(_grid(one) or "", []),
            names=names[_region(one)],
            handed_at=filing.handed_at or report.received_at,
            zone=filing.zone,
        )
        for report, one in good
    ]


def _names(session: Session, regions: set[str | None]) -> dict[str | None, set[str]]:
    """Whom a complaint from each region may name: its own agents, or all where it has none."""
    known = names_in(session, {region for region in regions if region})
    if regions <= known.keys():
        return {region: known[region] for region in regions if region}
    everybody = set().union(*names_in(session, None).values())
    return {region: known.get(region or "", everybody) for region in regions}


def _grid(found: Found) -> str | None:
    home = found.household
    if home is not None:
        return home.grid.code if home.grid else None
    return min((hit.code for hit in found.grids), default=None)


def _region(found: Found) -> str | None:
    home = found.household
    return home.region_code if home is not None else found.region_code


def _numbered(session: Session, decisions: Sequence[Decision], filing: Filing) -> list[NewIssue]:
    years = [one.report.received_at.astimezone(filing.zone).year for one in decisions]
    return [
        NewIssue(
            decision,
            number,
            tracking_code(filing.below),
            filing.account_id,
            filing.region_code,
            filing.handed_at or decision.report.received_at,
            filing.desk,
        )
        for decision, number in zip(decisions, _draw(session, years, filing.below), strict=True)
    ]


def _draw(session: Session, years: Sequence[int], below: Callable[[int], int]) -> list[str]:
    numbers = [issue_number(year, below) for year in years]
    used = taken_numbers(session, numbers)
    if used or len(set(numbers)) < len(numbers):  # one chance in a million for 1,000 issues
        return _draw(session, years, below)
    return numbers
