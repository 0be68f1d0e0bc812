import random
import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.numbers import ALPHABET, issue_number, read_tracking_code, tracking_code


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


@given(st.integers(0), st.sampled_from([" ", "", "-", "－", "_", "\u2013"]), st.booleans())
def test_a_code_is_read_back_however_it_is_typed(seed, gap, small):
    code = tracking_code(random.Random(seed).randrange)
    typed = code.replace("-", gap)

    assert read_tracking_code(typed.lower() if small else typed) == code


def test_letters_that_look_like_figures_are_taken_for_them():
    assert read_tracking_code("o0Il-1111-uV00") == "0011-1111-VV00"


@pytest.mark.parametrize(
    "typed",
    ["", "K7M4", "K7M4-29QX-8AB", "K7M4-29QX-8ABCD", "K7M4-29QX-8AB!", "查询码在这里不是码吗啊"],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_tracking_code(typed) is None
