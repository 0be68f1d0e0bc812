"""``wangge map``: a map in one file that needs no server."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import click
import folium
from sqlalchemy.orm import Session

from api.database import connected
from api.pages.desk import DeskFilter
from api.pages.frame import Theme
from api.pages.maps import Look, draw_desk_map
from api.pages.planning import Layer, PlanFilter
from api.pages.planning_reading import draw_counts
from api.settings import Settings
from api.texts import Language, texts_in
from data.database_settings import read_settings
from data.session import make_sessions, transaction
from dispatch.rights import Actor
from dispatch.vocabulary import Category, Role
from maps.rehost import self_contained

Draw = Callable[[Session, Actor, datetime, Look], folium.Map]

_DESK = Actor(account_id=0, username="", name="", role=Role.TOWNSHIP)
"""A desk over the whole database that does not see held accusations: a file travels."""


@click.group("map")
def command() -> None:
    """Write a map as one HTML file; open issues, or counts of the last 12 months."""


def _options(function: Callable[..., None]) -> Callable[..., None]:
    languages = click.Choice([one.value for one in Language])
    themes = click.Choice([one.value for one in Theme])
    for option in (
        click.option("-o", "--output", "file", type=click.Path(path_type=Path), required=True),
        click.option("--category", type=click.Choice([one.value for one in Category])),
        click.option("--language", type=languages, default=Language.ZH_CN.value, show_default=True),
        click.option("--theme", type=themes, default=Theme.LIGHT.value, show_default=True),
    ):
        function = option(function)
    return function


@command.command()
@_options
def issues(file: Path, category: str | None, language: str, theme: str) -> None:
    """Open issues by lateness, clustered."""
    chosen = DeskFilter(category=Category(category) if category else None)

    def draw(session: Session, actor: Actor, now: datetime, look: Look) -> folium.Map:
        return draw_desk_map(session, actor, chosen, now, look=look)

    _write(draw, file, language, theme)


@command.command()
@_options
def grids(file: Path, category: str | None, language: str, theme: str) -> None:
    """Issues by grid, last 12 months."""
    _write(_counts(Layer.GRIDS, category), file, language, theme)


@command.command()
@_options
def counts(file: Path, category: str | None, language: str, theme: str) -> None:
    """Issues by H3 cell, last 12 months: counts, not a test."""
    _write(_counts(Layer.CELLS, category), file, language, theme)


def _counts(layer: Layer, category: str | None) -> Draw:
    def draw(session: Session, actor: Actor, now: datetime, look: Look) -> folium.Map:
        today = now.date()
        since = today - timedelta(days=365)
        chosen = PlanFilter(layer, Category(category) if category else None, since, today)
        return draw_counts(session, actor, chosen, now, look=look)

    return draw


def _write(draw: Draw, file: Path, language: str, theme: str) -> None:
    settings = Settings()
    texts = texts_in(Language(language))
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        look = Look(Theme(theme), texts, read_settings(session).made_up)
        drawing = draw(session, _DESK, datetime.now(settings.zone), look)
    page = self_contained(drawing)
    part = file.with_name(f".{file.name}.part")
    part.write_text(page, "utf-8")
    part.replace(file)
    click.echo(f"{file}: {len(page.encode())} bytes")
