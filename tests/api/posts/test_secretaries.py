"""Where nobody answers for a grid its village's secretary does, until somebody is given it."""

import pytest

from data.issue_steps import Writer
from data.session import make_sessions, transaction
from data.waiting_issues import hand_waiting

POSTS = "/api/v1/posts"


@pytest.fixture
def secretary(small, somebody, ask, tell):
    """Let somebody new be secretary of a village; answers the id."""
    offices = []

    def appoint(village, name="村书记"):
        agent = somebody(name)
        tell(
            "INSERT INTO office (region_code, name, kind, valid_from) "
            "VALUES (:village, '村站', 'station', '2024-01-01')",
            village=village,
        )
        offices.append(ask("SELECT max(id) FROM office")[0][0])
        tell(
            "INSERT INTO post (agent_id, office_id, duty, valid_from) "
            "VALUES (:agent, :office, 'secretary', '2024-01-01')",
            agent=agent,
            office=offices[-1],
        )
        return agent

    yield appoint
    tell("UPDATE post SET valid_to = valid_from WHERE office_id = ANY (:offices)", offices=offices)


@pytest.fixture
def by_night(owner, now):
    """Run the task of the night; answers how many issues were handed over."""

    def run():
        with transaction(make_sessions(owner)) as session:
            return hand_waiting(session, Writer(None, now, 0), now.date())

    return run


def test_the_secretary_takes_it_and_gives_it_up_to_a_new_holder(
    county, small, somebody, secretary, file_issue, seen
):
    secretary(small.B)
    filed = file_issue(small.NO_HOLDER)
    made = county.post(
        POSTS,
        json={
            "agent": somebody("新任"),
            "grid": small.NO_HOLDER,
            "duty": "holder",
            "since": "2026-03-20",
        },
    ).json()

    found = county.get(f"/api/v1/issues/{filed['number']}").json()

    assert (filed["level"], filed["agent"]["name"]) == ("village", "村书记")
    assert filed["reason"]["code"] == "secretary"
    assert (found["level"], found["agent"]["name"]) == ("grid", "新任")
    path = f"{POSTS}/{made['id']}"
    county.post(f"{path}/end", json={"on": "2026-03-20"}, headers=seen(county, path))


def test_what_waits_at_the_township_goes_to_a_new_secretary_in_the_night_and_stays_there(
    county, small, secretary, file_issue, by_night
):
    numbers = [file_issue(small.NO_HOLDER)["number"] for _ in range(2)]
    before = by_night()
    secretary(small.B, "新书记")

    handed, again = by_night(), by_night()

    found = [county.get(f"/api/v1/issues/{number}").json() for number in numbers]
    assert before == again == 0
    assert handed >= len(numbers)
    assert [(one["level"], one["agent"]["name"]) for one in found] == [("village", "新书记")] * 2


def test_what_a_secretary_took_for_a_holder_on_leave_stays_with_the_secretary(
    county, small, person, secretary, file_issue, by_night, seen
):
    secretary(small.C, "丙书记")
    path = f"/api/v1/agents/{person('乔永胜')}/absences"
    leave = county.post(
        path, json={"kind": "leave", "since": "2026-03-20", "until": "2026-03-25"}
    ).json()
    filed = file_issue(small.GRIDS[4])
    county.delete(f"{path}/{leave['id']}")

    by_night()

    found = county.get(f"/api/v1/issues/{filed['number']}").json()
    assert filed["reason"]["code"] == found["reason"]["code"] == "secretary"
    assert "乔永胜" in filed["reason"]["text"]
