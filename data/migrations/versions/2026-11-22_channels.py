"""channels: doors beside the desk, alerts, links, attachments, orders and their deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "a11ce000000c"
down_revision = "a11ce000000b"
branch_labels = None
depends_on = None

BY = ("said", "rule", "person", "open")
RUNGS = ("desk", "on-duty", "deputy", "secretary", "county-on-duty", "supervisor", "leader", "again")


def setting(name):
    return f"current_setting('wangge.{name}', true)"


def number(name):
    return f"nullif({setting(name)}, '')::bigint"


def may(verb):
    return f"'{verb}' = ANY (string_to_array({setting('may')}, ','))"


WITHIN = f"(region_code >= {setting('first')} AND region_code < {setting('bound')})"
"""Codes of the reader's range; an agent, who has none, is let in by what else a policy names."""


def of_issue(table):
    return f"EXISTS (SELECT FROM issue WHERE issue.id = {table}.issue_id)"


# An alert of a held issue must reach a township that may not see the issue, so it hangs on the
# desk it was raised for and not on the issue.
ROWS = {
    "alert": f"""
        {may('acknowledge-alerts')} AND ({WITHIN} OR agent_id = {number('agent')}
        OR (region_code IS NULL AND ({setting('whole')} = 'on' OR {may('read-held')})))
    """,
    "attachment": f"{of_issue('attachment')} OR (issue_id IS NULL AND account_id = {number('account')})",
    "bulk_file": f"""
        {may('import-issues')} AND ({WITHIN} OR (region_code IS NULL AND {setting('whole')} = 'on'))
    """,
    "bulk_problem": "EXISTS (SELECT FROM bulk_file WHERE bulk_file.id = bulk_problem.file_id)",
    "column_mapping": may("import-issues"),
    "issue_link": of_issue("issue_link"),
    "outside_order": of_issue("outside_order"),
    "rating": of_issue("rating"),
    "sitting": f"{WITHIN} OR held_by = {number('account')}",
}
"""Table → rows the application's role reads; writing is the system's work, once a rule has decided."""

