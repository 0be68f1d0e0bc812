from dataclasses import replace

import pytest

from dispatch.placing import Address, Found, Near, phone_key, place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Confidence, PlacementMethod


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("13800000001", "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("１３８ ００００ ０００１", "13800000001"),
        ("0477-4212345", "04774212345"),
        ("4212345", "4212345"),
        ("110", None),
        ("", None),
        (None, None),
        ("nobody²²²²²²²", None),
    ],
)
def test_two_spellings_of_a_phone_have_one_key(phone, key):
    assert phone_key(phone) == key


def test_the_one_household_with_the_callers_phone_is_where_it_lies(world):
    placed = place(Found(caller=world.home, callers=1))

    assert (placed.method, placed.confidence) == (PlacementMethod.HOUSEHOLD, Confidence.MEDIUM)
    assert (placed.lon, placed.grid, placed.household_id) == (110.3, world.one, 5)
    assert placed.reason.code is ReasonCode.PHONE_HOUSEHOLD
    assert placed.reason.params == {"household": "H1", "grid": world.one.code}
    assert placed.evidence == ({"kind": "phone", "result": "used"},)


def test_a_phone_that_two_households_have_says_nothing(world):
    placed = place(Found(callers=2))

    assert placed.reason.code is ReasonCode.NO_POSITION
    assert placed.evidence == ({"kind": "phone", "result": "several", "households": 2},)


def test_a_number_beats_a_phone(world):
    placed = place(Found(household=world.home, caller=replace(world.unfound), callers=1))

    assert (placed.household_id, placed.reason.code) == (5, ReasonCode.HOUSEHOLD_GRID)
    assert [one["result"] for one in placed.evidence] == ["used", "unused"]


@pytest.mark.parametrize(
    ("distance_m", "code"), [(500.0, "phone-household"), (500.6, "caller-elsewhere")]
)
def test_a_point_far_from_the_callers_house_decides(world, distance_m, code):
    caller = replace(world.home, grid=world.two, distance_m=distance_m)
    placed = place(world.pointed(caller=caller, callers=1))

    assert placed.reason.code == code
    if code == "caller-elsewhere":
        assert (placed.grid, placed.lon, placed.household_id) == (world.one, 110.31, None)
        assert placed.reason.params["distance_m"] == 501
        assert [one["result"] for one in placed.evidence] == ["elsewhere", "used"]
    else:
        assert (placed.grid, placed.household_id) == (world.two, 5)


def test_a_point_that_cannot_be_right_does_not_contest_the_callers_house(world):
    caller = replace(world.home, distance_m=9e6)
    placed = place(world.pointed(caller=caller, callers=1, grids=(), zero=True))

    assert (placed.reason.code, placed.grid) == (ReasonCode.PHONE_HOUSEHOLD, world.one)
    assert [one["result"] for one in placed.evidence] == ["used", "zero-point"]


def test_an_address_that_certainly_names_another_village_decides(world):
    found = Found(caller=world.home, callers=1, address=Address(code=world.elsewhere))

    placed = place(found)

    assert (placed.reason.code, placed.region_code) == (ReasonCode.ADDRESS_VILLAGE, world.elsewhere)
    assert [one["result"] for one in placed.evidence] == ["unused", "used"]


@pytest.mark.parametrize(
    "told", [{"from_text": True}, {"ambiguous": True}, {"code": "150699100000"}]
)
def test_what_is_not_certain_of_an_address_does_not_contest_the_callers_house(world, told):
    address = Address(**{"code": world.elsewhere, "candidates": (world.elsewhere,), **told})

    assert place(Found(caller=world.home, callers=1, address=address)).household_id == 5


def test_the_house_of_a_caller_that_nobody_has_found_gives_its_grid_until_there_is_a_point(world):
    alone = place(Found(caller=world.unfound, callers=1))
    pointed = place(world.pointed(caller=world.unfound, callers=1))

    assert (alone.grid, alone.lon, alone.confidence) == (world.two, None, Confidence.LOW)
    assert alone.reason.code is ReasonCode.PHONE_HOUSEHOLD
    assert (pointed.grid, pointed.method) == (world.one, PlacementMethod.POINT)


def test_a_caller_who_belongs_nowhere_is_no_evidence_of_a_place(world):
    lost = replace(world.unfound, grid=None)

    assert place(Found(caller=lost, callers=1)).reason.code is ReasonCode.NO_POSITION


def test_a_head_named_with_the_village_is_where_it_lies(world):
    address = Address(code=world.village)
    placed = place(Found(named=world.home, namesakes=1, address=address))

    assert (placed.reason.code, placed.household_id) == (ReasonCode.HEAD_HOUSEHOLD, 5)
    assert placed.evidence == (
        {"kind": "head", "result": "used"},
        {"kind": "address", "result": "unused"},
    )


def test_a_head_named_beats_a_point_and_a_far_point_is_a_doubt(world):
    near = place(world.pointed(named=replace(world.home, distance_m=90.0), namesakes=1))
    far = place(world.pointed(named=replace(world.home, distance_m=900.4), namesakes=1))

    assert (near.method, near.confidence) == (PlacementMethod.HOUSEHOLD, Confidence.MEDIUM)
    assert (far.method, far.confidence) == (PlacementMethod.HOUSEHOLD, Confidence.LOW)
    assert far.reason.params["distance_m"] == 900


def test_two_heads_of_that_name_say_nothing(world):
    placed = place(Found(namesakes=2, address=Address(code=world.village)))

    assert placed.reason.code is ReasonCode.ADDRESS_VILLAGE
    assert placed.evidence[0] == {"kind": "head", "result": "several", "households": 2}


def test_a_house_that_stands_just_outside_goes_to_the_nearest_grid(world):
    home = replace(world.home, grid=None, near=Near(world.two, 120.4))
    placed = place(Found(household=home))

    assert (placed.grid, placed.confidence) == (world.two, Confidence.LOW)
    assert placed.reason.code is ReasonCode.NEAREST_GRID
    assert placed.reason.params["distance_m"] == 120


def test_evidence_names_nobody(world):
    told = place(
        world.pointed(
            caller=world.home, callers=1, named=world.home, namesakes=1,
            address=Address(code=world.village, landmark="学校"), region_named=world.village,
        )
    ).evidence  # fmt: skip

    assert [one["kind"] for one in told] == ["phone", "head", "point", "address", "village"]
    assert {key for one in told for key in one} == {"kind", "result"}
