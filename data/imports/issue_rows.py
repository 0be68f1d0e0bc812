"""Rows of a file of reports under our names, in our words, with their places in WGS 84."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely import Point

from data.imports.laid_out import Raw, point_fault
from data.imports.renaming import Renaming
from data.imports.source import SourceRow
from data.row_faults import Fault
from data.rows import RowProblem
from dispatch.vocabulary import Datum
from geo.datum import convert_points

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of a file are read.

    Attributes
    ----------
    mapping
        Field → column of the file; what has no column is empty.
    words
        Field → word of the file → ours; ``*`` stands for every other word.
    datum
        What its coordinates are in.
    """

    mapping: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    datum: Datum = Datum.WGS84


def read_row(row: Raw | RowProblem, columns: Columns) -> SourceRow | RowProblem:
    """Row as a report is made from it; half a place, or none on the globe, is a problem."""
    if isinstance(row, RowProblem):
        return row
    named = {ours: row.cells.get(theirs, "") for ours, theirs in columns.mapping.items()}
    cells = Renaming(values=columns.words).applied_to(named)
    if row.place is not None:  # a file of places: converted when it was laid out
        return SourceRow(row.line, cells, Point(*row.place))
    lon, lat = cells.get("lon", ""), cells.get("lat", "")
    if not lon and not lat:
        return SourceRow(row.line, cells)
    if "\0" in lon or "\0" in lat:
        return _refused(row.line, Fault.NUL, "lon" if "\0" in lon else "lat")
    if not lon or not lat:
        return _refused(row.line, Fault.HALF_POINT, "lat" if lon else "lon")
    return _placed(row.line, cells, columns.datum)


def _placed(line: int, cells: dict[str, str], datum: Datum) -> SourceRow | RowProblem:
    told = {name: cells[name][:_SHOWN] for name in ("lon", "lat")}
    try:
        lon, lat = float(cells["lon"]), float(cells["lat"])
    except ValueError:
        return _refused(line, Fault.NO_POINT, "lon", **told)
    fault = point_fault(lon, lat)
    if fault is not None:
        return _refused(line, fault, "lon", **told)
    if datum is not Datum.WGS84:
        moved = convert_points([lon], [lat], datum.value, Datum.WGS84.value)
        lon, lat = float(moved[0][0]), float(moved[1][0])
    return SourceRow(line, cells, Point(lon, lat))


def _refused(line: int, fault: Fault, column: str, **params: str) -> RowProblem:
    told = ", ".join(f"{name} {word!r}" for name, word in params.items())
    return RowProblem(line, f"{fault} {told}", code=fault, column=column, params=params)
