from datetime import date

import pytest

from dispatch.assignment import Tenure
from dispatch.firewall import Accused
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.screening_decision import (
    Service,
    accused_person,
    accused_unit,
    release_accusation,
    release_ordinary,
)
from dispatch.vocabulary import Confidence, Duty, Kind, Level, PlacementMethod

COUNTY, NORTH, A, B = "150699000000", "150699100000", "150699100201", "150699100202"
TODAY = date(2026, 3, 20)
PLACED = Placed(
    PlacementMethod.POINT,
    Confidence.HIGH,
    Reason(ReasonCode.POINT_GRID, {"grid": "150699100201001"}),
    grid=GridHit("150699100201001", 1, A),
    region_code=A,
)
FORMER = Tenure(1, 1, "高玉兰", Duty.HOLDER, date(2024, 1, 1), date(2026, 3, 1))
HOLDER = Tenure(2, 2, "田秀英", Duty.HOLDER, date(2026, 3, 1), None)


@pytest.mark.parametrize(
    ("region", "chained"),
    [(NORTH, NORTH), (A, A), (COUNTY, None), ("150600000000", None), (None, None), ("ward", None)],
)
def test_a_unit_of_a_township_or_village_is_accused_with_its_body(region, chained):
    assert accused_unit(3, region) == Accused(unit_id=3, region_code=chained)


def test_a_person_is_accused_as_agent_as_account_and_with_every_body_served():
    services = [Service(B), Service(A), Service(A), Service(NORTH, 5), Service(COUNTY, 6)]

    accused = accused_person(services, agent_id=1, accounts=[8, 7])

    bodies = [
        {"region_code": A},
        {"region_code": B},
        {"unit_id": 5, "region_code": NORTH},
        {"unit_id": 6},
    ]
    assert len(accused) == 8
    assert set(accused) == {
        Accused(agent_id=1, account_id=account, **body) for account in (7, 8) for body in bodies
    }


def test_a_person_who_serves_nobody_is_accused_alone():
    assert accused_person([], agent_id=1) == [Accused(agent_id=1)]
    assert accused_person([], accounts=[2]) == [Accused(account_id=2)]


def test_an_ordinary_matter_goes_to_who_holds_its_grid_today():
    release = release_ordinary(PLACED, [FORMER, HOLDER], Kind.CLAIM, TODAY)

    assert (release.assigned.level, release.assigned.tenure) == (Level.GRID, HOLDER)
    assert release.assigned.reason.code is ReasonCode.HOLDER
    assert (release.region_code, release.bars) == (A, None)


def test_an_ordinary_matter_of_no_known_place_waits_at_the_county_desk():
    nowhere = Placed(PlacementMethod.NONE, Confidence.NONE, Reason(ReasonCode.NO_POSITION))

    release = release_ordinary(nowhere, [], Kind.SUGGESTION, TODAY)

    assert (release.assigned.level, release.assigned.tenure) == (Level.COUNTY, None)
    assert release.kind is Kind.SUGGESTION


@pytest.mark.parametrize("kind", list(Kind))
def test_what_accuses_nobody_is_no_accusation_any_more(kind):
    release = release_ordinary(PLACED, [], kind, TODAY)

    assert release.kind is (Kind.CLAIM if kind is Kind.ACCUSATION else kind)


def test_an_accusation_goes_to_the_desk_above_and_to_no_agent():
    release = release_accusation([Accused(agent_id=2, region_code=A)], A, colleagues=[9])

    assert (release.assigned.level, release.assigned.tenure) == (Level.TOWNSHIP, None)
    assert (release.region_code, release.kind) == (NORTH, Kind.ACCUSATION)
    assert {"a:2", f"r:{A}", "p:9"} <= set(release.bars)
    assert release.assigned.reason == Reason(ReasonCode.ABOVE_ACCUSED)
