from datetime import UTC, date, datetime
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dispatch.assignment import Tenure
from dispatch.intake import Report, decide, default_kind
from dispatch.placing import Found, GridHit, place
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import Category, Channel, Duty, Kind, Level

SHANGHAI = ZoneInfo("Asia/Shanghai")
GRID = GridHit("150699100201001", 7, "150699100201")
FOUND = Found(lon=110.3, lat=39.8, grids=(GRID,), region_code="150699100201", in_county=True)
BEFORE = Tenure(1, 11, "高玉兰", Duty.HOLDER, date(2024, 1, 1), date(2026, 3, 1))
AFTER = Tenure(2, 12, "田秀英", Duty.HOLDER, date(2026, 3, 1), None)


def decided(text="村口的路坏了", tenures=(BEFORE, AFTER), names=(), found=FOUND, **changes):
    values = {
        "key": UUID(int=1),
        "text": text,
        "category": Category.ROADS,
        "channel": Channel.HOTLINE,
        "received_at": datetime(2026, 3, 5, tzinfo=SHANGHAI),
    }
    return decide(
        Report(**{**values, **changes}),
        place(found),
        tenures,
        names=names,
        handed_at=datetime(2026, 3, 20, tzinfo=SHANGHAI),
        zone=SHANGHAI,
    )


def test_an_ordinary_report_goes_to_the_holder_with_two_clocks():
    decision = decided()

    assert not decision.screening.held
    assert (decision.level, decision.assigned.tenure) == (Level.GRID, AFTER)
    assert [clock.due_on for clock in decision.clocks] == [date(2026, 3, 20)] * 2
    assert decision.kind is Kind.CLAIM


def test_the_day_of_receipt_is_the_countys_and_not_utcs():
    just_before = datetime(2026, 2, 28, 15, 59, tzinfo=UTC)
    just_after = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)

    assert decided(received_at=just_before).assigned.tenure is BEFORE
    assert decided(received_at=just_after).assigned.tenure is AFTER


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
    text = "田秀英对我们家不公平"

    assert decided(text, names={"田秀英"}).screening.held


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
