"""``wangge grids``: cut households into grids, and check grids."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import geopandas as gpd

from api.commands.fault_texts import fault_text
from api.commands.file_tasks import (
    listed,
    print_json,
    read_rows,
    refusals_as_wrong_use,
    say,
    say_some,
)
from data.files import write_frame
from data.rows import RowProblem
from geo.dwellings import dwelling_points, residents
from geo.faults import grid_names
from geo.partition import Partition, build_grids
from geo.topology import check_grids

_COUNTED = "_counted"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def grids() -> None:
    """Cut households into grids, and check grids."""


def _household_options(function: Callable[..., None]) -> Callable[..., None]:
    """Options by which both commands read households."""
    for option in (
        click.option("--min", "min_size", default=10, show_default=True, type=click.IntRange(1)),
        click.option("--max", "max_size", default=15, show_default=True, type=click.IntRange(1)),
        click.option(
            "--min-area",
            default=20.0,
            show_default=True,
            type=click.FloatRange(0),
            help="leave out footprints smaller than this, in m²",
        ),
        click.option(
            "--count",
            default="resident",
            show_default=True,
            type=click.Choice(["resident", "registered"]),
            help="who counts: those whose column 'resident' does not say no, or all",
        ),
        click.option("--json", "as_json", is_flag=True, help="print a summary on stdout"),
    ):
        function = option(function)
    return function


@grids.command()
@click.option("--households", "source", required=True, type=_FILE, help="points or footprints")
@click.option("--by", default="", help="columns that split them, first the village: COL[,COL]")
@click.option("--boundary", type=_FILE, help="outlines of the villages")
@click.option("--size", type=click.IntRange(1), help="wanted households per grid")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option("-o", "--output", required=True, type=_NEW_FILE, help="polygons of the grids")
@click.option("--members", type=_NEW_FILE, help="household → grid")
@_household_options
def build(
    source: Path,
    boundary: Path | None,
    output: Path,
    members: Path | None,
    *,
    min_area: float,
    count: str,
    by: str,
    as_json: bool,
    **sizes: Any,
) -> None:
    """Partition households into grids."""
    with refusals_as_wrong_use():
        households, problems = _read_households(source, min_area, count)
        outlines = None if boundary is None else _read_outlines(boundary)
        partition = build_grids(
            households,
            by=[name.strip() for name in by.split(",") if name.strip()],
            boundary=outlines,
            counts=_COUNTED,
            progress=_show_progress,
            **sizes,
        )
        write_frame(partition.grids, output)
        if members is not None:
            write_frame(_joined(households, partition), members)
    summary = _build_summary(partition, sizes, listed(problems, source))
    _tell_built(partition, summary)
    if as_json:
        print_json(summary)
    raise SystemExit(int(_some_failed(partition, problems)))


@grids.command()
@click.option("--grids", "source", required=True, type=_FILE, help="polygons of the grids")
@click.option("--households", type=_FILE, help="points or footprints they must hold")
@click.option("--boundary", type=_FILE, help="outlines they must fill")
@_household_options
def check(
    source: Path,
    households: Path | None,
    boundary: Path | None,
    *,
    min_area: float,
    count: str,
    as_json: bool,
    **sizes: int,
) -> None:
    """Look for gaps, overlaps, invalid shapes, counts out of range, households outside."""
    with refusals_as_wrong_use():
        frame, problems = read_rows(source)
        homes = None
        if households is not None:
            homes, unread = _read_households(households, min_area, count)
            homes = homes[homes[_COUNTED]]
            problems += unread
        outlines = None if boundary is None else _read_outlines(boundary)
        faults = check_grids(frame, homes, outlines, **sizes)
    say_some([fault_text(fault) for fault in faults])
    say(f"{len(frame):,} grids, {len(faults):,} faults")
    if as_json:
        print_json(
            {
                "grids": len(frame),
                "faults": [asdict(fault) for fault in faults],
                "counts": Counter(fault.code for fault in faults),
                "problems": listed(problems, source),
            }
        )
    raise SystemExit(int(bool(faults or problems)))


def _read_households(
    path: Path, min_area: float, count: str
) -> tuple[gpd.GeoDataFrame, list[RowProblem]]:
    """Households as points, with a column that says who counts."""
    frame, problems = read_rows(path)
    households = dwelling_points(frame, min_area)
    if len(households) < len(frame):
        say(f"{len(frame) - len(households):,} footprints under {min_area:g} m² left out")
    counted = residents(households) if count == "resident" else True
    return households.assign(**{_COUNTED: counted}), problems


def _read_outlines(path: Path) -> gpd.GeoDataFrame:
    outlines, problems = read_rows(path)
    if problems:
        msg = f"{path.name} line {problems[0].line}: {problems[0].reason}"
        raise click.UsageError(msg)
    return outlines


def _show_progress(done: int, total: int) -> None:
    if total > 1 or done < total:
        say(f"outline {done} of {total} cut")


def _joined(households: gpd.GeoDataFrame, partition: Partition) -> gpd.GeoDataFrame:
    """Households with the serial and code of their grid."""
    added = [name for name in ("serial", "code") if name in partition.members.columns]
    joined: gpd.GeoDataFrame = households.drop(columns=_COUNTED).assign(
        **{name: partition.members[name].to_numpy() for name in added}
    )
    return joined


def _build_summary(
    partition: Partition, sizes: dict[str, Any], problems: list[dict[str, object]]
) -> dict[str, Any]:
    frame = partition.grids
    held = frame["households"]
    exceptional = frame[frame["exception"].notna()]
    columns = [name for name in frame.columns if name not in ("geometry", "compactness")]
    return {
        "grids": len(frame),
        "households": int(held.sum()),
        "in_range": int(held.between(sizes["min_size"], sizes["max_size"]).sum()),
        "smallest": int(held.min()) if len(frame) else None,
        "largest": int(held.max()) if len(frame) else None,
        "exceptions": exceptional[columns].to_dict("records"),
        "faults": [asdict(fault) for fault in partition.faults],
        "problems": problems,
    }


def _tell_built(partition: Partition, summary: dict[str, Any]) -> None:
    names = grid_names(partition.grids)
    rows = zip(names, partition.grids["households"], partition.grids["exception"], strict=True)
    say_some([f"{name}: {held} households, {why}" for name, held, why in rows if why])
    say_some([fault_text(fault) for fault in partition.faults])
    say(
        f"{summary['households']:,} households in {summary['grids']:,} grids, "
        f"{summary['in_range']:,} of them in range"
    )


def _some_failed(partition: Partition, problems: list[RowProblem]) -> bool:
    """Whether rows were left out, or lie outside the outline that was given for them."""
    beyond = any(fault.code == "household-outside-boundary" for fault in partition.faults)
    return bool(problems) or beyond


command = grids
