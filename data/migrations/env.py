"""Alembic's entry: one connection handed in by the caller."""

from alembic import context
from geoalchemy2 import alembic_helpers

from data.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=context.config.attributes["include_object"],
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
