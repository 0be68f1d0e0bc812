"""A frame in each format we write, as files in a folder of their own."""

import gzip
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd

from data.csv_points import dump_csv, dump_xlsx
from data.geojson import dump_geojson
from data.vector_files import write_vector
from data.zipped_shapefile import pack_folder

_DUMPS: Final[dict[str, Callable[[gpd.GeoDataFrame], bytes]]] = {
    ".geojson": dump_geojson,
    ".json": dump_geojson,
    ".csv": dump_csv,
    ".xlsx": dump_xlsx,
}


def written_files(frame: gpd.GeoDataFrame, draft: Path, ending: str) -> list[Path]:
    """Write a frame into an empty folder; a Shapefile has several files.

    Raises
    ------
    UnwritableFile
        If the format cannot hold the rows.
    """
    if ending in _DUMPS:
        draft.write_bytes(_packed(_DUMPS[ending](frame), draft))
    elif ending == ".zip":
        draft.write_bytes(_zipped(frame, draft))
    else:
        write_vector(frame, draft)
    return sorted(draft.parent.iterdir())


def _zipped(frame: gpd.GeoDataFrame, draft: Path) -> bytes:
    with TemporaryDirectory(dir=draft.parent, prefix=".parts-") as folder:
        write_vector(frame, Path(folder) / draft.with_suffix(".shp").name)
        return pack_folder(Path(folder))


def _packed(content: bytes, path: Path) -> bytes:
    """Gzip where the name asks for it, without a time stamp: same rows, same bytes."""
    return gzip.compress(content, mtime=0) if path.suffix.lower() == ".gz" else content
