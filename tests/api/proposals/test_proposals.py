"""Asking for grids, seeing what was cut, correcting it by hand, with the worker's own task."""

from datetime import UTC
from uuid import uuid4

import pytest

from api.jobs import TASKS, Moment
from data.jobs import newest_jobs
from data.session import make_sessions, transaction

PROPOSALS = "/api/v1/proposals"


@pytest.fixture
def work(owner, api_settings, now):
    """Do the jobs that wait for a worker, as the queue would call them."""

    def run(ids):
        sessions = make_sessions(owner)
        with transaction(sessions) as session:
            jobs = [
                job
                for job in newest_jobs(session, limit=1000)
                if job.task == "cut_grids" and job.arguments["proposal_id"] in ids
            ]
        assert {job.arguments["proposal_id"] for job in jobs} == set(ids)
        for job in jobs:
            with transaction(sessions) as session:
                moment = Moment(api_settings, now.astimezone(UTC))
                TASKS[job.task].run(session, moment, **job.arguments)

    return run


@pytest.fixture
def propose(work):
    """Ask for grids of a village and have them cut; answers the proposal."""

    def run(client, region, **options):
        asked = client.post(PROPOSALS, json={"region": region, **options})
        assert asked.status_code == 202, asked.text
        (one,) = asked.json()["ids"]
        work([one])
        return client.get(f"{PROPOSALS}/{one}").json()

    return run


def edit(client, proposal, what, version=None, method="POST", **body):
    headers = {"If-Match": f'"{version or proposal["version"]}"'}
    path = f"{PROPOSALS}/{proposal['id']}/{what}"
    return client.request(method, path, headers=headers, json=body or None)


def serials(proposal):
    return {member["number"]: member["serial"] for member in proposal["members"]}


def test_a_village_is_cut_into_grids_of_its_size(village, as_account, propose):
    proposal = propose(as_account(village.secretary), village.code)

    assert (proposal["status"], proposal["version"]) == ("proposed", 2)
    assert [grid["serial"] for grid in proposal["items"]] == [1, 2]
    assert sum(grid["households"] for grid in proposal["items"]) == 24
    assert all(10 <= grid["households"] <= 15 for grid in proposal["items"])
    assert proposal["exceptions"] == 0
    assert sorted(serials(proposal)) == village.homes
    assert 0 < proposal["distance_m"] < proposal["farthest_m"] < 2_000


def test_each_village_of_a_township_is_a_job_and_their_progress_is_told(
    village, as_account, work, small
):
    township = as_account("township")
    asked = township.post(PROPOSALS, json={"region": small.NORTH}).json()
    batch = asked["batch"]
    path = f"{PROPOSALS}/batches/{batch}"

    before = township.get(path).json()
    work(asked["ids"][:2])
    after = township.get(path).json()

    total = len(asked["ids"])
    assert total >= 3
    assert before == {"batch": batch, "total": total, "done": 0, "failed": 0}
    assert after == {"batch": batch, "total": total, "done": 2, "failed": 0}
    listed = township.get(PROPOSALS, params={"batch": batch}).json()
    assert listed["total"] == total
    regions = [one["region"] for one in listed["items"]]
    assert village.code in regions
    assert small.A in regions


def test_what_is_not_there_to_be_cut_is_refused(village, as_account, small):
    secretary, county = as_account(village.secretary), as_account("county")
    asked = [
        (secretary, {"region": small.A}, 404),
        (secretary, {"region": small.NORTH}, 404),
        (county, {"region": "150699109999"}, 404),
        (county, {"region": "150600000000"}, 404),  # the city, above the county
        (secretary, {"region": village.code, "size": 9}, 422),
        (secretary, {"region": village.code, "size": 12, "agents": 2}, 422),
        (as_account("township"), {"region": small.NORTH, "agents": 2}, 422),
        (secretary, {"region": village.code, "colour": "red"}, 422),
        (as_account("agent"), {"region": village.code}, 403),
        (as_account("planner"), {"region": village.code}, 403),
    ]

    assert [client.post(PROPOSALS, json=body).status_code for client, body, _ in asked] == [
        status for *_, status in asked
    ]


