"""Names that regions of the sample county bore once: abolished townships, merged villages."""

from datetime import date
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from data.sample.place_names import draw_village_names
from dispatch.vocabulary import RegionLevel

# In 2006 most banners of the plateau merged their townships; villages followed in 2012.
_TOWNSHIPS_MERGED: Final = date(2006, 1, 1)
_VILLAGES_MERGED: Final = date(2012, 7, 1)
_OF_A_TOWNSHIP: Final = 3
_RENAMED: Final = 4


def build_former_names(rng: np.random.Generator, regions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Let three villages have lain in an abolished township, and four have had another name.

    Returns
    -------
    former_names_frame
        Columns ``code, former, level, until, source``.
    """
    villages = regions[regions["level"] == RegionLevel.VILLAGE]
    codes = villages["code"].tolist()
    drawn = draw_village_names(rng, 3 * _RENAMED, regions["name"].tolist())
    fresh = [name.removesuffix("村") for name in drawn if name.endswith("村")]
    township, *renamed = fresh[: _RENAMED + 1]
    rows = [
        (code, f"{township}乡", RegionLevel.TOWNSHIP.value, _TOWNSHIPS_MERGED)
        for code in codes[:_OF_A_TOWNSHIP]
    ]
    rows += [
        (code, f"{name}村", RegionLevel.VILLAGE.value, _VILLAGES_MERGED)
        for code, name in zip(codes[_OF_A_TOWNSHIP:], renamed, strict=False)
    ]
    return pd.DataFrame(rows, columns=["code", "former", "level", "until"]).assign(
        source="示例县志"
    )
