"""Reports that wait are filed together by whoever is free next, so that they share one commit."""

from asyncio import AbstractEventLoop, Future, Semaphore, Task, get_running_loop, to_thread
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from api.services.filing_together import Outcome, Posted
from data.errors import TwinRunning

TOGETHER: Final = 32
"""Reports in one group; with more of them the last would wait too long for the first."""

APART: Final = 3
"""Reports that may wait at once, each with a connection of its own; see `api.turns`."""

FileTogether = Callable[[Sequence[Posted]], Sequence[Outcome]]
FileApart = Callable[[Posted], Outcome]


@dataclass(slots=True)
class Lane:
    """Reports that wait in one event loop, for the group before them and for nothing else.

    One group at a time: two would be smaller, cost more each, and meet over one key.
    """

    file: FileTogether
    file_apart: FileApart
    waiting: deque[tuple[Posted, Future[Outcome]]] = field(default_factory=deque)
    work: Task[None] | None = None
    apart: Semaphore = field(default_factory=lambda: Semaphore(APART))

    async def ask(self, posted: Posted) -> Outcome:
        """File one report with those that wait as well, or apart where it is in their way."""
        loop = get_running_loop()
        outcome: Future[Outcome] = loop.create_future()
        self.waiting.append((posted, outcome))
        if self.work is None or self.work.done():
            self.work = loop.create_task(self._file_all())
        first = await outcome
        if not isinstance(first.answer, TwinRunning):
            return first
        async with self.apart:
            return await to_thread(self.file_apart, posted)

    async def _file_all(self) -> None:
        while self.waiting:
            size = min(len(self.waiting), TOGETHER)
            group = [self.waiting.popleft() for _ in range(size)]
            try:
                outcomes = await to_thread(self.file, [posted for posted, _ in group])
            except Exception as error:  # noqa: BLE001 - each who waits is told
                outcomes = [Outcome(error)] * size
            for (_, waiting), outcome in zip(group, outcomes, strict=True):
                if not waiting.done():  # its client may have gone
                    waiting.set_result(outcome)


@dataclass(frozen=True, slots=True)
class Lanes:
    """Lanes of one application, one in each event loop."""

    file: FileTogether
    file_apart: FileApart
    lanes: WeakKeyDictionary[AbstractEventLoop, Lane] = field(default_factory=WeakKeyDictionary)

    def lane(self) -> Lane:
        """Lane of the running loop."""
        return self.lanes.setdefault(get_running_loop(), Lane(self.file, self.file_apart))
