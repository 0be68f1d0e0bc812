"""Who may sign in; as what and for which region stands in `role_grant`."""

from sqlalchemy import BigInteger, ForeignKey, Identity, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Account(Recorded, Base):
    """One account.

    Attributes
    ----------
    password_hash
        argon2id.
    agent_id
        The person behind an agent's account.
    token_epoch
        Raised to end every session and token of the account at once.
    must_change_password
        Whether the password was set by somebody else and is to be replaced at sign-in.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"), index=True)
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    token_epoch: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    must_change_password: Mapped[bool] = mapped_column(server_default=text("false"))
