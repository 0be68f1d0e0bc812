"""The cookies of the pages: all of them out of reach of scripts and of other sites."""

from typing import Final

from fastapi import Request, Response

from api.settings import Settings

SESSION: Final = "wangge_session"
FORM: Final = "wangge_form"
_BOUND: Final = frozenset({SESSION, FORM})
"""Cookies that stand for somebody: where https is sure, no other host may set them."""


def cookie_name(settings: Settings, name: str) -> str:
    """Name as the browser knows it."""
    bound = settings.cookies_are_secure and name in _BOUND
    return f"__Host-{name}" if bound else name


def read_cookie(request: Request, settings: Settings, name: str) -> str | None:
    """Value of one of our cookies."""
    return request.cookies.get(cookie_name(settings, name))


def keep_cookie(
    response: Response, settings: Settings, name: str, value: str, *, life_s: int | None = None
) -> None:
    """Keep a value on the device, until the browser closes when no life is given."""
    response.set_cookie(
        cookie_name(settings, name),
        value,
        max_age=life_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.cookies_are_secure,
    )


def drop_cookie(response: Response, settings: Settings, name: str) -> None:
    """Take a cookie from the device."""
    keep_cookie(response, settings, name, "", life_s=0)
