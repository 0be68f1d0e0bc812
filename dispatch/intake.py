"""What becomes of a report the moment it comes in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from uuid import UUID

from dispatch.accusation import Screening, screen
from dispatch.assignment import Assigned
from dispatch.categories import Categorised, categorise
from dispatch.clocks import ClockState, start_clocks
from dispatch.placing import Placed
from dispatch.urgency import Urgency, urgency_of
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
    pin
        Whether a hand on a map gave the point, rather than a device.
    default_point
        Whether many reports of one file share the point: what a geocoder says for want of a
        better one.
    household
        Number of a registered household.
    region
        Code of the village or township it is said to be about.
    category
        None where whoever brings it did not say; the rules then suggest one.
    urgent
        Whether whoever brings it said that it is.
    sitting_id
        Session or round it was brought in at.
    order
        Number another system gave it; that system is told what becomes of it.
    attachments
        Files sent beforehand that belong to it.
    """

    key: UUID
    text: str
    category: Category | None
    channel: Channel
    received_at: datetime
    kind: Kind | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    datum: Datum = Datum.WGS84
    pin: bool = False
    default_point: bool = False
    address: str | None = None
    household: str | None = None
    region: str | None = None
    petitioner_name: str | None = None
    petitioner_phone: str | None = None
    source_key: str | None = None
    urgent: bool = False
    sitting_id: int | None = None
    order: str | None = None
    attachments: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """All that intake decides about one report.

    Attributes
    ----------
    given
        Its point as lon, lat in WGS 84 degrees, used or not; none without one.
    assigned
        None while the report is held for the county screener.
    """

    report: Report
    given: tuple[float, float] | None
    placed: Placed
    screening: Screening
    assigned: Assigned | None
    kind: Kind
    categorised: Categorised
    urgency: Urgency = field(default=Urgency())
    clocks: tuple[ClockState, ...] = field(default=())

    @property
    def level(self) -> Level:
        """Who has it now; a held report is the county's."""
        return self.assigned.level if self.assigned else Level.COUNTY


def settle(
    report: Report,
    placed: Placed,
    assigned: Assigned,
    *,
    names: Collection[str],
    zone: tzinfo,
    given: tuple[float, float] | None = None,
) -> Decision:
    """Screen one report, and hand it to whom it was assigned unless it accuses somebody.

    Parameters
    ----------
    placed, assigned
        Where it lies, and who would get it.
    names
        Names of those who answer for the place: a complaint that names one is held.
    zone
        Time zone in which days are counted.
    given
        Its point as lon, lat in WGS 84 degrees; see `Decision`.

    Notes
    -----
    信访工作条例 art. 30: an accusation never reaches those it is about, so a held report is
    placed but handed to nobody.
    """
    about = categorise(report.text, report.category)
    kind = report.kind or default_kind(about.category, report.channel)
    screening = screen(
        report.text, channel=report.channel, kind=kind, category=about.category, names=names
    )
    urgency = urgency_of(report.text, said=report.urgent)
    clocks = start_clocks(report.received_at, zone)
    handed = None if screening.held else assigned
    return Decision(report, given, placed, screening, handed, kind, about, urgency, clocks)


def default_kind(category: Category, channel: Channel) -> Kind:
    """Kind of a report that does not state one (信访工作条例 art. 29-31)."""
    accused = category is Category.CADRE_CONDUCT or channel is Channel.ACCUSATION
    return Kind.ACCUSATION if accused else Kind.CLAIM
