import os
import time
from multiprocessing import active_children

import pytest

from api.commands.grids_workers import cores, progress_teller, village_mapper


def test_a_few_households_start_no_process():
    for jobs, villages, households in ((8, 160, 2_999), (1, 160, 9_999), (8, 1, 9_999)):
        with village_mapper(jobs, villages, households) as mapper:
            assert mapper is map


def test_many_households_are_cut_by_other_processes_in_order():
    with village_mapper(2, 160, 9_999) as mapper:
        assert list(mapper(abs, [-3, 2, -1])) == [3, 2, 1]
        (worker,) = mapper(os.getpgid, [0])
        assert list(mapper(int, ["7"])) == [7]

    assert worker == os.getpgid(0)


def test_an_interruption_ends_the_processes_at_once():
    def interrupt():
        with village_mapper(2, 160, 9_999) as mapper:
            running.append(mapper(time.sleep, [600, 600, 600]))
            raise KeyboardInterrupt

    running, others = [], set(active_children())

    with pytest.raises(KeyboardInterrupt):
        interrupt()

    assert set(active_children()) == others


def test_progress_is_told_once_a_second_and_once_per_twentieth_at_most():
    told, now = [], [0.0]
    quick = progress_teller(told.append, lambda: now[0])

    for done in range(1, 801):
        now[0] += 0.01
        quick(done, 800)
    assert len(told) == 8 + 1
    assert told[-1] == "village 800 of 800 cut"

    told.clear()
    slow = progress_teller(told.append, lambda: now[0])
    for done in range(1, 801):
        now[0] += 10
        slow(done, 800)
    assert len(told) == 20


def test_one_village_needs_no_progress():
    told = []

    progress_teller(told.append)(1, 1)

    assert told == []
    assert cores() >= 1
