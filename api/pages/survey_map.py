"""The map of a survey: buildings to point at, those where a house was found, and the grids."""

from datetime import datetime

import folium
from sqlalchemy.orm import Session

from api.pages.maps import Look
from data.footprints import footprints_frame
from data.grids import grids_frame, list_grids
from data.layers import RIVERS, ROADS, layer_frame, regions_frame
from dispatch.rights import Actor
from maps.base import BaseLayers
from maps.survey import survey_map


def draw_survey(
    session: Session, actor: Actor, village: str, now: datetime, *, look: Look
) -> folium.Map:
    """Draw the buildings of a village; that somebody lives in one is shown, not who."""
    day = now.date()
    base = BaseLayers(
        regions=regions_frame(session, village),
        grids=grids_frame(list_grids(session, actor, day, region=village)),
        roads=layer_frame(session, ROADS, day),
        rivers=layer_frame(session, RIVERS, day),
    )
    buildings = footprints_frame(session, [village], day)
    return survey_map(buildings, base, **look.options)
