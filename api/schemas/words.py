"""Words, codes and days as requests to the registers carry them."""

from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from dispatch.posts import is_phone

_NO_NUL: Final = r"^[^\x00]*$"


def _phone(word: str) -> str:
    if not is_phone(word):
        msg = "write the number in digits, such as 13812345678"
        raise ValueError(msg)
    return word


Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=_NO_NUL)
]
RegionCode = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=_NO_NUL)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_NO_NUL)
]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=32), AfterValidator(_phone)
]
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_NO_NUL)
]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Strict(BaseModel):
    """A request that may hold nothing it is not asked for."""

    model_config = ConfigDict(extra="forbid")


class FromRecord(BaseModel):
    """An answer made from a record."""

    model_config = ConfigDict(from_attributes=True)


class OnDay(Strict):
    """The first day on which something no longer holds."""

    on: date
