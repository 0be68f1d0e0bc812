"""How many requests somebody may make in a minute; counted for all processes together."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from api.deps import NowDep, SettingsDep, VisitorDep
from api.errors import TooManyTries
from api.settings import Settings
from api.tokens import read_token
from api.visitors import Visitor
from data.attempts import address_bucket, count_request
from data.scope import as_system
from data.session import transaction

_WINDOW: Final = timedelta(minutes=1)
_WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def limit_sign_ins(
    request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep
) -> None:
    """Refuse a network that asks for sessions too often, right or wrong.

    Raises
    ------
    TooManyTries
        If it had more in this minute than the setting allows.
    """
    bucket = f"sign-in-{address_bucket(visitor.network)}"
    _count(request, bucket, settings.sign_ins_per_minute, now)


def limit_writes(request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep) -> None:
    """Refuse an account or key that writes too often; it stands before any other work.

    Raises
    ------
    TooManyTries
        If it wrote more in this minute than the setting allows.
    """
    if request.method in _WRITING:
        bucket = _writer(request, settings, visitor, now)
        _count(request, bucket, settings.writes_per_minute, now)


def limit_lookups(
    request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep
) -> None:
    """Refuse an account or key that looks people up too often: nobody walks through numbers.

    Raises
    ------
    TooManyTries
        If it asked more in this minute than the setting allows.
    """
    bucket = f"lookups-{_writer(request, settings, visitor, now)}"
    _count(request, bucket, settings.lookups_per_minute, now)


def count_lookup(session: Session, account_id: int, settings: Settings, now: datetime) -> None:
    """Count a look-up on a page with those of the same account's programs.

    Raises
    ------
    TooManyTries
        If it asked more in this minute than the setting allows.
    """
    bucket = f"lookups-writes-account:{account_id}"
    with as_system(session):
        limit = settings.lookups_per_minute
        wait = count_request(session, bucket, limit=limit, window=_WINDOW, now=now)
    if wait is not None:
        raise TooManyTries.for_(wait)


SIGN_IN_LIMIT: Final = Depends(limit_sign_ins)
WRITE_LIMIT: Final = Depends(limit_writes)
LOOKUP_LIMIT: Final = Depends(limit_lookups)


def _writer(request: Request, settings: Settings, visitor: Visitor, now: datetime) -> str:
    """Bucket of who writes. Only a signed token names an account: no one fills another's."""
    token = request.headers.get("authorization", "").partition(" ")[2]
    claims = read_token(token, settings.signing_keys, now=now)
    if claims is not None:
        return f"writes-account:{claims.account_id}"
    if token:
        return f"writes-key:{sha256(token.encode('utf-8', 'replace')).hexdigest()}"
    return f"writes-{address_bucket(visitor.network)}"


def _count(request: Request, bucket: str, limit: int, now: datetime) -> None:
    with transaction(request.app.state.sessions) as session, as_system(session):
        wait = count_request(session, bucket, limit=limit, window=_WINDOW, now=now)
    if wait is not None:
        raise TooManyTries.for_(wait)
