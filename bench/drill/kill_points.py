"""The moments at which the server is killed: each a name, and where the real program reaches it.

The program itself knows nothing of them. They hang on what it says to PostgreSQL and to the
client, so they stay where they are however its functions are cut.
"""

import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine, event

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_STATEMENTS: Final = {
    "key-claimed": "CAST(key AS text)",
    "village-held": "xact_lock_shared(hashtextextended('village:'",
    "issue-written": "INSERT INTO issue ",
    "history-written": "INSERT INTO issue_event",
}
"""Point → words of the statement after which it lies."""
POINTS: Final = (
    "request-read",
    *_STATEMENTS,
    "before-commit",
    "after-commit",
    "half-answered",
)


@dataclass(slots=True)
class Killer:
    """Kills this process at the nth time it reaches a point, while it writes issues."""

    point: str
    nth: int
    seen: int = field(default=0)

    def reach(self, point: str) -> None:
        """Die here, if it is time."""
        if point != self.point:
            return
        self.seen += 1
        if self.seen >= self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


def watch_engine(engine: Engine, killer: Killer) -> None:
    """Reach the points that lie between two statements."""
    writing: set[int] = set()

    @event.listens_for(engine, "after_cursor_execute")
    def _after(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        for point, words in _STATEMENTS.items():
            if words in statement:
                killer.reach(point)
        if _STATEMENTS["issue-written"] in statement:
            writing.add(id(connection.connection.dbapi_connection))

    commit = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        mine = id(getattr(connection, "dbapi_connection", connection)) in writing
        if mine:
            killer.reach("before-commit")
        commit(connection)
        if mine:
            writing.discard(id(getattr(connection, "dbapi_connection", connection)))
            killer.reach("after-commit")

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign]


def watch_answers(app: App, killer: Killer) -> App:
    """Reach the points that lie before and inside an answer to a writing request."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await app(scope, receive, send)
            return

        async def read() -> Scope:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body"):
                killer.reach("request-read")
            return message

        async def say(message: Scope) -> None:
            body = message.get("body", b"")
            if message["type"] == "http.response.body" and len(body) > 1:
                await send({**message, "body": body[: len(body) // 2], "more_body": True})
                killer.reach("half-answered")
                message = {**message, "body": body[len(body) // 2 :]}
            await send(message)

        await app(scope, read, say)

    return watched
