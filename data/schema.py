"""The schema of a database: bring it up to date, compare it with the row types."""

from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, Engine, text

from data.tables import Base

EXTENSIONS: Final = ("postgis", "pg_trgm", "btree_gist")
MIGRATIONS: Final = Path(__file__).parent / "migrations"


def migrate(engine: Engine, revision: str = "head") -> None:
    """Add the extensions and bring the schema to a revision, in one transaction."""
    with engine.begin() as connection:
        for extension in EXTENSIONS:
            connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
        command.upgrade(_config(connection), revision)


def revert(engine: Engine, revision: str) -> None:
    """Take the schema back to an earlier revision."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def write_migration(engine: Engine, message: str) -> None:
    """Write the difference between row types and database as a new migration."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def current_revision(connection: Connection) -> str | None:
    """Revision the database is at; none when it has no schema yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Revision the code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(connection: Connection) -> list[Any]:
    """What differs between the database and the row types; empty when nothing does."""
    options = {"include_object": _ours, "compare_type": True, "compare_server_default": True}
    return list(
        compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["include_object"] = _ours
    return config


def _ours(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:  # noqa: FBT001
    """Leave PostGIS's own tables and the partitions of ours out of the comparison."""
    if kind == "table" and reflected and name and name.startswith(("issue_event_", "audit_entry_")):
        return False
    ours: bool = alembic_helpers.include_object(  # type: ignore[no-untyped-call]
        item, name, kind, reflected, other
    )
    return ours
