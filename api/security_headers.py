"""Headers that every answer carries."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response

CSP: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)

HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}

Next = Callable[[Request], Coroutine[Any, Any, Response]]


async def add_security_headers(request: Request, call_next: Next) -> Response:
    """Nothing from elsewhere, no inline script, and no keeping of what is not an asset."""
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
