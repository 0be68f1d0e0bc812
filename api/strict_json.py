"""Reading JSON strictly: what cannot be kept as it was sent is refused before any rule sees it."""

import json
from math import isfinite
from typing import Any, Final

from api.errors import MalformedBody

DEPTH_LIMIT: Final = 32
"""No contract of ours nests deeper than 5."""
_LARGEST: Final = 2**63 - 1


def parse(body: bytes) -> Any:
    """Parse a JSON body.

    Raises
    ------
    MalformedBody
        For no JSON, NaN and infinite or overflowing numbers, names given twice, nesting over
        `DEPTH_LIMIT`, NUL and lone surrogates. The message names the place and the remedy.
    """
    text = _decoded(body)
    _check_depth(text)
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        msg = f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        raise MalformedBody(msg) from error
    except ValueError as error:  # more digits than Python turns into an integer
        msg = "a number has too many digits; check the numbers you send"
        raise MalformedBody(msg) from error


def _decoded(body: bytes) -> str:
    if not body.strip():
        msg = "the body is empty; send one JSON object"
        raise MalformedBody(msg)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        msg = f"byte {error.start} is not UTF-8; send the body in UTF-8"
        raise MalformedBody(msg) from error


def _check_depth(text: str) -> None:
    depth = deepest = 0
    inside = escaped = False
    for character in text:
        if inside:
            inside = escaped or character != '"'
            escaped = not escaped and character == "\\"
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    if deepest > DEPTH_LIMIT:
        msg = f"nested {deepest} deep; at most {DEPTH_LIMIT} levels are read"
        raise MalformedBody(msg)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"the field {twice!r} stands twice; send it once"
        raise MalformedBody(msg, field=twice)
    for name, value in pairs:
        _check_text(name, name)
        for item in value if isinstance(value, list) else [value]:
            _check_value(name, item)
    return fields


def _check_value(name: str, value: Any) -> None:
    if isinstance(value, float) and not isfinite(value):
        msg = f"the field {name!r} is not a finite number; send a number or leave it out"
        raise MalformedBody(msg, field=name)
    if isinstance(value, int) and abs(value) > _LARGEST:
        msg = f"the field {name!r} is too large a number; check it"
        raise MalformedBody(msg, field=name)
    if isinstance(value, str):
        _check_text(name, value)


def _check_text(name: str, text: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        shown = name.encode("ascii", "backslashreplace").decode().replace("\0", "")
        msg = f"the field {shown!r} holds a character that cannot be kept; remove it"
        raise MalformedBody(msg, field=shown)
