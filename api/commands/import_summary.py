"""What an import says at its end."""

import json
from dataclasses import asdict
from typing import Final

import click

from data.imports.source import ImportReport
from dispatch.vocabulary import PlacementMethod

_SHOWN: Final = 50
"""Refused rows listed on the screen; --json lists them all."""


def say(report: ImportReport, *, as_json: bool) -> None:
    """Say it: counts on stdout, refused rows and warnings on stderr."""
    for problem in report.refused[: None if as_json else _SHOWN]:
        click.echo(f"line {problem.line}: {problem.reason}", err=True)
    if len(report.refused) > _SHOWN and not as_json:
        click.echo(f"… and {len(report.refused) - _SHOWN} more; --json lists all", err=True)
    for warning in report.warnings:
        click.echo(f"warning: {warning}", err=True)
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
        return
    click.echo(
        f"{report.read} rows: {report.added} added, {report.changed} changed, "
        f"{report.unchanged} unchanged, {report.left_out} left out, "
        f"{len(report.refused)} refused"
    )
    if report.placed:
        counted = (f"{one} {report.placed[one]}" for one in PlacementMethod if one in report.placed)
        click.echo(f"placed by {', '.join(counted)}")
