"""How often somebody without an account may ask, by the network he asks from."""

from datetime import timedelta
from typing import Final

from fastapi import Depends, Request

from api.deps import NowDep, SettingsDep, VisitorDep
from api.rates import refuse_after, wait_of
from data.attempts import address_bucket

HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
LOOKS_A_REPORT: Final = 20
"""While one report is written, its form asks so often for what is alike, a map, and with files."""


def limit_looks(request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep) -> None:
    """Refuse a network that asks too much around its reports.

    Raises
    ------
    TooManyTries
        If it had more in this hour than its reports can need.
    """
    bucket = f"looks-{address_bucket(visitor.network)}"
    limit = settings.reports_per_hour * LOOKS_A_REPORT
    refuse_after(wait_of(request, bucket, limit, HOUR, now))


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
    refuse_after(wait_of(request, bucket, settings.tracks_per_minute, MINUTE, now))


LOOKS_LIMIT: Final = Depends(limit_looks)
TRACKING_LIMIT: Final = Depends(limit_tracking)
