"""Headers that every answer carries."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response

from api.form_tokens import keep_form_cookie
from api.settings import Settings

CSP: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
_A_YEAR_S: Final = 365 * 24 * 3600

_ALWAYS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    # An agent takes photos of where he stands; nothing else of the device is needed.
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Next = Callable[[Request], Coroutine[Any, Any, Response]]


def security_headers(settings: Settings) -> dict[str, str]:
    """Headers of every answer; browsers are told to keep to https where cookies need it."""
    if not settings.cookies_are_secure:
        return _ALWAYS
    return _ALWAYS | {"Strict-Transport-Security": f"max-age={_A_YEAR_S}"}


async def add_security_headers(request: Request, call_next: Next) -> Response:
    """Nothing from elsewhere, no inline script, and no keeping of what is not an asset."""
    settings: Settings = request.app.state.settings
    response = await call_next(request)
    for name, value in security_headers(settings).items():
        response.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    keep_form_cookie(request, response, settings)
    return response
