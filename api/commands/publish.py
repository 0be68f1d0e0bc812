"""``wangge publish``: the planners' figures of the quarters that are over."""

from datetime import datetime

import click

from api.database import connected
from api.settings import Settings
from data.published import publish
from data.session import make_sessions, transaction


@click.command("publish")
def command() -> None:
    """Publish the figures of the quarters that are over; those published before stay."""
    settings = Settings()
    now = datetime.now(settings.zone)
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        periods = publish(session, now.date(), settings.zone, now)
    for period in periods:
        click.echo(period.code)
    if not periods:
        click.echo("nothing new: no further quarter is over", err=True)
