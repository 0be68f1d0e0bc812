import random
import re
import secrets

from hypothesis import given
from hypothesis import strategies as st

from dispatch.numbers import ALPHABET, issue_number, tracking_code


def test_the_alphabet_leaves_out_letters_that_are_misread():
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_every_letter_of_the_alphabet_is_used_and_no_other():
    letters = set()
    below = random.Random(1).randrange
    for _ in range(500):
        letters |= set(tracking_code(below))

    assert letters == {*ALPHABET, "-"}


@given(st.integers(1000, 9999), st.integers(0))
def test_numbers_have_one_shape(year, seed):
    below = random.Random(seed).randrange
    word = f"[{ALPHABET}]{{4}}"

    assert re.fullmatch(f"{year}-{word}-{word}", issue_number(year, below))
    assert re.fullmatch(f"{word}-{word}-{word}", tracking_code(below))


def test_ten_thousand_numbers_are_all_different():
    assert len({issue_number(2026, secrets.randbelow) for _ in range(10_000)}) > 9_990
    assert len({tracking_code(secrets.randbelow) for _ in range(10_000)}) == 10_000


def test_the_same_randomness_gives_the_same_numbers():
    assert issue_number(2026, lambda _: 0) == "2026-0000-0000"
    assert tracking_code(lambda n: n - 1) == "ZZZZ-ZZZZ-ZZZZ"
