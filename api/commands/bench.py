"""``wangge bench``: side-by-side measurements, each a script under `bench/`."""

import runpy
import sys

import click

from api.settings import Settings

NAMES = ("partition", "intake")


@click.command("bench")
@click.argument("name", type=click.Choice([*NAMES, "all"]))
def command(name: str) -> None:
    """Measure NAME, or all; the figures are of this machine, at this moment."""
    folder = Settings().project_dir / "bench"
    sys.path.insert(0, str(folder.parent))
    for one in NAMES if name == "all" else (name,):
        script = folder / f"{one}.py"
        if not script.exists():
            msg = f"{script} is missing: measurements run from a checkout of the project"
            raise click.ClickException(msg)
        click.echo(f"== {one}")
        sys.argv = [str(script)]
        runpy.run_path(str(script), run_name="__main__")
