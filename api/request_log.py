"""One log line for each request: which route, how it ended, how long it took, for whom.

Neither path nor query is kept, since both hold what people typed; the route's own template is.
"""

import logging
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.log import FIELDS, error_fields

log = logging.getLogger("wangge.request")

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ROUTE: Final = "(none)"
_CUT_OFF: Final = 499
"""Status of a request whose client was gone before the answer began, as nginx writes it."""


def add_request_log(
    app: FastAPI,
    *,
    new_id: Callable[[], str] = lambda: secrets.token_hex(8),
    clock: Callable[[], float] = perf_counter,
) -> None:
    """Log every request of an application; add it last, so that it stands outermost."""
    app.add_middleware(RequestLog, new_id=new_id, clock=clock)


class RequestLog:
    """Gives each request an id, and each a line once it is over."""

    def __init__(self, app: ASGIApp, new_id: Callable[[], str], clock: Callable[[], float]) -> None:
        self.app = app
        self.new_id = new_id
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, look at the answer, write the line."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = self.new_id()
        fields: dict[str, Any] = {"request": state["request_id"], "status": _CUT_OFF}
        started = self.clock()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields["status"] = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = state["request_id"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            fields |= {"status": 500, **error_fields(error)}
            raise
        finally:
            fields["ms"] = round((self.clock() - started) * 1000, 1)
            _write(scope, fields)


def note_account(request: Request, account_id: int) -> None:
    """Let the log line of a request say which account asked."""
    request.state.account_id = account_id


def get_request_id(request: Request) -> str | None:
    """Id of a request, as it stands in its log line."""
    found: str | None = getattr(request.state, "request_id", None)
    return found


RequestIdDep = Annotated[str | None, Depends(get_request_id)]


def _write(scope: Scope, fields: dict[str, Any]) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    line = {
        "method": method,
        "route": _template(scope),
        "account": scope["state"].get("account_id"),
        **fields,
    }
    level = logging.ERROR if "error" in fields else logging.INFO
    log.log(level, "request", extra={FIELDS: line})


def _template(scope: Scope) -> str:
    """The route as the code writes it; a folder of files by its address alone."""
    # A router knows its own part of the address only; FastAPI keeps the whole beside it.
    whole = scope.get("fastapi", {}).get("effective_route_context")
    route = whole or scope.get("route")
    if route is not None:
        return str(route.path)
    folder = scope.get("root_path")
    return f"{folder}/*" if folder and "endpoint" in scope else _NO_ROUTE
