"""``wangge db``: the private cluster and the schema."""

from pathlib import Path

import click
from sqlalchemy import Engine

from api.database import connected, database_url, engine_on, private_cluster
from api.settings import Settings
from data.backup import backup as write_backup
from data.backup import restore as put_back
from data.database_settings import keep_settings, read_settings
from data.schema import migrate as migrate_schema
from data.session import make_sessions, transaction
from dispatch.vocabulary import Scheme


@click.group("db")
def command() -> None:
    """The private cluster and the schema."""


@command.command()
def start() -> None:
    """Start the private cluster; it goes on until stopped."""
    cluster = private_cluster(Settings())
    said = "started" if cluster.start(daemon=True) else "was running already"
    click.echo(f"private cluster {said} on port {cluster.status().port}")


@command.command()
def stop() -> None:
    """Stop the private cluster."""
    stopped = private_cluster(Settings()).stop()
    click.echo("private cluster " + ("stopped" if stopped else "was not running"))


@command.command()
def status() -> None:
    """Say whether the private cluster runs, and where."""
    cluster = private_cluster(Settings())
    state = cluster.status()
    click.echo(f"folder {state.folder}")
    if not state.running:
        click.echo("not running")
        return
    click.echo(f"running, process {state.pid}, port {state.port}")
    click.echo("databases: " + ", ".join(cluster.databases()))


@command.command()
@click.option(
    "--scheme",
    type=click.Choice([one.value for one in Scheme]),
    help="code scheme of a new database",
)
@click.option("--min", "min_size", type=click.IntRange(1), help="least households of a grid")
@click.option("--max", "max_size", type=click.IntRange(1), help="most households of a grid")
def migrate(scheme: str | None, min_size: int | None, max_size: int | None) -> None:
    """Make the database if needed, and bring its schema up to date."""
    settings = Settings()
    with database_url(settings, create=True) as url, engine_on(url) as engine:
        migrate_schema(engine)
        _set(engine, scheme=scheme, min_size=min_size, max_size=max_size)


def _set(engine: Engine, **values: object) -> None:
    with transaction(make_sessions(engine)) as session:
        keep_settings(session, **{name: one for name, one in values.items() if one is not None})
        kept = read_settings(session)
    click.echo(
        f"schema up to date; scheme {kept.scheme}, grids of {kept.min_size} to {kept.max_size}"
    )


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE."""
    with connected(Settings()) as engine:
        write_backup(private_cluster(Settings()).server, _address(engine), file)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Replace the database by the one in FILE; the old one stays until the new one is whole."""
    with database_url(Settings(), create=True) as url:
        put_back(private_cluster(Settings()).server, url, file)
    click.echo("restored")


def _address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
