"""A second click of the same form waits for the first in no thread."""

import asyncio

from api.form_turns import FormTurns


def test_the_same_form_has_one_turn_at_a_time_and_another_goes_beside():
    turns, now, most = FormTurns(), {"one": 0, "other": 0, "all": 0}, {}

    async def send(key):
        async with turns.lock(key):
            for name in (key, "all"):
                now[name] += 1
                most[name] = max(most.get(name, 0), now[name])
            await asyncio.sleep(0)
            for name in (key, "all"):
                now[name] -= 1

    async def send_all():
        await asyncio.gather(*(send(key) for key in ("one", "other") * 5))

    asyncio.run(send_all())

    assert most == {"one": 1, "other": 1, "all": 2}


def test_nothing_is_kept_of_a_form_that_nobody_sends_any_more():
    turns = FormTurns()

    async def send():
        async with turns.lock("one"):
            pass
        return [list(locks) for locks in turns.loops.values()]

    assert asyncio.run(send()) == [[]]
