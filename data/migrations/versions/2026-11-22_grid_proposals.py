"""grid_proposals: grids proposed for a village, what is pinned by hand, and who sees them."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "a11ce0000007"
down_revision = "a11ce0000006"
branch_labels = None
depends_on = None

STATUSES = ("working", "proposed", "failed", "signed", "withdrawn")
PINS = ("together", "apart")

RISING_VERSION = """
CREATE FUNCTION refuse_unraised_proposal_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'proposal %: an update must raise its version', OLD.id;
    END IF;
    RETURN NEW;
END $$
"""


def setting(name):
    return f"current_setting('wangge.{name}', true)"


def may(verb):
    return f"'{verb}' = ANY (string_to_array({setting('may')}, ','))"


def within(column):
    return f"({column} >= {setting('first')} AND {column} < {setting('bound')})"


def of_proposal(table):
    return f"EXISTS (SELECT FROM grid_proposal WHERE grid_proposal.id = {table}.proposal_id)"


# Requests write here under their own role, so that no one writes what he does not see.
ROWS = {
    "grid_proposal": f"{may('propose-grids')} AND {within('region_code')}",
    "proposed_grid": of_proposal("proposed_grid"),
    "proposed_member": f"{may('read-households')} AND {of_proposal('proposed_member')}",
    "household_pin": (
        f"{may('propose-grids')} AND {may('read-households')} AND {within('village_code')}"
    ),
}
"""Table → rows the application's role reads and writes."""

RIGHTS = {
    "grid_proposal": "SELECT, INSERT, UPDATE",
    "household_pin": "SELECT, INSERT, UPDATE",
    "proposed_grid": "SELECT, INSERT, DELETE",
    "proposed_member": "SELECT, INSERT, DELETE",
}


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def key(table, column, target):
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}")
    )


def upgrade() -> None:
    proposal()
    proposed()
    pin()
    op.execute(RISING_VERSION)
    op.execute(
        "CREATE TRIGGER grid_proposal_version_rises BEFORE UPDATE ON grid_proposal "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unraised_proposal_version()"
    )
    for table, rows in ROWS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY system ON {table} TO wangge_system USING (true)")
        op.execute(f"CREATE POLICY app ON {table} TO wangge_app USING ({rows})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wangge_system")
        op.execute(f"GRANT {RIGHTS[table]} ON {table} TO wangge_app")


def proposal() -> None:
    table = "grid_proposal"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("region_code", sa.String(32), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("options", JSONB(), nullable=False),
        sa.Column("faults", JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("failure", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(failure IS NOT NULL) = (status = 'failed')",
            name=op.f("ck_grid_proposal_failure_of_failed"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NOT NULL) = (status IN ('signed', 'withdrawn'))",
            name=op.f("ck_grid_proposal_settled_at_end"),
        ),
        sa.CheckConstraint(
            one_of("status", STATUSES), name=op.f("ck_grid_proposal_proposalstatus")
        ),
        key(table, "region_code", "region.code"),
        key(table, "made_by", "account.id"),
        key(table, "settled_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_proposal")),
    )
    op.create_index("ix_grid_proposal_region_code", table, ["region_code", "made_at"])
    for column in ("batch", "made_by", "settled_by"):
        op.create_index(op.f(f"ix_grid_proposal_{column}"), table, [column])


def proposed() -> None:
    op.create_table(
        "proposed_grid",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=True),
        sa.Column(
            "shape", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=False
        ),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("compactness", sa.Double(), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=False),
        sa.Column("farthest_m", sa.Double(), nullable=False),
        sa.Column("exception", sa.String(64), nullable=True),
        sa.Column("merged", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["grid_proposal.id"],
            name=op.f("fk_proposed_grid_proposal_id"),
            ondelete="CASCADE",
        ),
        key("proposed_grid", "code", "grid.code"),
        sa.PrimaryKeyConstraint("proposal_id", "serial", name=op.f("pk_proposed_grid")),
    )
    op.create_index("idx_proposed_grid_shape", "proposed_grid", ["shape"], postgresql_using="gist")
    op.create_index(op.f("ix_proposed_grid_code"), "proposed_grid", ["code"])
    op.create_table(
        "proposed_member",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id", "serial"],
            ["proposed_grid.proposal_id", "proposed_grid.serial"],
            name=op.f("fk_proposed_member_proposal_id_serial"),
            ondelete="CASCADE",
        ),
        key("proposed_member", "household_id", "household.id"),
        sa.PrimaryKeyConstraint(
            "proposal_id", "household_id", name=op.f("pk_proposed_member")
        ),
    )
    op.create_index(
        op.f("ix_proposed_member_household_id"), "proposed_member", ["household_id"]
    )


def pin() -> None:
    table = "household_pin"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("village_code", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("one_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_household_pin_lower_first")),
        sa.CheckConstraint(one_of("kind", PINS), name=op.f("ck_household_pin_pinkind")),
        key(table, "village_code", "region.code"),
        key(table, "one_id", "household.id"),
        key(table, "other_id", "household.id"),
        key(table, "made_by", "account.id"),
        key(table, "ended_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_pin")),
    )
    for column in ("village_code", "one_id", "other_id", "made_by", "ended_by"):
        op.create_index(op.f(f"ix_household_pin_{column}"), table, [column])
    op.create_index(
        "uq_household_pin_live",
        table,
        ["one_id", "other_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("household_pin", "proposed_member", "proposed_grid", "grid_proposal"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_unraised_proposal_version()")
