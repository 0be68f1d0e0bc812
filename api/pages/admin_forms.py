"""Forms of the registers: what was typed, and what is wrong beside which field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Request

from api.errors import MalformedBody
from api.labels import N_
from api.texts import Texts

Choice = TypeVar("Choice", bound=StrEnum)

_LONGEST: Final = 4_000
_LONGEST_ID: Final = 18
"""Digits; more might not fit the database."""
_EARLIEST: Final = date(1949, 10, 1)
_LATEST: Final = date(2200, 1, 1)
NEEDED: Final = N_("Fill this in.")
NO_DAY: Final = N_("Write a day as 2026-01-31.")
NO_CHOICE: Final = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class Typed:
    """What one form of a page holds.

    Attributes
    ----------
    form
        Name of the form on its page.
    errors
        Finished words by the name of the field; those of the form as a whole under "".
    """

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def of(self, form: str) -> "Typed":
        """The same if it was this form that was sent, else an empty one."""
        return self if self.form == form else NOTHING


NOTHING: Final = Typed()


async def read_fields(request: Request) -> Mapping[str, str]:
    """Text fields of a form, as they were typed.

    Raises
    ------
    MalformedBody
        If a field is longer than any that a page of ours could hold.
    """
    sent = await request.form()
    fields = {name: value.strip() for name, value in sent.items() if isinstance(value, str)}
    if any(len(value) > _LONGEST or "\0" in value for value in fields.values()):
        msg = f"a field holds more than {_LONGEST} characters, or one that is no text"
        raise MalformedBody(msg)
    return fields


FieldsDep = Annotated[Mapping[str, str], Depends(read_fields)]


def day_after(last: date | None) -> date | None:
    """First day on which something no longer holds; people write the last on which it does."""
    return None if last is None else date.fromordinal(last.toordinal() + 1)


class Reading:
    """Reads the fields of one form and keeps what is wrong with each."""

    def __init__(self, form: str, fields: Mapping[str, str], texts: Texts) -> None:
        self.form = form
        self.fields = fields
        self.errors: dict[str, str] = {}
        self._texts = texts

    @property
    def typed(self) -> Typed:
        """What the form is shown again with."""
        return Typed(self.form, self.fields, self.errors)

    def refuse(self, name: str, message: str) -> None:
        """Keep what is wrong with a field, by its message id; the first word counts."""
        self.errors.setdefault(name, self._texts.translate(message))

    def text(self, name: str, *, most: int, need: bool = False) -> str:
        """Text of a field; "" where there is none."""
        value = self.fields.get(name, "")
        if need and not value:
            self.refuse(name, NEEDED)
        if len(value) > most:
            said = self._texts.translate("At most %(most)s characters.")
            self.errors.setdefault(name, said % {"most": most})
        return value

    def day(self, name: str, *, need: bool = False) -> date | None:
        """Day of a field; None where there is none, or none that can be read."""
        value = self.fields.get(name, "")
        if not value:
            if need:
                self.refuse(name, NEEDED)
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.refuse(name, NO_DAY)
            return None
        if not _EARLIEST <= day <= _LATEST:
            self.refuse(name, NO_DAY)
            return None
        return day

    def number(self, name: str, bounds: range) -> int:
        """Whole number of a field, within its bounds; the lowest where it is none."""
        value = self.fields.get(name, "")
        number = (
            int(value)
            if value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID
            else None
        )
        if number is None or number not in bounds:
            said = self._texts.translate("A whole number from %(least)s to %(most)s.")
            self.errors.setdefault(name, said % {"least": bounds[0], "most": bounds[-1]})
            return bounds[0]
        return number

    def row(self, name: str) -> int:
        """Id of the row a list of the form has chosen; 0 where there is none."""
        value = self.fields.get(name, "")
        sound = value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID
        if not sound or not int(value):
            self.refuse(name, NO_CHOICE if value else NEEDED)
            return 0
        return int(value)

    def version(self) -> int:
        """Version of what the form was filled in for."""
        return self.number("version", range(1, 2**31))

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """Member of a vocabulary; None where none was chosen."""
        value = self.fields.get(name, "")
        if value not in set(kind):
            self.refuse(name, NO_CHOICE)
            return None
        return kind(value)
