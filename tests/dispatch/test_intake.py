from datetime import UTC, date, datetime
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dispatch.assignment import Tenure, assign
from dispatch.intake import Report, default_kind, settle
from dispatch.placing import Found, GridHit, place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Category, Channel, Duty, Kind, Level

SHANGHAI = ZoneInfo("Asia/Shanghai")
GRID = GridHit("150699100201001", 7, "150699100201")
FOUND = Found(lon=110.3, lat=39.8, grids=(GRID,), region_code="150699100201", in_county=True)
HOLDER = Tenure(2, 12, "田秀英", Duty.HOLDER, date(2026, 3, 1), None)
TODAY = date(2026, 3, 20)


def decided(text="村口的路坏了", tenures=(HOLDER,), names=(), found=FOUND, **changes):
    values = {
        "key": UUID(int=1),
        "text": text,
        "category": Category.ROADS,
        "channel": Channel.HOTLINE,
        "received_at": datetime(2026, 3, 5, tzinfo=SHANGHAI),
    }
    report, placed = Report(**{**values, **changes}), place(found)
    assigned = assign(placed, tenures, TODAY, TODAY)
    return settle(report, placed, assigned, names=names, zone=SHANGHAI)


def test_an_ordinary_report_goes_to_the_holder_with_two_clocks():
    decision = decided()

    assert not decision.screening.held
    assert (decision.level, decision.assigned.tenure) == (Level.GRID, HOLDER)
    assert [clock.due_on for clock in decision.clocks] == [date(2026, 3, 20)] * 2
    assert decision.kind is Kind.CLAIM


def test_the_day_of_receipt_is_the_countys_and_not_utcs():
    just_before = datetime(2026, 3, 5, 15, 59, tzinfo=UTC)
    just_after = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)

    assert decided(received_at=just_before).clocks[0].due_on == date(2026, 3, 20)
    assert decided(received_at=just_after).clocks[0].due_on == date(2026, 3, 21)


@pytest.mark.parametrize(
    "accusing",
    [
        {"category": Category.CADRE_CONDUCT},
        {"channel": Channel.ACCUSATION},
        {"kind": Kind.ACCUSATION},
        {"text": "村支书贪污了低保款"},
    ],
)
def test_an_accusation_is_placed_and_held_and_handed_to_nobody(accusing):
    decision = decided(**accusing)

    assert decision.screening.held
    assert decision.assigned is None
    assert decision.level is Level.COUNTY
    assert decision.placed.reason.code is ReasonCode.POINT_GRID
    assert len(decision.clocks) == 2


def test_a_complaint_that_names_who_answers_for_the_place_is_held():
    text = "田秀英不管我们"

    assert decided(text, names={"田秀英"}).screening.held
    assert not decided(text, names={"乔永胜"}).screening.held


def test_a_report_without_place_goes_to_the_county_desk():
    decision = decided(found=Found(), tenures=())

    assert decision.level is Level.COUNTY
    assert decision.assigned.reason.code is ReasonCode.COUNTY_DESK


@pytest.mark.parametrize(("category", "channel"), list(product(Category, Channel)))
def test_what_says_accusation_is_one_unless_a_kind_is_stated(category, channel):
    accusing = category is Category.CADRE_CONDUCT or channel is Channel.ACCUSATION
    expected = Kind.ACCUSATION if accusing else Kind.CLAIM

    assert default_kind(category, channel) is expected
    assert decided(kind=Kind.SUGGESTION, category=category, channel=channel).kind is Kind.SUGGESTION
    assert decided(kind=None, category=category, channel=channel).kind is expected
