import pytest

from dispatch.missing import Missing, missing
from dispatch.reasons import ReasonCode

LACKS = {
    ReasonCode.NO_POSITION: (Missing.POSITION, Missing.VILLAGE),
    ReasonCode.ADDRESS_UNKNOWN: (Missing.POSITION, Missing.VILLAGE),
    ReasonCode.ADDRESS_TOWNSHIP: (Missing.VILLAGE,),
    ReasonCode.ADDRESS_UNSURE: (Missing.WHICH_VILLAGE,),
    ReasonCode.ADDRESS_AMBIGUOUS: (Missing.WHICH_VILLAGE,),
    ReasonCode.ADDRESS_VILLAGE: (Missing.HOUSE,),
    ReasonCode.VILLAGE_ONLY: (Missing.HOUSE,),
    ReasonCode.HOUSEHOLD_NOWHERE: (Missing.HOUSE,),
    ReasonCode.OUTSIDE_GRID: (Missing.GRID,),
    ReasonCode.PROBABLE_DATUM: (Missing.DATUM,),
    ReasonCode.SWAPPED_POINT: (Missing.COORDINATES,),
    ReasonCode.ZERO_POINT: (Missing.COORDINATES,),
    ReasonCode.DEFAULT_POINT: (Missing.COORDINATES,),
    ReasonCode.OUTSIDE_COUNTY: (Missing.OUTSIDE_COUNTY,),
}


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_reason_says_what_is_still_to_be_found(code):
    assert missing(code) == LACKS.get(code, ())


def test_the_reason_of_an_assignment_says_what_its_placing_lacks():
    params = {"why": ReasonCode.ADDRESS_VILLAGE.value, "region": "150699100201"}

    assert missing(ReasonCode.TOWNSHIP_DESK, params) == (Missing.HOUSE,)
    assert missing("a code of tomorrow", {}) == ()
