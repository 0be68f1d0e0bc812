"""Requests whose JSON is read strictly, and whose size is bounded."""

import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.cookies import SESSION
from api.errors import BodyTooLarge, refusal
from api.strict_json import parse
from data.file_guards import UPLOAD

DRAINED_BYTES: Final = 64_000_000
"""Enough for any honest mistake; beyond it the connection is cut."""

UPLOADS: Final[Mapping[str, int]] = {
    "/desk/bulk": UPLOAD.packed_bytes + 1_000_000,
    "/admin/imports": UPLOAD.packed_bytes + 1_000_000,
}
"""Path → bytes a form with a file may have there, for whoever brings the cookie of a session."""
_WITH_FILES: Final = re.compile(
    r"/api/v1/(attachments|issues/[^/]+/attachments)|/(desk|grid)/issues/[^/]+/files"
    r"|/(desk|grid)/new(/.*)?|/sittings/[^/]+/issues|/report(/.*)?"
)
"""Paths to which photos and papers are sent, a form with as many as an issue may have."""
_OPEN_TO_ALL: Final = "/report"
_FORM_BYTES: Final = 64_000_000
_SESSION_COOKIE: Final = SESSION.encode() + b"="


class StrictRequest(Request):
    """A request that reads its JSON by `api.strict_json`."""

    async def json(self) -> Any:
        """The body, parsed strictly and once."""
        if not hasattr(self, "_strict"):
            self._strict = parse(await self.body())
        return self._strict


class StrictRoute(APIRoute):
    """A route whose body is read by `StrictRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Hand the strict request to the route."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            if self.body_field and "form" not in request.headers.get("content-type", ""):
                await strict.json()  # FastAPI would turn our refusal into a bare 400
            return await handle(strict)

        return strictly


class BodyLimit:
    """Refuses a body over a limit before it is kept in memory.

    What is too much is still read and thrown away, up to `DRAINED_BYTES`: a client that is
    cut off while it sends never sees the answer.
    """

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self.app = app
        self.limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what arrives; answer 413 once it is too much."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen, stopped = 0, False
        limit_bytes = _limit(scope, self.limit_bytes)
        too_large = BodyTooLarge(f"the body is over {limit_bytes} bytes; send less")

        async def counted() -> Message:
            nonlocal seen, stopped
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit_bytes:
                await _drain(receive, message)
                stopped = True
                raise too_large
            return message

        async def unless_stopped(message: Message) -> None:
            # FastAPI turns what is raised while it reads a form into a bare 400.
            if not stopped:
                await send(message)

        if _announced(scope) > limit_bytes:
            await _drain(receive, {"type": "http.request", "more_body": True})
            await refusal(too_large)(scope, receive, send)
            return
        await self.app(scope, counted, unless_stopped)
        if stopped:
            await refusal(too_large)(scope, receive, send)


async def _drain(receive: Receive, message: Message) -> None:
    thrown_away = 0
    while message.get("more_body", False) and thrown_away < DRAINED_BYTES:
        message = await receive()
        thrown_away += len(message.get("body", b""))


def _limit(scope: Scope, usual: int) -> int:
    """Bytes a request may have: a form with files is larger than any other."""
    path = scope["path"]
    allowed = UPLOADS.get(path, _FORM_BYTES if _WITH_FILES.fullmatch(path) else 0)
    if scope["method"] != "POST" or not (path.startswith(_OPEN_TO_ALL) or _is_known(scope)):
        return usual
    return max(allowed, usual)


def _is_known(scope: Scope) -> bool:
    """Whether a session or a token is shown, right or wrong."""
    headers = [name for name, _ in scope["headers"]]
    cookies = b";".join(value for name, value in scope["headers"] if name == b"cookie")
    return b"authorization" in headers or _SESSION_COOKIE in cookies


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0
