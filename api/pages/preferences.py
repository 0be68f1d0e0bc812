"""What a reader has chosen on this device."""

from typing import Final
from urllib.parse import unquote

from fastapi import Request

from api.pages.frame import Theme
from api.texts import Texts, negotiate, texts_in

LANGUAGE_COOKIE: Final = "wangge_language"
THEME_COOKIE: Final = "wangge_theme"


def read_texts(request: Request) -> Texts:
    """Texts in the reader's language: the cookie's, else the browser's, else Chinese."""
    header = request.headers.get("accept-language")
    return texts_in(negotiate(request.cookies.get(LANGUAGE_COOKIE), None, header))


def read_theme(request: Request) -> Theme:
    """Theme of the reader's cookie; ``auto`` without a valid one."""
    kept = request.cookies.get(THEME_COOKIE)
    return Theme(kept) if kept in set(Theme) else Theme.AUTO


def address_of(request: Request) -> str:
    """Path and query of the page asked for."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def local_path(address: str) -> str:
    """Path on this site an address names; the start page for anything else.

    Browsers drop control characters, read a backslash as a slash, and servers in front of us may
    undo percent signs: so none of these may stand where it could begin the name of a host.
    """
    path = address.partition("?")[0].partition("#")[0]
    plain = unquote(unquote(path))
    here = address.startswith("/") and address.isprintable() and plain.isprintable()
    return address if here and "//" not in plain and "\\" not in plain else "/"
