"""offices_and_posts: hours and codes of offices, absences, rota, handovers, more duties."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a11ce0000009"
down_revision = "a11ce0000008"
branch_labels = None
depends_on = None

OFFICES = ("point", "station", "centre", "talk-room")
ABSENCES = ("leave", "sick", "training", "other")
DUTIES = ("holder", "deputy", "secretary", "intake", "circulation", "supervision", "on-duty")
FIRST_DUTIES = DUTIES[:4]

KINDS = "UPDATE office SET kind = CASE kind WHEN 'county' THEN 'centre' WHEN 'township' THEN 'station' WHEN 'talk-room' THEN 'talk-room' ELSE 'point' END"
KINDS_BACK = "UPDATE office SET kind = CASE kind WHEN 'centre' THEN 'county' WHEN 'station' THEN 'township' WHEN 'point' THEN 'village' ELSE kind END"

# Somebody new is nobody's yet: whoever gives posts sees him. Asked with the owner's eyes, for
# the reader's own would not see posts elsewhere.
UNPOSTED = """
CREATE FUNCTION is_unposted(agent bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT NOT EXISTS (SELECT FROM post WHERE post.agent_id = agent)
$$
"""
MAY = "string_to_array(current_setting('wangge.may', true), ',')"
AGENT = "nullif(current_setting('wangge.agent', true), '')::bigint"
POSTED = "EXISTS (SELECT FROM post WHERE post.agent_id = agent.id)"
ON_ROTA = "EXISTS (SELECT FROM shift WHERE shift.agent_id = agent.id)"
SEEN_BEFORE = f"id = {AGENT} OR id IN (SELECT post.agent_id FROM post)"
SEEN = f"id = {AGENT} OR {POSTED} OR 'manage-registers' = ANY ({MAY}) AND is_unposted(id)"

ROWS = {
    "absence": f"'read-agents' = ANY ({MAY}) AND EXISTS (SELECT FROM agent WHERE agent.id = absence.agent_id)",
    "shift": f"'read-agents' = ANY ({MAY})",
    "handover": f"'read-agents' = ANY ({MAY}) AND EXISTS (SELECT FROM agent WHERE agent.id = handover.to_agent_id)",
}
"""Table → rows the application's role reads; writing is the system's work, once a rule has decided."""


VERSIONED = ("office", "unit", "post", "agent")
"""Rows that people edit: each write raises the version, whoever writes."""

RAISE_VERSION = """
CREATE FUNCTION raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$
"""


def one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def number():
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def recorded():
    return sa.Column(
        "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def upgrade() -> None:
    op.add_column("agent", sa.Column("phone_confirmed_on", sa.Date(), nullable=True))
    op.add_column("unit", sa.Column("phone", sa.String(32), nullable=True))
    for column in (
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("opening", JSONB(none_as_null=True), nullable=True),
        sa.Column("phone", sa.String(32), nullable=True),
    ):
        op.add_column("office", column)
    op.create_unique_constraint(op.f("uq_office_code"), "office", ["code"])
    op.execute(KINDS)
    op.create_check_constraint(op.f("ck_office_officekind"), "office", one_of("kind", OFFICES))
    op.drop_constraint(op.f("ck_post_duty"), "post")
    op.create_check_constraint(op.f("ck_post_duty"), "post", one_of("duty", DUTIES))
    op.create_check_constraint(op.f("ck_post_from_before_to"), "post", "valid_from <= valid_to")
    versions()
    absence()
    shift()
    handover()
    for table, rows in ROWS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY system ON {table} TO wangge_system USING (true)")
        op.execute(f"CREATE POLICY app ON {table} FOR SELECT TO wangge_app USING ({rows})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wangge_system")
        op.execute(f"GRANT SELECT ON {table} TO wangge_app")
    op.execute(UNPOSTED)
    op.execute(f"ALTER POLICY app ON agent USING ({SEEN} OR 'read-agents' = ANY ({MAY}) AND {ON_ROTA})")


def versions() -> None:
    op.execute(RAISE_VERSION)
    for table in VERSIONED:
        column = sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
        op.add_column(table, column)
        op.execute(
            f"CREATE TRIGGER {table}_version_rises BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION raise_version()"
        )


def absence() -> None:
    op.create_table(
        "absence",
        number(),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        recorded(),
        sa.CheckConstraint(one_of("kind", ABSENCES), name=op.f("ck_absence_absencekind")),
        key("absence", "agent_id", "agent.id"),
        key("absence", "made_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.execute(
        "ALTER TABLE absence ADD CONSTRAINT ex_absence_one_at_a_time EXCLUDE USING gist "
        "(agent_id WITH =, (daterange(valid_from, valid_to)) WITH &&)"
    )
    for column in ("agent_id", "made_by"):
        op.create_index(op.f(f"ix_absence_{column}"), "absence", [column])


def shift() -> None:
    op.create_table(
        "shift",
        number(),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        recorded(),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_shift_starts_before_ends")),
        key("shift", "unit_id", "unit.id"),
        key("shift", "office_id", "office.id"),
        key("shift", "agent_id", "agent.id"),
        key("shift", "made_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.execute(
        "ALTER TABLE shift ADD CONSTRAINT ex_shift_one_at_a_time EXCLUDE USING gist "
        "(agent_id WITH =, (tstzrange(starts_at, ends_at)) WITH &&)"
    )
    op.create_index("ix_shift_unit_id", "shift", ["unit_id", "starts_at"])
    op.create_index("ix_shift_office_id", "shift", ["office_id", "starts_at"])
    for column in ("agent_id", "made_by"):
        op.create_index(op.f(f"ix_shift_{column}"), "shift", [column])


def handover() -> None:
    op.create_table(
        "handover",
        number(),
        sa.Column("from_agent_id", sa.BigInteger(), nullable=False),
        sa.Column("to_agent_id", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("issues", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_agent_id <> to_agent_id", name=op.f("ck_handover_two_agents")),
        key("handover", "from_agent_id", "agent.id"),
        key("handover", "to_agent_id", "agent.id"),
        key("handover", "made_by", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    for column in ("from_agent_id", "to_agent_id", "made_by"):
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])


def downgrade() -> None:
    op.execute(f"ALTER POLICY app ON agent USING ({SEEN_BEFORE})")
    op.execute("DROP FUNCTION is_unposted(bigint)")
    for table in ("handover", "shift", "absence"):
        op.drop_table(table)
    for table in VERSIONED:
        op.execute(f"DROP TRIGGER {table}_version_rises ON {table}")
        op.drop_column(table, "version")
    op.execute("DROP FUNCTION raise_version()")
    op.drop_constraint(op.f("ck_post_from_before_to"), "post")
    op.execute("DELETE FROM post WHERE duty NOT IN ('holder', 'deputy', 'secretary', 'intake')")
    op.drop_constraint(op.f("ck_post_duty"), "post")
    op.create_check_constraint(op.f("ck_post_duty"), "post", one_of("duty", FIRST_DUTIES))
    op.drop_constraint(op.f("ck_office_officekind"), "office")
    op.execute(KINDS_BACK)
    op.drop_constraint(op.f("uq_office_code"), "office")
    for column in ("phone", "opening", "code"):
        op.drop_column("office", column)
    op.drop_column("unit", "phone")
    op.drop_column("agent", "phone_confirmed_on")
