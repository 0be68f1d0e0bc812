"""Whom an issue is about: 被反映方."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Party(Recorded, Base):
    """One party of one issue: a household, an agent, a unit, a region's body, or somebody else.

    A party that is none of ours is named in `party_contact` only.
    """

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(household_id, agent_id, unit_id, region_code) <= 1", name="at_most_one"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
