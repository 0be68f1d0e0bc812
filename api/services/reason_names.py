"""Names of the regions that reasons speak of."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from api.reasons import regions_named
from data.issue_records import IssueRecord
from data.place_names import region_names_of
from dispatch.reasons import Reason


def names_in(session: Session, reasons: Iterable[Reason | None]) -> dict[str, str]:
    """Names of the regions in some reasons, by code."""
    return region_names_of(session, regions_named(reasons))


def names_of_records(session: Session, records: Iterable[IssueRecord]) -> dict[str, str]:
    """Names of the regions in the reasons of some issues, by code."""
    pairs = ((record.placed_reason, record.assigned_reason) for record in records)
    return names_in(session, [reason for pair in pairs for reason in pair])
