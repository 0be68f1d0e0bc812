"""How many requests somebody may make in a minute; counted for all processes together."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from api.deps import NowDep, SettingsDep, VisitorDep
from api.errors import TooManyTries
from api.settings import Settings
from api.tokens import Claims, read_token
from api.visitors import Visitor
from data.attempts import address_bucket, count_request, counting
from data.scope import as_system

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


def _asker(request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep) -> str:
    """Bucket of who asks. Only a signed token names an account: no one fills another's."""
    token = request.headers.get("authorization", "").partition(" ")[2]
    return _bucket_of(token, read_token(token, settings.signing_keys, now=now), visitor)


def bucket_of_writes(token: str | None, claims: Claims | None, visitor: Visitor) -> str:
    """Bucket in which the writes of whoever sent a token are counted, as `limit_writes` does."""
    return f"writes-{_bucket_of(token, claims, visitor)}"


def _bucket_of(token: str | None, claims: Claims | None, visitor: Visitor) -> str:
    if claims is not None:
        return _account_bucket(claims.account_id)
    if token:
        return f"key:{sha256(token.encode('utf-8', 'replace')).hexdigest()}"
    return address_bucket(visitor.network)


AskerDep = Annotated[str, Depends(_asker)]


def limit_writes(request: Request, asker: AskerDep, settings: SettingsDep, now: NowDep) -> None:
    """Refuse an account or key that writes too often; it stands before any other work.

    Raises
    ------
    TooManyTries
        If it wrote more in this minute than the setting allows.
    """
    if request.method in _WRITING:
        _count(request, f"writes-{asker}", settings.writes_per_minute, now)


def limit_lookups(request: Request, asker: AskerDep, settings: SettingsDep, now: NowDep) -> None:
    """Refuse an account or key that looks people up too often: nobody walks through numbers.

    Raises
    ------
    TooManyTries
        If it asked more in this minute than the setting allows.
    """
    _count(request, _lookups_of(asker), settings.lookups_per_minute, now)


def limit_files(request: Request, asker: AskerDep, settings: SettingsDep, now: NowDep) -> None:
    """Refuse an account, key or network that sends files too often: each takes work to read.

    Raises
    ------
    TooManyTries
        If it sent more in this minute than the setting allows.
    """
    if request.method in _WRITING:
        _count(request, f"files-{asker}", settings.files_per_minute, now)


def limit_public_reads(
    request: Request, settings: SettingsDep, visitor: VisitorDep, now: NowDep
) -> None:
    """Refuse a network that reads what is public too often.

    Raises
    ------
    TooManyTries
        If it asked more in this minute than the setting allows.
    """
    if request.method not in _WRITING:
        bucket = f"public-{address_bucket(visitor.network)}"
        _count(request, bucket, settings.public_reads_per_minute, now)


def count_lookup(session: Session, account_id: int, settings: Settings, now: datetime) -> None:
    """Count a look-up on a page with those of the same account's programs.

    Raises
    ------
    TooManyTries
        If it asked more in this minute than the setting allows.
    """
    bucket = _lookups_of(_account_bucket(account_id))
    limit = settings.lookups_per_minute
    with as_system(session):
        wait = count_request(session, bucket, limit=limit, window=_WINDOW, now=now)
    refuse_after(wait)


SIGN_IN_LIMIT: Final = Depends(limit_sign_ins)
WRITE_LIMIT: Final = Depends(limit_writes)
LOOKUP_LIMIT: Final = Depends(limit_lookups)
PUBLIC_READ_LIMIT: Final = Depends(limit_public_reads)
FILE_LIMIT: Final = Depends(limit_files)


def _account_bucket(account_id: int) -> str:
    return f"account:{account_id}"


def _lookups_of(asker: str) -> str:
    return f"lookups-{asker}"


def _count(request: Request, bucket: str, limit: int, now: datetime) -> None:
    refuse_after(wait_of(request, bucket, limit, _WINDOW, now))


def wait_of(
    request: Request, bucket: str, limit: int, window: timedelta, now: datetime
) -> timedelta | None:
    """Count one request before anything else is done; answers how long to wait, or none."""
    with counting(request.app.state.sessions) as session:
        return count_request(session, bucket, limit=limit, window=window, now=now)


def refuse_after(wait: timedelta | None) -> None:
    """Refuse who has to wait.

    Raises
    ------
    TooManyTries
        If there is a wait.
    """
    if wait is not None:
        raise TooManyTries.for_(wait)
