"""Running the application on a socket."""

import contextlib
import socket
from ipaddress import ip_address

import click
import uvicorn
from sqlalchemy import Engine

from api.app import create_app
from api.settings import Settings


class NotOnLoopback(click.ClickException):
    """The default secret may not face a network."""


def serve(settings: Settings, engine: Engine) -> None:
    """Serve until Ctrl-C; prints the address once it is bound.

    Raises
    ------
    NotOnLoopback
        If the address is no loopback one while the secret is the default one.
    """
    _check_host(settings)
    bound = _bind(settings)
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Wangge serves on http://{shown}:{port}/  (Ctrl-C stops it)")
    config = uvicorn.Config(
        create_app(settings, engine),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn passes Ctrl-C on when it is done
        uvicorn.Server(config).run(sockets=[bound])


def _check_host(settings: Settings) -> None:
    try:
        loopback = ip_address(settings.host).is_loopback
    except ValueError:
        loopback = settings.host == "localhost"
    if settings.has_default_secret and not loopback:
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
