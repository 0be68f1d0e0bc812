"""row_security: who sees which rows, refused by the database.

Group roles, which own nothing: `wangge_app` sees the rows that the settings of its transaction
name (`data.scope`), its members in `REACHES` issues too, `wangge_system` all of them. Policies compare indexed columns
with `current_setting(...)`: the planner reads such a setting when it estimates, and may use it
as an index condition. A missing or empty setting makes every comparison false.
"""

from alembic import op

revision = "a11ce0000006"
down_revision = "a11ce0000005"
branch_labels = None
depends_on = None

ROLES = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[{names}] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        IF NOT pg_has_role(current_user, name, 'MEMBER') OR NOT (
            SELECT rolsuper FROM pg_roles WHERE rolname = current_user
        ) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', name);
        END IF;
    END LOOP;
END $$
"""

# Without this a policy keeps `&&` from its index; only a superuser may say so.
LEAKPROOF = """
DO $$
BEGIN
    ALTER FUNCTION {schema}.geometry_overlaps(geometry, geometry) LEAKPROOF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'geometry_overlaps stays leaky: maps of a large county will be slow';
END $$
"""


def setting(name):
    return f"current_setting('wangge.{name}', true)"


def number(name):
    return f"nullif({setting(name)}, '')::bigint"


def words(name):
    return f"string_to_array({setting(name)}, ',')"


def may(verb):
    return f"'{verb}' = ANY ({words('may')})"


def within(column, first="first", bound="bound"):
    return f"({column} >= {setting(first)} AND {column} < {setting(bound)})"


def one_of(table, condition):
    return f"EXISTS (SELECT FROM {table} WHERE {condition})"


# An auditor reads no issue, so whom one is kept from he cannot be asked to look up himself.
KEPT = f"""
CREATE FUNCTION is_kept_from_reader(kind text, object text, details jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM issue
        WHERE barred && {words('tokens')} AND number = ANY (
            CASE WHEN kind = 'issue' THEN ARRAY[object] ELSE ARRAY[]::text[] END
            || CASE WHEN jsonb_typeof(details -> 'issues') = 'array'
               THEN ARRAY(SELECT jsonb_array_elements_text(details -> 'issues'))
               ELSE ARRAY[]::text[] END
        )
    )
$$
"""

OWN_ACCOUNT = f"account_id = {number('account')}"
OF_ISSUE = {
    table: one_of("issue", f"issue.id = {table}.issue_id")
    for table in (
        *("placement", "assignment", "clock", "petitioner", "party", "issue_event", "event_note"),
    )
}

# No verb is asked for here: a verb's constant, inside a policy, the planner takes for a rare
# value. `data.scope` takes none of these roles on for those who may not read issues.
REACHES = {
    "wangge_region": within("region_code", "issue_first", "issue_bound"),
    "wangge_county": f"({within('region_code', 'issue_first', 'issue_bound')} OR region_code IS NULL)",
    "wangge_grids": f"grid_code = ANY ({words('issue_grids')})",
    "wangge_unit": f"unit_id = {number('unit')}",
    "wangge_enterer": f"entered_by = {number('enterer')}",
}
"""Role → the issues it reaches; one index answers each."""

SHOWN = f"""
(NOT held OR {may('read-held')})
AND (barred IS NULL OR NOT barred && {words('tokens')})
"""

READ = {
    **OF_ISSUE,
    "petitioner_contact": one_of("petitioner", "petitioner.id = petitioner_contact.petitioner_id"),
    "party_contact": one_of("party", "party.id = party_contact.party_id"),
    "grid": f"""
        {may('read-grids')} AND (
            {within('region_code')} OR code = ANY ({words('grids')})
            OR (region_code IS NULL AND {setting('whole')} = 'on')
        )
    """,
    "grid_version": one_of("grid", "grid.code = grid_version.grid_code"),
    "membership": f"{may('read-households')} AND {one_of('grid', 'grid.code = membership.grid_code')}",
    "household": f"""
        {may('read-households')} AND (
            {within('village_code')}
            OR id IN (
                SELECT household_id FROM membership
                WHERE grid_code = ANY ({words('grids')})
                  AND (valid_to IS NULL OR valid_to > current_date)
            )
            OR (village_code IS NULL AND {setting('whole')} = 'on')
        )
    """,
    "household_contact": one_of("household", "household.id = household_contact.household_id"),
    "post": f"""
        {may('read-agents')} AND (
            {one_of('grid', 'grid.code = post.grid_code')}
            OR {one_of('office', f"office.id = post.office_id AND {within('office.region_code')}")}
        )
        OR agent_id = {number('agent')}
    """,
    "agent": f"id = {number('agent')} OR {one_of('post', 'post.agent_id = agent.id')}",
    "account": f"id = {number('account')} OR {may('manage-accounts')}",
    "role_grant": f"{OWN_ACCOUNT} OR {may('manage-accounts')}",
    "account_session": f"{OWN_ACCOUNT} OR {may('manage-accounts')}",
    "api_key": f"{OWN_ACCOUNT} OR {may('manage-accounts')}",
    "report_key": OWN_ACCOUNT,
    "audit_entry": f"{may('read-audit')} AND NOT is_kept_from_reader(object_kind, object_id, details)",
    "published_count": may("read-counts"),
}
"""Table → rows the application's role reads; for issues see `REACHES`."""

