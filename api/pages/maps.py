"""Map pages: what is drawn, and the files they need."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from sqlalchemy.orm import Session

from api.dates import day_text, local_date
from api.labels import label
from api.pages.desk import DeskFilter, map_counts
from api.pages.frame import Theme
from api.presentation import place_name
from api.texts import Texts
from data.grids import grids_frame, list_grids
from data.households import houses_frame
from data.issue_records import IssueRecord
from data.issues import RegionTotal, count_issues, list_points, totals_by_region
from data.layers import (
    RIVERS,
    ROADS,
    faces_frame,
    layer_frame,
    mines_frame,
    regions_frame,
)
from dispatch.clocks import light, pressing
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor
from dispatch.vocabulary import Light, Precision, Purpose
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


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map of issues, and the numbers of those whose house it shows."""

    map: folium.Map
    exact_numbers: list[str]


def draw_desk_map(
    session: Session,
    actor: Actor,
    chosen: DeskFilter,
    now: datetime,
    *,
    look: Look,
    travels: bool = False,
) -> DrawnMap:
    """Draw the issues of the desk's list that have a position, as exactly as the actor sees them.

    A map that `travels` leaves the county's hands: it holds no accusation, not even a released
    one.
    """
    wanted = replace(chosen.wanted(), not_accusing=travels)
    counts = map_counts(count_issues(session, actor, wanted, now))
    records = list_points(session, actor, wanted, now, limit=counts.shown)
    drawing = issues_map(
        issues_frame(records, chosen, now.date(), look.texts),
        base_layers(session, actor, now.date(), wanted.purpose),
        counts=counts,
        villages=villages_frame(totals_by_region(session, actor, wanted, now), chosen),
        **look.options,
    )
    return DrawnMap(drawing, [record.issue.number for record in records if record.exact])


def villages_frame(totals: Sequence[RegionTotal], chosen: DeskFilter) -> gpd.GeoDataFrame:
    """Frame of totals for `maps.issues.issues_map`.

    Returns
    -------
    frame
        One row a region at its centre, `maps.village_totals.COLUMNS`, EPSG:4326.
    """
    columns = {
        "code": [one.code for one in totals],
        "name": [one.name for one in totals],
        "issues": [one.issues for one in totals],
        "url": [f"/desk{chosen.query(region=prefix_of(one.code))}" for one in totals],
    }
    places = gpd.points_from_xy([one.lon for one in totals], [one.lat for one in totals])
    return gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326")


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


def base_layers(
    session: Session, actor: Actor, day: date, purpose: Purpose = Purpose.READ
) -> BaseLayers:
    """Everything the county has to draw under its issues; houses where the actor is shown them."""
    return BaseLayers(
        regions=regions_frame(session, actor.region_code),
        grids=grids_frame(list_grids(session, actor, day)),
        roads=layer_frame(session, ROADS, day),
        rivers=layer_frame(session, RIVERS, day),
        mines=mines_frame(session, day),
        faces=faces_frame(session, day),
        houses=houses_frame(session, actor, day, purpose),
    )


def publish(drawing: folium.Map, folder: Path) -> str:
    """Write the files of a map where they are served, and answer its page.

    The files hold how it is drawn, the page what is drawn: so anybody may have the files.
    """
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
        "moved": _moved(record, texts),
    }


def _moved(record: IssueRecord, texts: Texts) -> str:
    moved = record.precision is Precision.MOVED
    return label(Precision.MOVED, texts.translate) if moved else ""


def _day(day: date, today: date, texts: Texts) -> str:
    return day_text(day, today=today, language=texts.language)
