"""Choices of forms, which send an empty text where nothing is chosen."""

from enum import StrEnum
from typing import TypeVar

from api.filters import BadFilter

Choice = TypeVar("Choice", bound=StrEnum)


def read_choice(kind: type[Choice], name: str, value: str) -> Choice | None:
    """Member of a vocabulary a form names; None for the empty choice.

    Raises
    ------
    BadFilter
        If there is no such member.
    """
    try:
        return kind(value) if value else None
    except ValueError as error:
        msg = f"{name} cannot be {value!r}; choose one of: {', '.join(kind)}"
        raise BadFilter(msg, field=name) from error
