"""guards: a partition for each month of events, history that only grows, versions that only rise."""

from alembic import op

revision = "b1f2a6c0d7e3"
down_revision = "5017eb7c4ad0"
branch_labels = None
depends_on = None

EVENT_MONTH = """
CREATE FUNCTION ensure_issue_event_month(moment timestamptz) RETURNS void
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

APPEND_ONLY = """
CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only: % on %', TG_OP, TG_TABLE_NAME;
END $$
"""

RISING_VERSION = """
CREATE FUNCTION refuse_unraised_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'issue %: an update must raise its version', OLD.number;
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute(EVENT_MONTH)
    op.execute(APPEND_ONLY)
    op.execute(
        "CREATE TRIGGER issue_event_append_only BEFORE UPDATE OR DELETE ON issue_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"
    )
    op.execute(RISING_VERSION)
    op.execute(
        "CREATE TRIGGER issue_version_rises BEFORE UPDATE ON issue "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unraised_version()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER issue_version_rises ON issue")
    op.execute("DROP FUNCTION refuse_unraised_version()")
    op.execute("DROP TRIGGER issue_event_append_only ON issue_event")
    op.execute("DROP FUNCTION refuse_change_of_history()")
    op.execute("DROP FUNCTION ensure_issue_event_month(timestamptz)")
