"""``wangge bench``: side-by-side measurements, each a script under `bench/`."""

import runpy
import sys

import click

from api.settings import Settings

NAMES = ("partition", "locate", "intake")


@click.command("bench", context_settings={"ignore_unknown_options": True})
@click.argument("name", type=click.Choice([*NAMES, "all"]))
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def command(name: str, options: tuple[str, ...]) -> None:
    """Measure NAME, or all; the figures are of this machine, at this moment.

    OPTIONS go to the measurement: `wangge bench partition -- --help` lists its own.
    """
    if options and name == "all":
        msg = "options belong to one measurement: name it"
        raise click.UsageError(msg)
    folder = Settings().project_dir / "bench"
    sys.path.insert(0, str(folder.parent))
    for one in NAMES if name == "all" else (name,):
        script = folder / f"{one}.py"
        if not script.exists():
            msg = f"{script} is missing: measurements run from a checkout of the project"
            raise click.ClickException(msg)
        click.echo(f"== {one}")
        sys.argv = [str(script), *options]
        runpy.run_path(str(script), run_name="__main__")
