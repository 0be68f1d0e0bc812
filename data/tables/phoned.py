"""A phone number that is found however it is spelled."""

from sqlalchemy import Computed, Text
from sqlalchemy.orm import Mapped, mapped_column


class Phoned:
    """A row with a phone; its key is the last eleven digits, what two spellings share."""

    phone: Mapped[str | None] = mapped_column(Text)
    phone_key: Mapped[str | None] = mapped_column(
        Text,
        Computed(r"right(regexp_replace(phone, '\D', '', 'g'), 11)", persisted=True),
        index=True,
    )
