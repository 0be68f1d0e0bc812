"""Taking reports in: find their places, decide, keep."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from sqlalchemy.orm import Session

from api.services.addresses import addresses_of
from api.services.answering import posts_at
from data.bulk_placing import Settled, place_all
from data.errors import UnknownHousehold
from data.intake import NewIssue, keep, taken_numbers
from data.placing import Ask, has_coverage
from data.posts import answering, names_in
from data.village_locks import hold_places, places_held
from dispatch.assignment import assign
from dispatch.errors import OutsideCoverage
from dispatch.intake import Decision, Report, settle
from dispatch.numbers import issue_number, tracking_code
from dispatch.placing import Address, Placed, place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Channel, Datum, EvidenceKind
from geo.coordinates import check_lonlat
from geo.datum import convert_points
from geo.errors import InvalidCoordinate, SwappedCoordinate

Refusal = InvalidCoordinate | UnknownHousehold | OutsideCoverage
REFUSALS = (InvalidCoordinate, UnknownHousehold, OutsideCoverage)
_FROM_PEOPLE = frozenset({Channel.HOTLINE, Channel.IMPORT})
_A_FEW: Final = 8
"""Reports up to which asking one by one is faster than the statement made for thousands."""


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
    today
        Answers the day on which boundaries are asked for, when the locks are held; none asks for
        those of the day each report was received.
    below
        Source of randomness for the public numbers.
    """

    account_id: int | None
    region_code: str | None
    handed_at: datetime | None
    zone: tzinfo
    desk: str | None = None
    program: bool = False
    today: Callable[[], date] | None = None
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
    asks, refused = asks_of(session, reports, filing)
    settled = dict(zip(asks, _settled(session, list(asks.values()), filing), strict=True))
    for position, one in settled.items():
        try:
            check_place(session, reports[position], one.placed, filing)
        except REFUSALS as error:
            refused[position] = error
    good = [n for n in settled if n not in refused]
    names = names_for(session, {settled[n].placed.region_code for n in good})
    decisions = [
        settle(
            reports[n],
            settled[n].placed,
            settled[n].assigned,
            names=names[settled[n].placed.region_code],
            zone=filing.zone,
            given=_given(asks[n]),
        )
        for n in good
    ]
    return keep(session, _numbered(session, decisions, filing)), dict(sorted(refused.items()))


def check_place(session: Session, report: Report, placed: Placed, filing: Filing) -> None:
    """Refuse a place that must be a mistake; see `take_in`.

    What people send is kept as evidence, and a person looks at it; a program is told at once.
    """
    said = {one["kind"]: one["result"] for one in placed.evidence}
    if report.household and EvidenceKind.HOUSEHOLD not in said:
        msg = f"household {report.household!r} is not in the register; leave it out or correct it"
        raise UnknownHousehold(msg)
    point = said.get(EvidenceKind.PIN if report.pin else EvidenceKind.POINT)
    if not filing.program or point is None:
        return
    if point == ReasonCode.SWAPPED_POINT:
        msg = f"the place looks swapped: did you mean lon {report.lat}, lat {report.lon}?"
        raise SwappedCoordinate(msg)
    outside = point in {ReasonCode.OUTSIDE_COUNTY, ReasonCode.ZERO_POINT}
    if outside and report.channel not in _FROM_PEOPLE and has_coverage(session):
        msg = f"lon {report.lon}, lat {report.lat} lies outside this county; check the place"
        raise OutsideCoverage(msg)


def asks_of(
    session: Session, reports: Sequence[Report], filing: Filing
) -> tuple[dict[int, Ask], dict[int, Refusal]]:
    """What to ask the registers about each report, by position; of the others, why not."""
    asks: dict[int, Ask] = {}
    refused: dict[int, Refusal] = {}
    today = _today(filing)
    for position, (report, address) in enumerate(
        zip(reports, addresses_of(session, reports, today), strict=True)
    ):
        try:
            asks[position] = _ask(report, address, filing)
        except InvalidCoordinate as error:
            refused[position] = error
    return asks, refused


def _ask(report: Report, address: Address | None, filing: Filing) -> Ask:
    lon, lat = report.lon, report.lat
    if lon is not None and lat is not None:
        check_lonlat(lon, lat)
        moved = convert_points([lon], [lat], report.datum.value, Datum.WGS84.value)
        lon, lat = float(moved[0][0]), float(moved[1][0])
    received_on = report.received_at.astimezone(filing.zone).date()
    handed_at = filing.handed_at or report.received_at
    return Ask(
        report.household,
        lon,
        lat,
        report.accuracy_m,
        received_on,
        pin=report.pin,
        phone=report.petitioner_phone,
        name=report.petitioner_name,
        words=f"{report.address or ''} {report.text}",
        address=address,
        region=report.region or filing.region_code,
        default_point=report.default_point,
        received_on=received_on,
        handed_on=handed_at.astimezone(filing.zone).date(),
    )


def _settled(session: Session, asks: Sequence[Ask], filing: Filing) -> Sequence[Settled]:
    """Where each lies and who gets it: a few one by one, a file's many as one statement."""
    if len(asks) > _A_FEW:
        return place_all(session, hold_places(session, asks, filing.today))
    placed = [place(found) for found in places_held(session, asks, filing.today)]
    return _assigned(session, asks, placed, filing)


def _assigned(
    session: Session, asks: Sequence[Ask], placed: Sequence[Placed], filing: Filing
) -> list[Settled]:
    """Who gets what was placed, on the day on which the locks were held."""
    posts = posts_at(session, placed)
    now = filing.today() if filing.today else date.min
    return [
        Settled(one, assign(one, answering(posts, one), *_days(ask, now)))
        for ask, one in zip(asks, placed, strict=True)
    ]


def _days(ask: Ask, now: date) -> tuple[date, date]:
    """Days of receipt and of handing over, which is not before now."""
    return ask.received_on or ask.day, max(ask.handed_on or ask.day, now)


def _given(ask: Ask) -> tuple[float, float] | None:
    return None if ask.lon is None or ask.lat is None else (ask.lon, ask.lat)


def _today(filing: Filing) -> date:
    if filing.today is not None:
        return filing.today()
    return (filing.handed_at or datetime.now(UTC)).astimezone(filing.zone).date()


def names_for(session: Session, regions: set[str | None]) -> dict[str | None, set[str]]:
    """Whom a complaint from each region may name: its own agents, or all where it has none."""
    known = names_in(session, {region for region in regions if region})
    if regions <= known.keys():
        return {region: known[region] for region in regions if region}
    everybody = set().union(*names_in(session, None).values())
    return {region: known.get(region or "", everybody) for region in regions}


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
