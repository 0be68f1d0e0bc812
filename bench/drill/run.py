"""``python -m bench.drill.run``: kill the server, then PostgreSQL, again and again, and judge."""

import random
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from threading import Event, Thread
from typing import Final
from uuid import uuid4

from bench.drill import ledger as books
from bench.drill.county import County, drilled_county
from bench.drill.doors import DOORS, Client
from bench.drill.kill_points import POINTS
from bench.drill.verdict import MARK, Verdict

_CLIENTS: Final = 8
_DEEPEST: Final = 6
"""A point kills at its first to its sixth time."""
_QUIET_S: Final = (0.3, 1.5)
"""Work between two deaths of PostgreSQL, so that each meets requests on their way."""


def main() -> int:
    """Run the drill; 0 when the promise held, and broke where it had to."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="of the server, at each point")
    parser.add_argument("--postgres", type=int, default=20, help="kills of PostgreSQL")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    choice = random.Random(asked.seed)
    with drilled_county() as county:
        kept = _under(county, lambda: _kill_all(county, asked.kills, asked.postgres, choice))
        _show("durable commits", kept)
        county.commit_carelessly()
        broken = _under(county, lambda: _kill_postgres(county, asked.postgres, choice))
        _show("synchronous_commit=off", broken)
    if asked.postgres and not broken.lost:
        print("the careless run lost nothing: the drill proves nothing")
        return 1
    return 0 if kept.clean else 1


def _kill_all(county: County, kills: int, postgres: int, choice: random.Random) -> None:
    points = list(POINTS) * kills
    choice.shuffle(points)
    for done, point in enumerate(points):
        county.serve_until(point, choice.randint(1, _DEEPEST))
        if done % 1 == 0:
            print(f"  server killed {done + 1} of {len(points)} times", file=sys.stderr)
    county.serve()
    _kill_postgres(county, postgres, choice)


def _kill_postgres(county: County, times: int, choice: random.Random) -> None:
    for _ in range(times):
        time.sleep(choice.uniform(*_QUIET_S))
        county.kill_postgres()


def _under(county: County, kill: Callable[[], None]) -> Verdict:
    """Kill while clients work; judge once the last of them was answered."""
    path = county.folder / f"ledger-{uuid4().hex}"
    with books.Ledger(path) as ledger, _clients(county, ledger):
        kill()
    return county.judge(books.read(path))


@contextmanager
def _clients(county: County, ledger: books.Ledger) -> Iterator[None]:
    stopping, troubles = Event(), []
    doors = islice(cycle(DOORS), _CLIENTS)

    def work(name: str) -> None:
        try:
            _stand_at(name, county, ledger, stopping)
        except BaseException as trouble:  # noqa: BLE001 - shown by whoever waits for the thread
            troubles.append(trouble)

    threads = [Thread(target=work, args=(name,)) for name in doors]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
    if troubles:
        raise troubles[0]


def _stand_at(name: str, county: County, ledger: books.Ledger, stopping: Event) -> None:
    """Bring reports in by one door until told to stop; each is acknowledged before the next."""
    role, door = DOORS[name]
    client = Client(county.address, county.accounts[role])
    while not stopping.is_set():
        marker = f"{MARK}{uuid4().hex}"
        told = door(client, f"村口的路坏了 {marker}")
        ledger.write(door=name, marker=marker, number=told.number, code=told.code)


def _show(title: str, verdict: Verdict) -> None:
    print(
        f"{title}: {verdict.acknowledged} acknowledged, {len(verdict.lost)} lost, "
        f"{len(verdict.doubled)} doubled, {len(verdict.half)} half"
    )
    for kind in ("lost", "doubled", "half"):
        for one in getattr(verdict, kind)[:5]:
            print(f"  {kind}: {one}")


if __name__ == "__main__":
    sys.exit(main())
