"""Coordinates of a file that cannot be right: refused to registers, and told of the whole file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data.imports.source import SourceRow
from data.rows import RowProblem
from dispatch.vocabulary import Datum
from geo.batch_datum import BatchDatum, batch_datum
from geo.known_ground import KnownGround
from geo.repeated import repeated_points
from geo.suspicion import Suspicion, explain, plain_suspicions, suspicions

WATCHED: Final = {
    "households": ("number",),
    "offices": ("region", "name"),
    "landmarks": ("name", "code"),
    "layers": ("name", "code"),
    "issues": ("household", "text"),
}
"""Register whose rows have one place → the columns that tell what a row is about, first filled."""
_FROM_PEOPLE: Final = frozenset({"issues"})
"""What people say is kept as evidence, whatever its coordinates."""
_AT_ONCE: Final = 5_000
_SHOWN: Final = 10
_SHIFTED: Final = frozenset({Suspicion.GCJ02, Suspicion.BD09})
_NAMES: Final = {"gcj02": "GCJ-02", "bd09": "BD-09"}

Rows = Iterable[SourceRow | RowProblem]


@dataclass(slots=True)
class Watched:
    """Places of a file as its rows pass by.

    Attributes
    ----------
    register
        What the file is imported as.
    declared
        Datum the file was said to be in.
    ground
        What the places are judged by; none judges nothing.
    lines, lon, lat, matters
        One of each per row with a place, WGS 84 degrees.
    """

    register: str
    declared: str
    ground: KnownGround | None = None
    lines: list[int] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    matters: list[int] = field(default_factory=list)


def watch_places(rows: Rows, watched: Watched) -> Iterator[SourceRow | RowProblem]:
    """Pass rows on, noting their places; a register's row that is nowhere becomes a problem."""
    stream = iter(rows)
    while some := list(islice(stream, _AT_ONCE)):
        ground = watched.ground if watched.register in WATCHED else None
        yield from some if ground is None else _judged(some, watched, ground)


def _judged(
    some: Sequence[SourceRow | RowProblem], watched: Watched, ground: KnownGround
) -> Iterator[SourceRow | RowProblem]:
    middles = np.array([_middle(row) for row in some])
    doubts = plain_suspicions(ground, middles[:, 0], middles[:, 1])
    for row, (lon, lat), doubt in zip(some, middles, doubts, strict=True):
        placed = isinstance(row, SourceRow) and not np.isnan(lon)
        if placed and doubt and watched.register not in _FROM_PEOPLE:
            yield RowProblem(row.line, f"lon {lon:.7g}, lat {lat:.7g}: {explain(doubt)}")
            continue
        if isinstance(row, SourceRow) and placed:
            _note(watched, row, float(lon), float(lat))
        yield row


def _middle(row: SourceRow | RowProblem) -> tuple[float, float]:
    shape: BaseGeometry | None = row.shape if isinstance(row, SourceRow) else None
    if shape is None or shape.is_empty:
        return np.nan, np.nan
    west, south, east, north = shapely.bounds(shape)
    return (west + east) / 2, (south + north) / 2


def _note(watched: Watched, row: SourceRow, lon: float, lat: float) -> None:
    names = (row.cells.get(name, "") for name in WATCHED[watched.register])
    watched.lines.append(row.line)
    watched.lon.append(lon)
    watched.lat.append(lat)
    watched.matters.append(hash(next(filter(None, names), str(row.line))))


def place_warnings(watched: Watched) -> list[str]:
    """Say what looks wrong with the places of a file, and what to do; nothing was moved."""
    if watched.ground is None or not watched.lines:
        return []
    lon, lat = np.array(watched.lon), np.array(watched.lat)
    whole = batch_datum(watched.ground, lon, lat) if _may_be_shifted(watched) else None
    found = suspicions(watched.ground, lon, lat, whole=whole.datum if whole else None)
    return [
        *([_whole_file(whole)] if whole else []),
        *_single_rows(watched, found, told=whole is not None),
        *_repeated(watched, lon, lat),
    ]


def _may_be_shifted(watched: Watched) -> bool:
    return watched.declared.lower() not in {Datum.GCJ02, Datum.BD09}


def _whole_file(batch: BatchDatum) -> str:
    if batch.given_m is None or batch.moved_m is None:
        stands = f"{batch.given_outside:.0%} of its points lie in no grid"
        moved = f"{batch.moved_outside:.0%}"
    else:
        stands = f"half of its points lie {batch.given_m:,.0f} m or more from any dwelling"
        moved = f"{batch.moved_m:,.0f} m"
    return (
        f"the whole file looks like {_NAMES[batch.datum]}: {stands}, {moved} once read so; "
        f"nothing was moved: import it in the datum {batch.datum} (--datum {batch.datum})"
    )


def _single_rows(
    watched: Watched, found: Sequence[Suspicion | None], *, told: bool
) -> Iterator[str]:
    silent = _SHIFTED if told or not _may_be_shifted(watched) else frozenset()
    for suspicion in Suspicion:
        lines = [n for n, one in zip(watched.lines, found, strict=True) if one is suspicion]
        if lines and suspicion not in silent:
            yield f"{_counted(lines)}: {explain(suspicion)}"


def _repeated(watched: Watched, lon: np.ndarray, lat: np.ndarray) -> Iterator[str]:
    for one in repeated_points(lon, lat, watched.matters, ground=watched.ground):
        lines = [watched.lines[row] for row in one.rows]
        yield (
            f"{_counted(lines)}: all at lon {one.lon:.6f}, lat {one.lat:.6f}, where no dwelling is "
            "known; a map app gives such a point for want of a better one; leave the place out"
        )


def _counted(lines: Sequence[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:_SHOWN])
    more = ", …" if len(lines) > _SHOWN else ""
    noun = "row" if len(lines) == 1 else "rows"
    return f"{len(lines)} {noun} (line {shown}{more})"
