"""What the addresses of reports say, or their texts where nothing else does."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from api.services.gazetteer import gazetteer_of
from dispatch.intake import Report
from dispatch.placing import Address, address_of
from geo.address.gazetteer import Gazetteer
from geo.address.read import read_address


def addresses_of(session: Session, reports: Sequence[Report], today: date) -> list[Address | None]:
    """What each report says of its place in words, in their order; asked as the system.

    Nothing is asked of the database where all reports have a point or a household and no address.
    """
    if not any(report.address or _is_silent(report) for report in reports):
        return [None] * len(reports)
    gazetteer = gazetteer_of(session, today)
    if gazetteer is None:
        return [None] * len(reports)
    return [_address(gazetteer, report, today) for report in reports]


def _address(gazetteer: Gazetteer, report: Report, today: date) -> Address | None:
    """Address first; the text only where there is no other evidence, and only if it is certain."""
    day = min(report.received_at.date(), today)
    said = read_address(gazetteer, report.address, on=day) if report.address else None
    if said is not None and (said.code or said.candidates or not _is_silent(report)):
        return address_of(said)
    if _is_silent(report):
        told = read_address(gazetteer, report.text, on=day)
        if told.code and not told.ambiguous:
            return address_of(told, from_text=True)
    return address_of(said) if said is not None else None


def _is_silent(report: Report) -> bool:
    """Whether neither a point nor a household speaks for a place."""
    return report.lon is None and report.household is None
