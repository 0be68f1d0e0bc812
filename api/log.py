"""Log lines as one JSON object each, without anything a person wrote.

Our own loggers, ``wangge`` and below, say what they like and are bound to say nothing personal.
Of what other packages say, only where they said it is kept: their words hold values, of rows
that break a rule for instance. Of an error, its classes and the places it passed through are
kept, never its message. JSON in ASCII holds no line end, no escape sequence, no stray direction
mark, so a line can be neither forged nor coloured.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Final

OURS: Final = "wangge"
FIELDS: Final = "fields"
"""Name under which a line of ours carries more than words: ``extra={"fields": {...}}``."""

_MOST_PLACES: Final = 30
_PARTS_OF_A_PATH: Final = 3


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, level, logger, then what may be said."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] == OURS:
            line |= {"message": record.getMessage(), **getattr(record, FIELDS, {})}
        else:
            line["place"] = _place(record.pathname, record.lineno, record.funcName)
        if record.exc_info and record.exc_info[1]:
            line |= error_fields(record.exc_info[1])
        return json.dumps(line, default=lambda value: type(value).__name__)


LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "stream": "ext://sys.stderr",
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {OURS: {"level": "INFO"}},
}
"""Everything to standard error, for `logging.config.dictConfig` or uvicorn's ``log_config``."""


def error_fields(error: BaseException) -> dict[str, Any]:
    """Classes of an error and its causes, SQLSTATE if any, and places.

    The places are those the error passed through, then where each cause was raised.
    """
    chain = list(_causes(error))
    states = [state for one in chain if isinstance(state := getattr(one, "sqlstate", None), str)]
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_PLACES:]
    for cause in chain[1:]:
        frames += traceback.extract_tb(cause.__traceback__)[-1:]
    fields: dict[str, Any] = {
        "error": [f"{type(one).__module__}.{type(one).__qualname__}" for one in chain],
        "places": [_place(one.filename, one.lineno or 0, one.name) for one in frames],
    }
    return fields | ({"sqlstate": states[0]} if states else {})


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _place(path: str, line: int, function: str) -> str:
    """Where in the code; the folders of this machine are left out."""
    short = "/".join(PurePath(path).parts[-_PARTS_OF_A_PATH:])
    return f"{short}:{line} {function}"
