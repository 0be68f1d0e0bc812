"""What an account may act as: role, region, unit and dates."""

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated, text_enum
from dispatch.vocabulary import Role


class RoleGrant(Dated, Base):
    """One role of one account.

    Attributes
    ----------
    region_code
        Root of what the role covers; none for a whole database of scheme `free`.
    unit_id
        Body a handler works for.
    granted_by
        Account that granted it; none for the command line.
    """

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_account_id", "account_id", "valid_from"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(text_enum(Role))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
