"""Taking reports in: find their places, decide, keep."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from sqlalchemy.orm import Session

from api.services.addresses import addresses_of
from data.bulk_placing import Settled, settle_all
from data.errors import UnknownHousehold
from data.intake import NewIssue, keep, taken_numbers
from data.placing import Ask, has_coverage, questions_of
from data.posts import names_in
from data.village_locks import hold_places
from dispatch.alerting import STILL_URGENT
from dispatch.errors import OutsideArea, OutsideCoverage
from dispatch.intake import Decision, Report, settle
from dispatch.numbers import issue_number, tracking_code
from dispatch.placing import Address, Placed
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Channel, Datum, EvidenceKind
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
    within
        First digits of the codes of the area it must lie in, as far as a village is known.
    today
        Answers the day on which boundaries are asked for, when the locks are held; none asks for
        those of the day each report was received.
    wait
        Whether it waits for boundaries that are being changed, rather than being refused.
    below
        Source of randomness for the public numbers.
    """

    account_id: int | None
    region_code: str | None
    handed_at: datetime | None
    zone: tzinfo
    desk: str | None = None
    program: bool = False
    within: str = ""
    today: Callable[[], date] | None = None
    wait: bool = True
    below: Callable[[int], int] = secrets.randbelow


@dataclass(frozen=True, slots=True)
class Brought:
    """One report, and how it comes in."""

    report: Report
    filing: Filing


@dataclass(frozen=True, slots=True)
class Taken:
    """An issue that was taken in, and all that was decided about it."""

    id: int
    new: NewIssue


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
    taken, refused = take_each(session, [Brought(report, filing) for report in reports])
    return [one.id for one in taken.values()], refused


def take_each(
    session: Session, brought: Sequence[Brought]
) -> tuple[dict[int, Taken], dict[int, Refusal]]:
    """Take in the reports that can be, each as it was brought.

    Returns
    -------
    taken, refused
        By position; every position stands in one of them.
    """
    asks, refused = _asks(session, brought)
    settled = dict(zip(asks, _settled(session, list(asks.values()), brought), strict=True))
    for position, one in settled.items():
        try:
            check_place(session, brought[position].report, one.placed, brought[position].filing)
        except REFUSALS as error:
            refused[position] = error
    good = [n for n in settled if n not in refused]
    names = names_for(session, {settled[n].placed.region_code for n in good})
    decisions = [
        settle(
            brought[n].report,
            settled[n].placed,
            settled[n].assigned,
            names=names[settled[n].placed.region_code],
            zone=brought[n].filing.zone,
            given=_given(asks[n]),
        )
        for n in good
    ]
    new = _numbered(session, decisions, [brought[n].filing for n in good])
    taken = map(Taken, keep(session, new), new)
    return dict(zip(good, taken, strict=True)), dict(sorted(refused.items()))


def check_place(session: Session, report: Report, placed: Placed, filing: Filing) -> None:
    """Refuse a place that must be a mistake; see `take_in`.

    What people send is kept as evidence, and a person looks at it; a program is told at once.
    """
    said = {one["kind"]: one["result"] for one in placed.evidence}
    if report.household and EvidenceKind.HOUSEHOLD not in said:
        msg = f"household {report.household!r} is not in the register; leave it out or correct it"
        raise UnknownHousehold(msg)
    if not (placed.region_code or "").startswith(filing.within) and placed.region_code:
        msg = "the place lies outside your area; bring it to the county's desk"
        raise OutsideArea(msg)
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
    return _asks(session, [Brought(report, filing) for report in reports])


def _asks(
    session: Session, brought: Sequence[Brought]
) -> tuple[dict[int, Ask], dict[int, Refusal]]:
    asks: dict[int, Ask] = {}
    refused: dict[int, Refusal] = {}
    today = max((_today(one.filing) for one in brought), default=date.min)
    addresses = addresses_of(session, [one.report for one in brought], today)
    for position, (one, address) in enumerate(zip(brought, addresses, strict=True)):
        try:
            asks[position] = _ask(one.report, address, one.filing)
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


def _settled(
    session: Session, asks: Sequence[Ask], brought: Sequence[Brought]
) -> Sequence[Settled]:
    """Where each lies and who gets it, on the day on which the locks were held."""
    wait = all(one.filing.wait for one in brought)
    held = hold_places(session, questions_of(asks), _latest(brought), wait=wait)
    return settle_all(session, held)


def _latest(brought: Sequence[Brought]) -> Callable[[], date] | None:
    """Tell the day by then: that of whoever came last, as all of them are still here."""
    asked = {one.filing.today for one in brought}
    days = [today for today in asked if today is not None]
    return (lambda: max(today() for today in days)) if days else None


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


def _numbered(
    session: Session, decisions: Sequence[Decision], filings: Sequence[Filing]
) -> list[NewIssue]:
    if not decisions:
        return []
    pairs = list(zip(decisions, filings, strict=True))
    years = [one.report.received_at.astimezone(filing.zone).year for one, filing in pairs]
    below = filings[0].below
    return [
        NewIssue(
            decision,
            number,
            tracking_code(below),
            filing.account_id,
            filing.region_code,
            filing.handed_at or decision.report.received_at,
            filing.desk,
            _is_past(decision.report, filing),
        )
        for (decision, filing), number in zip(pairs, _draw(session, years, below), strict=True)
    ]


def _is_past(report: Report, filing: Filing) -> bool:
    """Whether it is a record of the past: what a file brings late. What a person brings never."""
    if filing.handed_at is None:
        return True
    return filing.today is None and filing.handed_at - report.received_at > STILL_URGENT


def _draw(session: Session, years: Sequence[int], below: Callable[[int], int]) -> list[str]:
    numbers = [issue_number(year, below) for year in years]
    used = taken_numbers(session, numbers)
    if used or len(set(numbers)) < len(numbers):  # one chance in a million for 1,000 issues
        return _draw(session, years, below)
    return numbers
