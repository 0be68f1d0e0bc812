"""What may enter the record of who did what, and the digests that stand for the rest."""

from hashlib import sha256

import pytest

from dispatch.auditing import check_details, digests_of, salted_digest
from dispatch.errors import PersonalDetail
from dispatch.numbers import issue_number, tracking_code


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        12,
        0.5,
        "",
        "read",
        "150625001001",
        "150625001001001",
        issue_number(2026, lambda below: below - 1),
        tracking_code(lambda below: below - 1),
        "2026-03-05T04:00:00.000001+00:00",
        "10.1.0.0/16",
        "2001:db8::/48",
        {"rows": 3, "issues": ["2026-7F3K-9Q2M"], "deep": [{"x": ()}]},
    ],
)
def test_codes_counts_and_digests_pass(value):
    check_details(value)


@pytest.mark.parametrize(
    "value",
    [
        "王",
        "Wang Ming",
        "ᠪᠠᠶᠠᠷ",
        "a\u00a0b",
        "x\n",
        "13812345678",
        "8613812345678",
        "+8613812345678",
        "a" * 129,
        ["fine", "not fine"],
        {"fine": {"deep": "not fine"}},
        {"not fine": 1},
    ],
)
def test_what_could_be_a_persons_data_does_not(value):
    with pytest.raises(PersonalDetail):
        check_details(value)


def test_a_digest_is_of_the_salt_and_then_the_value():
    assert salted_digest(b"salt", "王") == sha256(b"salt" + "王".encode()).hexdigest()


def test_only_values_that_are_there_have_a_digest():
    found = digests_of(b"salt", name="王", phone=None, note="")

    assert found == {"name": salted_digest(b"salt", "王"), "note": salted_digest(b"salt", "")}
