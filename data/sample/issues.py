"""The issues of the sample county: filings given their dates, places, words and people."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.sample import positions
from data.sample.cluster import Cluster
from data.sample.filings import Period, draw_filings
from data.sample.persons import MONGOL_SHARE, person_names, phones
from data.sample.positions import Ground, draw_address, draw_modes, draw_points
from data.sample.randomness import draws, pick, stream
from data.sample.seasons import SUGGESTIONS
from data.sample.texts import Matter, compose_text
from data.sample.timeline import WORK_DATES, add_timeline
from data.sample.wordlist import words
from dispatch.vocabulary import Category, Channel, Kind

ACCUSATION_SHARE: Final = 0.02
_SUGGESTION_SHARE: Final = 0.3
_OPEN_ACCUSATION_SHARE: Final = 0.4
_NO_NAME_SHARE: Final = 0.04
_OTHER_PERSON_SHARE: Final = 0.12
_ADDRESS_BESIDE_HOUSEHOLD_SHARE: Final = 0.25
_ZONE: Final = "Asia/Shanghai"
# Beyond the numbers of households.
_FIRST_PHONE: Final = 50_000_000

_CHANNELS: Final = (
    *[Channel.HOTLINE] * 22,
    *[Channel.VISIT] * 22,
    *[Channel.TALK_ROOM] * 14,
    *[Channel.ONLINE] * 14,
    *[Channel.PHONE] * 12,
    *[Channel.LETTER] * 3,
    *[Channel.INSPECTION] * 13,
)
_TALKING_DAY_CHANNELS: Final = (*_CHANNELS, *[Channel.TALK_ROOM] * 50)
_NIGHT_CHANNELS: Final = (Channel.HOTLINE, Channel.HOTLINE, Channel.ONLINE)
# Nobody accuses a cadre through that cadre's own talking day or grid agent.
_PRIVATE_CHANNELS: Final = (Channel.HOTLINE, Channel.VISIT, Channel.ONLINE, Channel.LETTER)
_ACCUSATION_CHANNELS: Final = (
    Channel.ACCUSATION,
    Channel.ACCUSATION,
    Channel.LETTER,
    Channel.ONLINE,
    Channel.HOTLINE,
    Channel.VISIT,
)
_OFFICE_OPENS, _OFFICE_CLOSES = 8, 18
_TUESDAY: Final = 1

COLUMNS: Final = words(
    "key text category channel kind received_at lon lat accuracy_m household address "
    "petitioner_name petitioner_phone registered_at noticed_at accepted_at closed_at stage outcome"
)


@dataclass(frozen=True, slots=True)
class Residents:
    """The households, and the words and places an issue of theirs may use.

    Attributes
    ----------
    households
        The register.
    heads, phones, groups
        Columns of the register, as arrays because they are read row by row.
    villages, townships, mines
        For each household the name of its village, its township and the nearest mine.
    near_mine
        For each household whether a working face is close.
    ground
        Where points may be drawn.
    """

    households: pd.DataFrame
    heads: npt.NDArray[np.object_]
    phones: npt.NDArray[np.object_]
    groups: npt.NDArray[np.object_]
    villages: npt.NDArray[np.object_]
    townships: npt.NDArray[np.object_]
    mines: npt.NDArray[np.object_]
    near_mine: npt.NDArray[np.bool_]
    ground: Ground


@dataclass(frozen=True, slots=True)
class Issues:
    """The frame the product may read, and what only the truth file may tell.

    Attributes
    ----------
    issues_frame
        One row per issue, columns `COLUMNS`, by time of receipt.
    filed_from
        Row of the household behind each issue.
    accuses
        Whether an issue's text is about somebody's conduct.
    modes
        How each issue says where it is (`positions`).
    """

    issues_frame: pd.DataFrame
    filed_from: npt.NDArray[np.int64]
    accuses: npt.NDArray[np.bool_]
    modes: npt.NDArray[np.str_]


def draw_issues(seed: int, residents: Residents, cluster: Cluster, period: Period) -> Issues:
    """Draw all issues of the county.

    Parameters
    ----------
    seed
        Filings, dates, places and words each have a stream of their own from it.
    """
    filings = draw_filings(stream(seed, "filings"), residents.households, cluster, period)
    dated = add_timeline(stream(seed, "timeline"), filings, period.until)
    rng = stream(seed, "places")
    modes = draw_modes(rng, len(dated))
    points = draw_points(rng, dated, modes, residents.ground)
    wording, accuses = _draw_words(stream(seed, "words"), dated, modes, residents)
    numbers = residents.households["number"].to_numpy()[dated["household"]]
    named = pd.Series(numbers, dtype="str").where(pd.Series(modes == positions.HOUSEHOLD))
    frame = dated.drop(columns=["household", "category"]).join(points).join(wording)
    frame["household"] = named
    frame["key"] = _draw_keys(stream(seed, "keys"), len(frame))
    for column in ("received_at", *WORK_DATES):
        frame[column] = frame[column].dt.tz_localize(_ZONE)
    return Issues(frame[list(COLUMNS)], dated["household"].to_numpy(), accuses, modes)


def _draw_words(
    rng: np.random.Generator,
    dated: pd.DataFrame,
    modes: npt.NDArray[np.str_],
    residents: Residents,
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Category, channel, kind, text, address and petitioner of each issue, and who accuses."""
    writer = _Writer(residents, draws(rng), person_names(rng, MONGOL_SHARE), phones(_FIRST_PHONE))
    is_subsidence = dated["category"].eq(Category.MINING_SUBSIDENCE.value).to_numpy()
    accuses = (rng.random(len(dated)) < ACCUSATION_SHARE) & ~is_subsidence
    rows = zip(
        dated["category"], dated["received_at"], dated["household"], modes, accuses, strict=True
    )
    wording = [
        writer.write(Category(category), received, int(who), str(mode), accuses=bool(accusing))
        for category, received, who, mode, accusing in rows
    ]
    return pd.DataFrame(wording), accuses


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the words of one issue after another from one supply of random numbers."""

    residents: Residents
    numbers: Iterator[float]
    names: Iterator[str]
    phones: Iterator[str]

    def write(
        self, category: Category, received: pd.Timestamp, who: int, mode: str, *, accuses: bool
    ) -> dict[str, Any]:
        matter = self._matter(category, received, who, accuses=accuses)
        name, phone = self._petitioner(who, matter.channel)
        context = self._context(who, name)
        says_address = mode == positions.ADDRESS or (
            mode == positions.HOUSEHOLD and next(self.numbers) < _ADDRESS_BESIDE_HOUSEHOLD_SHARE
        )
        return {
            "category": matter.category.value,
            "channel": matter.channel.value,
            "kind": matter.kind.value,
            "text": compose_text(matter, context, self.numbers),
            "address": draw_address(context, self.numbers) if says_address else None,
            "petitioner_name": name,
            "petitioner_phone": phone,
        }

    def _matter(
        self, category: Category, received: pd.Timestamp, who: int, *, accuses: bool
    ) -> Matter:
        channel, kind = self._channel(received), Kind.CLAIM
        if accuses and next(self.numbers) < _OPEN_ACCUSATION_SHARE:
            channel = pick(_ACCUSATION_CHANNELS, next(self.numbers))
            category, kind = Category.CADRE_CONDUCT, Kind.ACCUSATION
        elif accuses:
            channel = pick(_PRIVATE_CHANNELS, next(self.numbers))
        elif category in SUGGESTIONS and next(self.numbers) < _SUGGESTION_SHARE:
            kind = Kind.SUGGESTION
        near = bool(self.residents.near_mine[who])
        return Matter(category, channel, kind, received.month, near_mine=near, accuses=accuses)

    def _channel(self, received: pd.Timestamp) -> Channel:
        if not _OFFICE_OPENS <= received.hour < _OFFICE_CLOSES:
            return pick(_NIGHT_CHANNELS, next(self.numbers))
        talking = received.day_of_week == _TUESDAY
        return pick(_TALKING_DAY_CHANNELS if talking else _CHANNELS, next(self.numbers))

    def _petitioner(self, who: int, channel: Channel) -> tuple[str | None, str | None]:
        draw = next(self.numbers)
        if draw < _NO_NAME_SHARE and channel in {
            Channel.ONLINE,
            Channel.LETTER,
            Channel.ACCUSATION,
        }:
            return None, None
        if draw > 1 - _OTHER_PERSON_SHARE:
            return next(self.names), next(self.phones)
        return str(self.residents.heads[who]), str(self.residents.phones[who])

    def _context(self, who: int, name: str | None) -> dict[str, str]:
        residents = self.residents
        return {
            "village": str(residents.villages[who]),
            "township": str(residents.townships[who]),
            "mine": str(residents.mines[who]),
            "group": str(residents.groups[who]),
            "name": name or "一村民",
            "other": next(self.names),
        }


def _draw_keys(rng: np.random.Generator, count: int) -> list[str]:
    return [str(uuid.UUID(bytes=rng.bytes(16), version=4)) for _ in range(count)]
