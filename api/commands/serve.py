"""``wangge serve``."""

import click

from api.database import connected
from api.server import serve
from api.settings import Settings


@click.command("serve")
@click.option("--host", help="address to serve on")
@click.option("--port", type=click.IntRange(0, 65535), help="port to serve on; 0: any free one")
def command(host: str | None, port: int | None) -> None:
    """Serve the web pages and the API until Ctrl-C."""
    settings = Settings()
    changed = {"host": host or settings.host, "port": settings.port if port is None else port}
    settings = settings.model_copy(update=changed)
    with connected(settings) as engine:
        serve(settings, engine)
