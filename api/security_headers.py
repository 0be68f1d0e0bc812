"""Headers that every answer carries."""

from typing import Final

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


def security_headers(settings: Settings) -> dict[str, str]:
    """Headers of every answer; browsers are told to keep to https where cookies need it."""
    if not settings.cookies_are_secure:
        return _ALWAYS
    return _ALWAYS | {"Strict-Transport-Security": f"max-age={_A_YEAR_S}"}


class SecurityHeaders:
    """Nothing from elsewhere, no inline script, and no keeping of what is not an asset."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.always = security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add to the answer what every answer carries."""

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, adding if scope["type"] == "http" else send)

    def _add(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in self.always.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
        cookie = Response()
        keep_form_cookie(Request(scope), cookie, self.settings)
        for value in cookie.headers.getlist("set-cookie"):
            headers.append("set-cookie", value)
