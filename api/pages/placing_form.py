"""The form "Find the place": what was typed, and what it asks for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Form
from pydantic import ValidationError

from api.labels import N_
from api.pages.placing import Typed
from api.schemas.placement import PlacementIn
from data.errors import StaleWrite, TwinRunning, UnknownHousehold, UnknownRegion
from dispatch.errors import IllegalTransition, OutsideCoverage
from geo.errors import InvalidCoordinate, SwappedCoordinate

_TEXT: Final = r"^[^\x00]*$"


class Act(StrEnum):
    """What a button of the form asks for."""

    FIND = "find"
    LOOK = "look"
    PLACE = "place"


class NoPlaceSaid(ValueError):
    """The form says no place, or one that cannot be read; the text is a message id."""


NOTHING_CHOSEN: Final = N_("Choose a village or a household, or set the pin.")
NO_COORDINATES: Final = N_(
    "These are no coordinates: write degrees, longitude first, such as 110.12345 and 39.87654."
)
PROBLEMS: Final[dict[type[Exception], str]] = {
    UnknownHousehold: N_("Your registers have no such household."),
    UnknownRegion: N_("Choose a village or township of the list."),
    SwappedCoordinate: N_("Longitude and latitude look swapped: write the longitude first."),
    InvalidCoordinate: N_("This is no place on the globe: check the numbers."),
    OutsideCoverage: N_(
        "The pin lies outside the county. Set it inside, or name the village only."
    ),
    StaleWrite: N_("Somebody changed this issue in the meantime: look at it again, then decide."),
    IllegalTransition: N_("This issue is closed; its place stays what it was."),
    TwinRunning: N_("The boundaries there are being changed right now: try again in a moment."),
}
"""Message of each refusal; the first that fits counts."""


def read_typed(
    way: Annotated[str, Form(max_length=100, pattern=_TEXT)] = "",
    region: Annotated[str, Form(max_length=32, pattern=_TEXT)] = "",
    lon: Annotated[str, Form(max_length=32)] = "",
    lat: Annotated[str, Form(max_length=32)] = "",
    datum: Annotated[str, Form(max_length=16)] = "wgs84",
    note: Annotated[str, Form(max_length=2_000, pattern=_TEXT)] = "",
    q: Annotated[str, Form(max_length=100, pattern=_TEXT)] = "",
) -> Typed:
    """What the form holds, as it was typed."""
    return Typed(way, region, lon, lat, datum, note, q.strip())


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: what it asks for, about which version, and what it holds."""

    act: Act
    version: int
    key: UUID
    typed: Typed


def read_sent(
    act: Annotated[Act, Form()],
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
    key: Annotated[UUID, Form()],
    typed: Annotated[Typed, Depends(read_typed)],
) -> Sent:
    """The form as it was sent."""
    return Sent(act, version, key, typed)


def wire_of(typed: Typed) -> PlacementIn:
    """The same as a program sends it.

    Raises
    ------
    NoPlaceSaid
        If nothing is chosen, or a number cannot be read.
    """
    kind, _, value = typed.way.partition(":")
    wire: dict[str, Any] = {"note": typed.note.strip() or None}
    if kind == "pin":
        datum = typed.datum or "wgs84"
        wire["place"] = {"lon": _degrees(typed.lon), "lat": _degrees(typed.lat), "datum": datum}
    elif kind == "household":
        wire["household"] = value
    elif code := value or typed.region:
        wire["region"] = code
    try:
        return PlacementIn.model_validate(wire)
    except ValidationError as error:
        raise NoPlaceSaid(NOTHING_CHOSEN) from error


def problem_of(error: Exception) -> str:
    """Message id that says why a placing was refused."""
    if isinstance(error, NoPlaceSaid):
        return str(error)
    return next(words for kind, words in PROBLEMS.items() if isinstance(error, kind))


def _degrees(word: str) -> float:
    try:
        return float(word.strip().replace("，", ".").replace(",", "."))
    except ValueError as error:
        raise NoPlaceSaid(NO_COORDINATES) from error
