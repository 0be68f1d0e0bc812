"""What is left open, and what holds it all."""

from geo.address.divisions import Division
from geo.address.gazetteer import build_gazetteer
from geo.address.verdict import open_between

COUNTY, TOWNSHIP = "150699000000", "150699100000"


def test_nothing_possible_settles_on_nothing_and_is_not_several():
    gazetteer = build_gazetteer(
        [Division(COUNTY, "示例旗", None), Division(TOWNSHIP, "北乡", COUNTY)], [], []
    )

    verdict = open_between(gazetteer, ())

    assert (verdict.number, verdict.possible, verdict.is_ambiguous) == (None, (), False)


def test_nothing_possible_beside_a_township_settles_on_the_township():
    gazetteer = build_gazetteer(
        [Division(COUNTY, "示例旗", None), Division(TOWNSHIP, "北乡", COUNTY)], [], []
    )
    (township,) = (n for n, one in enumerate(gazetteer.places) if one.code == TOWNSHIP)

    verdict = open_between(gazetteer, (), beside=(township,))

    assert (verdict.number, verdict.possible, verdict.is_ambiguous) == (township, (), False)
