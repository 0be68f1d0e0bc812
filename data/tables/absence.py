"""Days on which an agent does not work."""

from sqlalchemy import BigInteger, ForeignKey, Identity, Text, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated, text_enum
from dispatch.vocabulary import AbsenceKind


class Absence(Dated, Base):
    """One absence; meanwhile the deputy of each grid stands in."""

    __tablename__ = "absence"
    __table_args__ = (
        ExcludeConstraint(
            ("agent_id", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_absence_one_at_a_time",
            using="gist",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    kind: Mapped[AbsenceKind] = mapped_column(text_enum(AbsenceKind))
    note: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
