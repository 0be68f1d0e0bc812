"""What becomes of a report the moment it comes in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from uuid import UUID

from dispatch.accusation import Screening, screen
from dispatch.assignment import Assigned, Tenure, assign
from dispatch.clocks import ClockState, start_clocks
from dispatch.placing import Found, Placed, place
from dispatch.vocabulary import Category, Channel, Datum, Kind, Level


@dataclass(frozen=True, slots=True)
class Report:
    """One matter as it was brought.

    Attributes
    ----------
    key
        UUID made by whoever files; unique for ever.
    source_key
        What the system it came from calls it, when that is no UUID.
    lon, lat
        Point in degrees of `datum`; both none without a point.
    accuracy_m
        Radius in metres the point is known to.
    household
        Number of a registered household.
    """

    key: UUID
    text: str
    category: Category
    channel: Channel
    received_at: datetime
    kind: Kind | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    datum: Datum = Datum.WGS84
    address: str | None = None
    household: str | None = None
    petitioner_name: str | None = None
    petitioner_phone: str | None = None
    source_key: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """All that intake decides about one report.

    Attributes
    ----------
    assigned
        None while the report is held for the county screener.
    """

    report: Report
    found: Found
    placed: Placed
    screening: Screening
    assigned: Assigned | None
    kind: Kind
    clocks: tuple[ClockState, ...] = field(default=())

    @property
    def level(self) -> Level:
        """Who has it now; a held report is the county's."""
        return self.assigned.level if self.assigned else Level.COUNTY


def decide(
    report: Report,
    found: Found,
    tenures: Iterable[Tenure],
    *,
    names: Collection[str],
    handed_at: datetime,
    zone: tzinfo,
) -> Decision:
    """Screen, place and hand over one report.

    Parameters
    ----------
    found
        What the registers know about its place.
    tenures
        Posts at the grid it falls in.
    names
        Names of those who answer for the place: a complaint that names one is held.
    handed_at
        Moment of handing over.
    zone
        Time zone in which days are counted.

    Notes
    -----
    信访工作条例 art. 30: an accusation never reaches those it is about, so a held report is
    placed but handed to nobody.
    """
    kind = report.kind or default_kind(report.category, report.channel)
    screening = screen(
        report.text, channel=report.channel, kind=kind, category=report.category, names=names
    )
    placed = place(found)
    assigned = None
    if not screening.held:
        received_on = report.received_at.astimezone(zone).date()
        assigned = assign(placed, tenures, received_on, handed_at.astimezone(zone).date())
    clocks = start_clocks(report.received_at, zone)
    return Decision(report, found, placed, screening, assigned, kind, clocks)


def default_kind(category: Category, channel: Channel) -> Kind:
    """Kind of a report that does not state one (信访工作条例 art. 29-31)."""
    accused = category is Category.CADRE_CONDUCT or channel is Channel.ACCUSATION
    return Kind.ACCUSATION if accused else Kind.CLAIM
