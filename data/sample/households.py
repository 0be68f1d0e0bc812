"""The register of households: numbers, heads, telephones, groups and positions."""

from typing import Final

import numpy as np
import pandas as pd

from data.sample.group_sizes import Counts, draw_residents
from data.sample.persons import MONGOL_SHARE, MONGOL_SHARE_IN_GACHA, person_names, phones
from data.sample.plane import to_lonlat
from data.sample.settlements import Settlement

GROUPS: Final = ("一组", "二组", "三组", "四组", "五组", "六组")


def build_households(
    rng: np.random.Generator,
    villages: pd.DataFrame,
    settlements: list[Settlement],
    awkward: dict[int, int],
) -> pd.DataFrame:
    """Make the register of all villages.

    Parameters
    ----------
    villages
        Rows with ``code`` and ``name``, in the order of ``settlements``.
    awkward
        Village index to the group of it that keeps a size no grids can be cut from.

    Returns
    -------
    households_frame
        Columns ``number, head, phone, village_code, group, resident, lon, lat``, by number.
    """
    numbers = phones(first=int(rng.integers(10_000_000)))
    parts = []
    for index, (code, name) in enumerate(zip(villages["code"], villages["name"], strict=True)):
        settled = settlements[index]
        share = MONGOL_SHARE_IN_GACHA if name.endswith("嘎查") else MONGOL_SHARE
        heads = person_names(rng, share)
        lonlat = to_lonlat(settled.places)
        count = len(lonlat)
        part = pd.DataFrame({"number": [f"{code}-{door:04d}" for door in range(1, count + 1)]})
        part["head"] = [next(heads) for _ in range(count)]
        part["phone"] = [next(numbers) for _ in range(count)]
        part["village_code"] = code
        part["group"] = [GROUPS[group] for group in settled.group_of]
        part["resident"] = _draw_resident(rng, np.bincount(settled.group_of), awkward.get(index))
        parts.append(part.assign(lon=lonlat[:, 0], lat=lonlat[:, 1]))
    return pd.concat(parts, ignore_index=True)


def _draw_resident(
    rng: np.random.Generator, sizes: Counts, awkward_group: int | None
) -> list[bool]:
    """Say for each household of a village whether it lives there."""
    resident: list[bool] = []
    for group, size in enumerate(sizes.tolist()):
        at_home = draw_residents(rng, size, awkward=group == awkward_group)
        resident += rng.permutation(np.arange(size) < at_home).tolist()
    return resident
