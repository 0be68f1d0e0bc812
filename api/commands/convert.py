"""``wangge convert``: coordinates of one datum into another."""

from pathlib import Path

import click

from api.commands.file_tasks import listed, print_json, read_rows, refusals_as_wrong_use, say
from data.files import write_frame
from geo.datum import WGS84, convert_frame, normalise_datum

_DATUMS = "gcj02, bd09, wgs84, cgcs2000 or EPSG:n"


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "begin", required=True, metavar="DATUM", help=_DATUMS)
@click.option("--to", "end", required=True, metavar="DATUM", help=_DATUMS)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print a summary on stdout")
def convert(source: Path, begin: str, end: str, output: Path, *, as_json: bool) -> None:
    """Convert the coordinates of a file; a projected EPSG code reads and writes metres."""
    with refusals_as_wrong_use():
        normalise_datum(end)
        frame, problems = read_rows(source, begin)
        write_frame(convert_frame(frame, WGS84, end), output)
    say(f"{output.name}: {len(frame):,} rows written, {len(problems):,} left out")
    if as_json:
        print_json({"rows": len(frame), "problems": listed(problems, source)})
    raise SystemExit(int(bool(problems)))


command = convert
