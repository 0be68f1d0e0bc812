from dataclasses import dataclass

import pytest

from dispatch.placing import Address, Found, GridHit, Group, Slice, Spot, address_of, place
from dispatch.placing.address import village_or_township
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Confidence, PlacementMethod


def of(world, **told):
    return Address(**{"code": world.village, **told})


def test_a_village_alone_has_no_point(world):
    placed = place(Found(address=of(world, group="三社")))

    assert (placed.method, placed.confidence) == (PlacementMethod.VILLAGE, Confidence.LOW)
    assert (placed.lon, placed.grid, placed.region_code) == (None, None, world.village)
    assert placed.reason.params == {"region": world.village, "group": "三社"}


def test_a_village_with_one_grid_has_that_grid(world):
    placed = place(Found(address=of(world), only_grid=world.one))

    assert (placed.method, placed.grid) == (PlacementMethod.ADDRESS, world.one)
    assert placed.reason.code is ReasonCode.ONLY_GRID


def test_a_group_whose_houses_lie_in_one_grid_is_placed_in_its_middle(world):
    group = Group(world.two, 110.32, 39.82, 85.0)
    placed = place(Found(address=of(world, group="三社"), group=group, only_grid=world.one))

    assert (placed.lon, placed.accuracy_m, placed.grid) == (110.32, 85.0, world.two)
    assert placed.reason.code is ReasonCode.ADDRESS_GROUP
    assert placed.evidence == ({"kind": "address", "result": "used"},)


def test_a_group_scattered_over_grids_is_known_to_the_village_only(world):
    group = Group(None, 110.32, 39.82, 850.0)

    placed = place(Found(address=of(world, group="三社"), group=group))

    assert placed.reason.code is ReasonCode.ADDRESS_VILLAGE


def test_a_landmark_is_placed_where_it_stands(world):
    spot = Spot(110.33, 39.83, 300.0, (world.one,))
    placed = place(Found(address=of(world, landmark="学校"), spot=spot))

    assert (placed.method, placed.confidence) == (PlacementMethod.ADDRESS, Confidence.MEDIUM)
    assert (placed.lon, placed.accuracy_m, placed.grid) == (110.33, 300.0, world.one)
    assert placed.reason.code is ReasonCode.ADDRESS_LANDMARK
    assert placed.reason.params["landmark"] == "学校"


def test_a_landmark_on_a_border_names_the_other_grid(world):
    circle = (Slice(world.two, 0.7, 3.0), Slice(world.one, 0.3, 0.0))
    spot = Spot(110.33, 39.83, 300.0, (world.one,), circle=circle)
    placed = place(Found(address=of(world, landmark="学校"), spot=spot))

    assert (placed.grid, placed.other, placed.confidence) == (
        world.two,
        world.one.code,
        Confidence.LOW,
    )
    assert placed.reason.code is ReasonCode.ADDRESS_LANDMARK


def test_a_landmark_near_a_grid_goes_to_it_and_one_far_from_all_says_its_village(world):
    near = Spot(110.33, 39.83, 300.0, near=world.near)
    address = of(world, landmark="矿")

    assert place(Found(address=address, spot=near)).reason.code is ReasonCode.NEAREST_GRID
    lost = place(Found(address=address, spot=Spot(110.33, 39.83)))
    assert (lost.reason.code, lost.lon) == (ReasonCode.ADDRESS_VILLAGE, None)


def test_of_an_ambiguous_address_nothing_is_chosen(world):
    codes = (world.village, "150699100202")
    placed = place(Found(address=Address(ambiguous=True, candidates=codes)))

    assert (placed.method, placed.grid) == (PlacementMethod.NONE, None)
    assert placed.reason.code is ReasonCode.ADDRESS_AMBIGUOUS
    assert placed.reason.params == {"first": codes[0], "second": codes[1]}
    assert placed.region_code == world.township


@pytest.mark.parametrize("other", ["150699101201", "hamlet"])
def test_of_villages_in_two_townships_not_even_the_township_is_chosen(world, other):
    address = Address(ambiguous=True, candidates=(world.village, other))

    assert place(Found(address=address)).region_code is None


def test_an_ambiguous_address_is_not_decided_by_the_desk_it_came_in_through(world):
    address = Address(ambiguous=True, candidates=(world.village, world.elsewhere))
    placed = place(Found(address=address, region_named=world.village))

    assert placed.reason.code is ReasonCode.ADDRESS_AMBIGUOUS


