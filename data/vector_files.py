"""GeoPackage and Shapefile, the two formats GDAL is let near."""

import warnings
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from data.errors import UnreadableFile
from data.rows import RawRows

# Marks by offset, and driver, of each. GDAL chooses a driver by content: a "virtual" file
# called .gpkg would make it open any file or address it names, so we look first.
_FORMATS: Final = {
    ".gpkg": ({0: b"SQLite format 3\x00", 68: b"GP"}, "GPKG"),
    ".shp": ({0: b"\x00\x00\x27\x0a"}, "ESRI Shapefile"),
}
_NAME_LENGTH: Final = 10  # of a column in a DBF table


def parse_vector(path: Path) -> RawRows:
    """Read the first layer of a file.

    Raises
    ------
    UnreadableFile
        If the content is not what the ending says, or broken.
    """
    magic, driver = _FORMATS[path.suffix.lower()]
    with path.open("rb") as file:
        head = file.read(100)
    if not all(head.startswith(mark, offset) for offset, mark in magic.items()):
        msg = f"{path.name} is not a {driver} file, whatever its name says"
        raise UnreadableFile(msg)
    try:
        if pyogrio.read_info(path)["driver"] != driver:
            msg = f"{path.name} is not a {driver} file"
            raise UnreadableFile(msg)
        frame = pyogrio.read_dataframe(path, force_2d=True)
    except (DataSourceError, DataLayerError, ValueError) as error:
        msg = f"{path.name} cannot be read: {error}"
        raise UnreadableFile(msg) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        msg = f"{path.name} has no geometry: export it with coordinates"
        raise UnreadableFile(msg)
    return _rows(frame)


def _rows(frame: gpd.GeoDataFrame) -> RawRows:
    records = frame.drop(columns=frame.geometry.name).to_dict("records")
    crs = None if frame.crs is None else frame.crs.to_string()
    lines = list(range(1, len(frame) + 1))
    return RawRows(lines, records, list(frame.geometry), crs=crs)


def write_vector(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a file of one layer named like the file; DBF column names are cut to 10 letters."""
    driver = _FORMATS[path.suffix.lower()][1]
    if driver == "ESRI Shapefile":
        frame = frame.rename(columns=_short_names([str(name) for name in frame.columns]))
    kind = "Unknown" if frame.empty else None
    with warnings.catch_warnings():
        # GCJ-02 and BD-09 have no code to write.
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.write_dataframe(frame, path, layer=path.stem, driver=driver, geometry_type=kind)


def _short_names(names: list[str]) -> dict[str, str]:
    short: dict[str, str] = {}
    for name in names:
        candidate, tail = name[:_NAME_LENGTH], 1
        while candidate in short.values():
            candidate, tail = f"{name[: _NAME_LENGTH - 2]}_{tail}", tail + 1
        short[name] = candidate
    return {name: kept for name, kept in short.items() if name != "geometry"}
