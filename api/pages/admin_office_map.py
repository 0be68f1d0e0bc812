"""The map beside the form of an office."""

from dataclasses import replace
from datetime import datetime

import folium
from sqlalchemy.orm import Session

from api.pages.maps import Look, base_layers
from data.offices import OfficeRecord, list_offices
from dispatch.rights import Actor
from maps.offices import OfficeSpot, offices_map


def draw_offices(
    session: Session, actor: Actor, now: datetime, look: Look, office: int = 0
) -> folium.Map:
    """Draw the offices of a reader's area on the base map, without any house."""
    base = replace(base_layers(session, actor, now.date()), houses=None)
    kept = list_offices(session, actor, now.date(), region=actor.region_prefix or None)
    spots = {one.id: spot for one in kept if (spot := _spot(one)) is not None}
    chosen = spots.pop(office, None)
    return offices_map(list(spots.values()), base, spot=chosen, **look.options)


def _spot(one: OfficeRecord) -> OfficeSpot | None:
    if one.lon is None or one.lat is None:
        return None
    return OfficeSpot(one.name, one.lon, one.lat)
