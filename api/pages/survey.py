"""The survey of houses as its page shows it: villages, houses, and what was just found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.orm import Session

from api.labels import N_
from api.position_words import ODDITIES, QUALITIES
from api.presentation import grid_name
from api.texts import Texts
from data.survey import SurveyedHouse, Wanted, list_houses
from data.survey_progress import VillageProgress, progress
from dispatch.positions import Oddity, quality
from dispatch.rights import Actor

_PER_CENT = 100


class Part(StrEnum):
    """Which houses of a village the list shows."""

    MISSING = "missing"
    AGAIN = "again"
    FOUND = "found"


PARTS = {
    Part.MISSING: N_("Not found yet"),
    Part.AGAIN: N_("Find again"),
    Part.FOUND: N_("Found"),
}


@dataclass(frozen=True, slots=True)
class HouseRow:
    """One house of the list; finished texts, empty where there is nothing to say.

    Attributes
    ----------
    short
        Its number without the code of the village, which all of the page share.
    lon, lat
        WGS 84 degrees, for who is shown where houses stand.
    """

    number: str
    short: str
    head: str
    group: str
    part: Part
    state: str
    warnings: tuple[str, ...]
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class VillageRow:
    """How far one village is."""

    code: str
    name: str
    households: int
    found: int
    poor: int
    outside: int
    percent: int

    @property
    def missing(self) -> int:
        """Houses nobody has found."""
        return self.households - self.found


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was refused, with why; or what became of one that was kept."""

    why: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What of a village is looked at: a part of its houses, words in them, one house."""

    village: str = ""
    part: Part = Part.MISSING
    words: str = ""
    house: str = ""


@dataclass(frozen=True, slots=True)
class SurveyView:
    """Everything the page of a village shows; texts are finished.

    Attributes
    ----------
    houses
        Those of all parts: the list shows one part of them.
    ids
        Of the houses whose place is shown, for the record.
    key
        New, for the next finding sent without script.
    owner
        Account that uses the page: what waits on a shared phone stays its own.
    """

    village: VillageRow
    look: Look
    houses: tuple[HouseRow, ...]
    shown: tuple[SurveyedHouse, ...]
    key: UUID
    owner: int
    sent: Sent
    several: bool

    @property
    def counts(self) -> dict[Part, int]:
        """How many houses each part has."""
        return {part: sum(one.part is part for one in self.houses) for part in Part}

    @property
    def chosen(self) -> HouseRow | None:
        """The house that is to be found now."""
        return next((one for one in self.houses if one.number == self.look.house), None)


def read_villages(session: Session, actor: Actor, now: datetime) -> list[VillageRow]:
    """How far each village is that the actor may survey, by code."""
    return [village_row(one) for one in progress(session, actor, now)]


def village_row(one: VillageProgress) -> VillageRow:
    """Progress of a village with its share; an empty village is done."""
    done = _PER_CENT * one.found // one.households if one.households else _PER_CENT
    return VillageRow(one.code, one.name, one.households, one.found, one.poor, one.outside, done)


def read_survey(
    session: Session,
    actor: Actor,
    now: datetime,
    texts: Texts,
    villages: Sequence[VillageRow],
    look: Look,
    sent: Sent,
) -> SurveyView | None:
    """Page of one village; none if it is not the actor's to survey."""
    village = next((one for one in villages if one.code == look.village), None)
    if village is None:
        return None
    houses = list_houses(session, actor, now, Wanted(village.code))
    return SurveyView(
        village=village,
        look=look,
        houses=tuple(house_row(one, texts) for one in houses),
        shown=tuple(houses),
        key=uuid5(NAMESPACE_URL, f"{actor.account_id}/{look.house}/{now.isoformat()}"),
        owner=actor.account_id,
        sent=sent,
        several=len(villages) > 1,
    )


def house_row(house: SurveyedHouse, texts: Texts) -> HouseRow:
    """One house with its texts."""
    code = f"{house.village_code or ''}-"
    return HouseRow(
        number=house.number,
        short=house.number.removeprefix(code) or house.number,
        head=house.head or "",
        group=house.group or "",
        part=part_of(house),
        state=position_text(house.accuracy_m, texts) if house.found else "",
        warnings=tuple(texts.translate(ODDITIES[one]) for one in house.oddities),
        lon=house.lon,
        lat=house.lat,
    )


def part_of(house: SurveyedHouse) -> Part:
    """Part of the list a house stands in: a doubtful position is to be found again."""
    if not house.found:
        return Part.MISSING
    again = {Oddity.POOR, Oddity.OUTSIDE_GRIDS, Oddity.OTHER_VILLAGE, Oddity.OUTSIDE_COUNTY}
    return Part.AGAIN if again & set(house.oddities) else Part.FOUND


def position_text(accuracy_m: float | None, texts: Texts) -> str:
    """How well a position is known: "± 8 m · good"."""
    words = texts.translate(QUALITIES[quality(accuracy_m)])
    return words if accuracy_m is None else f"± {accuracy_m:.0f} m · {words}"


def done_text(number: str, grid: str | None, region_name: str, texts: Texts) -> str:
    """What became of a finding, in a sentence."""
    if grid is None:
        return texts.translate("%(house)s is kept; it belongs to no grid.") % {"house": number}
    words = texts.translate("%(house)s is kept; it belongs to %(grid)s.")
    return words % {"house": number, "grid": grid_name(grid, region_name)}
