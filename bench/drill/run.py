"""``python -m bench.drill.run``: kill the server, then PostgreSQL, again and again, and judge."""

import random
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import Event, Thread
from typing import Final
from uuid import uuid4

from bench.drill import ledger as books
from bench.drill.county import County, drilled_county
from bench.drill.doors import DOORS, Client, Refused
from bench.drill.kill_points import POINTS
from bench.drill.verdict import MARK, Verdict

_TOLD_EVERY: Final = 20
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
        postgres = asked.postgres
        broken = _under(county, lambda: _kill_postgres(county, postgres, choice), careless=True)
        _show("synchronous_commit=off", broken)
    if asked.postgres and not broken.lost:
        print("the careless run lost nothing: the drill proves nothing")
        return 1
    return 0 if kept.clean and kept.acknowledged else 1


def _kill_all(county: County, kills: int, postgres: int, choice: random.Random) -> None:
    points = list(POINTS) * kills
    choice.shuffle(points)
    for done, point in enumerate(points):
        county.serve_until(point, choice.randint(1, _DEEPEST))
        if done % _TOLD_EVERY == 0:
            print(f"  server killed {done + 1} of {len(points)} times", file=sys.stderr)
    _kill_postgres(county, postgres, choice)


def _kill_postgres(county: County, times: int, choice: random.Random) -> None:
    with county.served():
        for _ in range(times):
            time.sleep(choice.uniform(*_QUIET_S))
            county.kill_postgres()


def _under(county: County, kill: Callable[[], None], *, careless: bool = False) -> Verdict:
    """Kill while clients work; judge once the last of them was answered.

    Where commits are careless an open session may be gone as well: its door opens another.
    """
    path = county.folder / f"ledger-{uuid4().hex}"
    with books.Ledger(path) as ledger:
        crowd = _Crowd(county, ledger, careless=careless)
        with county.served():
            crowd.sign_in()
        with crowd.at_work():
            kill()
            crowd.stopping.set()
            with county.served():
                crowd.go_home()
    return county.judge(books.read(path))


class _Crowd:
    """Eight clients, each at a door of its own, in threads of their own."""

    def __init__(self, county: County, ledger: books.Ledger, *, careless: bool) -> None:
        self._careless = careless
        self.stopping = Event()
        self._ledger = ledger
        self._troubles: list[BaseException] = []
        self._at = {name: _client(county, name) for name in DOORS}
        self._threads = [Thread(target=self._work, args=(name,)) for name in DOORS]

    def sign_in(self) -> None:
        """Sign everybody in, while nobody is killed: that is not what is drilled."""
        for client in self._at.values():
            client.sign_in()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let them bring reports in; they stop when something breaks outside."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()

    def go_home(self) -> None:
        """Wait until each was answered; what broke inside breaks here."""
        for thread in self._threads:
            thread.join()
        if self._troubles:
            raise self._troubles[0]

    def _work(self, name: str) -> None:
        try:
            while not self.stopping.is_set():
                self._bring(name)
        except BaseException as trouble:  # noqa: BLE001 - shown by whoever waits for the thread
            self._troubles.append(trouble)

    def _bring(self, name: str) -> None:
        marker = f"{MARK}{uuid4().hex}"
        try:
            told = DOORS[name][1](self._at[name], f"村口的路坏了 {marker}")
        except Refused:
            if not self._careless:
                raise
            self._at[name].sitting = ""
        else:
            self._ledger.write(door=name, marker=marker, **asdict(told))


def _client(county: County, door: str) -> Client:
    account = county.accounts[DOORS[door][0]]
    account = {name: account[name] for name in ("username", "password")}
    return Client(county.address, account, county.api_key, county.village)


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
