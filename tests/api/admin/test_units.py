"""The pages of units: their entry, and the rota of a week."""

import pytest


@pytest.fixture
def unit(county, small):
    """Add a unit; answers the address of its page."""

    def add(code):
        answer = county.send(
            "/admin/units", "/admin/units", code=code, name=f"{code}局", region=small.COUNTY
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("?")[0]

    return add


def days(page):
    """What each day of the rota says."""
    return [" ".join(one.text_content().split()) for one in page.root.find_class("rota-d")]


def turn(county, here, who, day, begins="08:30", ends="12:00"):
    agent = who.rpartition("/")[2]
    return county.send(here, f"{here}/turns", agent_id=agent, day=day, begins=begins, ends=ends)


def test_a_unit_is_added_changed_and_closed(county, unit):
    here = unit("zj")

    known = {"code": "zj", "phone": "0477-1", "region": "150699000000"}
    changed = county.send(here, here, name="住建局", **known)
    page = county.page(here)
    closed = county.send(here, f"{here}/close", last="2026-03-31")

    assert (changed.status_code, closed.status_code) == (303, 303)
    assert "住建局" in page.xpath("//h1")[0].text
    assert "0477-1" in page.text
    assert "住建局" in county.page("/admin/units").said("adm-l")


def test_a_code_is_given_once_for_ever(county, unit, small):
    unit("once")

    page = county.send(
        "/admin/units", "/admin/units", code="once", name="又一个", region=small.COUNTY
    )

    assert page.status == 409
    assert "had it once" in page.said("note-r")
    assert "又一个" in page.holds("name")


def test_a_turn_shows_on_its_day_and_can_be_taken_back(county, unit, person):
    here, who = unit("rota"), person("值班甲", "13800000001")

    added = turn(county, here, who, "2026-03-24")
    week = county.page(added.headers["location"])
    [cancel] = week.xpath("//form[contains(@action, '/cancel')]/@action")
    gone = county.send("" + added.headers["location"], cancel)
    after = county.page(gone.headers["location"])

    assert "08:30–12:00 值班甲" in days(week)[1]
    assert days(week)[0].endswith("nobody")
    assert "The turn is cancelled." in after.said("note")
    assert "Nobody is on duty this week." in after.text


def test_nobody_is_on_duty_in_two_places_at_once(county, unit, person):
    one, other, who = unit("one"), unit("other"), person("值班乙")
    turn(county, one, who, "2026-03-25")

    page = turn(county, other, who, "2026-03-25", "11:00", "15:00")

    assert page.status == 409
    assert "on duty elsewhere" in page.beside("agent_id")


def test_turns_of_each_week_go_round_in_turn(county, unit, person):
    here, first, second = unit("weekly"), person("轮值一"), person("轮值二")
    both = [one.rpartition("/")[2] for one in (first, second)]

    answer = county.send(
        here,
        f"{here}/turns/weekly",
        weekday="1",
        begins="08:30",
        ends="12:00",
        since="2026-04-01",
        until="2026-04-21",
        agents=both,
    )

    assert answer.status_code == 303
    weeks = [county.page(f"{here}?on={day}") for day in ("2026-04-07", "2026-04-14", "2026-04-21")]
    assert ["轮值一" in days(week)[1] for week in weeks] == [True, False, True]
    assert "轮值二" in days(weeks[1])[1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"agent_id": ""}, "agent_id"),
        ({"day": ""}, "day"),
        ({"begins": "half past"}, "begins"),
        ({"day": "2026-03-19"}, ""),
    ],
    ids=["nobody", "no-day", "no-time", "over"],
)
def test_a_turn_that_cannot_be_is_refused_beside_its_field(county, unit, person, wrong, field):
    who = person("错班").rpartition("/")[2]
    here = unit(f"wrong-{field or 'past'}-{len(str(wrong))}")
    sound = {"agent_id": who, "day": "2026-03-26", "begins": "08:30", "ends": "12:00"}

    page = county.send(here, f"{here}/turns", **{**sound, **wrong})

    assert page.status in {409, 422}
    assert page.beside(field) if field else "over already" in page.said("note-r")


def test_a_weekly_pattern_without_people_or_days_is_refused(county, unit, person):
    here = unit("empty-weekly")
    sound = {"weekday": "1", "begins": "08:30", "ends": "12:00"}

    nobody = county.send(
        here, f"{here}/turns/weekly", **sound, since="2026-04-01", until="2026-04-21"
    )
    who = person("无日").rpartition("/")[2]
    none = county.send(
        here, f"{here}/turns/weekly", **sound, since="2026-04-01", until="2026-04-02", agents=[who]
    )

    assert "Choose who is on duty" in nobody.text
    assert none.status == 409
    assert "No such day lies between" in none.said("note-r")
