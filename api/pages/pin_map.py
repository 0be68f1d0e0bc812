"""The map on which a pin is set."""

from datetime import datetime

import folium
from sqlalchemy.orm import Session

from api.pages.maps import Look, base_layers
from data.regions import bounds_of
from dispatch.rights import Actor
from dispatch.vocabulary import Purpose
from maps.pin import Bounds, pin_map


def draw_pin_map(
    session: Session, actor: Actor, region: str, now: datetime, *, look: Look
) -> folium.Map:
    """Draw the base map with the houses the actor may see; it opens at a region."""
    base = base_layers(session, actor, now.date(), Purpose.PLACE)
    return pin_map(base, near=_near(session, region), **look.options)


def _near(session: Session, region: str) -> Bounds | None:
    box = bounds_of(session, region)
    if box is None:
        return None
    west, south, east, north = box
    return [[south, west], [north, east]]
