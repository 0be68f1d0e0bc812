import pytest

from geo.coordinates import check_lonlat
from geo.errors import InvalidCoordinate, SwappedCoordinate


@pytest.mark.parametrize(("lon", "lat"), [(111.2, 39.9), (-180, -90), (180, 90), (0, 0)])
def test_a_place_on_the_globe_passes(lon, lat):
    check_lonlat(lon, lat)


def test_a_swapped_pair_is_refused_with_the_right_order_in_the_hint():
    with pytest.raises(SwappedCoordinate, match=r"send lon=111\.2, lat=39\.9"):
        check_lonlat(39.9, 111.2)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_refused(bad):
    for pair in [(bad, 39.9), (111.2, bad), (bad, bad)]:
        with pytest.raises(InvalidCoordinate, match="finite"):
            check_lonlat(*pair)


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (-181, 10), (111, 181), (500_000, 4_400_000)])
def test_a_pair_that_is_no_place_either_way_gets_no_swap_hint(lon, lat):
    with pytest.raises(InvalidCoordinate, match="off the globe") as refusal:
        check_lonlat(lon, lat)

    assert not isinstance(refusal.value, SwappedCoordinate)
