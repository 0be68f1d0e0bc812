"""The files that ``wangge grids`` reads, checked before any work is begun."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import click
import geopandas as gpd
import pandas as pd
import shapely

from api.commands.file_tasks import read_rows, say
from data.errors import UnwritableFile
from data.files import file_ending
from data.rows import RowProblem
from geo.dwellings import dwelling_points, residents
from geo.houses import key_text

COUNTED: Final = "_counted"
"""Column that says who counts towards the size of a grid."""

_LINES: Final = (1, 5)  # shapely's numbers
_POLYGONS: Final = (3, 6)
_YES: Final = frozenset({"true", "t", "yes", "y", "1", "1.0", "是"})
_NO: Final = frozenset({"", "false", "f", "no", "n", "0", "0.0", "否"})


def read_households(
    path: Path, min_area: float, count: str
) -> tuple[gpd.GeoDataFrame, list[RowProblem]]:
    """Households as points, with a column that says who counts.

    Returns
    -------
    households
        Indexed by their own ``number`` where each has one, else by line.
    problems
        Rows that cannot be used.
    """
    frame, problems = read_rows(path)
    households = dwelling_points(frame, min_area)
    if len(households) < len(frame):
        say(f"{len(frame) - len(households):,} footprints under {min_area:g} m² left out")
    _note_repeats(households)
    counted = residents(households) if count == "resident" else True
    return _numbered(households.assign(**{COUNTED: counted})), problems


def refuse_none(households: gpd.GeoDataFrame, problems: list[RowProblem], path: Path) -> None:
    """End the command where no household is left, before anything is written."""
    if len(households):
        return
    say(
        f"{path.name} holds no household that can be used: nothing was written; correct its "
        "rows, or lower --min-area if the footprints are small"
    )
    raise SystemExit(1 if problems else 2)


def _note_repeats(households: gpd.GeoDataFrame) -> None:
    """Tell of rows that say the same as an earlier one, by their number where they have one."""
    table = pd.DataFrame(households.drop(columns=households.geometry.name)).astype(str)
    table["place"] = shapely.to_wkb(households.geometry.to_numpy())
    lines = table.index[table.duplicated(["number"] if "number" in table.columns else None)]
    if len(lines):
        say(
            f"{len(lines):,} rows repeat an earlier household, the first in line {lines[0]}: "
            "each counts as one more; remove them if they are the same"
        )


def _numbered(households: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if "number" not in households.columns:
        return households
    numbers = households["number"].map(key_text)
    if (numbers == "").any() or numbers.duplicated().any():
        return households
    return households.set_axis(pd.Index(numbers, name=households.index.name), axis=0)


def read_outlines(path: Path) -> gpd.GeoDataFrame:
    """Outlines of villages; a row that cannot be used is wrong use."""
    return _read_all(path, _POLYGONS, "an outline is a polygon")


def read_barriers(path: Path) -> gpd.GeoDataFrame:
    """Lines and areas that are hard to cross.

    Returns
    -------
    barriers
        Columns ``hard`` (bool) and ``cost_m`` (metres, 0 or more) where the file has them.
    """
    barriers = _read_all(path, _LINES + _POLYGONS, "a barrier is a line or a polygon")
    _convert(barriers, "hard", _truth, path, "true or false")
    _convert(barriers, "cost_m", _metres, path, "metres, 0 or more")
    return barriers


def read_previous(path: Path, by: Sequence[str]) -> gpd.GeoDataFrame:
    """Grids of an earlier cut, with a whole number in ``serial``."""
    previous = _read_all(path, _POLYGONS, "a grid is a polygon")
    for name in ("serial", *by[:1]):
        if name not in previous.columns:
            _refuse(
                f"{path.name} has no column {name}: give the file that an earlier "
                "'wangge grids build' with the same --by wrote (a Shapefile cuts names to 10 "
                "letters; use .geojson or .gpkg)"
            )
    _convert(previous, "serial", _serial, path, "a whole number from 1")
    key = pd.DataFrame({name: previous[name].map(key_text) for name in (*by[:1], "serial")})
    twice = previous.index[key.duplicated()]
    if len(twice):
        name = "/".join(key.loc[twice[0]])
        _refuse(
            f"{path.name} line {twice[0]}: grid {name} comes twice; unite the two or number one"
        )
    return previous


def _read_all(path: Path, kinds: Sequence[int], wanted: str) -> gpd.GeoDataFrame:
    frame, problems = read_rows(path)
    if problems:
        _refuse(f"{path.name} line {problems[0].line}: {problems[0].reason}")
    if frame.empty:
        _refuse(f"{path.name} holds no row: leave the option out, or give the right file")
    for line, shape in frame.geometry.items():
        if shapely.get_type_id(shape) not in kinds:
            _refuse(f"{path.name} line {line} is a {shape.geom_type}: {wanted}")
        if not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            _refuse(f"{path.name} line {line} is broken ({reason}): repair it in the map program")
    return frame


def _convert(
    frame: gpd.GeoDataFrame, column: str, convert: Callable[[Any], object], path: Path, wanted: str
) -> None:
    """Turn the texts of a column into values, in place."""
    if column not in frame.columns:
        return
    values = []
    for line, value in frame[column].items():
        try:
            values.append(convert(value))
        except ValueError:
            _refuse(f"{path.name} line {line}: {column} is {str(value)[:40]!r}, not {wanted}")
    frame[column] = values


def _truth(value: Any) -> bool:
    text = key_text(value).strip().lower()
    if text not in _YES | _NO:
        raise ValueError(text)
    return text in _YES


def _metres(value: Any) -> float:
    metres = float(key_text(value) or "nan")
    if metres < 0 or metres == float("inf"):
        raise ValueError(value)
    return metres


def _serial(value: Any) -> int:
    serial = float(key_text(value) or "nan")
    if not (serial.is_integer() and serial >= 1):
        raise ValueError(value)
    return int(serial)


def _refuse(message: str) -> NoReturn:
    raise click.UsageError(message)


def check_outputs(outputs: Sequence[Path | None], sources: Sequence[Path | None]) -> None:
    """Refuse outputs that could not be written, or would replace what is read.

    Raises
    ------
    UnknownFormat, UnwritableFile
        If the ending is none we write, or the folder is missing or closed to us.
    """
    given = [path for path in outputs if path is not None]
    read = {path.resolve() for path in sources if path is not None}
    for path in given:
        file_ending(path)
        if not path.parent.is_dir() or not os.access(path.absolute().parent, os.W_OK):
            msg = f"{path} cannot be written: there is no folder {path.parent} we may write to"
            raise UnwritableFile(msg)
        if path.resolve() in read:
            _refuse(f"{path.name} is read and would be replaced: give another name for the output")
    if len({path.resolve() for path in given}) < len(given):
        _refuse("grids and members would be written into one file: give two names")
