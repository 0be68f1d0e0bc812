"""Tables with places, read from files and written to them."""

import gzip
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas as gpd

from data.csv_points import dump_csv, parse_csv
from data.errors import FileTooLarge, UnknownFormat, UnreadableFile, UnwritableFile
from data.geojson import dump_geojson, parse_geojson
from data.row_checks import check_rows
from data.rows import RawRows, ReadResult
from data.vector_files import parse_vector, write_vector
from geo.datum import WGS84, normalise_datum
from geo.errors import UnknownDatum

# A county's households are 50 MB; what unpacks to more than this is a mistake or an attack.
MAX_BYTES: Final = 512 * 1024 * 1024

_TEXT: Final[dict[str, tuple[Callable[[bytes], RawRows], Callable[[gpd.GeoDataFrame], bytes]]]] = {
    ".geojson": (parse_geojson, dump_geojson),
    ".json": (parse_geojson, dump_geojson),
    ".csv": (parse_csv, dump_csv),
}
_VECTOR: Final = frozenset({".gpkg", ".shp"})
_ENDINGS: Final = ".geojson, .csv (both also .gz), .gpkg, .shp"


def read_frame(path: str | Path, datum: str = WGS84, max_bytes: int = MAX_BYTES) -> ReadResult:
    """Read a file of places.

    Parameters
    ----------
    path
        GeoJSON or CSV with ``lon``, ``lat`` (plain or ``.gz``), GeoPackage or Shapefile, told
        by the ending.
    datum
        What the coordinates are in: ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09`` or
        ``EPSG:n``. For ``wgs84`` a coordinate system that the file names itself counts.
    max_bytes
        Most bytes to read, after unpacking.

    Returns
    -------
    result
        Usable rows as EPSG:4326, and the others with line and reason.

    Raises
    ------
    UnknownFormat
        If the ending is none of these.
    UnreadableFile, FileTooLarge
        If the file is missing, broken, too large, or not what its ending says.
    UnknownDatum
        If the datum is none of these.
    """
    path = Path(path)
    source = normalise_datum(datum)
    ending = file_ending(path)
    if not path.is_file():
        msg = f"there is no file {path}"
        raise UnreadableFile(msg)
    if ending in _VECTOR:
        _check_size(path.stat().st_size, path, max_bytes)
        rows = parse_vector(path)
    else:
        rows = _TEXT[ending][0](_read_bytes(path, max_bytes))
    return check_rows(rows, _source_of(rows, source))


def file_ending(path: Path) -> str:
    """Ending that tells the format, without ``.gz``.

    Raises
    ------
    UnknownFormat
        If it is none we read or write.
    """
    name = path.name.lower()
    stem = name.removesuffix(".gz")
    ending = Path(stem).suffix
    if ending in _TEXT or (ending in _VECTOR and stem == name):
        return ending
    msg = f"{path.name}: use one of {_ENDINGS}"
    raise UnknownFormat(msg)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except (OSError, EOFError) as error:
        msg = f"{path.name} cannot be read: {error}"
        raise UnreadableFile(msg) from error
    _check_size(len(content), path, max_bytes)
    return content


def _check_size(size: int, path: Path, max_bytes: int) -> None:
    if size > max_bytes:
        msg = f"{path.name} holds more than {max_bytes:,} bytes: split it"
        raise FileTooLarge(msg)


def _source_of(rows: RawRows, datum: str) -> str:
    if datum != WGS84 or rows.crs is None:
        return datum
    try:
        return normalise_datum(rows.crs)
    except UnknownDatum as error:
        msg = f"unknown coordinate system {rows.crs[:80]}: convert the file to EPSG:4326"
        raise UnreadableFile(msg) from error


def write_frame(frame: gpd.GeoDataFrame, path: str | Path) -> None:
    """Write a file of places, whole or not at all.

    Parameters
    ----------
    frame
        Rows in any coordinate system; the file says which, where its format can.
    path
        GeoJSON or CSV (plain or ``.gz``), GeoPackage or Shapefile, told by the ending. A file
        that is there is replaced.

    Raises
    ------
    UnknownFormat
        If the ending is none of these.
    UnwritableFile
        If the folder is missing or closed to us, or the format cannot hold the rows.
    """
    path = Path(path).absolute()
    ending = file_ending(path)
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
            draft = Path(folder) / path.name
            if ending in _VECTOR:
                write_vector(frame, draft)
            else:
                draft.write_bytes(_packed(_TEXT[ending][1](frame), path))
            for part in sorted(Path(folder).iterdir()):  # a Shapefile has several
                part.replace(path.with_name(part.name))
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror or error}"
        raise UnwritableFile(msg) from error


def _packed(content: bytes, path: Path) -> bytes:
    """Gzip where the name asks for it, without a time stamp: same rows, same bytes."""
    return gzip.compress(content, mtime=0) if path.suffix.lower() == ".gz" else content
