"""How long somebody waits who tries too often."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.throttling import (
    ACCOUNT_POLICY,
    ADDRESS_POLICY,
    Tries,
    give_back,
    take,
    wait_after,
)

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
NOTHING = Tries(0, NOON)


def seconds(count):
    return wait_after(count, ACCOUNT_POLICY).total_seconds()


def let_in(policy, moments):
    """Which of some tries are let in."""
    tries, answers = NOTHING, []
    for moment in moments:
        tries, wait = take(tries, policy, moment)
        answers.append(wait is None)
    return answers


def test_five_mistakes_are_free_and_then_the_wait_doubles():
    assert [seconds(n) for n in range(4, 10)] == [0, 0, 5, 10, 20, 40]


def test_no_wait_is_longer_than_a_quarter_of_an_hour():
    assert seconds(14) == seconds(1_000_000) == 900


def test_a_hundred_tries_at_once_are_stopped_before_the_tenth():
    answers = let_in(ACCOUNT_POLICY, [NOON] * 100)

    assert answers.index(False) < 10
    assert sum(answers) == 6


def test_who_waits_as_told_is_let_in_to_the_second():
    tries, _ = take(Tries(5, NOON), ACCOUNT_POLICY, NOON)

    early = take(tries, ACCOUNT_POLICY, NOON + timedelta(seconds=4.9))[1]
    in_time = take(tries, ACCOUNT_POLICY, NOON + timedelta(seconds=5))[1]

    assert early == timedelta(seconds=0.1)
    assert in_time is None


def test_a_refused_try_makes_no_wait_longer():
    tries, _ = take(Tries(5, NOON), ACCOUNT_POLICY, NOON)

    again, wait = take(tries, ACCOUNT_POLICY, NOON + timedelta(seconds=1))

    assert again == tries
    assert wait == timedelta(seconds=4)


def test_a_guesser_gets_about_a_hundred_tries_a_day():
    every_second = [NOON + timedelta(seconds=n) for n in range(24 * 3600)]

    assert sum(let_in(ACCOUNT_POLICY, every_second)) <= 110


def test_tries_of_yesterday_are_forgotten():
    tries, wait = take(Tries(5, NOON), ACCOUNT_POLICY, NOON + timedelta(hours=24))

    assert (tries.count, wait) == (1, None)


def test_a_network_has_fifty_in_ten_minutes():
    answers = let_in(ADDRESS_POLICY, [NOON] * 1_000)
    later = let_in(ADDRESS_POLICY, [NOON] * 1_000 + [NOON + timedelta(minutes=10)])

    assert sum(answers) == 51
    assert later[-1]


def test_a_try_that_was_right_takes_its_wait_back():
    tries, _ = take(Tries(50, NOON), ADDRESS_POLICY, NOON)

    assert give_back(tries) == Tries(50, NOON)
    assert give_back(NOTHING) == NOTHING


@pytest.mark.parametrize("policy", [ACCOUNT_POLICY, ADDRESS_POLICY])
def test_the_longest_wait_of_a_policy_is_no_shorter_than_its_first(policy):
    assert policy.first_wait <= policy.longest_wait