def test_a_request_sent_twice_asks_once(village, as_account):
    client = as_account(village.secretary)
    client.headers["Idempotency-Key"] = str(uuid4())

    answers = [client.post(PROPOSALS, json={"region": village.code}) for _ in range(2)]
    other = client.post(PROPOSALS, json={"region": village.code, "seed": 1})

    assert [one.status_code for one in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert client.get(PROPOSALS).json()["total"] == 1
    assert other.status_code == 422


def test_a_village_that_cannot_be_cut_says_why_and_is_asked_again(
    village, as_account, propose, work, tell
):
    client = as_account(village.secretary)
    proposal = propose(client, village.code, agents=20)

    assert (proposal["status"], proposal["failure"]["code"]) == ("failed", "wrong-sizes")
    assert proposal["failure"]["text"]
    assert edit(client, proposal, "sign", reason="x").status_code == 409

    tell(
        """UPDATE grid_proposal SET options = options || '{"agents": 2}', version = 9"""
        " WHERE id = :id",
        id=proposal["id"],
    )
    again = edit(client, proposal, "recut", version=9)
    work([proposal["id"]])

    assert (again.status_code, again.json()["status"]) == (202, "working")
    assert client.get(f"{PROPOSALS}/{proposal['id']}").json()["status"] == "proposed"


def test_two_households_exchange_their_grids_and_the_polygons_follow(village, as_account, propose):
    client = as_account(village.secretary)
    proposal = propose(client, village.code)
    before = serials(proposal)
    one = next(home for home, serial in before.items() if serial == 1)
    other = next(home for home, serial in before.items() if serial == 2)

    answer = edit(client, proposal, "swap", one=one, other=other)

    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == proposal["version"] + 1
    after = client.get(f"{PROPOSALS}/{proposal['id']}").json()
    assert serials(after) == {**before, one: 2, other: 1}
    assert after["distance_m"] > proposal["distance_m"]
    shapes = client.get(f"{PROPOSALS}/{proposal['id']}?f=geojson").json()
    assert [one["properties"]["serial"] for one in shapes["features"]] == [1, 2]
    assert {one["geometry"]["type"] for one in shapes["features"]} == {"MultiPolygon"}


def test_a_household_is_moved_where_sizes_allow(village, as_account, propose):
    client = as_account(village.secretary)
    proposal = propose(client, village.code)
    homes = [home for home, serial in serials(proposal).items() if serial == 1]
    sizes = {grid["serial"]: grid["households"] for grid in proposal["items"]}

    version, answers = proposal["version"], []
    for home in homes[:6]:
        answer = edit(client, proposal, "move", version=version, household=home, serial=2)
        answers.append(answer.status_code)
        version = answer.json().get("version", version)

    allowed = min(sizes[1] - 10, 15 - sizes[2])
    assert answers == [200] * allowed + [409] * (6 - allowed)
    assert answer.json()["type"] == "urn:wangge:problem:wrong-size"


def test_nothing_that_changes_nothing_or_nobody_is_kept(village, as_account, propose):
    client = as_account(village.secretary)
    proposal = propose(client, village.code)
    first, second = [home for home, serial in serials(proposal).items() if serial == 1][:2]

    answers = [
        edit(client, proposal, "swap", one=first, other=second),
        edit(client, proposal, "swap", one=first, other="H0"),
        edit(client, proposal, "move", household=first, serial=1),
        edit(client, proposal, "move", household=first, serial=9),
        edit(client, proposal, "pins", kind="together", one=first, other=first),
        edit(client, proposal, "pins/999999", method="DELETE"),
        edit(client, proposal, "swap", version=7, one=first, other=second),
        client.post(f"{PROPOSALS}/{proposal['id']}/swap", json={"one": first, "other": second}),
    ]

    assert [one.status_code for one in answers] == [409, 422, 409, 404, 409, 404, 412, 428]
    assert client.get(f"{PROPOSALS}/{proposal['id']}").json()["version"] == proposal["version"]


def test_a_pin_holds_through_every_cut_until_it_is_taken_away(village, as_account, propose, work):
    client = as_account(village.secretary)
    proposal = propose(client, village.code)
    before = serials(proposal)
    one = next(home for home, serial in before.items() if serial == 1)
    other = next(home for home, serial in before.items() if serial == 2)

    asked = edit(client, proposal, "pins", kind="together", one=one, other=other)
    work([proposal["id"]])
    pinned = client.get(f"{PROPOSALS}/{proposal['id']}").json()
    fresh = propose(client, village.code, seed=5)
    swapped = edit(
        *(client, pinned, "move"),
        household=one,
        serial=3 - serials(pinned)[one],
    )
    opposite = edit(client, pinned, "pins", kind="apart", one=other, other=one)

    assert (asked.status_code, asked.json()["status"]) == (202, "working")
    for cut in (pinned, fresh):
        assert serials(cut)[one] == serials(cut)[other]
        assert cut["exceptions"] == 0
    stayed = [home for home in before if serials(pinned)[home] == before[home]]
    assert len(stayed) >= 20
    assert (swapped.status_code, opposite.status_code) == (409, 409)
    assert opposite.json()["type"] == "urn:wangge:problem:pin-broken"

    (kept,) = pinned["pins"]
    assert (kept["kind"], {kept["one"], kept["other"]}) == ("together", {one, other})
    gone = edit(client, pinned, f"pins/{kept['id']}", method="DELETE")
    assert gone.status_code == 202
    work([proposal["id"]])
    assert client.get(f"{PROPOSALS}/{proposal['id']}").json()["pins"] == []


def test_present_grids_are_kept_when_asked(village, as_account, propose):
    client = as_account(village.secretary)

    proposal = propose(client, village.code, keep_previous=True)

    assert serials(proposal) == village.halves()
    assert [grid["code"] for grid in proposal["items"]] == list(village.grids)
    assert [grid["agent_name"] for grid in proposal["items"]] == [
        f"{side}{village.code[-3:]}" for side in "西东"
    ]


def test_what_was_cut_is_signed_and_takes_effect(village, as_account, propose):
    client = as_account(village.secretary)
    proposal = propose(client, village.code, size=12)

    answer = edit(client, proposal, "sign", reason=None)

    assert answer.status_code == 200, answer.text
    grids = client.get("/api/v1/grids").json()["items"]
    assert sum(grid["households"] for grid in grids) == 24
    homes = client.get("/api/v1/households", params={"limit": 1000}).json()["items"]
    assert {home["grid"] for home in homes} == {grid["code"] for grid in grids}


def test_absent_households_are_members_and_do_not_count(owner, made, small, as_account, propose):
    with transaction(make_sessions(owner)) as session:
        village = made.make_village(session, small, absent=(0, 5))

    proposal = propose(as_account(village.secretary), village.code)

    assert (proposal["households"], proposal["registered"]) == (22, 24)
    assert len(proposal["members"]) == 24


def test_who_settles_a_proposal_first_goes_first(village, as_account, work):
    client = as_account(village.secretary)
    (one,) = client.post(PROPOSALS, json={"region": village.code}).json()["ids"]
    proposal = client.get(f"{PROPOSALS}/{one}").json()

    withdrawn = edit(client, proposal, "withdraw")
    work([one])

    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    after = client.get(f"{PROPOSALS}/{one}").json()
    assert (after["status"], after["grids"], after["version"]) == ("withdrawn", 0, 2)
    assert edit(client, after, "recut").status_code == 409


@pytest.mark.parametrize(
    ("account", "status", "named", "placed"),
    [
        ("secretary", 404, None, None),  # of village A
        ("township", 200, False, False),
        ("county", 200, False, False),
        ("admin", 200, None, None),
        ("agent", 403, None, None),
        ("screener", 403, None, None),
        ("leader", 403, None, None),
        ("planner", 403, None, None),
        ("auditor", 403, None, None),
        ("handler", 403, None, None),
        ("supervisor", 403, None, None),
        ("integration", 403, None, None),
    ],
)
def test_who_reads_a_proposal_and_how_much_of_its_households(
    account, status, named, placed, village, as_account, propose
):
    proposal = propose(as_account(village.secretary), village.code)
    client = as_account(account)

    answer = client.get(f"{PROPOSALS}/{proposal['id']}")

    assert answer.status_code == status
    if status == 200:
        members = answer.json()["members"]
        assert [bool(one["head"].startswith("户主")) for one in members] == [named] * len(members)
        assert {one["lon"] is not None for one in members} == (set() if named is None else {placed})
        assert {one["distance_m"] is None for one in members} <= {not placed}
        assert len(members) == (0 if named is None else 24)


def test_the_secretary_sees_houses_and_it_is_recorded(village, as_account, propose, ask):
    client = as_account(village.secretary)
    proposal = propose(client, village.code)

    assert all(one["head"].startswith("户主") for one in proposal["members"])
    assert all(one["lon"] and one["distance_m"] for one in proposal["members"])
    entries = ask(
        "SELECT (details ->> 'exact')::int FROM audit_entry JOIN account a ON a.id = account_id"
        " WHERE a.username = :name AND audit_entry.verb = 'read'",
        name=village.secretary,
    )
    assert entries == [(24,)]


def test_a_desk_that_finds_a_place_sees_the_houses(village, as_account, propose):
    proposal = propose(as_account(village.secretary), village.code)

    answer = as_account("township").get(f"{PROPOSALS}/{proposal['id']}?purpose=place")

    assert all(one["lon"] and one["distance_m"] for one in answer.json()["members"])


def test_an_unchanged_proposal_is_not_sent_again(village, as_account, propose):
    client = as_account(village.secretary)
    path = f"{PROPOSALS}/{propose(client, village.code)['id']}"
    etag = client.get(path).headers["ETag"]

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    swapped = client.post(f"{path}/withdraw", headers={"If-Match": etag})
    assert swapped.status_code == 200


def test_proposals_are_listed_newest_first_page_by_page(village, as_account):
    client = as_account(village.secretary)
    ids = [
        client.post(PROPOSALS, json={"region": village.code, "seed": seed}).json()["ids"][0]
        for seed in range(3)
    ]

    first = client.get(PROPOSALS, params={"limit": 2, "status": "working"}).json()
    rest = client.get(PROPOSALS, params={"limit": 2, "cursor": first["next"]}).json()

    assert (len(first["items"]), first["total"], rest["next"]) == (2, 3, None)
    assert {one["id"] for one in first["items"] + rest["items"]} == set(ids)
    assert client.get(PROPOSALS, params={"status": "signed"}).json()["total"] == 0
