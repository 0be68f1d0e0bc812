"""placing: what spoke for a position, who placed by hand, former names, keys and digests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a11ce000000b"
down_revision = "a11ce000000a"
branch_labels = None
depends_on = None

BEFORE = ("household", "point", "none")
METHODS = ("household", "point", "pin", "address", "village", "none")
LEVELS = ("province", "city", "county", "township", "village")
CONTACTS = ("household_contact", "petitioner_contact")
PLACED = {"other_grid_code": ("grid.code", sa.String(32)), "placed_by": ("account.id", sa.BigInteger())}


def quoted(words):
    return ", ".join(repr(one) for one in words)


def allow(methods):
    for table in ("issue", "placement"):
        name = op.f(f"ck_{table}_placementmethod")
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, f"method IN ({quoted(methods)})")


def upgrade() -> None:
    allow(METHODS)
    extend_placement()
    key_phones()
    create_former_name()
    digest = sa.Computed("md5(ST_AsBinary(outline))", persisted=True)
    op.add_column("region", sa.Column("outline_digest", sa.Text(), digest, nullable=True))


def extend_placement():
    op.add_column(
        "placement",
        sa.Column("evidence", JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.add_column("placement", sa.Column("share", sa.Double(), nullable=True))
    for column, (target, kind) in PLACED.items():
        op.add_column("placement", sa.Column(column, kind, nullable=True))
        table, key = target.split(".")
        op.create_foreign_key(op.f(f"fk_placement_{column}"), "placement", table, [column], [key])
        op.create_index(op.f(f"ix_placement_{column}"), "placement", [column])


def key_phones():
    for table in CONTACTS:
        key = sa.Computed(r"right(regexp_replace(phone, '\D', '', 'g'), 11)", persisted=True)
        op.add_column(table, sa.Column("phone_key", sa.Text(), key, nullable=True))
        op.create_index(op.f(f"ix_{table}_phone_key"), table, ["phone_key"])


def create_former_name():
    table = "former_name"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("region_code", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(200), nullable=True),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("since < until", name=op.f(f"ck_{table}_since_before_until")),
        sa.CheckConstraint(f"level IN ({quoted(LEVELS)})", name=op.f(f"ck_{table}_regionlevel")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f(f"fk_{table}_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("region_code", "name"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wangge_system")
    op.execute(f"GRANT SELECT ON {table} TO wangge_app")


def downgrade() -> None:
    op.drop_column("region", "outline_digest")
    op.drop_table("former_name")
    for table in CONTACTS:
        op.drop_column(table, "phone_key")
    for column in ("evidence", "share", *PLACED):
        op.drop_column("placement", column)
    for table in ("issue", "placement"):
        op.execute(f"UPDATE {table} SET method = 'none' WHERE method NOT IN ({quoted(BEFORE)})")
    allow(BEFORE)
