"""house_positions: registers come without points; every finding of a house is kept."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "a11ce000000a"
down_revision = "a11ce0000009"
branch_labels = None
depends_on = None

METHODS = ("import", "survey", "footprint", "hand")
MAY = "string_to_array(current_setting('wangge.may', true), ',')"


def methods(table):
    return sa.CheckConstraint(
        f"method IN ({', '.join(repr(one) for one in METHODS)})",
        name=op.f(f"ck_{table}_positionmethod"),
    )


def upgrade() -> None:
    op.alter_column("household", "place", nullable=True)
    op.add_column("household", sa.Column("accuracy_m", sa.Double(), nullable=True))
    op.add_column("household", sa.Column("method", sa.String(32), nullable=True))
    op.create_check_constraint(
        op.f("ck_household_positionmethod"),
        "household",
        f"method IN ({', '.join(repr(one) for one in METHODS)})",
    )
    table = "household_position"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("place", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("source_datum", sa.String(16), server_default="wgs84", nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("footprint_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("accuracy_m >= 0", name=op.f(f"ck_{table}_accuracy_not_negative")),
        methods(table),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
            for column, target in (
                ("household_id", "household.id"),
                ("footprint_id", "layer_feature.id"),
                ("made_by", "account.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{table}_key")),
    )
    op.create_index("idx_household_position_place", table, ["place"], postgresql_using="gist")
    op.create_index("ix_household_position_household_id", table, ["household_id", "id"])
    for column in ("footprint_id", "made_by"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY system ON {table} TO wangge_system USING (true)")
    op.execute(
        f"CREATE POLICY app ON {table} FOR SELECT TO wangge_app USING ("
        f"'read-households' = ANY ({MAY}) AND EXISTS "
        f"(SELECT FROM household WHERE household.id = {table}.household_id))"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wangge_system")
    op.execute(f"GRANT SELECT ON {table} TO wangge_app")


def downgrade() -> None:
    op.drop_table("household_position")
    op.execute("UPDATE household SET place = ST_SetSRID(ST_MakePoint(0, 0), 4326) WHERE place IS NULL")
    op.drop_constraint(op.f("ck_household_positionmethod"), "household")
    op.drop_column("household", "method")
    op.drop_column("household", "accuracy_m")
    op.alter_column("household", "place", nullable=False)
