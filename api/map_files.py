"""Maps as files of their own, for whoever the file is passed to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import folium
from sqlalchemy.orm import Session

from api.pages.desk import DeskFilter
from api.pages.frame import Theme
from api.pages.maps import Look, draw_desk_map
from api.pages.planning import Layer, PlanFilter
from api.pages.planning_reading import draw_counts
from api.texts import Language, texts_in
from data.database_settings import read_settings
from dispatch.rights import Actor
from dispatch.vocabulary import Category, Role
from maps.rehost import self_contained

_ANYBODY: Final = Actor(account_id=0, username="", name="", role=Role.SUPERVISOR)
"""A reader of the whole database to whom nothing is a task: a file travels, and shows no house."""
_A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class MapWish:
    """What a map file is to show, and how."""

    category: Category | None = None
    language: Language = Language.ZH_CN
    theme: Theme = Theme.LIGHT


Draw = Callable[[Session, MapWish, datetime, Look], folium.Map]


def _issues(session: Session, wish: MapWish, now: datetime, look: Look) -> folium.Map:
    chosen = DeskFilter(category=wish.category)
    return draw_desk_map(session, _ANYBODY, chosen, now, look=look, travels=True).map


def _counts(layer: Layer) -> Draw:
    def draw(session: Session, wish: MapWish, now: datetime, look: Look) -> folium.Map:
        chosen = PlanFilter(layer, wish.category, now.date() - _A_YEAR, now.date())
        return draw_counts(session, _ANYBODY, chosen, now, look=look)

    return draw


DRAWINGS: Final[dict[str, Draw]] = {
    "issues": _issues,
    "grids": _counts(Layer.GRIDS),
    "counts": _counts(Layer.CELLS),
}
"""Kind of map → how it is drawn; counts are those of the last 12 months."""


def write_map(session: Session, kind: str, file: Path, wish: MapWish, now: datetime) -> int:
    """Write one map, whole or not at all.

    Returns
    -------
    size
        Bytes written.
    """
    look = Look(wish.theme, texts_in(wish.language), read_settings(session).made_up)
    page = self_contained(DRAWINGS[kind](session, wish, now, look)).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(page)
    part.replace(file)
    return len(page)
