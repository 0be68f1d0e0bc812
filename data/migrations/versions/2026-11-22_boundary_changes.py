"""boundary_changes: changes of grids, special grids, and no two live grids on one ground."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "a11ce0000008"
down_revision = "a11ce0000007"
branch_labels = None
depends_on = None

GRID_KINDS = ("household", "school", "mine", "market", "special")
KINDS = ("draw", "import", "split", "merge", "move", "reshape")
STATUSES = ("proposed", "approved", "enacted", "refused", "withdrawn", "outdated")
FATES = ("new", "redrawn", "retired", "corner")

# A bounding-box exclusion constraint would refuse neighbours, so the shapes themselves are
# compared. The locks make two transactions that draw on one ground queue: each holds those of
# its village and of every village its boundary reaches, in the order of their codes, as
# `data.village_locks` takes them beforehand. What two sources of survey differ by is let pass.
REFUSE_OVERLAP = """
CREATE FUNCTION refuse_overlapping_grids() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    village text;
    other text;
BEGIN
    IF isempty(daterange(NEW.valid_from, NEW.valid_to)) THEN
        RETURN NULL;
    END IF;
    FOR village IN
        SELECT DISTINCT near.code COLLATE "C" FROM (
            SELECT coalesce(region_code, '') AS code FROM grid WHERE grid.code = NEW.grid_code
            UNION ALL
            SELECT coalesce(grid.region_code, '')
            FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
            WHERE version.shape && NEW.shape
              AND daterange(version.valid_from, version.valid_to)
                  && daterange(NEW.valid_from, NEW.valid_to)
            UNION ALL
            SELECT region.code FROM region
            WHERE region.level = 'village' AND region.outline && NEW.shape
        ) AS near
        ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('village:' || village, 0));
    END LOOP;
    SELECT version.grid_code INTO other
    FROM grid_version AS version
    WHERE version.shape && NEW.shape
      AND version.grid_code <> NEW.grid_code
      AND daterange(version.valid_from, version.valid_to)
          && daterange(NEW.valid_from, NEW.valid_to)
      AND ST_Relate(version.shape, NEW.shape, '2********')
      AND ST_Area(ST_Intersection(version.shape, NEW.shape)::geography) > 1
    ORDER BY version.grid_code LIMIT 1;
    IF other IS NOT NULL THEN
        RAISE EXCEPTION 'grids % and % would cover the same ground', NEW.grid_code, other
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'grid_version_overlap';
    END IF;
    RETURN NULL;
