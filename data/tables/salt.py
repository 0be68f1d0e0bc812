"""What makes the digest of a personal value say nothing once the value is erased."""

from typing import Final

from sqlalchemy import LargeBinary, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

RANDOM_SALT: Final[TextClause] = text(
    "decode(replace((gen_random_uuid())::text, '-'::text, ''::text), 'hex'::text)"
)
"""16 random bytes; written as PostgreSQL prints it, so that migrations compare equal."""


class Salted:
    """A row of personal values with the salt of their digests, erased together."""

    salt: Mapped[bytes] = mapped_column(LargeBinary, server_default=RANDOM_SALT)
