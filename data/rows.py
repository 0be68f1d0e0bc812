"""Rows of a file, and those that cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd

from data.row_faults import Fault


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row that was left out.

    Attributes
    ----------
    line
        Line of a CSV file, number of the feature (from 1) in any other.
    reason
        What is wrong and what to do, in English.
    record, shape
        Columns and geometry of the row as they stood, as far as they could be read.
    code, column, params
        The same reason for pages in any language, and the column it is about, where they are
        known.
    """

    line: int
    reason: str
    record: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    shape: Any = field(default=None, compare=False, repr=False)
    code: Fault | None = field(default=None, compare=False)
    column: str | None = field(default=None, compare=False)
    params: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a file held.

    Attributes
    ----------
    frame
        Usable rows, EPSG:4326, indexed by line.
    problems
        The others, by line.
    """

    frame: gpd.GeoDataFrame
    problems: tuple[RowProblem, ...]


@dataclass(slots=True)
class RawRows:
    """Rows as parsed, before coordinates are checked.

    Attributes
    ----------
    lines, records, shapes
        One entry per row: number, columns, geometry in the file's own datum.
    problems
        Rows that did not parse.
    crs
        EPSG code or WKT the file names for itself, None if it names none.
    must_declare
        Whether a file of this format that names none is one that lost a part.
    """

    lines: list[int] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    crs: str | None = None
    must_declare: bool = False

    def append(self, line: int, record: dict[str, Any], shape: Any) -> None:
        """Add a row that parsed."""
        self.lines.append(line)
        self.records.append(record)
        self.shapes.append(shape)

    def __len__(self) -> int:
        """Count the rows that parsed."""
        return len(self.lines)
