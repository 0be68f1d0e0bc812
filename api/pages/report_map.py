"""The map on which a resident shows where it is: roads, rivers and names, no house and no grid."""

from datetime import datetime

import folium
from sqlalchemy.orm import Session

from api.pages.maps import Look
from data.layers import RIVERS, ROADS, layer_frame, regions_frame
from data.regions import bounds_of
from dispatch.region_codes import township_over
from maps.base import BaseLayers
from maps.pin import pin_map


def draw_report_map(session: Session, village: str, now: datetime, *, look: Look) -> folium.Map:
    """Draw the township around a village, opened at the village."""
    day = now.date()
    base = BaseLayers(
        regions=regions_frame(session, township_over(village) or village),
        roads=layer_frame(session, ROADS, day),
        rivers=layer_frame(session, RIVERS, day),
    )
    box = bounds_of(session, village)
    near = [[box[1], box[0]], [box[3], box[2]]] if box else None
    return pin_map(base, near=near, **look.options)
