"""Who is responsible for each grid, and was before: tenures of grid agents (网格员)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from data.sample.persons import MONGOL_SHARE, person_names, phones
from data.sample.randomness import stream
from dispatch.vocabulary import Duty

FIRST_DAY: Final = date(2024, 1, 1)
# Beyond the numbers of households (from 0) and of other petitioners (from 50 million).
_FIRST_PHONE: Final = 80_000_000
_TWO_GRIDS_SHARE: Final = 0.25
_SUCCEEDED_SHARE: Final = 0.12
_DEPUTY_SHARE: Final = 0.04
_MOST_VACANT: Final = 3
_GRIDS_PER_VACANCY: Final = 20
COLUMNS: Final = ("name", "phone", "grid", "from", "to", "duty")


@dataclass(frozen=True, slots=True)
class _People:
    """Newcomers: each call gives another person."""

    names: Iterator[str]
    phones: Iterator[str]

    def next(self) -> dict[str, Any]:
        return {"name": next(self.names), "phone": next(self.phones)}


def agents_for(grids: pd.DataFrame, seed: int, *, until: date) -> pd.DataFrame:
    """Appoint an agent to every grid, with a history worth asking "who held it that day".

    Most grids have one holder since 2024; one in eight has been handed over; a few have a deputy;
    up to three have lost their holder and wait for the next. An agent holds one or two grids of one
    village.

    Parameters
    ----------
    grids
        Rows with ``code`` and ``village_code``.
    until
        Last day of the sample; every handover lies before it.

    Returns
    -------
    agents_frame
        One row per tenure, columns ``name, phone, grid, from, to, duty``, by grid and first day.
        A tenure holds from ``from`` up to, but not including, ``to``; NaT is open-ended.
    """
    rng = stream(seed, "agents")
    people = _People(
        person_names(rng, MONGOL_SHARE), phones(_FIRST_PHONE + int(rng.integers(1_000_000)))
    )
    ordered = grids.sort_values("code")
    rows: list[dict[str, Any]] = []
    for _, village in ordered.groupby("village_code", sort=True):
        for share in _share_out(rng, village["code"].tolist()):
            rows += _tenures(rng, people, share, until)
    _vacate(rng, rows, until)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for column in ("from", "to"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame.sort_values(["grid", "from", "duty"], kind="stable", ignore_index=True)


def _share_out(rng: np.random.Generator, codes: list[str]) -> list[list[str]]:
    """Cut the grids of a village into ones and twos, one agent each."""
    shares: list[list[str]] = []
    while codes:
        count = 2 if rng.random() < _TWO_GRIDS_SHARE else 1
        shares.append(codes[:count])
        codes = codes[count:]
    return shares


def _tenures(
    rng: np.random.Generator, people: _People, codes: list[str], until: date
) -> list[dict[str, Any]]:
    """Holder of some grids, the one before if there was a handover, and perhaps a deputy."""
    holder = people.next()
    spans: list[tuple[dict[str, Any], date, date | None]] = [(holder, FIRST_DAY, None)]
    if rng.random() < _SUCCEEDED_SHARE:
        handover = _day_between(rng, until)
        spans = [(holder, FIRST_DAY, handover), (people.next(), handover, None)]
    rows = [
        person | {"grid": code, "from": start, "to": end, "duty": Duty.HOLDER.value}
        for code in codes
        for person, start, end in spans
    ]
    if rng.random() < _DEPUTY_SHARE:
        start = _day_between(rng, until)
        deputy = {"grid": codes[0], "from": start, "to": None, "duty": Duty.DEPUTY.value}
        rows.append(people.next() | deputy)
    return rows


def _day_between(rng: np.random.Generator, until: date) -> date:
    """Day of a change: in the last two years, a month or more before the end."""
    earliest = max(FIRST_DAY + timedelta(days=60), until - timedelta(days=720))
    days = max(1, (until - earliest).days - 30)
    return earliest + timedelta(days=int(rng.integers(days)))


def _vacate(rng: np.random.Generator, rows: list[dict[str, Any]], until: date) -> None:
    """End two or three running tenures in the last month; where grids are few, fewer."""
    running = [row for row in rows if row["to"] is None and row["duty"] == Duty.HOLDER.value]
    count = min(int(rng.integers(2, _MOST_VACANT + 1)), len(running) // _GRIDS_PER_VACANCY)
    for index in rng.permutation(len(running))[:count]:
        running[index]["to"] = until - timedelta(days=int(rng.integers(3, 30)))
