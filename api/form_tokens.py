"""Tokens that show that a form came from one of our pages, made for this very browser.

A page puts the token into each form (field ``csrf``; a script sends it as ``X-CSRF-Token``). It
is a MAC over the cookie that stands for the browser: the session's, else one that only serves
this. `api.form_guards` asks for it.
"""

import hmac

from fastapi import Request, Response

from api.cookies import FORM, SESSION, keep_cookie, read_cookie
from api.opaque import new_secret
from api.settings import Settings


def form_token(request: Request, settings: Settings) -> str:
    """Token for the forms of the page that is being made; a stranger gets his cookie with it."""
    holder = _holder(request, settings)
    if holder is None:
        holder = request.state.fresh_form = getattr(request.state, "fresh_form", new_secret())
    return _token(holder, settings)


def keep_form_cookie(request: Request, response: Response, settings: Settings) -> None:
    """Send the cookie that a page made for a stranger depends on."""
    fresh = getattr(request.state, "fresh_form", None)
    if fresh is not None:
        keep_cookie(response, settings, FORM, fresh)


def is_form_token(sent: str, request: Request, settings: Settings) -> bool:
    """Whether a token was made for the browser that sends it."""
    holder = _holder(request, settings)
    if holder is None:
        return False
    return hmac.compare_digest(sent.encode("utf-8", "replace"), _token(holder, settings).encode())


def _holder(request: Request, settings: Settings) -> str | None:
    """Secret of this browser: the session's as soon as there is one, so that no other counts."""
    session = read_cookie(request, settings, SESSION)
    return session or read_cookie(request, settings, FORM)


def _token(holder: str, settings: Settings) -> str:
    return hmac.digest(settings.signing_key.encode(), f"form\0{holder}".encode(), "sha256").hex()