END $$
"""
OVERLAP_TRIGGER = """
CREATE CONSTRAINT TRIGGER grid_version_overlap
AFTER INSERT OR UPDATE OF shape, valid_from, valid_to ON grid_version
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_overlapping_grids()
"""
HOLDER = """
ALTER TABLE post ADD CONSTRAINT ex_post_one_holder_at_a_time
EXCLUDE USING gist (grid_code WITH =, (daterange(valid_from, valid_to)) WITH &&)
WHERE (duty = 'holder')
"""


def setting(name):
    return f"current_setting('wangge.{name}', true)"


def may(verb):
    return f"'{verb}' = ANY (string_to_array({setting('may')}, ','))"


def within(column):
    inside = f"{column} >= {setting('first')} AND {column} < {setting('bound')}"
    return f"({inside} OR {column} IS NULL AND {setting('whole')} = 'on')"


def of_change(table):
    return f"EXISTS (SELECT FROM boundary_change WHERE boundary_change.id = {table}.change_id)"


ROWS = {
    "boundary_change": f"({may('change-boundaries')} OR {may('approve-boundaries')}) AND {within('region_code')}",
    "changed_grid": of_change("changed_grid"),
    "changed_member": f"{may('read-households')} AND {of_change('changed_member')}",
}
"""Table → rows the application's role reads; writing is the system's work, once a rule has decided."""


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.add_column("grid", sa.Column("kind", sa.String(32), server_default=sa.text("'household'"), nullable=False))
    op.add_column("grid", sa.Column("name", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_grid_gridkind"), "grid", one_of("kind", GRID_KINDS))
    op.execute(HOLDER)
    change()
    changed_grid()
    changed_member()
    op.execute(
        "CREATE TRIGGER boundary_change_version_rises BEFORE UPDATE ON boundary_change "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unraised_proposal_version()"
    )
    op.execute(REFUSE_OVERLAP)
    op.execute(OVERLAP_TRIGGER)
    for table, rows in ROWS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY system ON {table} TO wangge_system USING (true)")
        op.execute(f"CREATE POLICY app ON {table} FOR SELECT TO wangge_app USING ({rows})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wangge_system")
        op.execute(f"GRANT SELECT ON {table} TO wangge_app")


def change() -> None:
    table = "boundary_change"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("region_code", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("request", JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("enacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(enacted_at IS NOT NULL) = (status = 'enacted')",
            name=op.f("ck_boundary_change_enacted_at"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NOT NULL) = (status IN ('refused', 'withdrawn'))",
            name=op.f("ck_boundary_change_settled_at"),
        ),
        sa.CheckConstraint(one_of("kind", KINDS), name=op.f("ck_boundary_change_changekind")),
        sa.CheckConstraint(one_of("status", STATUSES), name=op.f("ck_boundary_change_changestatus")),
        key(table, "region_code", "region.code"),
        *(key(table, column, "account.id") for column in ("made_by", "approved_by", "settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_change")),
    )
    op.create_index("ix_boundary_change_region_code", table, ["region_code", "made_at"])
    op.create_index("ix_boundary_change_status", table, ["status", "effective_on"])
    for column in ("made_by", "approved_by", "settled_by"):
        op.create_index(op.f(f"ix_boundary_change_{column}"), table, [column])


def changed_grid() -> None:
    table = "changed_grid"
    op.create_table(
        table,
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(32), nullable=False),
        sa.Column("code", sa.String(32), nullable=True),
        sa.Column("before_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(32), server_default=sa.text("'household'"), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("shape", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=True),
        sa.Column("households_before", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("registered_before", sa.Integer(), nullable=True),
        sa.Column("registered", sa.Integer(), nullable=True),
        sa.Column("compactness", sa.Double(), nullable=True),
        sa.Column("exception", sa.String(64), nullable=True),
        sa.CheckConstraint(
            "(shape IS NULL) = (fate = 'retired')", name=op.f("ck_changed_grid_shape_unless_retired")
        ),
        sa.CheckConstraint(
            "(before_id IS NULL) = (fate = 'new')", name=op.f("ck_changed_grid_before_unless_new")
        ),
        sa.CheckConstraint(one_of("fate", FATES), name=op.f("ck_changed_grid_gridfate")),
        sa.CheckConstraint(one_of("kind", GRID_KINDS), name=op.f("ck_changed_grid_gridkind")),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["boundary_change.id"],
            name=op.f("fk_changed_grid_change_id"),
            ondelete="CASCADE",
        ),
        key(table, "code", "grid.code"),
        key(table, "before_id", "grid_version.id"),
        sa.PrimaryKeyConstraint("change_id", "ordinal", name=op.f("pk_changed_grid")),
    )
    op.create_index("idx_changed_grid_shape", table, ["shape"], postgresql_using="gist")
    for column in ("code", "before_id"):
        op.create_index(op.f(f"ix_changed_grid_{column}"), table, [column])


def changed_member() -> None:
    table = "changed_member"
    op.create_table(
        table,
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("before_code", sa.String(32), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id", "ordinal"],
            ["changed_grid.change_id", "changed_grid.ordinal"],
            name=op.f("fk_changed_member_change_id_ordinal"),
            ondelete="CASCADE",
        ),
        key(table, "household_id", "household.id"),
        key(table, "before_code", "grid.code"),
        sa.PrimaryKeyConstraint("change_id", "household_id", name=op.f("pk_changed_member")),
    )
    op.create_index(op.f("ix_changed_member_household_id"), table, ["household_id"])


def downgrade() -> None:
    op.execute("DROP TRIGGER grid_version_overlap ON grid_version")
    op.execute("DROP FUNCTION refuse_overlapping_grids()")
    for table in ("changed_member", "changed_grid", "boundary_change"):
        op.drop_table(table)
    op.execute("ALTER TABLE post DROP CONSTRAINT ex_post_one_holder_at_a_time")
    op.drop_constraint(op.f("ck_grid_gridkind"), "grid")
    op.drop_column("grid", "name")
    op.drop_column("grid", "kind")
