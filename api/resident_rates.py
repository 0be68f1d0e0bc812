"""How often somebody without an account may ask, by the network he asks from."""

from datetime import datetime, timedelta
from typing import Final

from fastapi import Depends, Request

from api.deps import NowDep, SettingsDep, VisitorDep
from api.errors import TooManyTries
from data.attempts import address_bucket, count_request
from data.scope import as_system
from data.session import transaction

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
LOOKS_A_REPORT: Final = 20
"""While one report is written, its form asks so often for what is alike, a map, and with files."""


def wait_of(
    request: Request, bucket: str, limit: int, window: timedelta, now: datetime
) -> timedelta | None:
    """Count one request; answers how long its network waits, none when it may go on.

    In a transaction of its own, before any other is opened: what is refused afterwards counts too.
    """
    with transaction(request.app.state.sessions) as session, as_system(session):
        return count_request(session, bucket, limit=limit, window=window, now=now)


def limit_looks(request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep) -> None:
    """Refuse a network that asks too much around its reports.

    Raises
    ------
    TooManyTries
        If it had more in this hour than its reports can need.
    """
    bucket = f"looks-{address_bucket(visitor.network)}"
    limit = settings.reports_per_hour * LOOKS_A_REPORT
    _refuse(wait_of(request, bucket, limit, HOUR, now))


def limit_tracking(
    request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep
) -> None:
    """Refuse a network that asks for too many codes: nobody walks through them.

    Raises
    ------
    TooManyTries
        If it had more in this minute than the setting allows.
    """
    bucket = f"tracks-{address_bucket(visitor.network)}"
    _refuse(wait_of(request, bucket, settings.tracks_per_minute, MINUTE, now))


LOOKS_LIMIT: Final = Depends(limit_looks)
TRACKING_LIMIT: Final = Depends(limit_tracking)


def _refuse(wait: timedelta | None) -> None:
    if wait is not None:
        raise TooManyTries.for_(wait)
