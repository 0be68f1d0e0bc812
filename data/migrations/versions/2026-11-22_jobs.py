"""jobs: the job queue in a schema of its own."""

from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "a11ce0000005"
down_revision = "a11ce0000004"
branch_labels = None
depends_on = None

# Kept beside us, so that this migration makes the same schema whichever version is installed.
QUEUE = Path(__file__).parents[1] / "sql" / "2026-11-22_procrastinate_3.10.0.sql"

# The package's functions name its tables without a schema; so they run under any search path.
FIXED_PATH = """
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', one);
    END LOOP;
END $$
"""

# Written in the transaction of a job's own effect: a job that is run twice acts once.
OUTCOME = """
CREATE TABLE outcome (
    job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs ON DELETE CASCADE,
    done_at timestamptz,
    failed_at timestamptz,
    error text CHECK (error ~ '^[A-Za-z_][A-Za-z0-9_]{0,99}$')
)
"""

# A job that comes back to wait gives up its key: the package's unique index would refuse it if
# another one has taken the key meanwhile, and leave it running for ever.
FREE_KEY = """
CREATE FUNCTION free_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = jobs, pg_temp AS $$
BEGIN
    NEW.queueing_lock := NULL;
    RETURN NEW;
END $$
"""

# Who finds the key taken holds on to the waiting job (workers skip it) until its own change is
# committed; else that job could run before the change it should see.
ENQUEUE = """
CREATE FUNCTION enqueue(task text, arguments jsonb, key text, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = jobs, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    waiting bigint;
BEGIN
    LOOP
        UPDATE procrastinate_jobs AS job SET scheduled_at = at
        WHERE job.queueing_lock = key AND job.status = 'todo'
            AND (job.scheduled_at > at OR at IS NULL AND job.scheduled_at IS NOT NULL)
        RETURNING job.id INTO waiting;
        IF waiting IS NULL THEN
            SELECT job.id INTO waiting FROM procrastinate_jobs AS job
            WHERE job.queueing_lock = key AND job.status = 'todo' FOR SHARE;
        END IF;
        IF waiting IS NOT NULL THEN
            RETURN waiting;
        END IF;
        BEGIN
            RETURN (procrastinate_defer_jobs_v1(ARRAY[
                ROW('default', task, 0, NULL, key, arguments, at)::procrastinate_job_to_defer_v1
            ]))[1];
        EXCEPTION WHEN unique_violation THEN
            NULL;  -- another one took the key a moment ago: look again
        END;
    END LOOP;
END $$
"""


def upgrade() -> None:
    connection = op.get_bind()
    path = connection.scalar(text("SELECT current_setting('search_path')"))
    op.execute("CREATE SCHEMA jobs")
    _look_in(connection, "jobs, public")
    connection.exec_driver_sql(QUEUE.read_text("utf-8"), execution_options={"no_parameters": True})
    op.execute(FIXED_PATH)
    op.execute(OUTCOME)
    op.execute(FREE_KEY)
    op.execute(
        "CREATE TRIGGER free_key BEFORE UPDATE OF status ON procrastinate_jobs FOR EACH ROW "
        "WHEN (old.status <> 'todo' AND new.status = 'todo') EXECUTE FUNCTION free_key()"
    )
    connection.exec_driver_sql(ENQUEUE, execution_options={"no_parameters": True})
    op.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA jobs FROM PUBLIC")
    _look_in(connection, path)


def downgrade() -> None:
    op.execute("DROP SCHEMA jobs CASCADE")


def _look_in(connection, path) -> None:
    connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})