WRITE = "SELECT, INSERT, UPDATE"

SYSTEM_ONLY = ("sign_in_attempt", "counted_atom")
"""Tables only the system's own work reads and writes."""

OWNER_ONLY = ("chain_head",)
"""Tables only triggers write, with their owner's rights."""

WRITTEN = (*OF_ISSUE, "petitioner_contact", "party_contact")
"""Tables the application's role also writes, within the rows it reads; the rest is system work."""

OPEN = ("region", "layer_feature", "mine", "working_face", "office", "unit", "database_setting", "alembic_version")
"""Registers everybody may read, and what the program must know before it knows who asks."""


def upgrade() -> None:
    names = ", ".join(f"'{name}'" for name in ("wangge_app", "wangge_system", *REACHES))
    op.execute(ROLES.format(names=names))
    op.execute(f"GRANT wangge_app TO {', '.join(REACHES)}")
    schema = op.get_bind().exec_driver_sql(
        "SELECT nspname FROM pg_extension JOIN pg_namespace ns ON ns.oid = extnamespace WHERE extname = 'postgis'"
    ).scalar_one()
    op.execute(LEAKPROOF.format(schema=schema))
    op.execute("GRANT USAGE ON SCHEMA public TO wangge_app, wangge_system")
    for table in OPEN:
        op.execute(f"GRANT SELECT ON {table} TO wangge_app, wangge_system")
        if table == "alembic_version":
            op.execute("GRANT SELECT ON alembic_version TO PUBLIC")  # asked before any role is taken on
        else:
            op.execute(f"GRANT INSERT, UPDATE, DELETE ON {table} TO wangge_system")
    op.execute(KEPT)
    for table, rows in READ.items():
        wall_off(table, WRITE if table in WRITTEN else "SELECT")
        kind = "ALL" if table in WRITTEN else "SELECT"
        op.execute(f"CREATE POLICY app ON {table} FOR {kind} TO wangge_app USING ({rows})")
    op.execute("GRANT USAGE ON SCHEMA jobs TO wangge_app, wangge_system")
    op.execute(
        "GRANT EXECUTE ON FUNCTION jobs.enqueue(text, jsonb, text, timestamptz) TO wangge_app, wangge_system"
    )
    wall_off("issue", WRITE)
    for role, rows in REACHES.items():
        op.execute(f"CREATE POLICY {role} ON issue TO {role} USING ({rows} AND {SHOWN})")
    op.execute("GRANT INSERT ON audit_entry TO wangge_app")
    op.execute(f"CREATE POLICY record ON audit_entry FOR INSERT TO wangge_app WITH CHECK ({OWN_ACCOUNT})")
    for table in SYSTEM_ONLY:
        wall_off(table, None)
    for table in OWNER_ONLY:
        wall_off(table, None)
        op.execute(f"REVOKE ALL ON {table} FROM wangge_system")


def wall_off(table, rights) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY system ON {table} TO wangge_system USING (true)")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wangge_system")
    if rights:
        op.execute(f"GRANT {rights} ON {table} TO wangge_app")


def downgrade() -> None:
    op.execute("DROP POLICY record ON audit_entry")
    for role in REACHES:
        op.execute(f"DROP POLICY {role} ON issue")
    for table in ("issue", *SYSTEM_ONLY, *OWNER_ONLY, *READ):
        if table in READ:
            op.execute(f"DROP POLICY app ON {table}")
        op.execute(f"DROP POLICY system ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION is_kept_from_reader(text, text, jsonb)")
    for role in ("wangge_app", "wangge_system", *REACHES):
        op.execute(f"DROP OWNED BY {role}")
