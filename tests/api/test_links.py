"""Issues linked as one matter: each keeps what is its own, and parting restores it."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text

from data.issue_links import count_households
from data.session import make_sessions, transaction
from data.tables import Issue, IssueEvent, IssueLink


@pytest.fixture
def link(send_edit):
    """Link an issue to another as a role."""

    def post(number, main, role="county", **more):
        return send_edit(number, "link", role=role, body={"main": main}, **more)

    return post


@pytest.fixture
def unlink(send_edit):
    def post(number, role="county", **more):
        return send_edit(number, "unlink", role=role, **more)

    return post


@pytest.fixture
def person(send_edit):
    """Add a person to an issue as a role."""

    def post(number, name, phone=None, *, role="county", speaks=True, **more):
        body = {"name": name, "phone": phone, "representative": speaks}
        return send_edit(number, "petitioners", role=role, body=body, **more)

    return post


@pytest.fixture
def state_of(county):
    """All that stands of an issue now, but its version."""

    def read(number):
        query = text("""
            SELECT to_jsonb(issue) - 'version',
                   (SELECT jsonb_agg(one ORDER BY id) FROM assignment AS one
                    WHERE issue_id = issue.id),
                   (SELECT jsonb_agg(one ORDER BY id) FROM clock AS one WHERE issue_id = issue.id),
                   (SELECT jsonb_agg(one ORDER BY id) FROM placement AS one
                    WHERE issue_id = issue.id)
            FROM issue WHERE number = :number
        """)
        with county.connect() as connection:
            return connection.execute(query, {"number": number}).one()

    return read


def test_a_linked_issue_keeps_what_is_its_own_and_both_histories_say_it(
    link, file_issue, rows_of, state_of
):
    main, member = file_issue()["number"], file_issue()["number"]
    before = state_of(member), state_of(main)

    answer = link(member, main)

    assert answer.status_code == 200, answer.text
    assert answer.json() | {"version": 0} == {
        "main": main,
        "members": [{"number": member, "version": 2}],
        "filings": 2,
        "households": 2,
        "number": member,
        "version": 0,
    }
    assert (state_of(member), state_of(main)) == before
    for number, code in ((member, "linked"), (main, "linked-here")):
        last = rows_of(number, IssueEvent)[-1]
        assert (last.verb, last.reason_code) == ("linked", code)


def test_parting_restores_exactly_what_was(link, unlink, file_issue, state_of, rows_of):
    main, member = file_issue()["number"], file_issue()["number"]
    before = state_of(member), state_of(main)
    link(member, main)

    answer = unlink(member)

    assert answer.json()["filings"] == 1
    assert (state_of(member), state_of(main)) == before
    assert [one.unlinked_at is not None for one in rows_of(member, IssueLink)] == [True]
    assert rows_of(main, IssueEvent)[-1].reason_code == "unlinked-here"


def test_linking_to_a_linked_one_links_to_what_carries_it(link, file_issue):
    main, first, second = (file_issue()["number"] for _ in range(3))
    link(first, main)

    answer = link(second, first).json()

    assert answer["main"] == main
    assert [one["number"] for one in answer["members"]] == [first, second]


def test_no_chain_and_no_ring_can_be_made(link, unlink, file_issue):
    main, member, third = (file_issue()["number"] for _ in range(3))
    link(member, main)

    refused = [
        link(main, main),  # itself
        link(main, member),  # a ring
        link(main, third),  # carries others
        link(member, third),  # carried already
        unlink(main),  # carried by none
    ]

    assert [answer.status_code for answer in refused] == [409] * 5


def test_a_retry_links_once_and_a_stale_editor_is_told(link, file_issue, rows_of):
    main, member = file_issue()["number"], file_issue()["number"]
    key = {"Idempotency-Key": str(uuid4())}

    first = link(member, main, version='"1-x"', **key)
    again = link(member, main, version='"1-x"', **key)
    stale = link(main, member, version='"1-x"')

    assert first.status_code == 200
    assert again.json() == first.json()
    assert stale.status_code == 412
    assert len(rows_of(member, IssueLink)) == 1


@pytest.mark.parametrize("role", ["agent", "secretary", "handler", "planner", "integration"])
def test_only_desks_link(link, file_issue, role):
    main, member = file_issue()["number"], file_issue()["number"]

    answer = link(member, main, role=role, version='"1-x"')

    assert answer.status_code == 403


def test_what_a_desk_does_not_see_it_cannot_link(link, file_issue, small):
    own = file_issue()["number"]
    lon, lat = small.middle(small.GRIDS[4])
    other = file_issue(place={"lon": lon, "lat": lat})["number"]

    assert link(own, other, role="township").status_code == 404
    assert link(other, own, role="township", version='"1-x"').status_code == 404


def test_a_held_or_closed_issue_is_linked_to_nothing(link, file_issue, county):
    main = file_issue()["number"]
    held = file_issue(text="书记把低保名额给了他小舅子", category="cadre-conduct")["number"]
    closed = file_issue()["number"]
    with county.begin() as connection:
        query = "UPDATE issue SET closed_at = now(), version = version + 1 WHERE number = :n"
        connection.execute(text(query), {"n": closed})

    answers = [
        link(held, main, role="screener"),
        link(main, held, role="screener"),
        link(main, held, role="township"),
        link(closed, main),
        link(main, closed),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 404, 409, 409]


@pytest.fixture
def elsewhere(file_issue, small):
    """File an issue in the other township."""
    lon, lat = small.middle(small.GRIDS[4])
    return lambda **more: file_issue(place={"lon": lon, "lat": lat}, **more)["number"]


def test_an_issue_that_is_held_again_carries_nothing_and_nothing_leads_to_it(
    link, send_edit, file_issue, rows_of
):
    main, member, third, over = (file_issue()["number"] for _ in range(4))
    link(member, main)
    versions = rows_of(member, IssueEvent)

    held = send_edit(main, "hold", role="county")
    answer = link(third, member, role="township")

    assert held.status_code == 200, held.text
    assert answer.status_code == 200, answer.text
    assert answer.json()["main"] == member
    assert len(rows_of(member, IssueEvent)) == len(versions) + 1  # only the new link
    send_edit(third, "hold", role="county")
    assert link(member, over, role="township").status_code == 200


def test_nothing_of_a_main_issue_elsewhere_is_told_or_changed(
    link, unlink, file_issue, elsewhere, rows_of, state_of
):
    main = elsewhere()
    member, other = (file_issue()["number"] for _ in range(2))
    link(member, main)
    events, before = rows_of(main, IssueEvent), state_of(main)

    refused = link(other, member, role="township")
    parted = unlink(member, role="township")

    assert refused.status_code == 409
    assert main not in refused.text
    assert parted.status_code == 200, parted.text
    last = rows_of(member, IssueEvent)[-1]
    assert (last.verb, last.reason_code) == ("unlinked", "parted")
    assert "number" not in last.reason_params
    assert len(rows_of(main, IssueEvent)) == len(events)
    assert state_of(main) == before


def test_representatives_are_told_of_what_is_seen_and_limited_by_all(
    link, person, file_issue, elsewhere
):
    main = elsewhere(petitioner={"name": "甲一", "phone": "13900000001"})
    member = file_issue(petitioner={"name": "乙一", "phone": "13900000002"})["number"]
    link(member, main)
    for n in range(2):
        person(member, f"丙{n}", f"1390000001{n}")

    by_county = person(member, "丁一", "13900000020").json()["representatives"]
    by_agent = person(member, "戊一", role="agent", speaks=False).json()["representatives"]
    sixth = person(member, "己一", role="agent")

    assert (by_county, by_agent) == (5, 4)
    assert sixth.status_code == 409


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_of_links_and_partings_makes_no_chain_and_ends_as_it_began(
    link, unlink, file_issue, county, state_of, seed
):
    numbers = [file_issue()["number"] for _ in range(4)]
    before = [state_of(number) for number in numbers]
    turn = seed

    for _ in range(8):
        turn = (turn * 37 + 11) % 101
        one, other = numbers[turn % 4], numbers[turn // 4 % 4]
        (unlink(one) if turn % 5 == 0 else link(one, other))
        chains = select(IssueLink.id).where(
            IssueLink.unlinked_at.is_(None),
            IssueLink.main_id.in_(
                select(IssueLink.issue_id).where(IssueLink.unlinked_at.is_(None))
            ),
        )
        with county.connect() as connection:
            assert connection.execute(chains).all() == []
    for number in numbers:
        unlink(number)

    assert [state_of(number) for number in numbers] == before


def test_five_speak_for_a_matter_and_no_sixth(person, link, file_issue, rows_of):
    main = file_issue(petitioner={"name": "甲一", "phone": "13900000001"})["number"]
    member = file_issue(petitioner={"name": "乙一", "phone": "13900000002"})["number"]
    link(member, main)
    for n in range(3):
        assert person(member, f"丙{n}", f"1390000001{n}").status_code == 200

    sixth = person(member, "丁一", "13900000020")
    silent = person(member, "丁一", "13900000020", speaks=False)

    assert sixth.status_code == 409
    assert "20" in sixth.json()["detail"]
    assert silent.status_code == 200
    assert silent.json()["representatives"] == 5
    assert {one["name"] for one in silent.json()["people"]} >= {"丁**"}
    assert "丁一" not in str(rows_of(member, IssueEvent)[-1].reason_params)
    assert set(rows_of(member, IssueEvent)[-1].reason_params["digests"]) == {
        "petitioner",
        "name",
        "phone",
    }


def test_people_are_added_by_who_has_the_issue_in_hand(person, file_issue):
    number = file_issue()["number"]

    assert person(number, "甲一", role="township").status_code == 403
    assert person(number, "甲一", role="agent").status_code == 200


def test_households_are_counted_and_not_filings(county, file_issue, small, person):
    home = small.home(small.GRIDS[0])
    numbers = [
        file_issue(household=home, petitioner={"name": "甲", "phone": "13911110000"})["number"],
        file_issue(household=home, place=None)["number"],
        file_issue(petitioner={"name": "乙", "phone": "13922220000"})["number"],
        file_issue(petitioner={"name": "乙", "phone": "0086 139 2222 0000"})["number"],
        file_issue()["number"],
    ]
    person(numbers[0], "丙", "13933330000", speaks=False)

    with transaction(make_sessions(county)) as session:
        ids = session.scalars(select(Issue.id).where(Issue.number.in_(numbers))).all()
        households = count_households(session, ids)

    assert households == 4
