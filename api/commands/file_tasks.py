"""What the commands that work on files alone have in common: reading, refusing, reporting."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import geopandas as gpd
import orjson

from data.errors import DataError
from data.files import read_frame
from data.rows import RowProblem
from geo.errors import GeoError

_MOST_LISTED = 20


@contextmanager
def refusals_as_wrong_use() -> Iterator[None]:
    """Turn what geometry and files refuse into exit status 2 and one readable line."""
    try:
        yield
    except (GeoError, DataError) as error:
        raise click.UsageError(str(error)) from error


def read_rows(path: Path, datum: str = "wgs84") -> tuple[gpd.GeoDataFrame, list[RowProblem]]:
    """Read a file and list the rows that cannot be used on stderr.

    Returns
    -------
    frame
        Usable rows, EPSG:4326, indexed by line.
    problems
        The others.
    """
    result = read_frame(path, datum)
    say(f"{path.name}: {len(result.frame):,} rows read")
    say_some([f"{path.name} line {row.line}: {row.reason}" for row in result.problems])
    return result.frame, list(result.problems)


def say(text: str) -> None:
    """Tell how far the work is, on stderr."""
    click.echo(text, err=True)


def say_some(lines: list[str]) -> None:
    """List what is wrong on stderr, up to twenty lines and the number of the rest."""
    for line in lines[:_MOST_LISTED]:
        say(line)
    if len(lines) > _MOST_LISTED:
        say(f"... and {len(lines) - _MOST_LISTED:,} more")


def print_json(summary: object) -> None:
    """Write a summary for programs on stdout."""
    click.echo(orjson.dumps(summary, option=orjson.OPT_INDENT_2).decode())


def listed(problems: list[RowProblem], path: Path) -> list[dict[str, object]]:
    """Row problems for a summary."""
    return [{"file": path.name, "line": row.line, "reason": row.reason} for row in problems]
