import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.region_codes import (
    ancestors_of,
    code_range,
    is_local,
    is_statistical,
    level_of,
    prefix_of,
    whole_code,
)
from dispatch.vocabulary import RegionLevel

CODES = {
    "150000000000": (RegionLevel.PROVINCE, "15"),
    "150600000000": (RegionLevel.CITY, "1506"),
    "150622000000": (RegionLevel.COUNTY, "150622"),
    "150622100000": (RegionLevel.TOWNSHIP, "150622100"),
    "150622100201": (RegionLevel.VILLAGE, "150622100201"),
    "100000000000": (RegionLevel.PROVINCE, "10"),
    "150000000001": (RegionLevel.VILLAGE, "150000000001"),
}
NO_CODES = ["", "15", "000000000000", "15062210020", "1506221002011", "15062210020a"]
FULL_WIDTH = "１５０６２２１００２０１"


@pytest.mark.parametrize(("code", "known"), CODES.items())
def test_a_code_tells_its_level_and_what_all_below_it_share(code, known):
    level, prefix = known

    assert is_statistical(code)
    assert level_of(code) is level
    assert prefix_of(code) == prefix


def test_what_lies_above_the_townships_is_not_local_and_all_of_a_free_scheme_is():
    near = {code for code, (level, _) in CODES.items() if is_local(code)}

    assert near == {"150622100000", "150622100201", "150000000001"}
    assert is_local("hamlet")


@pytest.mark.parametrize("code", [*NO_CODES, FULL_WIDTH])
def test_anything_else_is_no_code_and_its_own_prefix(code):
    assert not is_statistical(code)
    assert prefix_of(code) == code
    with pytest.raises(ValueError, match="12-digit"):
        level_of(code)


@pytest.mark.parametrize(
    ("short", "whole"),
    {
        "15": "150000000000",
        "150622": "150622000000",
        "150622100": "150622100000",
        "150622100201": "150622100201",
        "15062": "15062",
        "hamlet": "hamlet",
        "": "",
        "１５": "１５",
    }.items(),
)
def test_a_code_that_a_file_shortened_is_filled_up_and_any_other_word_stays(short, whole):
    assert whole_code(short) == whole


@given(st.text("0123456789ab", max_size=12), st.text("0123456789ab", max_size=12))
def test_a_range_holds_exactly_what_starts_with_the_prefix(prefix, code):
    first, bound = code_range(prefix)

    assert (first <= code < bound) is code.startswith(prefix)


def test_a_code_knows_the_regions_above_it_the_nearest_first():
    assert ancestors_of("150622100201") == (
        *("150622100201", "150622100000", "150622000000", "150600000000", "150000000000"),
    )
    assert ancestors_of("150600000000") == ("150600000000", "150000000000")
    assert ancestors_of("ward-3") == ("ward-3",)
    assert ancestors_of(None) == ()
