"""Which issue a hotline's order is about again."""

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from data.scope import as_system
from data.similar import repeats_of
from dispatch.intake import Report
from dispatch.placing import phone_key
from dispatch.repeats import Call, is_repeat
from dispatch.vocabulary import Datum
from geo.coordinates import check_lonlat
from geo.datum import convert_points
from geo.suspicion import is_zero

_WITHIN: Final = timedelta(hours=24)


def find_repeat(session: Session, account_id: int, report: Report) -> str | None:
    """Number of the issue a call of the same phone was about before or after it; none: a new one.

    Counted from when people called: a hotline may deliver the calls of a day together.

    Raises
    ------
    InvalidCoordinate
        As filing it would.
    """
    key = phone_key(report.petitioner_phone)
    if key is None:
        return None
    days = (report.received_at - _WITHIN, report.received_at + _WITHIN)
    now, place = Call(report.text, report.address), _place_of(report)
    with as_system(session):
        rows = repeats_of(session, account_id, key, days, place)
    calls = ((row, Call(row.text, row.address)) for row in rows)
    return next((row.number for row, before in calls if is_repeat(before, now, row.away_m)), None)


def _place_of(report: Report) -> tuple[float, float] | None:
    """Where it is in WGS 84 degrees; a point at zero is none."""
    lon, lat = report.lon, report.lat
    if lon is None or lat is None:
        return None
    check_lonlat(lon, lat)
    there = convert_points(lon, lat, report.datum.value, Datum.WGS84.value)
    return None if is_zero(*there) else (float(there[0]), float(there[1]))
