"""GeoPackage and Shapefile as files: written by GDAL, which gets to see our own rows only."""

import warnings
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyogrio

from data.errors import UnwritableFile
from data.file_guards import Limits, check_bytes
from data.rows import RawRows
from data.shapefile import SIDECARS, parse_shapefile

_DRIVERS: Final = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
_NAME_BYTES: Final = 10  # of a column in a DBF table
_TEXT_BYTES: Final = 254  # of a cell in one


def parse_loose_shapefile(path: Path, limits: Limits) -> RawRows:
    """Read a Shapefile whose parts lie side by side in a folder.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If a part is missing, broken or too large.
    """
    parts: dict[str, bytes] = {}
    for sibling in sorted(path.parent.iterdir()):
        ending = sibling.suffix.lower()
        if sibling.stem == path.stem and ending in SIDECARS and sibling.is_file():
            check_bytes(sibling.stat().st_size, sibling.name, limits.packed_bytes)
            parts[ending] = sibling.read_bytes()
    return parse_shapefile(parts, limits)


def write_vector(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a file of one layer named like the file; DBF column names are cut to 10 bytes.

    Raises
    ------
    UnwritableFile
        If a text is longer than a DBF table holds.
    """
    driver = _DRIVERS[path.suffix.lower()]
    options = {}
    if driver == _DRIVERS[".shp"]:
        frame = _dates_as_text(frame)
        _check_texts(frame)
        frame = frame.rename(columns=_short_names([str(name) for name in frame.columns]))
        options["ENCODING"] = "UTF-8"
    kind = "Unknown" if frame.empty else None
    with warnings.catch_warnings():
        # GCJ-02 and BD-09 have no code to write.
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.write_dataframe(
            frame, path, layer=path.stem, driver=driver, geometry_type=kind, layer_options=options
        )


def _dates_as_text(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """ISO 8601, since a DBF table knows days but no times."""
    dates = frame.select_dtypes(["datetime", "datetimetz"]).columns
    return frame.assign(**{name: frame[name].map(_iso, na_action="ignore") for name in dates})


def _iso(moment: pd.Timestamp) -> str:
    return moment.isoformat()


def _check_texts(frame: gpd.GeoDataFrame) -> None:
    for name, cells in frame.drop(columns=frame.geometry.name).items():
        longest = max((len(cell.encode()) for cell in cells if isinstance(cell, str)), default=0)
        if longest > _TEXT_BYTES:
            msg = (
                f"column {name} has a text of {longest} bytes; a Shapefile holds {_TEXT_BYTES}: "
                "write .gpkg or .geojson"
            )
            raise UnwritableFile(msg)


def _short_names(names: list[str]) -> dict[str, str]:
    short: dict[str, str] = {}
    for name in names:
        candidate, tail = _cut(name, _NAME_BYTES), 1
        while candidate in short.values():
            candidate, tail = f"{_cut(name, _NAME_BYTES - 2)}_{tail}", tail + 1
        short[name] = candidate
    return {name: kept for name, kept in short.items() if name != "geometry"}


def _cut(name: str, most: int) -> str:
    """As much of a name as fits, no letter of it in half."""
    return name.encode()[:most].decode("utf-8", "ignore")
