"""Boundaries of a village as a file that somebody sends."""

from collections.abc import Mapping
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from api.labels import N_
from api.pages.admin_forms import Reading
from api.pages.boundaries_asking import Sent
from api.texts import Texts
from data.errors import FileTooLarge, UnknownFormat, UnreadableFile
from data.files import read_upload
from dispatch.vocabulary import ChangeKind, Datum
from geo.errors import UnknownDatum

_AREAS: Final = frozenset({"Polygon", "MultiPolygon"})
_SHOWN: Final = 3
"""Rows that cannot be used and are said one by one; mostly all have the same fault."""

_WRONG: Final[dict[type[Exception], str]] = {
    FileTooLarge: N_("The file is too large. Send the grids of one village only."),
    UnknownFormat: N_("Send a GeoJSON file, a GeoPackage, or a zipped Shapefile."),
    UnreadableFile: N_("The file is broken, or is not what its name says. Export it again."),
    UnknownDatum: N_(
        "The coordinate system of the file is not known here. Convert it to EPSG:4490."
    ),
}


def read_boundaries(
    sent: Sent, reading: Reading, texts: Texts
) -> Mapping[str, BaseGeometry] | None:
    """Boundaries of a file by code, new ones under "+1", "+2", ...; `reading` keeps what is wrong.

    Returns
    -------
    shapes
        None where no file is asked for, or none can be read.
    """
    if sent.kind is not ChangeKind.IMPORT:
        return None
    datum = reading.choice("datum", Datum)
    if sent.file is None:
        reading.refuse("file", N_("Choose the file with the grids of the village."))
        return None
    name, content = sent.file
    try:
        result = read_upload(name, content, datum=datum or Datum.WGS84)
    except tuple(_WRONG) as wrong:
        reading.refuse("file", next(_WRONG[kind] for kind in type(wrong).__mro__ if kind in _WRONG))
        return None
    if result.problems:
        rows = "; ".join(f"{one.line}: {one.reason}" for one in result.problems[:_SHOWN])
        said = texts.translate("Rows of the file cannot be used: %(rows)s")
        reading.errors.setdefault("file", said % {"rows": rows})
        return None
    return _by_code(result.frame, reading)


def _by_code(frame: Any, reading: Reading) -> Mapping[str, BaseGeometry] | None:
    if not len(frame) or not set(frame.geometry.geom_type) <= _AREAS:
        reading.refuse("file", N_("Each row of the file has to be one area: a grid."))
        return None
    given = [_code(value) for value in frame["code"]] if "code" in frame else [""] * len(frame)
    codes = [code or f"+{place}" for place, code in enumerate(given, 1)]
    if len(set(codes)) < len(codes):
        reading.refuse("file", N_("A grid stands twice in the file. Each has one row."))
        return None
    return dict(zip(codes, frame.geometry, strict=True))


def _code(value: object) -> str:
    """Code of a row; "" for a grid that is new. A number that lost its text is read as digits."""
    if value is None or value != value:  # noqa: PLR0124 - not a number is not itself
        return ""
    return str(int(value)) if isinstance(value, float) else str(value).strip()
