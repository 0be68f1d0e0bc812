"""``wangge settings``."""

import click

from api.settings import Settings


@click.command("settings")
def command() -> None:
    """Print every setting with its variable, value and meaning; secrets are masked."""
    settings = Settings()
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(not set)" if value is None else str(value)
        click.echo(f"WANGGE_{name.upper()}={shown}\n    {field.description}")
