"""The login that requests use on the private cluster: it owns nothing."""

import hashlib
import hmac
from random import uniform
from time import sleep
from typing import Final

from sqlalchemy import URL, Engine, NullPool, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from data.scope import APP_ROLE, ISSUE_ROLES, SYSTEM_ROLE

LOGIN: Final = "wangge_web"

_ROLES: Final = (APP_ROLE, *ISSUE_ROLES, SYSTEM_ROLE)

_CREATE: Final = f"""
DO $$
BEGIN
    CREATE ROLE {LOGIN} NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$
"""


_ATTEMPTS: Final = 10
"""Roles belong to the cluster: whoever makes the same one from another database is in the way."""


def make_request_login(engine: Engine) -> str:
    """Make or renew the login of requests, by the cluster's owner; answers its address.

    It inherits nothing: until a transaction takes a role on (`data.scope`) it sees no row. The
    password follows from the owner's, so that two programs agree on it.
    """
    owner = make_url(engine.url)
    secret = (owner.password or "").encode()
    password = hmac.new(secret, LOGIN.encode(), hashlib.sha256).hexdigest()
    url = owner.set(username=LOGIN, password=password)
    for attempt in range(1, _ATTEMPTS + 1):
        if _works(url):
            break
        try:
            _make(engine, password)
        except DBAPIError:
            if attempt == _ATTEMPTS:
                raise
            # Not in step with whoever else tries.
            sleep(attempt * uniform(0.05, 0.15))  # noqa: S311 - a wait, no secret
    return url.render_as_string(hide_password=False)


def _works(url: URL) -> bool:
    """Whether the login is there, with this password and all its roles."""
    engine = create_engine(url, poolclass=NullPool)
    ask = text("SELECT bool_and(pg_has_role(name, 'MEMBER')) FROM unnest(:names) AS name")
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(ask, {"names": list(_ROLES)}))
    except DBAPIError:
        return False


def _make(engine: Engine, password: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(_CREATE))
        connection.exec_driver_sql(
            f"ALTER ROLE {LOGIN} LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE "
            f"PASSWORD '{password}'"
        )
        connection.exec_driver_sql(f"GRANT {', '.join(_ROLES)} TO {LOGIN}")
