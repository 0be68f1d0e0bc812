"""Posts are given and ended; a grid has one holder at a time, also when two ask at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

POSTS = "/api/v1/posts"


def post(agent, grid, since="2026-03-20", **more):
    return {"agent": agent, "grid": grid, "duty": "holder", "since": since, **more}


@pytest.fixture
def give(county):
    def give(**body):
        answer = county.post(POSTS, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return give


def test_what_waited_for_a_holder_goes_to_who_is_given_the_grid(
    county, small, somebody, file_issue, seen
):
    filed = file_issue(small.NO_HOLDER)
    assert (filed["level"], filed["reason"]["code"]) == ("township", "township-desk")

    made = county.post(POSTS, json=post(somebody("刚上任"), small.NO_HOLDER)).json()

    found = county.get(f"/api/v1/issues/{filed['number']}").json()
    assert (found["level"], found["agent"]["name"]) == ("grid", "刚上任")
    assert found["reason"]["code"] == "holder"
    path = f"{POSTS}/{made['id']}"
    county.post(f"{path}/end", json={"on": "2026-03-20"}, headers=seen(county, path))


def test_a_post_is_given_read_and_ended(county, small, somebody, seen, ask):
    made = county.post(POSTS, json=post(somebody("甲"), small.NO_HOLDER)).json()
    path = f"{POSTS}/{made['id']}"
    ended = county.post(f"{path}/end", json={"on": "2026-04-01"}, headers=seen(county, path))

    assert (made["grid_code"], made["duty"], made["valid_to"]) == (small.NO_HOLDER, "holder", None)
    assert ended.status_code == 200, ended.text
    assert ended.json()["valid_to"] == "2026-04-01"
    entries = (
        "SELECT details ->> 'change' FROM audit_entry "
        "WHERE object_kind = 'post' AND object_id = :id ORDER BY id"
    )
    assert ask(entries, id=str(made["id"])) == [("given",), ("ended",)]


def test_as_of_answers_before_and_after_a_succession(county, small):
    def holder(day):
        found = county.get(POSTS, params={"grid": small.SUCCEEDED, "on": day}).json()["items"]
        return [one["agent_name"] for one in found if one["duty"] == "holder"]

    assert holder("2026-02-28") == ["高玉兰"]
    assert holder("2026-03-01") == ["田秀英"]
    assert holder("2023-12-31") == []


def test_a_second_holder_is_refused_and_told_who_holds_it(county, small, somebody):
    answer = county.post(POSTS, json=post(somebody("乙"), small.GRIDS[2]))

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:wangge:problem:post-taken"
    assert "白巧云 holds grid" in answer.json()["detail"]


@pytest.mark.parametrize("duty", ["holder", "deputy"])
def test_the_same_post_is_not_given_twice(county, small, somebody, duty):
    days = {"since": "2026-09-01", "until": "2026-09-02"}
    body = post(somebody("甲"), small.NO_HOLDER, duty=duty, **days)
    first, again = (county.post(POSTS, json=body) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["type"] == "urn:wangge:problem:post-repeated"
    assert "甲 has this post already" in again.json()["detail"]


@pytest.fixture
def ending(small, tell):
    """Let a grid end in June, and give it back."""
    tell("UPDATE grid SET valid_to = '2026-06-01' WHERE code = :code", code=small.NO_HOLDER)
    yield
    tell("UPDATE grid SET valid_to = NULL WHERE code = :code", code=small.NO_HOLDER)


@pytest.mark.usefixtures("ending")
@pytest.mark.parametrize(
    ("until", "kept"),
    [(None, "2026-06-01"), ("2026-12-01", "2026-06-01"), ("2026-05-01", "2026-05-01")],
)
def test_a_post_ends_with_its_grid(give, small, somebody, until, kept):
    made = give(**post(somebody("甲"), small.NO_HOLDER, duty="deputy", until=until))

    assert made["valid_to"] == kept


def test_of_two_who_are_given_one_grid_at_once_exactly_one_gets_it(
    client_of, county, small, somebody, ask
):
    grid, people = small.GRIDS[1], [somebody("丙"), somebody("丁")]
    clients, together = [client_of("county"), client_of("admin")], Barrier(2)

    def send(client, agent):
        together.wait()
        return client.post(POSTS, json=post(agent, grid))

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(send, clients, people))

    assert sorted(one.status_code for one in answers) == [201, 409]
    refused = next(one for one in answers if one.status_code == 409)
    assert refused.json()["type"] == "urn:wangge:problem:post-taken"
    query = "SELECT count(*) FROM post WHERE grid_code = :grid AND duty = 'holder'"
    assert ask(query, grid=grid) == [(1,)]


def test_the_database_refuses_what_no_rule_saw(county, small, somebody, tell, ask):
    """The rule looks first; between its look and its write another transaction may commit."""
    query = (
        "INSERT INTO post (agent_id, grid_code, duty, valid_from) "
        "VALUES (:agent, :grid, 'holder', '2026-03-20')"
    )
    with pytest.raises(Exception, match="ex_post_one_holder_at_a_time"):
        tell(query, agent=somebody("戊"), grid=small.GRIDS[2])


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"until": "2026-03-20"}, 409, "before its first day"),
        ({"since": "2031-01-01"}, 409, "a year ahead"),
        ({"duty": "intake"}, 409, "for offices"),
        ({"grid": None}, 409, "name one of them"),
        ({"grid": "150699999999001"}, 404, "no grid"),
        ({"agent": 999_999}, 404, "no agent"),
        ({"since": "2020-01-01"}, 409, "not there"),
        ({"duty": "king"}, 422, "duty"),
        ({"more": 1}, 422, "more"),
    ],
)
def test_a_post_that_cannot_be_is_refused(county, small, somebody, changes, status, words):
    answer = county.post(POSTS, json=post(somebody("己"), small.NO_HOLDER) | changes)

    assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text


def test_a_township_keeps_its_own_grids_only(client_of, small, somebody):
    township = client_of("township")
    agent = somebody("庚")
    own = township.post(POSTS, json=post(agent, small.GRIDS[2], duty="deputy"))
    other = township.post(POSTS, json=post(agent, small.GRIDS[4], duty="deputy"))

    assert (own.status_code, other.status_code) == (201, 404)


@pytest.mark.parametrize("role", ["agent", "secretary", "planner", "handler", "auditor"])
def test_only_who_keeps_registers_gives_posts(client_of, small, role):
    answer = client_of(role).post(POSTS, json=post(1, small.NO_HOLDER))

    assert answer.status_code == 403


def test_an_end_names_the_version_it_saw(county, small, somebody, give, seen):
    made = give(**post(somebody("辛"), small.GRIDS[4], duty="deputy"))
    path = f"{POSTS}/{made['id']}"
    before = seen(county, path)
    county.post(f"{path}/end", json={"on": "2026-05-01"}, headers=before)
    late = county.post(f"{path}/end", json={"on": "2026-04-01"}, headers=before)
    nothing = county.post(f"{path}/end", json={"on": "2026-04-01"})

    assert (late.status_code, nothing.status_code) == (412, 428)


def test_a_post_taken_back_before_it_began_was_never_held(county, small, somebody, give, seen):
    agent = somebody("壬")
    made = give(**post(agent, small.GRIDS[5], "2026-04-10", duty="deputy"))
    path = f"{POSTS}/{made['id']}"
    county.post(f"{path}/end", json={"on": "2026-03-25"}, headers=seen(county, path))

    history = county.get(f"/api/v1/agents/{agent}/history").json()
    assert history["posts"] == []


def test_a_request_sent_twice_gives_one_post(county, small, somebody):
    body = post(somebody("癸"), small.GRIDS[5], duty="deputy")
    key = {"Idempotency-Key": "6a55bf54-0c6a-4a34-9be3-7b0a9b8d3c11"}
    first, again = (county.post(POSTS, json=body, headers=key) for _ in range(2))

    assert first.json() == again.json()
    found = county.get(POSTS, params={"agent": body["agent"]}).json()
    assert found["total"] == 1
