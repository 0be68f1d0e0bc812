"""source key: what the system an issue came from calls it."""

import sqlalchemy as sa
from alembic import op

revision = "c7d41e9a5b20"
down_revision = "b1f2a6c0d7e3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("issue", sa.Column("source_key", sa.String(200), nullable=True))
    op.create_index("ix_issue_source_key", "issue", ["source_key"])


def downgrade() -> None:
    op.drop_index("ix_issue_source_key", "issue")
    op.drop_column("issue", "source_key")
