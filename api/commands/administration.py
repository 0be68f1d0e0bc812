"""What the commands of ``wangge admin`` share: their transaction, their moment, JSON."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from api.database import connected
from api.services.accounts import By
from api.settings import Settings
from data.session import make_sessions, transaction
from dispatch.vocabulary import Role

ROLE = click.Choice([one.value for one in Role])


@contextmanager
def administration() -> Iterator[tuple[Session, By]]:
    """Transaction of the database's owner, and by whom and when it is done."""
    settings = Settings()
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        yield session, By(datetime.now(settings.zone))


def tell(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print rows: one line each for people, one document for programs."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        click.echo("  ".join(_word(value) for value in row.values()))


def _word(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(Settings().zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return ",".join(value)
    return "-" if value is None else str(value)
