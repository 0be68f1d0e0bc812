"""rights: roles granted by region, unit and dates; where an issue is shown, and from whom it is kept."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "a11ce0000001"
down_revision = "c7d41e9a5b20"
branch_labels = None
depends_on = None

ROLES = (
    "agent", "secretary", "township", "county", "screener", "handler",
    "planner", "supervisor", "leader", "admin", "auditor", "integration",
)
OLD_ROLES = ("agent", "township", "county", "screener", "planner", "admin")
OLD_LEVELS = ("grid", "village", "township", "county")
LEVELLED = ("issue", "issue_event", "assignment")

MOVE_ROLES = """
INSERT INTO role_grant (account_id, role, region_code, valid_from)
SELECT id, role, region_code, recorded_at::date FROM account
"""
MOVE_BACK = """
UPDATE account SET role = given.role, region_code = given.region_code
FROM (
    SELECT DISTINCT ON (account_id) account_id, role, region_code
    FROM role_grant ORDER BY account_id, valid_from, id
) AS given
WHERE given.account_id = account.id
"""

# A random point of the grid says nothing of the place but its grid.
MOVE = """
CREATE FUNCTION move_issue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.place IS NULL OR NEW.grid_version_id IS NULL THEN
        NEW.moved := NULL;
    ELSIF TG_OP = 'INSERT' OR OLD.moved IS NULL OR OLD.grid_code IS DISTINCT FROM NEW.grid_code THEN
        NEW.moved := (
            SELECT ST_GeometryN(ST_GeneratePoints(shape, 1), 1)
            FROM grid_version WHERE id = NEW.grid_version_id
        );
    ELSE
        NEW.moved := OLD.moved;
    END IF;
    RETURN NEW;
END $$
"""
MOVE_TRIGGER = """
CREATE TRIGGER issue_moves BEFORE INSERT OR UPDATE OF place, grid_code, grid_version_id, moved
ON issue FOR EACH ROW EXECUTE FUNCTION move_issue()
"""
MOVE_ISSUES = """
ALTER TABLE issue DISABLE TRIGGER issue_version_rises;
UPDATE issue SET moved = NULL WHERE place IS NOT NULL;
ALTER TABLE issue ENABLE TRIGGER issue_version_rises
"""


def check(values, column):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def set_levels(values):
    for table in LEVELLED:
        op.drop_constraint(op.f(f"ck_{table}_level"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_level"), table, check(values, "level"))


def upgrade() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("region_code", sa.String(32), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint(check(ROLES, "role"), name=op.f("ck_role_grant_role")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_role_grant_region_code")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], name=op.f("fk_role_grant_granted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_account_id", "role_grant", ["account_id", "valid_from"])
    for column in ("region_code", "unit_id", "granted_by"):
        op.create_index(op.f(f"ix_role_grant_{column}"), "role_grant", [column])
    op.execute(MOVE_ROLES)
    op.drop_column("account", "role")
    op.drop_column("account", "region_code")
    op.add_column(
        "account",
        sa.Column("must_change_password", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    set_levels((*OLD_LEVELS, "above"))
    op.add_column("issue", sa.Column("moved", Geometry("POINT", srid=4326, spatial_index=False), nullable=True))
    op.create_index("idx_issue_moved", "issue", ["moved"], postgresql_using="gist")
    op.add_column("issue", sa.Column("unit_id", sa.BigInteger(), nullable=True))
    op.add_column("issue", sa.Column("entered_by", sa.BigInteger(), nullable=True))
    op.add_column("issue", sa.Column("entered_desk", sa.String(64), nullable=True))
    op.add_column(
        "issue",
        sa.Column(
            "held",
            sa.Boolean(),
            sa.Computed("held_at IS NOT NULL AND released_at IS NULL", persisted=True),
            nullable=False,
        ),
    )
    op.add_column("issue", sa.Column("barred", sa.ARRAY(sa.Text()), nullable=True))
    op.create_index(
        "ix_issue_barred",
        "issue",
        ["barred"],
        postgresql_using="gin",
        postgresql_where=sa.text("barred IS NOT NULL"),
    )
    op.create_foreign_key(op.f("fk_issue_unit_id"), "issue", "unit", ["unit_id"], ["id"])
    op.create_foreign_key(op.f("fk_issue_entered_by"), "issue", "account", ["entered_by"], ["id"])
    op.create_index(op.f("ix_issue_unit_id"), "issue", ["unit_id"])
    op.create_index(op.f("ix_issue_entered_by"), "issue", ["entered_by"])
    for name, where in (("ix_issue_received_at", None), ("ix_issue_open", "closed_at IS NULL")):
        op.drop_index(name, "issue")
        op.create_index(
            name, "issue", ["received_at", "number"], postgresql_where=where and sa.text(where)
        )
    op.drop_index("ix_issue_region_code", "issue")
    op.create_index(
        "ix_issue_region_code",
        "issue",
        ["region_code", "received_at"],
        postgresql_include=["grid_code", "unit_id", "entered_by", "held", "barred"],
    )
    op.execute(MOVE)
    op.execute(MOVE_TRIGGER)
    op.execute(MOVE_ISSUES)


def downgrade() -> None:
    op.execute("DROP TRIGGER issue_moves ON issue")
    op.execute("DROP FUNCTION move_issue()")
    for name, where in (("ix_issue_received_at", None), ("ix_issue_open", "closed_at IS NULL")):
        op.drop_index(name, "issue")
        op.create_index(name, "issue", ["received_at", "id"], postgresql_where=where and sa.text(where))
    op.drop_index("ix_issue_region_code", "issue")
    op.create_index("ix_issue_region_code", "issue", ["region_code", "received_at"])
    for column in ("moved", "unit_id", "entered_by", "entered_desk", "held", "barred"):
        op.drop_column("issue", column)
    set_levels(OLD_LEVELS)
    op.drop_column("account", "must_change_password")
    op.add_column("account", sa.Column("role", sa.String(32), nullable=True))
    op.add_column("account", sa.Column("region_code", sa.String(32), nullable=True))
    op.execute(MOVE_BACK)
    op.execute(f"DELETE FROM account WHERE role IS NULL OR NOT ({check(OLD_ROLES, 'role')})")
    op.alter_column("account", "role", nullable=False)
    op.create_check_constraint(op.f("ck_account_role"), "account", check(OLD_ROLES, "role"))
    op.create_foreign_key(op.f("fk_account_region_code"), "account", "region", ["region_code"], ["code"])
    op.create_index(op.f("ix_account_region_code"), "account", ["region_code"])
    op.drop_table("role_grant")
