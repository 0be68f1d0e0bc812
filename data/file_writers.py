"""A frame in each format we write, as files that are put in place whole or not at all."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd

from data.csv_points import dump_csv, dump_xlsx
from data.errors import UnwritableFile
from data.geojson import dump_geojson
from data.vector_files import write_vector
from data.zipped_shapefile import pack_folder

_DUMPS: Final[dict[str, Callable[[gpd.GeoDataFrame], bytes]]] = {
    ".geojson": dump_geojson,
    ".json": dump_geojson,
    ".csv": dump_csv,
    ".xlsx": dump_xlsx,
}


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """Path in a folder of its own to draft a file at; what lies there in the end is put in place.

    Raises
    ------
    UnwritableFile
        If the folder is missing or closed to us.
    """
    path = path.absolute()
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
            yield Path(folder) / path.name
            for part in sorted(Path(folder).iterdir()):
                part.replace(path.with_name(part.name))
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror or error}"
        raise UnwritableFile(msg) from error


def draft_frame(frame: gpd.GeoDataFrame, draft: Path, ending: str) -> None:
    """Write a frame into an empty folder; a Shapefile has several files.

    Raises
    ------
    UnwritableFile
        If the format cannot hold the rows.
    """
    if ending in _DUMPS:
        draft.write_bytes(packed(_DUMPS[ending](frame), draft))
    elif ending == ".zip":
        draft.write_bytes(_zipped(frame, draft))
    else:
        write_vector(frame, draft)


def _zipped(frame: gpd.GeoDataFrame, draft: Path) -> bytes:
    with TemporaryDirectory(dir=draft.parent, prefix=".parts-") as folder:
        write_vector(frame, Path(folder) / draft.with_suffix(".shp").name)
        return pack_folder(Path(folder))


def packed(content: bytes, path: Path) -> bytes:
    """Gzip where the name asks for it, without a time stamp: same rows, same bytes."""
    return gzip.compress(content, mtime=0) if path.suffix.lower() == ".gz" else content
