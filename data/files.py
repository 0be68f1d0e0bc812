"""Tables with places, read from files and uploads and written to files."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

import geopandas as gpd

from data.csv_points import parse_points
from data.csv_table import csv_table
from data.errors import UnknownFormat, UnreadableFile
from data.file_guards import COMMAND, UPLOAD, Limits, check_bytes, unpack_gzip
from data.file_writers import draft_frame, drafted
from data.geojson import parse_geojson
from data.geopackage import parse_geopackage
from data.row_checks import check_rows, frame_rows
from data.rows import RawRows, ReadResult
from data.vector_files import parse_loose_shapefile
from data.xlsx_table import xlsx_table
from data.zipped_shapefile import parse_zip
from geo.datum import WGS84, normalise_datum
from geo.declared import declared_datum
from geo.errors import UnknownDatum

MAX_BYTES: Final = COMMAND.unpacked_bytes

_Parser = Callable[[bytes, Limits, str | None], RawRows]
_PARSERS: Final[dict[str, _Parser]] = {
    ".geojson": lambda content, limits, _: parse_geojson(content, limits),
    ".json": lambda content, limits, _: parse_geojson(content, limits),
    ".csv": lambda content, limits, _: parse_points(csv_table(content, limits), limits),
    ".xlsx": lambda content, limits, sheet: parse_points(
        xlsx_table(content, limits, sheet), limits
    ),
    ".zip": lambda content, limits, _: parse_zip(content, limits),
    ".gpkg": parse_geopackage,
}
_LOOSE: Final = ".shp"
_GZIPPED: Final = frozenset({".geojson", ".json", ".csv"})
_ENDINGS: Final = ".geojson, .csv (both also .gz), .xlsx, .gpkg, .shp, .zip (of a Shapefile)"


def read_frame(
    path: str | Path, datum: str = WGS84, max_bytes: int = MAX_BYTES, *, sheet: str | None = None
) -> ReadResult:
    """Read a file of places.

    Parameters
    ----------
    path
        GeoJSON or CSV with ``lon``, ``lat`` (plain or ``.gz``), XLSX with the same, GeoPackage,
        Shapefile or a zip of one, told by the ending.
    datum
        What the coordinates are in: ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09`` or
        ``EPSG:n``. For ``wgs84`` a coordinate system that the file names itself counts, and a
        Shapefile must name one.
    max_bytes
        Most bytes to read, after unpacking.
    sheet
        Sheet of a workbook, or layer of a GeoPackage; the first if none.

    Returns
    -------
    result
        Usable rows as EPSG:4326, and the others with line and reason. Polygons may be invalid:
        what looks for faults in them must see them.

    Raises
    ------
    UnknownFormat
        If the ending is none of these.
    UnreadableFile, FileTooLarge
        If the file is missing, broken, too large, or not what its ending says.
    UnknownDatum
        If the datum is none of these.
    """
    limits = replace(COMMAND, packed_bytes=max_bytes, unpacked_bytes=max_bytes)
    return frame_rows(read_rows(path, datum, limits, sheet=sheet, valid=False))


def read_rows(
    path: str | Path, datum: str, limits: Limits, *, sheet: str | None = None, valid: bool = True
) -> RawRows:
    """Read a file of places as rows whose values are as they stand, invalid polygons refused.

    Raises
    ------
    UnknownFormat, UnreadableFile, FileTooLarge, UnknownDatum
        As `read_frame`.
    """
    path = Path(path)
    source = normalise_datum(datum)
    ending = file_ending(path)
    if not path.is_file():
        msg = f"there is no file {path}"
        raise UnreadableFile(msg)
    try:
        rows = _parse_file(path, ending, limits, sheet)
        return check_rows(rows, _source_of(rows, datum, source), limits, valid=valid)
    except OSError as error:
        msg = f"{path.name} cannot be read: {error}"
        raise UnreadableFile(msg) from error


def _parse_file(path: Path, ending: str, limits: Limits, sheet: str | None) -> RawRows:
    check_bytes(path.stat().st_size, path.name, limits.packed_bytes)
    if ending == _LOOSE:
        return parse_loose_shapefile(path, limits)
    if ending == ".gpkg":
        return parse_geopackage(path, limits, sheet)
    return _PARSERS[ending](read_bytes(path, limits), limits, sheet)


def read_upload(
    name: str, content: bytes, *, datum: str, limits: Limits = UPLOAD, sheet: str | None = None
) -> ReadResult:
    """Read places that were uploaded; nothing touches the disk.

    Parameters
    ----------
    name
        File name as it was sent; only its ending counts.
    content
        All bytes.
    datum, sheet
        As `read_frame`.
    limits
        How much it may hold.

    Returns
    -------
    result
        As `read_frame`, but invalid polygons are among the problems.

    Raises
    ------
    UnknownFormat, UnreadableFile, FileTooLarge, UnknownDatum
        As `read_frame`. A loose ``.shp`` is refused: its other parts are not there.
    """
    source = normalise_datum(datum)
    ending = file_ending(Path(name))
    if ending == _LOOSE:
        msg = "a .shp alone is a part of a Shapefile: zip .shp, .shx, .dbf and .prj and send that"
        raise UnreadableFile(msg)
    rows = _PARSERS[ending](unpacked(name, content, limits), limits, sheet)
    checked = check_rows(rows, _source_of(rows, datum, source), limits, valid=True)
    return frame_rows(checked)


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
    if ending in _GZIPPED or (stem == name and (ending in _PARSERS or ending == _LOOSE)):
        return ending
    msg = f"{path.name[-80:]}: use one of {_ENDINGS}"
    raise UnknownFormat(msg)


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Content of a file, unpacked if it is gzipped.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If it is damaged or holds too much.
    """
    if path.suffix.lower() == ".gz":
        with path.open("rb") as file:
            return unpack_gzip(file, path.name, limits.unpacked_bytes)
    return path.read_bytes()


