"""How tries are counted, and how long somebody waits who has had too many."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Tries:
    """What is known of one bucket: an account, or the addresses of one network.

    Attributes
    ----------
    count
        Tries since `since`.
    since
        First try that counts.
    blocked_until
        Until when every further try is refused; none when the next one is taken.
    """

    count: int
    since: datetime
    blocked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ThrottlePolicy:
    """How many tries are free, how long the next ones wait, and when all is forgotten.

    Attributes
    ----------
    free
        Tries that cost nothing.
    first_wait, longest_wait
        Wait after the first try beyond those; it doubles with each further one.
    forgotten_after
        Time after the first try, when no wait runs, by which the count starts again.
    """

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    forgotten_after: timedelta


ACCOUNT_POLICY: Final = ThrottlePolicy(
    free=5,
    first_wait=timedelta(seconds=5),
    longest_wait=timedelta(minutes=15),
    forgotten_after=timedelta(hours=24),
)
"""Wrong passwords of one user name. A guesser gets about 100 tries a day (NIST SP 800-63B
section 5.2.2 allows 100 in a row), a person who mistypes six times waits five seconds."""

ADDRESS_POLICY: Final = ThrottlePolicy(
    free=50,
    first_wait=timedelta(minutes=10),
    longest_wait=timedelta(minutes=10),
    forgotten_after=timedelta(minutes=10),
)
"""Wrong passwords from one network: an office of a hundred people shares one address."""


def take(tries: Tries, policy: ThrottlePolicy, now: datetime) -> tuple[Tries, timedelta | None]:
    """Count one more try.

    A try counts before its password is looked at, so that a hundred at once are a hundred. One
    that is refused does not count: who waits as told gets in.

    Returns
    -------
    tries
        What to keep.
    wait
        How long this try is refused for; none when it may go on.
    """
    if tries.blocked_until is not None and now < tries.blocked_until:
        return tries, tries.blocked_until - now
    if now - tries.since >= policy.forgotten_after:
        tries = Tries(0, now)
    tries = replace(tries, count=tries.count + 1, blocked_until=None)
    if tries.count > policy.free:
        tries = replace(tries, blocked_until=now + wait_after(tries.count, policy))
    return tries, None


def give_back(tries: Tries) -> Tries:
    """Uncount a try that turned out right; a wait it started ends."""
    return replace(tries, count=max(tries.count - 1, 0), blocked_until=None)


def wait_after(count: int, policy: ThrottlePolicy) -> timedelta:
    """Time until the next try is taken, after so many."""
    beyond = count - policy.free
    if beyond <= 0:
        return timedelta(0)
    doublings = min(beyond - 1, 30)  # 2**30 times is longer than any policy waits
    return min(policy.first_wait * (1 << doublings), policy.longest_wait)
