"""The one place where text is made harmless for HTML, generated script and templates."""

from collections.abc import Callable
from typing import Any, Final

import orjson

# Everything that can end or open something in HTML, in an attribute, in a quoted
# string or in a JavaScript template literal, into which Folium pastes text.
_MEANINGFUL: Final = "&<>\"'`${}\\/"
# C0 and DEL. U+0080 to U+009F stay: as references HTML reads them as windows-1252.
_CONTROL: Final = [*range(1, 32), 127, 0x2028, 0x2029]
_SURROGATES: Final = range(0xD800, 0xE000)
_REPLACEMENT: Final = "\ufffd"

_ENTITIES: Final[dict[int, str]] = {
    **{code: f"&#{code};" for code in [*map(ord, _MEANINGFUL), *_CONTROL]},
    **dict.fromkeys([0, *_SURROGATES], _REPLACEMENT),
}
# Folium renders what an element gave once more as a Jinja template. JSON itself never
# puts these two signs together, so they only stand in strings.
_JSON_ESCAPES: Final = (
    (b"{{", b"\\u007b\\u007b"),
    (b"{%", b"\\u007b%"),
    (b"{#", b"\\u007b#"),
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    (b"&", b"\\u0026"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)


def literal(text: str) -> str:
    """Write text so that HTML shows it and neither script nor template reads it.

    Parameters
    ----------
    text
        Anything a user may have typed.

    Returns
    -------
    markup
        The same text with every character that means something to HTML or to a
        JavaScript template literal as a numeric reference. NUL and lone surrogates,
        which HTML cannot carry, become U+FFFD.

    Notes
    -----
    ``html.escape`` is not enough: Folium pastes names into template literals, where
    ``${...}`` and back-ticks still run, and renders the output of every element a second
    time, where ``{{...}}`` runs on the server.
    """
    return text.translate(_ENTITIES)


def json_block(value: Any, default: Callable[[Any], Any] = str) -> str:
    """Write a value as JSON that cannot leave its script element nor act as a template."""
    raw = orjson.dumps(value, default=default, option=orjson.OPT_SERIALIZE_NUMPY)
    for found, escape in _JSON_ESCAPES:
        raw = raw.replace(found, escape)
    return raw.decode()