def test_a_township_alone_is_kept(world):
    placed = place(Found(address=Address(code=world.township)))

    assert (placed.method, placed.region_code) == (PlacementMethod.NONE, world.township)
    assert placed.reason.code is ReasonCode.ADDRESS_TOWNSHIP


@pytest.mark.parametrize(
    ("region", "code"),
    [("150699100201", ReasonCode.VILLAGE_ONLY), ("150699101201", ReasonCode.ADDRESS_TOWNSHIP)],
)
def test_the_village_of_the_desk_counts_where_the_township_of_the_address_agrees(
    world, region, code
):
    found = Found(address=Address(code=world.township), region_named=region)

    assert place(found).reason.code is code


def test_a_village_that_the_rest_does_not_fit_is_named_and_not_chosen(world):
    placed = place(Found(address=Address(code=world.county, candidates=(world.village,))))

    assert (placed.method, placed.region_code) == (PlacementMethod.NONE, None)
    assert placed.reason.code is ReasonCode.ADDRESS_UNSURE
    assert placed.reason.params == {"first": world.village}


def test_what_nobody_can_read_is_said_to_be_unknown(world):
    placed = place(Found(address=Address()))

    assert placed.reason.code is ReasonCode.ADDRESS_UNKNOWN
    assert placed.evidence == ({"kind": "address", "result": "unknown"},)


def test_words_of_the_report_in_which_nothing_stands_are_no_evidence(world):
    for address in (Address(from_text=True), Address(from_text=True, ambiguous=True)):
        placed = place(Found(address=address))

        assert (placed.reason.code, placed.evidence) == (ReasonCode.NO_POSITION, ())


def test_a_village_in_the_words_of_the_report_is_used_for_want_of_better(world):
    placed = place(Found(address=of(world, from_text=True)))

    assert placed.reason.code is ReasonCode.ADDRESS_VILLAGE
    assert placed.evidence == ({"kind": "text", "result": "used"},)


@pytest.mark.parametrize(
    ("away_m", "told", "code"),
    [
        (2000.0, {}, ReasonCode.POINT_GRID),
        (2001.0, {}, ReasonCode.ADDRESS_ELSEWHERE),
        (9000.0, {"from_text": True}, ReasonCode.POINT_GRID),
    ],
)
def test_a_point_far_from_the_village_of_the_address_decides_but_is_doubted(
    world, away_m, told, code
):
    address = Address(code=world.elsewhere, **told)
    placed = place(world.pointed(address=address, away_m=away_m))

    assert (placed.grid, placed.reason.code) == (world.one, code)
    doubted = code is ReasonCode.ADDRESS_ELSEWHERE
    assert placed.confidence is (Confidence.LOW if doubted else Confidence.HIGH)
    assert placed.evidence[1]["result"] == ("elsewhere" if doubted else "unused")


def test_the_village_that_the_desk_names_is_used_last(world):
    placed = place(Found(region_named=world.village))
    only = place(Found(region_named=world.village, only_grid_named=world.one))

    assert (placed.reason.code, placed.region_code) == (ReasonCode.VILLAGE_ONLY, world.village)
    assert placed.method is only.method is PlacementMethod.VILLAGE
    assert (only.reason.code, only.grid) == (ReasonCode.ONLY_GRID, world.one)
    assert placed.evidence == ({"kind": "village", "result": "used"},)


@pytest.mark.parametrize(
    ("region", "kept"), [("150699100000", "150699100000"), ("hamlet", "hamlet")]
)
def test_a_township_that_the_desk_names_is_kept_and_so_is_any_place_of_a_free_scheme(region, kept):
    assert place(Found(region_named=region)).region_code == kept


@dataclass
class Read:
    """What a reader of addresses answers."""

    code = "150699100201"
    ambiguous = False
    candidates = ()
    group, landmark, household = "三社", None, None
    lon = lat = accuracy_m = None


def test_a_reading_is_taken_over_as_it_is():
    address = address_of(Read(), from_text=True)

    assert (address.village, address.group, address.from_text) == ("150699100201", "三社", True)


def test_a_grid_of_no_region_keeps_the_village_of_the_address(world):
    grid = GridHit("g1", 1, None)

    assert place(Found(address=of(world), only_grid=grid)).region_code == world.village


@pytest.mark.parametrize(
    ("region", "kept"),
    [
        ("150699100201", True),
        ("150699100000", True),
        ("hamlet", True),
        ("150699000000", False),
        (None, False),
    ],
)
def test_only_a_village_or_township_that_is_named_says_where(region, kept):
    assert village_or_township(region) == (region if kept else None)
