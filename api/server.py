"""Running the application on a socket."""

import contextlib
import gc
import socket
from datetime import UTC, datetime, timedelta
from typing import Final

import click
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from api.app import create_app
from api.log import LOGGING
from api.settings import Settings
from data.job_runs import last_sign_of_life
from data.session import make_sessions, transaction

_WORKER_MISSED: Final = timedelta(days=1)
"""Every night has work; a worker unseen for a day is one that is not there."""


class NotOnLoopback(click.ClickException):
    """The default secret may not face a network."""


def serve(settings: Settings, engine: Engine) -> None:
    """Serve until Ctrl-C; prints the address once it is bound.

    Raises
    ------
    NotOnLoopback
        If the address is no loopback one while the secret is the default one.
    """
    serve_app(settings, create_app(settings, engine))


def serve_app(settings: Settings, app: FastAPI) -> None:
    """As `serve`, for an application already made."""
    _check_host(settings)
    bound = _bind(settings)
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Wangge serves on http://{shown}:{port}/  (Ctrl-C stops it)")
    config = uvicorn.Config(
        app,
        log_config=LOGGING,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe every program of this machine; see api.app
        timeout_graceful_shutdown=5,
    )
    gc.collect()
    gc.freeze()  # what a service is made of stays; looking through it each time would hold all up
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn passes Ctrl-C on when it is done
        uvicorn.Server(config).run(sockets=[bound])


def miss_worker(owner: Engine) -> None:
    """Say in one line when nobody does the nightly work; `owner` is the owner's engine."""
    with transaction(make_sessions(owner)) as session:
        seen = last_sign_of_life(session)
    if seen is None or datetime.now(UTC) - seen > _WORKER_MISSED:
        click.echo("no worker was seen for a day; nightly work needs one: wangge worker", err=True)


def _check_host(settings: Settings) -> None:
    if settings.has_default_secret and not settings.is_on_loopback:
        msg = (
            f"will not serve on {settings.host} with the default secret: "
            "set WANGGE_SECRET_KEY to 32 or more random characters"
        )
        raise NotOnLoopback(msg)


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        msg = f"cannot serve on {where} ({error.strerror}); try another --port"
        raise click.ClickException(msg) from error
    return bound
