"""Filing what a resident brings himself, without an account."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from api.schemas.issue import IssueIn, PlaceIn
from api.services.filing import digest_of, report_of
from api.services.occasion import Filer
from api.services.second_clicks import file_clicked
from api.settings import Settings
from api.texts import Texts
from data.attachments import marks_of

_SAID: Final = {"text", "category", "address", "petitioner", "urgent"}
_SPOT_M: Final = 10.0
_SPOT_DIGITS: Final = 4
"""Of degrees: 11 m, 9 m along a parallel of the county."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One form as it was sent: the key it was made with, its village, what it says.

    Attributes
    ----------
    files
        Ids of the files sent before, marks of those that came now: each sending has other ids.
    """

    key: UUID
    village: str
    wire: IssueIn
    files: tuple[str, ...] = ()


def file_brought(
    session: Session, brought: Brought, settings: Settings, texts: Texts, now: datetime
) -> str:
    """Take in what a resident brings, exactly once; answers the code to follow it with.

    Raises
    ------
    KeyReused
        If the same form was sent before and says something else now.
    FileGone
        If a file sent before is not kept any more.
    TwinRunning
        If the first click is still being worked on after seconds.
    """
    report = replace(report_of(brought.wire, brought.key, now), region=brought.village)
    likeness = likeness_of(session, brought)
    filer = replace(filer_of(brought, settings, texts, now), likeness=likeness)
    return str(file_clicked(session, report, _digest(brought), filer)["tracking_code"])


def _digest(brought: Brought) -> bytes:
    wire = brought.wire.model_copy(update={"attachments": []})
    told = orjson.dumps([brought.village, brought.files])
    return hashlib.sha256(digest_of(wire) + told).digest()


def filer_of(brought: Brought, settings: Settings, texts: Texts, now: datetime) -> Filer:
    """On whose behalf it comes in: nobody known, at the village whose code was scanned."""
    return Filer(now, texts, settings, region_code=brought.village)


def likeness_of(session: Session, brought: Brought) -> bytes | None:
    """What the same person would send again in a fresh form: who, where, what, how urgent.

    None where nothing tells one sender from the next: two neighbours report a burst pipe in the
    same three words.
    """
    who, where = brought.wire.petitioner, _spot(brought.wire.place)
    if who is None and where is None:
        return None
    said = brought.wire.model_dump(mode="json", include=_SAID)
    # A phone finds itself a little elsewhere each time, so who gives a name is known by that.
    said["place"] = where if who is None else None
    said["photos"] = [mark.hex() for mark in marks_of(session, brought.wire.attachments)]
    body = orjson.dumps([brought.village, said], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).digest()


def _spot(place: PlaceIn | None) -> tuple[float, float] | None:
    """A position that is one person's, to about 10 m; none of what is known more roughly."""
    if place is None or (place.accuracy_m or 0.0) > _SPOT_M:
        return None
    return round(place.lon, _SPOT_DIGITS), round(place.lat, _SPOT_DIGITS)
