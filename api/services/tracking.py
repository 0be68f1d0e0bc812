"""Reading what stands behind a tracking code."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from data.ratings import Opinion, last_opinion
from data.scope import as_system
from data.tracking import OfficeToAsk, Tracked, find_tracked, office_for
from dispatch.region_codes import county_over
from dispatch.vocabulary import Stage


class Behind(NamedTuple):
    """A report, the office to ask about it, and the last opinion of it with its moment."""

    code: str
    tracked: Tracked
    office: OfficeToAsk | None
    opinion: tuple[datetime, Opinion] | None


def behind_code(session: Session, code: str, day: date) -> Behind:
    """What the holder of a code may know.

    Raises
    ------
    NotFound
        If no report has it.
    """
    with as_system(session):
        tracked = find_tracked(session, code)
        office = office_for(session, _desk_of(tracked), day)
        return Behind(code, tracked, office, last_opinion(session, tracked.id))


def is_begun(tracked: Tracked) -> bool:
    """Whether people have worked on it, and its page may tell more than that it came in."""
    return not tracked.quiet and tracked.stage is not Stage.COLLECT


def _desk_of(tracked: Tracked) -> str | None:
    """Region whose office answers: the county's until people have worked on it.

    A village office asked about a report that is held would learn that there is one.
    """
    return tracked.region_code if is_begun(tracked) else county_over(tracked.region_code)
