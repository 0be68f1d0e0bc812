"""sign_in: sessions, API keys and the counting of wrong passwords."""

import sqlalchemy as sa
from alembic import op

revision = "a11ce0000003"
down_revision = "a11ce0000002"
branch_labels = None
depends_on = None

USES = ("api", "page")
ENDS = (
    "signed-out", "replaced", "role-changed", "password-changed", "ended-by-owner",
    "ended-by-administrator", "account-closed", "token-reused",
)


def check(values, column):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def moment(name, *, nullable=False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def make_sessions() -> None:
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("grant_id", sa.BigInteger(), nullable=False),
        sa.Column("use", sa.String(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("turn_digest", sa.LargeBinary(), nullable=True),
        sa.Column("token_epoch", sa.Integer(), nullable=False),
        moment("created_at"),
        moment("last_seen_at"),
        moment("expires_at"),
        moment("ended_at", nullable=True),
        sa.Column("ended_why", sa.String(32), nullable=True),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.CheckConstraint(check(USES, "use"), name=op.f("ck_account_session_sessionuse")),
        sa.CheckConstraint(check(ENDS, "ended_why"), name=op.f("ck_account_session_sessionend")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_account_session_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_account_session_digest")),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id", "expires_at"])
    op.create_index(op.f("ix_account_session_grant_id"), "account_session", ["grant_id"])


def make_keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("grant_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        moment("created_at"),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        moment("expires_at"),
        moment("revoked_at", nullable=True),
        moment("last_used_at", nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_key_account_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_api_key_grant_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_api_key_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    for column in ("account_id", "grant_id", "created_by"):
        op.create_index(op.f(f"ix_api_key_{column}"), "api_key", [column])


def make_attempts() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("bucket", sa.String(128), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        moment("since"),
        moment("blocked_until", nullable=True),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_in_attempt")),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index("ix_sign_in_attempt_since", "sign_in_attempt", ["since"])


def upgrade() -> None:
    make_sessions()
    make_keys()
    make_attempts()


def downgrade() -> None:
    for table in ("sign_in_attempt", "api_key", "account_session"):
        op.drop_table(table)
