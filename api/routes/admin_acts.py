"""Acting on a form of the registers: done whole, or shown again with what is wrong beside it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final, TypeVar

from fastapi.responses import RedirectResponse

from api.pages.admin_forms import Reading
from api.pages.admin_words import FIELDS, REFUSALS, refusal_words
from api.pages.reader import Reader
from api.statuses import status_of
from data.whole import whole

Made = TypeVar("Made")

_REFUSED: Final = tuple(REFUSALS)
_NO_WORDS: Final[Mapping[type[Exception], str]] = {}
UNFIT: Final = HTTPStatus.UNPROCESSABLE_ENTITY


def attempt(
    reader: Reader,
    sent: Reading,
    act: Callable[[], Made],
    words: Mapping[type[Exception], str] = _NO_WORDS,
) -> tuple[Made | None, int]:
    """Act, whole or not at all.

    Parameters
    ----------
    words
        Refusal → message id, where this form knows more exactly what it means.

    Returns
    -------
    made, status
        What was made, or none where a field was wrong already or the rules say no; the reason
        then stands in the form, and `status` is that of the answer.
    """
    if sent.errors:
        return None, UNFIT
    try:
        with whole(reader.session):
            return act(), HTTPStatus.OK
    except _REFUSED as refused:
        return None, _refuse(reader, sent, refused, words)


def _refuse(
    reader: Reader, sent: Reading, refused: Exception, words: Mapping[type[Exception], str]
) -> int:
    name = next((FIELDS[kind] for kind in type(refused).__mro__ if kind in FIELDS), "")
    # A form that has no such field says it above all fields.
    name = name if name in sent.fields else ""
    known = words.get(type(refused))
    said = reader.texts.translate(known) if known else refusal_words(refused, reader.texts)
    sent.errors.setdefault(name, said)
    return status_of(refused)


def see(path: str, done: str, **more: object) -> RedirectResponse:
    """Lead to a page that says what was done."""
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    mark = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{mark}done={done}{rest}", HTTPStatus.SEE_OTHER)
