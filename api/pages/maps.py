"""Map pages: what is drawn, and the files they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from sqlalchemy.orm import Session

from api.dates import day_text, local_date
from api.labels import label
from api.pages.desk import MAP_LIMIT, DeskFilter, map_counts
from api.pages.frame import Theme
from api.presentation import place_name
from api.texts import Texts
from data.grids import grids_frame, list_grids
from data.issues import IssueRecord, count_issues, list_by_urgency
from data.layers import (
    RIVERS,
    ROADS,
    faces_frame,
    houses_frame,
    layer_frame,
    mines_frame,
    regions_frame,
)
from dispatch.clocks import light, pressing
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Light
from maps.base import BaseLayers
from maps.issues import COLUMNS, issues_map
from maps.rehost import served


@dataclass(frozen=True, slots=True)
class Look:
    """How a map is to look, and in which language it speaks."""

    theme: Theme
    texts: Texts
    made_up: bool

    @property
    def options(self) -> dict[str, Any]:
        """Arguments every map takes."""
        return {
            "translate": self.texts.translate,
            "theme": self.theme,
            "language": self.texts.language,
            "sample_label": self._sample_label() if self.made_up else None,
        }

    def _sample_label(self) -> str:
        return self.texts.translate("Sample data: people, households and issues are made up")


def draw_desk_map(
    session: Session, actor: Actor, chosen: DeskFilter, now: datetime, *, look: Look
) -> folium.Map:
    """Draw the issues of the desk's list that have a position."""
    wanted = chosen.wanted()
    counts = map_counts(count_issues(session, actor, wanted, now))
    records = list_by_urgency(session, actor, wanted, now, limit=MAP_LIMIT + counts.unplaced)
    placed = [record for record in records if record.lon is not None][: counts.shown]
    return issues_map(
        issues_frame(placed, chosen, now.date(), look.texts),
        base_layers(session, actor, now.date()),
        counts=counts,
        **look.options,
    )


def issues_frame(
    records: Sequence[IssueRecord], chosen: DeskFilter, today: date, texts: Texts
) -> gpd.GeoDataFrame:
    """Frame of issues for `maps.issues.issues_map`.

    Returns
    -------
    frame
        One row an issue with its position, `maps.issues.COLUMNS`, EPSG:4326.
    """
    rows = [_row(record, chosen, today, texts) for record in records]
    places = gpd.points_from_xy(
        [record.lon for record in records], [record.lat for record in records]
    )
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    return gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326")


def base_layers(session: Session, actor: Actor, day: date) -> BaseLayers:
    """Everything the county has to draw under its issues."""
    return BaseLayers(
        regions=regions_frame(session, actor.region_code),
        grids=grids_frame(list_grids(session, actor, day)),
        roads=layer_frame(session, ROADS, day),
        rivers=layer_frame(session, RIVERS, day),
        mines=mines_frame(session, day),
        faces=faces_frame(session, day),
        houses=_houses(session, actor, day),
    )


def _houses(session: Session, actor: Actor, day: date) -> gpd.GeoDataFrame | None:
    if not actor.may(Verb.READ_HOUSEHOLDS):
        return None
    return houses_frame(session, day, actor.region_prefix)


def publish(drawing: folium.Map, folder: Path) -> str:
    """Write the files of a map where they are served, and answer its page."""
    page = served(drawing)
    for name, content in page.files.items():
        path = folder / name
        if not path.exists():
            # The name is the hash of the content: two writers write the same.
            part = path.with_suffix(f"{path.suffix}.part")
            part.write_bytes(content)
            part.replace(path)
    return page.html


def _row(record: IssueRecord, chosen: DeskFilter, today: date, texts: Texts) -> dict[str, str]:
    issue = record.issue
    clock = pressing(record.clocks)
    shown = light(clock, today) if clock else Light.STOPPED
    return {
        "number": issue.number,
        "text": issue.text,
        "category": issue.category,
        "category_label": label(issue.category, texts.translate),
        "stage_label": label(issue.stage, texts.translate),
        "light": shown,
        "light_label": label(shown, texts.translate),
        "grid_name": place_name(record),
        "agent_name": record.agent_name or "",
        "received_on": _day(local_date(issue.received_at), today, texts),
        "due_on": _day(clock.due_on, today, texts) if clock else "",
        "url": f"/desk/issues/{issue.number}{chosen.query()}",
    }


def _day(day: date, today: date, texts: Texts) -> str:
    return day_text(day, today=today, language=texts.language)
