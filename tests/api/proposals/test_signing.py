"""A signed proposal takes effect whole, on the same day, for registers and open issues alike."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from data.session import make_sessions, transaction

PIN = """
INSERT INTO household_pin (village_code, kind, one_id, other_id, made_by, made_at)
SELECT min(village_code), 'together', min(id), max(id), 1, now() FROM household
WHERE village_code = :code
"""
WITHDRAW = """
UPDATE grid_proposal SET status = 'withdrawn', settled_at = now(), version = 3
WHERE region_code = :code
"""
REASON = "村支书空缺，由旗里代签"


@pytest.fixture
def live(ask):
    """Grids, posts and memberships of a village today."""

    def read(village):
        grids = ask(
            "SELECT v.grid_code, v.households, a.name FROM grid_version v"
            " LEFT JOIN post p ON p.grid_code = v.grid_code AND p.valid_to IS NULL"
            " LEFT JOIN agent a ON a.id = p.agent_id"
            " WHERE v.grid_code LIKE :code AND v.valid_to IS NULL ORDER BY v.grid_code",
            code=f"{village.code}%",
        )
        members = ask(
            "SELECT h.number, m.grid_code FROM membership m JOIN household h"
            " ON h.id = m.household_id WHERE h.village_code = :code AND m.valid_to IS NULL",
            code=village.code,
        )
        assert len(members) == len({number for number, _ in members})
        return grids, dict(members)

    return read


def sign(client, proposal, version='"2"', **body):
    headers = {"If-Match": version} if version else {}
    return client.post(f"/api/v1/proposals/{proposal}/sign", headers=headers, json=body)


def file(client, home, **more):
    report = {"text": "院墙塌了一角", "category": "housing", "channel": "visit", "household": home}
    answer = client.post("/api/v1/issues", json={**report, "key": str(uuid4()), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_grids_go_on_with_their_codes_and_holders_where_most_households_stay(
    village, propose, as_account, live
):
    proposal = propose(village, village.halves(east=(2, 8)))

    answer = sign(as_account(village.secretary), proposal)

    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["version"]) == ("signed", 3)
    grids, members = live(village)
    west, east = village.grids
    name = village.code[-3:]
    assert grids == [(west, 10, f"西{name}"), (east, 14, f"东{name}")]
    moved = {home for place, home in enumerate(village.homes) if place in (2, 8)}
    assert {home for home, code in members.items() if code == east} >= moved
    assert sorted(members.values()) == [west] * 10 + [east] * 14


def test_grids_nobody_goes_on_with_end_and_their_codes_never_come_back(
    village, propose, as_account, live, ask
):
    answer = sign(as_account(village.secretary), propose(village, village.bands()))

    assert answer.status_code == 200, answer.text
    grids, members = live(village)
    fresh = [f"{village.code}003", f"{village.code}004"]
    assert grids == [(fresh[0], 12, None), (fresh[1], 12, None)]
    assert set(members.values()) == set(fresh)
    ended = ask(
        "SELECT valid_to::text FROM grid WHERE code = ANY (:codes) UNION ALL"
        " SELECT valid_to::text FROM post WHERE grid_code = ANY (:codes)",
        codes=list(village.grids),
    )
    assert ended == [("2026-03-20",)] * 4


def test_a_village_is_signed_again_on_the_same_day(village, propose, as_account, live, ask):
    client = as_account(village.secretary)
    first = propose(village, village.bands())
    assert sign(client, first).status_code == 200
    second = propose(village, village.halves())

    answer = sign(client, second)

    assert answer.status_code == 200, answer.text
    grids, members = live(village)
    codes = [f"{village.code}005", f"{village.code}006"]
    assert [(code, size) for code, size, _ in grids] == [(codes[0], 12), (codes[1], 12)]
    assert sorted(members.values()) == [codes[0]] * 12 + [codes[1]] * 12
    versions = ask(
        "SELECT grid_code, valid_from::text, valid_to::text FROM grid_version"
        " WHERE grid_code LIKE :code ORDER BY 1",
        code=f"{village.code}00%",
    )
    today = "2026-03-20"
    assert versions[2:4] == [(f"{village.code}00{n}", today, today) for n in (3, 4)]


def test_what_stays_the_same_is_left_alone(village, propose, as_account, ask):
    client = as_account(village.secretary)
    assert sign(client, propose(village, village.halves(east=(2,)))).status_code == 200
    query = "SELECT id, valid_to FROM grid_version WHERE grid_code LIKE :code ORDER BY id"
    before = ask(query, code=f"{village.code}%")

    answer = sign(client, propose(village, village.halves(east=(2,))))

    assert answer.status_code == 200
    assert ask(query, code=f"{village.code}%") == before


def test_open_issues_follow_their_house_and_say_why(village, propose, as_account, ask, tell):
    county = as_account("county")
    stays, moves = (file(county, village.homes[place])["number"] for place in (0, 2))
    closed = file(county, village.homes[8])["number"]
    tell("UPDATE issue SET closed_at = received_at, version = 2 WHERE number = :n", n=closed)

    assert sign(as_account(village.secretary), propose(village, village.halves((2, 8)))).is_success

    west, east = village.grids
    there = county.get(f"/api/v1/issues/{moves}", headers={"Accept-Language": "en"}).json()
    here = county.get(f"/api/v1/issues/{stays}").json()
    assert (there["grid"], there["version"], there["level"]) == (east, 2, "grid")
    assert there["agent"]["name"] == f"东{village.code[-3:]}"
    assert there["reason"]["params"]["why"] in {"grid-redrawn", "placed"}
    assert (here["grid"], here["version"]) == (west, 1)
    assert county.get(f"/api/v1/issues/{closed}").json()["grid"] == west
    verbs = ask(
        "SELECT e.verb, e.reason_code, e.reason_params ->> 'before' FROM issue_event e"
        " JOIN issue i ON i.id = e.issue_id WHERE i.number = :number ORDER BY e.id DESC LIMIT 1",
        number=moves,
    )
    assert verbs == [("assigned", "holder", west)]


def test_an_issue_that_somebody_passed_up_stays_there_and_only_its_grid_changes(
    village, propose, as_account, ask, tell
):
    number = file(as_account("county"), village.homes[2])["number"]
    tell(
        "UPDATE issue SET level = 'township', agent_id = NULL, version = 2 WHERE number = :n",
        n=number,
    )

    assert sign(as_account(village.secretary), propose(village, village.halves((2, 8)))).is_success

    rows = ask(
        "SELECT i.level, i.grid_code, i.agent_id, a.ended_at, p.reason_code FROM issue i"
        " JOIN assignment a ON a.issue_id = i.id JOIN placement p ON p.issue_id = i.id"
        " WHERE i.number = :n ORDER BY p.id DESC LIMIT 1",
        n=number,
    )
    assert rows == [("township", village.grids[1], None, None, "grid-redrawn")]


def test_accusations_and_what_is_held_are_not_touched(village, propose, as_account, ask, tell):
    county = as_account("county")
    held = file(county, village.homes[2], channel="accusation")["number"]
    barred = file(county, village.homes[8])["number"]
    tell("UPDATE issue SET barred = '{r:x}', version = 2 WHERE number = :n", n=barred)
    query = "SELECT grid_code, version, agent_id FROM issue WHERE number = ANY (:n) ORDER BY id"
    before = ask(query, n=[held, barred])

    assert sign(as_account(village.secretary), propose(village, village.bands())).is_success

    assert ask(query, n=[held, barred]) == before
    assert [version for _, version, _ in before] == [1, 2]


def test_issues_of_a_grid_without_a_holder_wait_at_the_township(village, propose, as_account):
    county = as_account("county")
    number = file(county, village.homes[0])["number"]

    assert sign(as_account(village.secretary), propose(village, village.bands())).is_success

    issue = county.get(f"/api/v1/issues/{number}").json()
    assert (issue["level"], issue["agent"]) == ("township", None)
    assert (issue["grid"], issue["reason"]["code"]) == (f"{village.code}004", "township-desk")


def test_a_village_gets_its_first_grids_and_its_waiting_issues_go_to_them(
    owner, made, small, propose, as_account, live
):
    with transaction(make_sessions(owner)) as session:
        bare = made.make_village(session, small, grids=False)
    county = as_account("county")
    number = file(county, bare.homes[0])["number"]

    assert sign(as_account(bare.secretary), propose(bare, bare.halves())).is_success

    assert county.get(f"/api/v1/issues/{number}").json()["grid"] == bare.grids[0]
    assert [code for code, _, _ in live(bare)[0]] == list(bare.grids)


@pytest.mark.parametrize("cut", ["bands", "halves"])
def test_households_of_another_village_join_the_grid_that_covers_them(
    cut, village, propose, as_account, ask, tell, small
):
    stray = {"n": village.homes[0]}
    tell("UPDATE household SET village_code = :other WHERE number = :n", other=small.B, **stray)
    cuts = {"bands": village.bands(), "halves": village.halves((2, 8, 14))}
    proposal = propose(village, {n: one for n, one in cuts[cut].items() if n != village.homes[0]})
    serial = 2 if cut == "bands" else 1
    tell(
        "UPDATE proposed_grid SET shape = ST_Multi(ST_Union(shape, ("
        " SELECT ST_Expand(place, 0.001) FROM household WHERE number = :n)))"
        " WHERE proposal_id = :id AND serial = :serial",
        **stray,
        id=proposal,
        serial=serial,
    )

    assert sign(as_account(village.secretary), proposal).is_success

    query = (
        "SELECT m.grid_code FROM membership m JOIN household h ON h.id = m.household_id"
        " WHERE h.number = :n AND m.valid_to IS NULL"
    )
    covering = {"bands": f"{village.code}003", "halves": village.grids[0]}[cut]
    assert ask(query, **stray) == [(covering,)]


def state(ask, village):
    """Everything a signature may change."""
    like = {"code": f"{village.code}%"}
    return [
        ask("SELECT code, valid_to FROM grid WHERE code LIKE :code ORDER BY 1", **like),
        ask("SELECT id, valid_to FROM grid_version WHERE grid_code LIKE :code ORDER BY 1", **like),
        ask("SELECT id, valid_to FROM membership WHERE grid_code LIKE :code ORDER BY 1", **like),
        ask("SELECT id, valid_to FROM post WHERE grid_code LIKE :code ORDER BY 1", **like),
        ask("SELECT id, version FROM issue WHERE region_code LIKE :code ORDER BY 1", **like),
        ask("SELECT id, status FROM grid_proposal WHERE region_code LIKE :code", **like),
        ask("SELECT count(*) FROM audit_entry WHERE verb IN ('sign', 'change')"),
    ]


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        (
            "UPDATE household SET valid_to = '2026-03-19' WHERE number = :home",
            *(409, "register-changed"),
        ),
        (
            PIN,
            *(409, "pin-broken"),
        ),
        (
            "UPDATE grid_version SET valid_from = '2026-03-21' WHERE grid_code = :code || '001'",
            *(409, "register-changed"),
        ),
        (
            "UPDATE grid_proposal SET version = 3 WHERE region_code = :code",
            *(412, "stale-write"),
        ),
        (
            WITHDRAW,
            *(412, "stale-write"),
        ),
    ],
    ids=["household-gone", "pin-set-since", "later-boundary", "changed-since", "withdrawn-since"],
)
def test_what_no_longer_fits_is_refused_whole(
    village, propose, as_account, ask, tell, change, status, kind
):
    file(as_account("county"), village.homes[0])
    proposal = propose(village, village.bands())
    values = {"code": village.code, "home": village.homes[0]}
    tell(change, **{name: one for name, one in values.items() if f":{name}" in change})
    before = state(ask, village)

    answer = sign(as_account(village.secretary), proposal)

    assert answer.status_code == status, answer.text
    assert answer.json()["type"] == f"urn:wangge:problem:{kind}"
    assert state(ask, village) == before


def test_a_signature_that_breaks_in_its_last_step_changes_nothing(
    village, propose, as_account, ask, tell
):
    file(as_account("county"), village.homes[0])
    proposal = propose(village, village.bands())
    before = state(ask, village)
    tell(
        "CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'broken off'; END $$"
    )
    tell(
        "CREATE TRIGGER break_off BEFORE INSERT ON placement"
        " FOR EACH ROW EXECUTE FUNCTION break_off()"
    )
    try:
        answer = sign(as_account(village.secretary), proposal)
    finally:
        tell("DROP TRIGGER break_off ON placement")
        tell("DROP FUNCTION break_off()")

    assert answer.status_code == 500
    assert state(ask, village) == before


def test_of_two_who_sign_at_once_one_is_told(village, propose, as_account, live):
    proposals = [propose(village, cut) for cut in (village.bands(), village.halves((2, 8)))]
    clients = [as_account(village.secretary) for _ in proposals]
    start = Barrier(len(proposals))

    def run(client, proposal):
        start.wait()
        return sign(client, proposal).status_code

    with ThreadPoolExecutor(len(proposals)) as pool:
        answers = sorted(pool.map(run, clients, proposals))

    assert answers == [200, 412]
    assert len(live(village)[1]) == 24


def test_other_open_proposals_of_the_village_are_withdrawn(village, propose, as_account):
    client = as_account(village.secretary)
    first, second = (propose(village, cut) for cut in (village.bands(), village.halves()))

    assert sign(client, second).status_code == 200

    other = client.get(f"/api/v1/proposals/{first}").json()
    assert (other["status"], other["settled_at"] is not None) == ("withdrawn", True)
    again = sign(client, second, '"3"')
    assert (again.status_code, again.json()["title"]) == (409, "illegal transition")


@pytest.mark.parametrize(
    ("account", "body", "status"),
    [
        ("township", {}, 403),
        ("county", {}, 403),
        ("screener", {}, 403),
        ("agent", {}, 403),
        ("secretary", {}, 404),  # of village A
        ("admin", {}, 403),
        ("admin", {"reason": "  "}, 422),
        ("admin", {"reason": REASON}, 200),
    ],
    ids=str,
)
def test_who_else_may_sign(account, body, status, village, propose, as_account):
    answer = sign(as_account(account), propose(village, village.halves((2,))), **body)

    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.json()["on_behalf"] == REASON


def test_a_signature_names_the_version_that_was_seen(village, propose, as_account):
    answer = sign(as_account(village.secretary), propose(village, village.halves()), None)

    assert answer.status_code == 428


def test_a_signature_and_each_grid_it_changes_stand_in_the_record_without_words(
    village, propose, as_account, ask
):
    proposal = propose(village, village.halves(east=(2, 8)))
    assert sign(as_account("admin"), proposal, reason=REASON).is_success

    entries = ask(
        "SELECT verb, object_kind, object_id, details::text FROM audit_entry"
        " WHERE object_id = :id OR details ->> 'proposal' = :id ORDER BY object_kind, object_id",
        id=str(proposal),
    )
    assert [entry[:3] for entry in entries] == [
        *(("change", "grid", code) for code in village.grids),
        ("sign", "grid-proposal", str(proposal)),
    ]
    assert '"on_behalf": true' in entries[-1][3]
    assert '"households": 2' in entries[-1][3]
    assert REASON not in str(entries)


def test_a_signature_that_is_sent_again_is_answered_the_same(village, propose, as_account, ask):
    client, proposal = as_account(village.secretary), propose(village, village.bands())
    client.headers["Idempotency-Key"] = str(uuid4())

    first, second = sign(client, proposal), sign(client, proposal)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    numbers = ask("SELECT count(*) FROM grid WHERE code LIKE :code", code=f"{village.code}%")
    assert numbers == [(4,)]
