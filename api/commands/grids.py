"""``wangge grids``: cut households into grids, and check grids."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import geopandas as gpd

from api.commands.file_tasks import listed, print_json, read_rows, refusals_as_wrong_use, say
from api.commands.grids_files import (
    COUNTED,
    check_outputs,
    read_barriers,
    read_households,
    read_outlines,
    read_previous,
    refuse_none,
)
from api.commands.grids_summary import build_summary, fault_records, tell_built, tell_checked
from api.commands.grids_workers import cores, progress_teller, village_mapper
from data.files import write_frame
from data.rows import RowProblem
from geo.faults import REMARKS
from geo.houses import key_text
from geo.kept import kept_share
from geo.partition import Partition, build_grids
from geo.topology import check_grids

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
@click.option("--barriers", type=_FILE, help="rivers, roads: dear to cross, or walls where 'hard'")
@click.option("--size", type=click.IntRange(1), help="wanted households per grid")
@click.option("--agents", type=click.IntRange(1), help="wanted grids in all, instead of --size")
@click.option("--previous", type=_FILE, help="earlier grids: households stay in theirs")
@click.option("--best", is_flag=True, help="search several times as long for shorter ways")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option("--jobs", default=cores, type=click.IntRange(1), help="processes; default: all cores")
@click.option("-o", "--output", required=True, type=_NEW_FILE, help="polygons of the grids")
@click.option("--members", type=_NEW_FILE, help="household → grid")
@_household_options
def build(source: Path, output: Path, members: Path | None, **options: Any) -> None:
    """Partition households into grids."""
    columns = list(dict.fromkeys(name.strip() for name in options.pop("by").split(",")))
    by = [name for name in columns if name]
    as_json = options.pop("as_json")
    if options["agents"] and options["size"]:
        msg = "--agents and --size say the same in two ways: give one of them"
        raise click.UsageError(msg)
    with refusals_as_wrong_use():
        references = [options[name] for name in ("boundary", "barriers")]
        check_outputs([output, members], [source, *references])
        households, problems = read_households(
            source, options.pop("min_area"), options.pop("count")
        )
        refuse_none(households, problems, source)
        previous = _read(options.pop("previous"), lambda path: read_previous(path, by))
        partition = _cut(households, by, previous, **options)
        write_frame(partition.grids, output)
        if members is not None:
            write_frame(_joined(households, partition), members)
    bounds = (options["min_size"], options["max_size"])
    summary = build_summary(partition, bounds, listed(problems, source))
    if previous is not None:
        summary["kept"] = kept_share(previous, households, partition.members, by)
    tell_built(partition, summary)
    if as_json:
        print_json(summary)
    raise SystemExit(int(_some_failed(partition, problems)))


def _read(path: Path | None, reader: Callable[[Path], gpd.GeoDataFrame]) -> gpd.GeoDataFrame | None:
    return None if path is None else reader(path)


def _cut(
    households: gpd.GeoDataFrame,
    by: list[str],
    previous: gpd.GeoDataFrame | None,
    *,
    boundary: Path | None,
    barriers: Path | None,
    jobs: int,
    **options: Any,
) -> Partition:
    """Cut with the files read, in as many processes as pay."""
    outlines = _read(boundary, read_outlines)
    crossings = _read(barriers, read_barriers)
    villages = households[by[0]].map(key_text).nunique() if by and by[0] in households else 1
    with village_mapper(jobs, villages, len(households)) as mapper:
        return build_grids(
            households,
            by=by,
            boundary=outlines,
            barriers=crossings,
            previous=previous,
            counts=COUNTED,
            mapper=mapper,
            progress=progress_teller(say),
            **options,
        )


def _joined(households: gpd.GeoDataFrame, partition: Partition) -> gpd.GeoDataFrame:
    """Households with the serial and code of their grid."""
    added = [name for name in ("serial", "code") if name in partition.members.columns]
    replaced = [name for name in added if name in households.columns]
    if replaced:
        say(f"members: column {', '.join(replaced)} of the households was replaced")
    joined: gpd.GeoDataFrame = households.drop(columns=COUNTED).assign(
        **{name: partition.members[name].to_numpy() for name in added}
    )
    return joined


def _some_failed(partition: Partition, problems: list[RowProblem]) -> bool:
    """Whether rows were left out, or lie outside the outline that was given for them."""
    beyond = any(fault.code == "household-outside-boundary" for fault in partition.faults)
    return bool(problems) or beyond


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
    """Look for gaps, overlaps, pieces, invalid shapes, counts out of range, households outside."""
    with refusals_as_wrong_use():
        frame, unread = read_rows(source)
        problems = listed(unread, source)
        homes = None
        if households is not None:
            homes, unread = read_households(households, min_area, count)
            homes = homes[homes[COUNTED]]
            problems += listed(unread, households)
        faults = check_grids(frame, homes, _read(boundary, read_outlines), **sizes)
    tell_checked(frame, faults)
    if as_json:
        print_json(
            {
                "grids": len(frame),
                "faults": fault_records(faults),
                "counts": Counter(fault.code for fault in faults),
                "problems": problems,
            }
        )
    wrong = any(fault.code not in REMARKS for fault in faults)
    raise SystemExit(int(wrong or bool(problems)))


command = grids
