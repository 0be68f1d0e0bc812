"""From settings to a database: a server of the county's own, or the private cluster."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from api.settings import Settings
from data.cluster import Cluster
from data.errors import NotReady
from data.request_login import make_request_login
from data.schema import current_revision, newest_revision
from data.session import make_engine


def private_cluster(settings: Settings) -> Cluster:
    """The private cluster of this project folder, not yet started."""
    environment = dict(os.environ)
    if settings.pg_bin is not None:
        environment["WANGGE_PG_BIN"] = str(settings.pg_bin)
    return Cluster(settings.project_dir, environment)


@contextmanager
def database_url(settings: Settings, *, create: bool = False) -> Iterator[str]:
    """Address of the database; the private cluster runs meanwhile when there is no other.

    Raises
    ------
    NotReady
        If the database does not exist and is not to be made.
    """
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    with private_cluster(settings).running() as cluster:
        if settings.database_name not in cluster.databases():
            if not create:
                msg = f"there is no database {settings.database_name!r}; run: wangge db migrate"
                raise NotReady(msg)
            cluster.create_database(settings.database_name)
        yield cluster.url(settings.database_name)


@contextmanager
def engine_on(url: str) -> Iterator[Engine]:
    """Engine on a database, let go of at the end whatever happens."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def request_engine(settings: Settings, owner: Engine) -> Iterator[Engine]:
    """Engine for requests: the address set for them, or a login of the private cluster's.

    With a server of the county's own and no second address, requests share the owner's login;
    each of their transactions still takes on a role that owns nothing.
    """
    if settings.request_database_url is not None:
        url = settings.request_database_url.get_secret_value()
    elif settings.database_url is not None:
        yield owner
        return
    else:
        url = make_request_login(owner)
    with engine_on(url) as engine:
        yield engine


@contextmanager
def connected(settings: Settings) -> Iterator[Engine]:
    """Engine on a database whose schema is up to date.

    Raises
    ------
    NotReady
        If it is missing or its schema is another one.
    """
    with database_url(settings) as url, engine_on(url) as engine:
        check_schema(engine)
        yield engine


def check_schema(engine: Engine) -> None:
    """Refuse a database whose schema is not the one this program needs.

    Raises
    ------
    NotReady
        With the command that mends it.
    """
    with engine.connect() as connection:
        current = current_revision(connection)
    if current != newest_revision():
        wanted = newest_revision()
        msg = f"the schema is at {current}, this program needs {wanted}; run: wangge db migrate"
        raise NotReady(msg)
