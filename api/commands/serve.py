"""``wangge serve``."""

from datetime import datetime

import click
from sqlalchemy import Engine

from api.database import connected, request_engine
from api.server import miss_worker, serve
from api.services.first_administrator import make_first_administrator
from api.settings import Settings
from data.session import make_sessions, transaction


@click.command("serve")
@click.option("--host", help="address to serve on")
@click.option("--port", type=click.IntRange(0, 65535), help="port to serve on; 0: any free one")
def command(host: str | None, port: int | None) -> None:
    """Serve the web pages and the API until Ctrl-C."""
    settings = Settings()
    changed = {"host": host or settings.host, "port": settings.port if port is None else port}
    settings = settings.model_copy(update=changed)
    with connected(settings) as engine, request_engine(settings, engine) as requests:
        miss_worker(engine)
        _make_first_administrator(settings, engine)
        serve(settings, requests)


def _make_first_administrator(settings: Settings, owner: Engine) -> None:
    file = settings.state_dir / "first-administrator.txt"
    with transaction(make_sessions(owner)) as session:
        made = make_first_administrator(session, file, datetime.now(settings.zone))
    if made:
        click.echo(f"the first administrator was made; name and password are in {file}", err=True)
