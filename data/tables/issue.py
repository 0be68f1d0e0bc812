"""One matter a resident brings: its state now."""

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    String,
    Text,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Recorded, text_enum
from dispatch.vocabulary import (
    Category,
    CategoryBy,
    Channel,
    Confidence,
    Kind,
    Level,
    PlacementMethod,
    Stage,
)


class Issue(Recorded, Base):
    """One issue.

    Attributes
    ----------
    number
        Public number, not sequential.
    tracking_code
        Secret with which the resident follows the issue.
    key
        UUID made by whoever filed it; unique for ever.
    source_key
        What the system it came from calls it.
    place
        WGS 84 point it happens at; none while nobody has placed it.
    accuracy_m
        Radius in metres the true place lies in, as far as known.
    region_code, grid_code, grid_version_id
        Where it lies, under the boundary of the day it was received.
    moved
        A random point of the same grid, shown instead of `place` to those whose task it is not;
        it says nothing of the place but its grid, and stays while the grid does.
    unit_id
        Unit that handles it.
    entered_by, entered_desk
        Account and desk it came in through; see `dispatch.rights.Actor.desk`.
    held_at, released_at, held
        Quarantine of accusations: held until a county screener releases it.
    barred
        From whom an accusation is kept; see `dispatch.firewall`.
    urgent, urgent_signals
        Whether it is urgent, and what said so: ``said``, or codes of `dispatch.urgency`.
    category_by, category_rule, category_confidence
        Who said the category; the rule that spoke and how sure it was (0 to 1), where one did.
    sitting_id
        Session or round it was brought in at.
    published_at, public_text
        Since when anybody may read of it, and the words the county desk chose for that.
    version
        Counts writes; two editors of one issue cannot both win.
    """

    __tablename__ = "issue"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_not_empty"),
        CheckConstraint("accuracy_m >= 0", name="accuracy_not_negative"),
        Index("ix_issue_place_geography", sql("(place::geography)"), postgresql_using="gist"),
        # What a policy compares lies in the index, so that a count need not read the rows.
        Index(
            "ix_issue_region_code",
            *("region_code", "received_at"),
            postgresql_include=["grid_code", "unit_id", "entered_by", "held", "barred"],
        ),
        Index("ix_issue_grid_code", "grid_code", "received_at"),
        Index(
            "ix_issue_barred",
            "barred",
            postgresql_using="gin",
            postgresql_where=sql("barred IS NOT NULL"),
        ),
        Index("ix_issue_received_at", "received_at", "number"),
        Index("ix_issue_open", "received_at", "number", postgresql_where=sql("closed_at IS NULL")),
        Index(
            "ix_issue_urgent",
            "received_at",
            postgresql_where=sql("urgent AND closed_at IS NULL"),
        ),
        Index(
            "ix_issue_published_at",
            "published_at",
            postgresql_where=sql("published_at IS NOT NULL"),
        ),
        Index("ix_issue_sitting_id", "sitting_id", postgresql_where=sql("sitting_id IS NOT NULL")),
        Index("ix_issue_agent_id", "agent_id", postgresql_where=sql("closed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    tracking_code: Mapped[str] = mapped_column(String(32), unique=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    source_key: Mapped[str | None] = mapped_column(String(200), index=True)
    text: Mapped[str] = mapped_column(Text)
    category: Mapped[Category] = mapped_column(text_enum(Category))
    channel: Mapped[Channel] = mapped_column(text_enum(Channel))
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    stage: Mapped[Stage] = mapped_column(text_enum(Stage))
    level: Mapped[Level] = mapped_column(text_enum(Level))
    received_at: Mapped[datetime] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column()
    address: Mapped[str | None] = mapped_column(Text)
    place: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=WGS84))
    method: Mapped[PlacementMethod] = mapped_column(text_enum(PlacementMethod))
    accuracy_m: Mapped[float | None] = mapped_column()
    confidence: Mapped[Confidence] = mapped_column(text_enum(Confidence))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"))
    grid_version_id: Mapped[int | None] = mapped_column(ForeignKey("grid_version.id"))
    moved: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=WGS84))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    entered_desk: Mapped[str | None] = mapped_column(String(64))
    held_at: Mapped[datetime | None] = mapped_column()
    released_at: Mapped[datetime | None] = mapped_column()
    held: Mapped[bool] = mapped_column(
        Computed("held_at IS NOT NULL AND released_at IS NULL", persisted=True)
    )
    barred: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    urgent: Mapped[bool] = mapped_column(server_default=sql("false"))
    urgent_signals: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    category_by: Mapped[CategoryBy] = mapped_column(
        text_enum(CategoryBy), server_default=sql("'said'")
    )
    category_rule: Mapped[str | None] = mapped_column(String(64))
    category_confidence: Mapped[float | None] = mapped_column()
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    published_at: Mapped[datetime | None] = mapped_column()
    public_text: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(server_default=sql("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
