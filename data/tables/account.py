"""Who may sign in, as what, for which region."""

from sqlalchemy import BigInteger, ForeignKey, Identity, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.vocabulary import Role


class Account(Recorded, Base):
    """One account.

    Attributes
    ----------
    password_hash
        argon2id.
    region_code
        Root of what the role covers; none for a whole database of scheme `free`.
    agent_id
        The person behind an agent's account.
    token_epoch
        Raised to end every session and token of the account at once.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[Role] = mapped_column(text_enum(Role))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"), index=True)
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    token_epoch: Mapped[int] = mapped_column(Integer, server_default=text("0"))
