"""What ``wangge grids`` says when it is done, to people and to programs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from api.commands.fault_texts import EXCEPTIONS, fault_text
from api.commands.file_tasks import say, say_some
from geo.faults import REMARKS, Fault, grid_names
from geo.partition import Partition

_FIGURES: Final = frozenset({"geometry", "compactness", "distance_m"})


def build_summary(
    partition: Partition, bounds: tuple[int, int], problems: list[dict[str, object]]
) -> dict[str, Any]:
    """What ``grids build --json`` prints."""
    frame = partition.grids
    held = frame["households"]
    named = frame[[name for name in frame.columns if name not in _FIGURES]]
    return {
        "grids": len(frame),
        "households": int(held.sum()),
        "in_range": int(held.between(*bounds).sum()),
        "smallest": int(held.min()) if len(frame) else None,
        "largest": int(held.max()) if len(frame) else None,
        "distance_m": _mean(frame["distance_m"], held),
        "compactness": _mean(frame["compactness"], pd.Series(1, frame.index)),
        "exceptions": _records(named[named["exception"].notna()].drop(columns="merged")),
        "merged": _records(named[named["merged"].notna()].drop(columns="exception")),
        "not_proved": [
            fault.params["village"] for fault in partition.faults if fault.code == "not-proved"
        ],
        "faults": fault_records(partition.faults),
        "problems": problems,
    }


def _mean(figures: "pd.Series[float]", weights: "pd.Series[int]") -> float | None:
    if weights.sum() == 0:
        return None
    return round(float(np.average(figures, weights=weights)), 4)


def _records(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.astype(object).where(table.notna(), None).to_dict("records")


def fault_records(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults for a program, with their words."""
    return [{**asdict(fault), "text": fault_text(fault)} for fault in faults]


def tell_built(partition: Partition, summary: dict[str, Any]) -> None:
    """Say on stderr what was cut and what could not be kept."""
    frame = partition.grids
    names = grid_names(frame)
    rows = list(zip(names, frame["households"], frame["exception"], frame["merged"], strict=True))
    say_some(
        [
            f"{name}: {held} households, {why}: {EXCEPTIONS.get(why, why)}"
            for name, held, why, _ in rows
            if why
        ]
    )
    say_some(
        [
            f"{name} joins the groups {groups}: one of them could not be cut alone"
            for name, _, _, groups in rows
            if groups
        ]
    )
    _tell_faults(partition.faults)
    say(
        f"{summary['households']:,} households in {summary['grids']:,} grids, "
        f"{summary['in_range']:,} of them in range"
    )
    if summary.get("kept") is not None:
        say(f"{summary['kept']:.1%} of the households stayed in their grid")


def tell_checked(frame: gpd.GeoDataFrame, faults: Sequence[Fault]) -> None:
    """Say on stderr what is wrong, kind by kind so that no kind hides another."""
    _tell_faults(faults)
    wrong = sum(fault.code not in REMARKS for fault in faults)
    remarks = f", {len(faults) - wrong:,} remarks" if wrong < len(faults) else ""
    say(f"{len(frame):,} grids, {wrong:,} faults{remarks}")


def _tell_faults(faults: Sequence[Fault]) -> None:
    for code in Counter(fault.code for fault in faults):
        say_some([fault_text(fault) for fault in faults if fault.code == code])
