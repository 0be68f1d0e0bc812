"""``wangge geocode``: address texts into places of the division tree."""

from pathlib import Path

import click

from api.commands.file_tasks import listed, print_json, refusals_as_wrong_use, say, say_some
from api.commands.geocode_files import (
    read_divisions,
    read_homes,
    read_landmarks,
    read_texts,
    summary,
    write_readings,
)
from data.files import file_ending
from data.reference.divisions import read_elsewhere, read_former_divisions
from data.rows import RowProblem
from geo.address.gazetteer import build_gazetteer
from geo.address.read import read_address

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--regions", required=True, type=_FILE, help="code, parent, name")
@click.option("--texts", required=True, type=_FILE, help="column text; all others are kept")
@click.option("--households", type=_FILE, help="number, head, village_code, group, lon, lat")
@click.option("--landmarks", type=_FILE, help="name, village_code, lon, lat")
@click.option("--former", type=_FILE, help="code, former, level, since, until; instead of ours")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print a summary on stdout")
def geocode(
    regions: Path,
    texts: Path,
    households: Path | None,
    landmarks: Path | None,
    former: Path | None,
    output: Path,
    *,
    as_json: bool,
) -> None:
    """Find the division each address text means; one that is not certain stays empty."""
    with refusals_as_wrong_use():
        file_ending(output)
        rows, wrong_texts = read_texts(texts)
        divisions, wrong = read_divisions(regions, read_former_divisions(former))
        homes, wrong_homes = read_homes(households) if households else ([], [])
        marks, wrong_marks = read_landmarks(landmarks) if landmarks else ([], [])
        gazetteer = build_gazetteer(divisions, marks, homes, elsewhere=read_elsewhere())
        readings = [read_address(gazetteer, row.cells.get("text", "")) for row in rows]
        write_readings(rows, readings, output)
    say(f"{output.name}: {len(rows):,} rows written")
    problems = _all_listed(
        (texts, wrong_texts), (regions, wrong), (households, wrong_homes), (landmarks, wrong_marks)
    )
    say_some(["{file} line {line}: {reason}".format(**one) for one in problems])
    if as_json:
        print_json({"rows": len(rows), **summary(readings), "problems": problems})
    raise SystemExit(int(bool(problems)))


def _all_listed(*files: tuple[Path | None, list[RowProblem]]) -> list[dict[str, object]]:
    return [one for path, rows in files if path is not None for one in listed(rows, path)]


command = geocode
