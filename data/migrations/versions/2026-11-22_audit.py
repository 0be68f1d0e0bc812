"""audit: an append-only record of who read and changed what, chained by object."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a11ce0000002"
down_revision = "a11ce0000001"
branch_labels = None
depends_on = None

RANDOM_SALT = "decode(replace((gen_random_uuid())::text, '-'::text, ''::text), 'hex'::text)"
SALTED = ("petitioner_contact", "household_contact", "party_contact")
EVENT_COLUMNS = (
    "id, at, issue_id, account_id, verb, stage, level, reason_code, reason_params, rule_version"
)

# Rendered as data/chain_text.py says: a length before each value, none for NULL.
# Times, bytes and JSON have one text form each, whatever the session's settings.
AT = "to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
EVENT_VALUES = (
    "NEW.id::text", AT, "NEW.issue_id::text", "NEW.account_id::text", "NEW.verb", "NEW.stage",
    "NEW.level", "NEW.reason_code", "NEW.reason_params::text", "NEW.rule_version::text",
    "encode(NEW.note_digest, 'hex')",
)
ENTRY_VALUES = (
    "NEW.id::text", AT, "NEW.account_id::text", "NEW.role", "NEW.region_code", "NEW.verb",
    "NEW.object_kind", "NEW.object_id", "NEW.purpose", "NEW.details::text", "NEW.request_id",
)

# A schema of its own first, pg_temp last: a temporary table must not stand in for ours.
ENSURE_MONTH = """
CREATE FUNCTION ensure_month(parent text, moment timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, {schema}, pg_temp AS $$
DECLARE
    first timestamptz := date_trunc('month', moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    name text := parent || '_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
    IF to_regclass('{schema}.' || name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext(name));
        EXECUTE format(
            'CREATE TABLE IF NOT EXISTS {schema}.%I PARTITION OF {schema}.%I FOR VALUES FROM (%L) TO (%L)',
            name, parent, first, (first AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
END $$
"""

ENSURE_MONTH_OF = """
CREATE OR REPLACE FUNCTION {function}(moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, {schema}, pg_temp AS $$
BEGIN
    PERFORM {schema}.ensure_month('{table}', moment);
END $$
"""

FIRST_ENSURE_EVENT_MONTH = """
CREATE OR REPLACE FUNCTION ensure_issue_event_month(moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    first timestamptz := date_trunc('month', moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    name text := 'issue_event_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext(name));
        EXECUTE format(
            'CREATE TABLE IF NOT EXISTS %I PARTITION OF issue_event FOR VALUES FROM (%L) TO (%L)',
            name, first, (first AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
END $$
"""

# One statement takes the lock on the head, by which the writers of one chain queue, and moves it.
CHAIN_ROW = """
CREATE FUNCTION chain_{table}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, {schema}, pg_temp AS $$
DECLARE
    body text := concat({body});
BEGIN
    NEW.chain := {chain};
    INSERT INTO {schema}.chain_head AS head (chain, seq, previous, hash, at)
    VALUES (NEW.chain, 1, '', {first}, now())
    ON CONFLICT (chain) DO UPDATE
    SET seq = head.seq + 1, previous = head.hash, hash = {next}, at = now()
    RETURNING head.seq, head.previous, head.hash INTO NEW.seq, NEW.previous, NEW.hash;
    RETURN NEW;
END $$
"""

HASH = "sha256(convert_to(concat({fields}, body), 'UTF8'))"

REFUSE_CHANGE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()
"""

REFUSE_TRUNCATE = """
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()
"""

CHAINED = (
    ("issue_event", "'event/issue:' || NEW.issue_id", EVENT_VALUES),
    ("audit_entry", "concat('audit/', NEW.object_kind, ':', NEW.object_id)", ENTRY_VALUES),
)


def fields(values) -> str:
    return ", ".join(f"octet_length({value}), ':', {value}" for value in values)


def linked(*values) -> str:
    return HASH.format(fields=fields(values))


def schema() -> str:
    return op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))


def chain_columns() -> list[sa.Column]:
    return [
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
    ]


def salt() -> sa.Column:
    return sa.Column("salt", sa.LargeBinary(), server_default=sa.text(RANDOM_SALT), nullable=False)


def make_tables() -> None:
    op.create_table(
        "chain_head",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chain_head")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(32), nullable=True),
        sa.Column("region_code", sa.String(32), nullable=True),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("object_kind", sa.String(32), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=True),
        *chain_columns(),
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_audit_entry")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_kind", "object_id", "at"])
    op.create_index("ix_audit_entry_account_id", "audit_entry", ["account_id", "at"])
    op.create_table(
        "event_note",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        salt(),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_note")),
    )
    op.create_index(op.f("ix_event_note_issue_id"), "event_note", ["issue_id"])


def make_functions(where: str) -> None:
    op.execute(ENSURE_MONTH.format(schema=where))
    for table, function in (
        ("issue_event", "ensure_issue_event_month"), ("audit_entry", "ensure_audit_month"),
    ):
        op.execute(ENSURE_MONTH_OF.format(function=function, table=table, schema=where))
    first = linked("NEW.chain", "1::text", "''::text")
    following = linked("NEW.chain", "(head.seq + 1)::text", "encode(head.hash, 'hex')")
    for table, chain, values in CHAINED:
        op.execute(
            CHAIN_ROW.format(
                table=table, chain=chain, body=fields(values), first=first, next=following, schema=where
            )
        )
    op.execute("REVOKE ALL ON FUNCTION ensure_month(text, timestamptz) FROM PUBLIC")


def make_triggers() -> None:
    for table, _, _ in CHAINED:
        op.execute(
            f"CREATE TRIGGER {table}_chained BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION chain_{table}()"
        )
        op.execute(REFUSE_TRUNCATE.format(table=table))
    op.execute(REFUSE_CHANGE.format(table="audit_entry"))
    op.execute(
        "CREATE TRIGGER event_note_not_changed BEFORE UPDATE ON event_note "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"
    )


def take_events_out() -> None:
    op.execute("CREATE TEMPORARY TABLE kept_event ON COMMIT DROP AS SELECT * FROM issue_event")
    op.execute("TRUNCATE issue_event")


def put_events_in() -> None:
    """Write the events again, through the trigger that chains them."""
    op.execute(
        "INSERT INTO event_note (event_id, at, issue_id, note) "
        "SELECT id, at, issue_id, note FROM kept_event WHERE note IS NOT NULL"
    )
    op.execute(
        f"INSERT INTO issue_event ({EVENT_COLUMNS}, note_digest) "
        f"SELECT {', '.join('kept_event.' + one for one in EVENT_COLUMNS.split(', '))}, "
        "sha256(event_note.salt || convert_to(event_note.note, 'UTF8')) "
        "FROM kept_event LEFT JOIN event_note ON event_note.event_id = kept_event.id "
        "ORDER BY kept_event.issue_id, kept_event.at, kept_event.id"
    )
    op.execute("DROP TABLE kept_event")


def upgrade() -> None:
    for table in SALTED:
        op.add_column(table, salt())
    make_tables()
    take_events_out()
    op.drop_column("issue_event", "note")
    for column in (sa.Column("note_digest", sa.LargeBinary(), nullable=True), *chain_columns()):
        op.add_column("issue_event", column)
    make_functions(schema())
    make_triggers()
    put_events_in()


def downgrade() -> None:
    op.execute("DROP TRIGGER issue_event_not_emptied ON issue_event")
    op.execute("DROP TRIGGER issue_event_chained ON issue_event")
    take_events_out()
    for column in ("chain", "seq", "previous", "hash", "note_digest"):
        op.drop_column("issue_event", column)
    op.add_column("issue_event", sa.Column("note", sa.Text(), nullable=True))
    op.execute(
        f"INSERT INTO issue_event ({EVENT_COLUMNS}, note) "
        f"SELECT {', '.join('kept_event.' + one for one in EVENT_COLUMNS.split(', '))}, "
        "event_note.note FROM kept_event LEFT JOIN event_note ON event_note.event_id = kept_event.id "
        "ORDER BY kept_event.id"
    )
    op.execute("DROP TABLE kept_event")
    for table in ("event_note", "audit_entry", "chain_head"):
        op.drop_table(table)
    op.execute("DROP FUNCTION ensure_audit_month(timestamptz)")
    op.execute(FIRST_ENSURE_EVENT_MONTH)
    for function in ("chain_issue_event()", "chain_audit_entry()"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP FUNCTION ensure_month(text, timestamptz)")
    for table in SALTED:
        op.drop_column(table, "salt")
