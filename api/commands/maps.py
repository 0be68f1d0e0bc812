"""``wangge map``: a map in one file that needs no server."""

from datetime import datetime
from pathlib import Path

import click

from api.database import connected
from api.map_files import DRAWINGS, MapWish, write_map
from api.pages.frame import Theme
from api.settings import Settings
from api.texts import Language
from data.session import make_sessions, transaction
from dispatch.vocabulary import Category


@click.command("map")
@click.argument("kind", type=click.Choice([*DRAWINGS]))
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), required=True)
@click.option("--category", type=click.Choice([one.value for one in Category]))
@click.option(
    "--language", type=click.Choice([one.value for one in Language]), default=Language.ZH_CN.value
)
@click.option("--theme", type=click.Choice([one.value for one in Theme]), default=Theme.LIGHT.value)
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="as it was on a day; left out: today"
)
def command(
    kind: str, file: Path, category: str | None, language: str, theme: str, day: datetime | None
) -> None:
    """Write a map as one HTML file.

    `issues`: open issues by lateness, clustered. `grids`: issues by grid, last 12 months.
    `counts`: issues by H3 cell, last 12 months; counts, not a test. With `--on` the grids
    are those of that day, and the months those before it.
    """
    settings = Settings()
    wish = MapWish(Category(category) if category else None, Language(language), Theme(theme))
    now = datetime.now(settings.zone)
    if day is not None:
        now = datetime.combine(day.date(), now.timetz())
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        size = write_map(session, kind, file, wish, now)
    click.echo(f"{file}: {size} bytes")
