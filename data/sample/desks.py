"""Who sits at the offices of the sample county, who has turns of duty, and who is away."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from data.sample.persons import MONGOL_SHARE, person_names, phones
from data.sample.randomness import stream
from dispatch.vocabulary import AbsenceKind, Duty, OfficeKind

_SINCE: Final = date(2024, 1, 1)
# Beyond the numbers of all others in the county.
_FIRST_PHONE: Final = 92_000_000
_FIRST_DUTY_PHONE: Final = 93_000_000
_DUTIES: Final[dict[OfficeKind, tuple[Duty, ...]]] = {
    OfficeKind.POINT: (Duty.INTAKE, Duty.SECRETARY),
    OfficeKind.STATION: (Duty.INTAKE, Duty.CIRCULATION),
    OfficeKind.CENTRE: (Duty.INTAKE, Duty.INTAKE, Duty.CIRCULATION, Duty.SUPERVISION),
    OfficeKind.TALK_ROOM: (),
}
_WEEKS: Final = 3
_A_TURN: Final = ((time(8, 30), time(12, 0)), (time(14, 30), time(17, 30)))
_CONFIRMED_SHARE: Final = 0.75
_CONFIRM_DAYS: Final = 90


def staff_for(offices: pd.DataFrame, seed: int) -> pd.DataFrame:
    """People with a post at each office.

    Returns
    -------
    posts_frame
        Columns ``name, phone, office, duty, from``; ``office`` is its code.
    """
    rng = stream(seed, "staff")
    names, numbers = person_names(rng, MONGOL_SHARE), phones(_FIRST_PHONE)
    rows = [
        {
            "name": next(names),
            "phone": next(numbers),
            "office": code,
            "duty": duty.value,
            "from": _SINCE,
        }
        for code, kind in zip(offices["code"], offices["kind"], strict=True)
        for duty in _DUTIES[OfficeKind(kind)]
    ]
    return pd.DataFrame(rows, columns=["name", "phone", "office", "duty", "from"])


def turns_for(units: pd.DataFrame, office: str, seed: int, *, now: datetime) -> pd.DataFrame:
    """Turns of duty of the units at one office, from this week's Monday for three weeks.

    Each unit has two people who take its weekday in turn, in the morning or the afternoon.

    Parameters
    ----------
    office
        Code of the office they sit at.
    now
        Aware; days and hours are those of its zone.

    Returns
    -------
    turns_frame
        Columns ``name, phone, unit, office, starts_at, ends_at``.
    """
    rng = stream(seed, "turns")
    names, numbers = person_names(rng, MONGOL_SHARE), phones(_FIRST_DUTY_PHONE)
    monday = now.date() - timedelta(days=now.weekday())
    rows: list[dict[str, Any]] = []
    for place, unit in enumerate(units["code"]):
        people = [{"name": next(names), "phone": next(numbers)} for _ in range(2)]
        begins, ends = _A_TURN[place // 5 % 2]
        for week in range(_WEEKS):
            day = monday + timedelta(days=place % 5, weeks=week)
            hours = {
                "starts_at": datetime.combine(day, begins, now.tzinfo),
                "ends_at": datetime.combine(day, ends, now.tzinfo),
            }
            rows.append(people[week % 2] | {"unit": unit, "office": office} | hours)
    return pd.DataFrame(rows)


def absences_for(tenures: pd.DataFrame, today: date) -> pd.DataFrame:
    """Two holders who are away today: one whose grid has a deputy, one whose grid has none.

    Parameters
    ----------
    tenures
        As of `data.sample.agents.agents_for`.

    Returns
    -------
    absences_frame
        Columns ``name, phone, kind, from, to``; ``to`` is the first day back.
    """
    running = tenures[tenures["to"].isna()]
    deputies = set(running["grid"][running["duty"] == Duty.DEPUTY])
    holders = running[running["duty"] == Duty.HOLDER]
    stands_in = holders["grid"].isin(deputies)
    grids_each = holders.groupby("phone")["grid"].transform("size")
    chosen = pd.concat(
        [holders[stands_in].head(1), holders[~stands_in & (grids_each == 1)].head(1)]
    )
    away = chosen[["name", "phone"]].reset_index(drop=True)
    kinds = (AbsenceKind.TRAINING.value, AbsenceKind.SICK.value)
    away["kind"] = [kind for kind, _ in zip(kinds, away["name"], strict=False)]
    away["from"] = today - timedelta(days=2)
    away["to"] = today + timedelta(days=9)
    return away


def confirmations(seed: int, *, today: date) -> Iterator[date | None]:
    """Days on which numbers were confirmed last, without end; none for some never confirmed."""
    rng: np.random.Generator = stream(seed, "confirmations")
    while True:
        if rng.random() < _CONFIRMED_SHARE:
            yield today - timedelta(days=int(rng.integers(_CONFIRM_DAYS)))
        else:
            late = rng.random() < _CONFIRMED_SHARE
            yield today - timedelta(days=_CONFIRM_DAYS + int(rng.integers(60))) if late else None
