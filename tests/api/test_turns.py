"""No more transactions at once than connections."""

import asyncio

from api.turns import Turns


def test_no_more_than_allowed_have_their_turn_at_once():
    now, most, turns = 0, 0, Turns(at_once=3)

    async def ask():
        nonlocal now, most
        async with turns.queue():
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    async def ask_all():
        await asyncio.gather(*(ask() for _ in range(20)))

    asyncio.run(ask_all())
    assert most == 3


def test_each_loop_has_a_queue_of_its_own():
    turns = Turns()

    async def queue():
        return turns.queue() is turns.queue(), turns.queue()

    (same, one), (again, other) = asyncio.run(queue()), asyncio.run(queue())
    assert same
    assert again
    assert one is not other
