"""The command line: each command's file is read only when it is called."""

import sys
from importlib import import_module
from typing import Any, Final, NoReturn

import click

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "admin": ("api.commands.admin", "Accounts of this database."),
    "audit": ("api.commands.audit", "Check the history, sign it, read the record."),
    "bench": ("api.commands.bench", "Measure side by side with named peers."),
    "convert": ("api.commands.convert", "Convert coordinates between datums."),
    "db": ("api.commands.db", "The private cluster and the schema."),
    "demo": ("api.commands.demo", "Serve a made-up county from nothing."),
    "geocode": ("api.commands.geocode", "Read address texts into villages."),
    "grids": ("api.commands.grids", "Cut households into grids, and check grids."),
    "import": ("api.commands.imports", "Bring files into the database."),
    "locate": ("api.commands.locate", "Tell which polygon each point of a file is in."),
    "map": ("api.commands.maps", "Write a Folium map of issues or grids."),
    "poster": ("api.commands.poster", "Write a village's poster with its QR code."),
    "publish": ("api.commands.publish", "Publish the planners' figures of past quarters."),
    "serve": ("api.commands.serve", "Serve the web pages and the API."),
    "settings": ("api.commands.settings", "Print all settings, secrets masked."),
    "worker": ("api.commands.worker", "Run background jobs, and look at them."),
}


class _Lazy(click.Group):
    """A group that knows its commands by name and loads one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in order."""
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Load the command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """One line each, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in sorted(COMMANDS.items())])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wangge")
def wangge() -> None:
    """Wangge (网格): village grids, dispatch of issues, and honest maps."""


def main(arguments: list[str] | None = None) -> Any:
    """Run a command; every refusal of ours is one line, not a traceback."""
    try:
        return wangge.main(arguments, prog_name="wangge", standalone_mode=True)
    except Exception as error:
        if _is_setting(error):
            _refuse_settings(error)
        if not _is_ours(error):
            raise
        click.echo(f"wangge: {error}", err=True)
        sys.exit(1)


def _is_setting(error: Exception) -> bool:
    return type(error).__name__ == "ValidationError" and getattr(error, "title", "") == "Settings"


def _refuse_settings(error: Any) -> NoReturn:
    """Name each variable that cannot be, never its value."""
    for one in error.errors(include_input=False):
        name = "_".join(str(part) for part in one["loc"]).upper()
        click.echo(f"wangge: WANGGE_{name}: {one['msg']}", err=True)
    sys.exit(2)


def _is_ours(error: Exception) -> bool:
    roots = {"GeoError", "DispatchError", "DataError", "MapError", "ApiError"}
    return any(kind.__name__ in roots for kind in type(error).__mro__)


if __name__ == "__main__":
    main()
