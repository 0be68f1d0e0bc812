"""``wangge locate``: which polygon each point of a file is in."""

from pathlib import Path

import click

from api.commands.file_tasks import (
    listed,
    print_json,
    read_rows,
    refusals_as_wrong_use,
    say,
    say_some,
)
from api.commands.grids_files import check_outputs
from api.commands.locate_reasons import counted, crowds, doubts, sentences, told
from api.commands.locate_table import (
    NO_POINT,
    GivenPoints,
    accuracies,
    all_rows,
    joined,
    shape_order,
    valid_polygons,
)
from data.files import write_frame
from data.rows import RowProblem
from geo.border import NEAREST_M, place_points
from geo.suspicion import Suspicion

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DATUMS = "gcj02, bd09, wgs84, cgcs2000 or EPSG:n"


@click.command()
@click.option("--grids", "grids_file", required=True, type=_FILE, help="polygons")
@click.option("--points", "points_file", required=True, type=_FILE, help="points")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--accuracy-column", "accuracy", help="metres within which each point lies")
@click.option(
    "--nearest-m",
    default=NEAREST_M,
    show_default=True,
    type=click.FloatRange(0),
    help="how far outside all polygons a point may lie to be given the nearest",
)
@click.option("--datum", default="wgs84", show_default=True, help=f"of the points: {_DATUMS}")
@click.option("--grids-datum", default="wgs84", show_default=True, help="of the polygons")
@click.option("--json", "as_json", is_flag=True, help="print a summary on stdout")
def locate(
    grids_file: Path,
    points_file: Path,
    output: Path,
    *,
    accuracy: str | None,
    nearest_m: float,
    datum: str,
    grids_datum: str,
    as_json: bool,
) -> None:
    """Tell which polygon each point is in, or nearest to, and why.

    The output holds all rows of the points, then the columns of the polygon, then method
    (inside, edge, border, nearest, none), distance_m and why.
    """
    with refusals_as_wrong_use():
        check_outputs([output], [grids_file, points_file])
        grids, unreadable = read_rows(grids_file, grids_datum)
        grids, shapeless, mended = valid_polygons(grids)
        points = all_rows(*read_rows(points_file, datum))
        radius_m, notes = accuracies(points.frame, accuracy)
        placed = place_points(
            grids.geometry.to_numpy(),
            points.shapes,
            accuracy_m=radius_m,
            order=shape_order(grids),
            nearest_m=nearest_m,
        )
        doubtful = doubts(points.shapes, placed, grids.geometry.to_numpy())
        why = _why(points, sentences(placed, grids, radius_m, nearest_m), doubtful, notes)
        write_frame(joined(points.frame, grids, placed, why), output)
    problems = _problems(points, points_file, shapeless, unreadable, grids_file)
    methods = counted(placed.method)
    _tell(output, methods, mended)
    if as_json:
        figures = {"rows": len(why), "methods": methods, "doubts": counted(doubtful)}
        print_json({**figures, "mended_polygons": mended, "problems": problems})
    raise SystemExit(int(bool(problems)))


def _why(
    points: GivenPoints,
    reasons: list[str],
    doubtful: list[Suspicion | None],
    notes: list[str | None],
) -> list[str]:
    """One text for each row: its fault, or how its polygon was found and what is doubtful."""
    crowd = crowds(points.shapes)
    rows = zip(points.faults, reasons, doubtful, notes, strict=True)
    return [
        fault or "; ".join([reason, *told(doubt, crowd.get(row), note)])
        for row, (fault, reason, doubt, note) in enumerate(rows)
    ]


def _problems(
    points: GivenPoints,
    points_file: Path,
    shapeless: list[RowProblem],
    unreadable: list[RowProblem],
    grids_file: Path,
) -> list[dict[str, object]]:
    """Rows that could not be used; those of another kind of shape are not listed yet."""
    rows = zip(points.frame.index, points.faults, strict=True)
    faults = [RowProblem(int(line), fault) for line, fault in rows if fault]
    pointless = [row for row in faults if row.reason == NO_POINT]
    for path, problems in ((points_file, pointless), (grids_file, shapeless)):
        say_some([f"{path.name} line {row.line}: {row.reason}" for row in problems])
    return [
        *listed(shapeless, grids_file),
        *listed(faults, points_file),
        *listed(unreadable, grids_file),
    ]


def _tell(output: Path, methods: dict[str, int], mended: int) -> None:
    if mended:
        say(f"{mended:,} broken polygons were mended before they were used")
    told_methods = ", ".join(f"{number:,} {method}" for method, number in methods.items())
    say(f"{output.name}: {sum(methods.values()):,} rows written: {told_methods or 'none'}")


command = locate
