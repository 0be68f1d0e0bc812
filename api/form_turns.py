"""A form sent twice: the second click waits for the first before it takes a connection."""

from asyncio import AbstractEventLoop, Lock, get_running_loop
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated
from weakref import WeakKeyDictionary, WeakValueDictionary

from fastapi import Depends, Request

from api.pages.resident import SentDep

Locks = WeakValueDictionary[str, Lock]


@dataclass(frozen=True, slots=True)
class FormTurns:
    """Turns of the forms of one application by their keys, in each event loop."""

    loops: WeakKeyDictionary[AbstractEventLoop, Locks] = field(default_factory=WeakKeyDictionary)

    def lock(self, key: str) -> Lock:
        """Lock of a form, for as long as somebody has it or waits for it."""
        return self.loops.setdefault(get_running_loop(), Locks()).setdefault(key, Lock())


async def get_form_turn(request: Request, sent: SentDep) -> AsyncIterator[None]:
    """Wait until the same form is filed, without holding a thread."""
    turns: FormTurns = request.app.state.form_turns
    async with turns.lock(str(sent.get("key"))):
        yield


# Named by a route before the session, so that it ends after the commit.
FormTurnDep = Annotated[None, Depends(get_form_turn, scope="function")]