def unpacked(name: str, content: bytes, limits: Limits) -> bytes:
    """Content of an upload, unpacked if it is gzipped.

    Raises
    ------
    UnreadableFile, FileTooLarge
        As `read_bytes`.
    """
    check_bytes(len(content), name[-80:], limits.packed_bytes)
    if name.lower().endswith(".gz"):
        return unpack_gzip(BytesIO(content), name[-80:], limits.unpacked_bytes)
    return content


def _source_of(rows: RawRows, datum: str, source: str) -> str:
    """Datum to convert from: what the owner says, else what the file says."""
    if source != WGS84:
        return source
    if rows.crs is not None:
        try:
            return declared_datum(rows.crs)
        except UnknownDatum as error:
            raise UnreadableFile(str(error)) from error
    if rows.must_declare and datum.strip().lower() == WGS84:
        msg = (
            "the .prj file is missing, so nobody knows what the coordinates are in: add it, or "
            "name the datum: cgcs2000, gcj02, bd09 or EPSG:n (EPSG:4326 for WGS 84)"
        )
        raise UnreadableFile(msg)
    return source


def write_frame(frame: gpd.GeoDataFrame, path: str | Path) -> None:
    """Write a file of places, whole or not at all.

    Parameters
    ----------
    frame
        Rows in any coordinate system; the file says which, where its format can.
    path
        GeoJSON or CSV (plain or ``.gz``), XLSX, GeoPackage, Shapefile or a zip of one, told by
        the ending. A file that is there is replaced.

    Raises
    ------
    UnknownFormat
        If the ending is none of these.
    UnwritableFile
        If the folder is missing or closed to us, or the format cannot hold the rows.
    """
    ending = file_ending(Path(path))
    with drafted(Path(path)) as draft:
        draft_frame(frame, draft, ending)
