"""published_counts: figures as they left the county desk."""

import sqlalchemy as sa
from alembic import op

revision = "a11ce0000004"
down_revision = "a11ce0000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_count",
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("layer", sa.String(16), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("areas", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("issues", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("households", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("period", "layer", "category", name=op.f("pk_published_count")),
    )
    op.create_table(
        "counted_atom",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("village", sa.String(32), nullable=True),
        sa.Column("cell", sa.String(16), nullable=True),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("issues", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_atom")),
    )
    for table in ("published_count", "counted_atom"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"
        )


def downgrade() -> None:
    op.drop_table("counted_atom")
    op.drop_table("published_count")
