"""As many requests with a transaction at once as there are connections; the others wait.

A request takes its connection in one thread of the pool and goes on in another. Were more let
in than there are connections, those who wait for one could hold every thread, and those who have
one would wait for a thread: until the wait for a connection ends in an error.
"""

from asyncio import AbstractEventLoop, Semaphore, get_running_loop
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

AT_ONCE: Final = 15
"""Some fewer than `data.session.make_engine` keeps: a wrong key is counted beside them."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns of the requests of one application, one queue in each event loop."""

    at_once: int = AT_ONCE
    queues: WeakKeyDictionary[AbstractEventLoop, Semaphore] = field(
        default_factory=WeakKeyDictionary
    )

    def queue(self) -> Semaphore:
        """Queue of the running loop."""
        return self.queues.setdefault(get_running_loop(), Semaphore(self.at_once))