SYSTEM_ONLY = ("delivery", "webhook")
"""Tables only the system's own work reads and writes."""


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def recorded_at():
    return sa.Column(
        "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


# An urgent matter must not queue behind results for a receiver who does not answer.
RANK = """
CREATE FUNCTION jobs.rank_job() RETURNS trigger
LANGUAGE plpgsql SET search_path = jobs, pg_temp AS $$
BEGIN
    NEW.priority := CASE NEW.task_name WHEN 'climb_alert' THEN 10 ELSE -10 END;
    RETURN NEW;
END $$
"""
RANKED = """
CREATE TRIGGER rank_job BEFORE INSERT ON jobs.procrastinate_jobs FOR EACH ROW
WHEN (NEW.task_name IN ('climb_alert', 'send_delivery')) EXECUTE FUNCTION jobs.rank_job()
"""


def upgrade() -> None:
    op.execute(RANK)
    op.execute(RANKED)
    for create in TABLES:
        create()
    extend_issue()
    op.add_column("report_key", sa.Column("likeness", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_report_key_likeness",
        "report_key",
        ["likeness", "recorded_at"],
        postgresql_where=sa.text("likeness IS NOT NULL"),
    )
    for create in TABLES:
        wall_off(create.__name__)


def wall_off(table):
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY system ON {table} TO wangge_system USING (true)")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wangge_system")
    if table not in SYSTEM_ONLY:
        op.execute(f"GRANT SELECT ON {table} TO wangge_app")
        op.execute(f"CREATE POLICY app ON {table} FOR SELECT TO wangge_app USING ({ROWS[table]})")


def extend_issue():
    add("issue", "urgent", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    add("issue", "urgent_signals", ARRAY(sa.Text()))
    add("issue", "category_by", sa.String(32), server_default=sa.text("'said'"), nullable=False)
    op.create_check_constraint(op.f("ck_issue_categoryby"), "issue", one_of("category_by", BY))
    add("issue", "category_rule", sa.String(64))
    add("issue", "category_confidence", sa.Double())
    add("issue", "sitting_id", sa.BigInteger())
    op.create_foreign_key(op.f("fk_issue_sitting_id"), "issue", "sitting", ["sitting_id"], ["id"])
    add("issue", "published_at", sa.DateTime(timezone=True))
    add("issue", "public_text", sa.Text())
    where = {
        "urgent": ("received_at", "urgent AND closed_at IS NULL"),
        "published_at": ("published_at", "published_at IS NOT NULL"),
        "sitting_id": ("sitting_id", "sitting_id IS NOT NULL"),
    }
    for name, (column, condition) in where.items():
        op.create_index(f"ix_issue_{name}", "issue", [column], postgresql_where=sa.text(condition))


def add(table, column, kind, **more):
    op.add_column(table, sa.Column(column, kind, **{"nullable": True, **more}))


def bulk_file():
    op.create_table(
        "bulk_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("datum", sa.String(32), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("region_code", sa.String(32), nullable=True),
        sa.Column("desk", sa.Text(), nullable=True),
        sa.Column("header", JSONB(), nullable=False),
        sa.Column("mapping", JSONB(), nullable=False),
        sa.Column("words", JSONB(), nullable=False),
        sa.Column("tried", JSONB(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("added", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("refused", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        recorded_at(),
        key("bulk_file", "account_id", "account.id"),
        key("bulk_file", "region_code", "region.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_file")),
        sa.UniqueConstraint("digest", name=op.f("uq_bulk_file_digest")),
        sa.CheckConstraint(one_of("state", ("draft", "running", "done")), name=op.f("ck_bulk_file_bulkstate")),
        sa.CheckConstraint(one_of("datum", ("wgs84", "cgcs2000", "gcj02", "bd09")), name=op.f("ck_bulk_file_datum")),
    )
    index("bulk_file", "account_id", "region_code")


def column_mapping():
    op.create_table(
        "column_mapping",
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", JSONB(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        key("column_mapping", "account_id", "account.id"),
        sa.PrimaryKeyConstraint("header", name=op.f("pk_column_mapping")),
    )
    index("column_mapping", "account_id")


def sitting():
    op.create_table(
        "sitting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("region_code", sa.String(32), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("held_by", sa.BigInteger(), nullable=True),
        recorded_at(),
        key("sitting", "held_by", "account.id"),
        key("sitting", "office_id", "office.id"),
        key("sitting", "region_code", "region.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("key", name=op.f("uq_sitting_key")),
        sa.CheckConstraint(one_of("kind", ("talk-room", "inspection")), name=op.f("ck_sitting_sittingkind")),
    )
    index("sitting", "held_by", "office_id", "region_code")


def webhook():
    op.create_table(
        "webhook",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        recorded_at(),
        key("webhook", "account_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    index("webhook", "account_id")


def bulk_problem():
    op.create_table(
        "bulk_problem",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=True),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("params", JSONB(), nullable=False),
        key("bulk_problem", "file_id", "bulk_file.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_problem")),
    )
    index("bulk_problem", "file_id")


def alert():
    op.create_table(
        "alert",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.String(32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(32), nullable=False),
        sa.Column("region_code", sa.String(32), nullable=True),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        recorded_at(),
        key("alert", "acknowledged_by", "account.id"),
        key("alert", "agent_id", "agent.id"),
        key("alert", "issue_id", "issue.id"),
        key("alert", "region_code", "region.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("issue_id", "line", "step", name=op.f("uq_alert_issue_id_line_step")),
        sa.CheckConstraint(one_of("line", ("county", "township")), name=op.f("ck_alert_alertline")),
        sa.CheckConstraint(one_of("rung", RUNGS), name=op.f("ck_alert_rung")),
    )
    op.create_index("ix_alert_waiting", "alert", ["region_code"], postgresql_where=sa.text("acknowledged_at IS NULL"))
    index("alert", "acknowledged_by", "agent_id")


def attachment():
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("form_key", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        recorded_at(),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_attachment_size_above_zero")),
        key("attachment", "account_id", "account.id"),
        key("attachment", "issue_id", "issue.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    index("attachment", "account_id", "digest", "form_key", "issue_id")


def delivery():
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("payload", JSONB(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(100), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        recorded_at(),
        key("delivery", "issue_id", "issue.id"),
        key("delivery", "webhook_id", "webhook.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_waiting", "delivery", ["recorded_at"], postgresql_where=sa.text("delivered_at IS NULL"))
    index("delivery", "issue_id", "webhook_id")


def issue_link():
    op.create_table(
        "issue_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("main_id", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.String(64), nullable=False),
        sa.Column("reason_params", JSONB(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.BigInteger(), nullable=True),
        sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlinked_by", sa.BigInteger(), nullable=True),
        recorded_at(),
        sa.CheckConstraint("issue_id <> main_id", name=op.f("ck_issue_link_not_with_itself")),
        key("issue_link", "issue_id", "issue.id"),
        key("issue_link", "linked_by", "account.id"),
        key("issue_link", "main_id", "issue.id"),
        key("issue_link", "unlinked_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_link")),
    )
    op.create_index("uq_issue_link_current", "issue_link", ["issue_id"], unique=True, postgresql_where=sa.text("unlinked_at IS NULL"))
    index("issue_link", "issue_id", "linked_by", "main_id", "unlinked_by")


def outside_order():
    op.create_table(
        "outside_order",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(100), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        recorded_at(),
        key("outside_order", "account_id", "account.id"),
        key("outside_order", "issue_id", "issue.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_order")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_outside_order_account_id_number")),
    )
    index("outside_order", "issue_id")


def rating():
    op.create_table(
        "rating",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        recorded_at(),
        sa.CheckConstraint("score BETWEEN 1 AND 3", name=op.f("ck_rating_score_of_three")),
        key("rating", "issue_id", "issue.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("key", name=op.f("uq_rating_key")),
    )
    index("rating", "issue_id")


TABLES = (bulk_file, column_mapping, sitting, webhook, bulk_problem, alert, attachment, delivery, issue_link, outside_order, rating)


def downgrade() -> None:
    op.execute("DROP TRIGGER rank_job ON jobs.procrastinate_jobs")
    op.execute("DROP FUNCTION jobs.rank_job()")
    op.drop_index("ix_report_key_likeness", table_name="report_key")
    op.drop_column("report_key", "likeness")
    for column in (
        *("urgent", "urgent_signals", "category_by", "category_rule", "category_confidence"),
        *("sitting_id", "published_at", "public_text"),
    ):
        op.drop_column("issue", column)
    for create in reversed(TABLES):
        op.drop_table(create.__name__)
