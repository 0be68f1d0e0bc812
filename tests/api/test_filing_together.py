"""Reports sent at the same time are filed in one transaction, each as if it had come alone."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from uuid import uuid4

import httpx2 as httpx
import pytest

from api.lanes import Lanes
from api.schemas.issue import IssueIn
from api.services.filing import report_of
from api.services.filing_together import Outcome, Posted, file_together
from api.services.intake import Brought, Filing, take_each
from api.services.taken_answers import record_of, told_of
from api.texts import Language, texts_in
from api.visitors import Visitor
from data.errors import DatabaseAway
from data.issues import records_of
from data.session import make_sessions, transaction
from data.village_locks import lock_villages

ROUNDABOUT = ("number", "tracking_code", "key")


def report(small, grid=0, **changes):
    lon, lat = small.middle(small.GRIDS[grid])
    body = {
        "text": "村口的路坏了，车过不去",
        "category": "roads",
        "channel": "online",
        "place": {"lon": lon, "lat": lat, "accuracy_m": 10},
        "key": str(uuid4()),
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


@pytest.fixture
def post_at_once(app, client, token_of):
    """Post bodies over as many connections at once; answers the responses in their order."""

    def post(bodies, roles=("county",), then=lambda: None):
        tokens = {role: token_of(role) for role in set(roles)}

        async def send_all():
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as caller:
                asked = [
                    caller.post(
                        "/api/v1/issues",
                        json=body,
                        headers={"Authorization": f"Bearer {tokens[roles[n % len(roles)]]}"},
                    )
                    for n, body in enumerate(bodies)
                ]
                tasks = [asyncio.ensure_future(one) for one in asked]
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                then()
                return await asyncio.gather(*tasks)

        return asyncio.run(send_all())

    return post


@pytest.fixture
def posted(token_of, now):
    """A request as the lane takes it."""

    def make(body, role="county", token=None):
        return Posted(
            IssueIn(**body) if isinstance(body, dict) else body,
            token or token_of(role),
            None,
            now,
            texts_in(Language.ZH_CN),
            Visitor("192.0.2.0/24", "curl"),
        )

    return make


def told(outcome):
    """What an outcome says but for what is drawn by lot; of a refusal, which and why."""
    answer = outcome.answer
    if isinstance(answer, Exception):
        return type(answer), str(answer)
    return {name: value for name, value in answer.items() if name not in ROUNDABOUT}


def test_a_hundred_posts_with_one_key_make_one_issue_and_are_answered_alike(
    post_at_once, small, row_counts
):
    answers = post_at_once([report(small, key=str(uuid4()))] * 100)

    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert (row_counts()["issue"], row_counts()["report_key"]) == (1, 1)


def test_of_a_hundred_posts_with_one_key_other_words_and_other_people_get_nothing(
    post_at_once, small, row_counts
):
    body = report(small)
    other = {**body, "text": "井水发黄，牲口都不喝"}
    answers = post_at_once([body, *[body, other] * 49, other], ("county", "county", "township"))

    mine = [one for one in answers if one.status_code == 201]
    others = [one for one in answers if one.status_code != 201]
    assert len({one.json()["number"] for one in mine}) == 1
    assert {one.status_code for one in others} == {422}
    secrets = (mine[0].json()["number"], mine[0].json()["tracking_code"])
    assert not any(secret in one.text for one in others for secret in secrets)
    assert row_counts()["issue"] == 1


def bodies_of_all_kinds(small):
    """Reports that are taken, held, refused, replayed and contradicted, in one mix."""
    once = report(small, grid=1)
    lon, lat = small.OUTSIDE
    return [
        report(small),
        report(small, place=None, household=small.home(small.GRIDS[2])),
        report(small, household="nobody"),
        report(small, place={"lon": lon, "lat": lat}),
        report(small, place={"lon": 39.8, "lat": 110.3}),
        report(small, text="村支书贪污低保款，请上面来查", category="cadre-conduct"),
        report(small, place=None, address="北乡石窑沟村", petitioner={"name": "李改兰"}),
        once,
        once,
        {**once, "text": "井水发黄"},
    ]


def test_filed_together_each_is_answered_as_if_it_came_alone(
    app, client, api_settings, small, posted, empty_county
):
    bodies = bodies_of_all_kinds(small)
    asked = [*map(posted, bodies), posted(bodies[0], "planner"), posted(bodies[0], token="no")]
    file = partial(file_together, app.state.sessions, api_settings)

    alone = [told(outcome) for one in asked for outcome in file([one])]
    empty_county()
    together = [told(outcome) for outcome in file(asked)]

    assert together == alone
    assert sum(isinstance(one, dict) for one in alone) == 6


def test_rows_of_a_group_are_those_of_reports_filed_alone(
    app, client, api_settings, small, posted, empty_county, row_counts
):
    asked = [posted(body) for body in bodies_of_all_kinds(small)]
    file = partial(file_together, app.state.sessions, api_settings)

    for one in asked:
        file([one])
    alone = row_counts()
    empty_county()
    file(asked)

    assert row_counts() == alone


def test_one_that_breaks_the_group_fails_alone(
    app, client, api_settings, small, posted, row_counts
):
    missing = report(small, attachments=[str(uuid4())])
    asked = [posted(report(small)), posted(missing), posted(report(small, grid=1))]

    first, broken, last = file_together(app.state.sessions, api_settings, asked)

    assert isinstance(broken.answer, Exception)
    assert {first.answer["grid"], last.answer["grid"]} == set(small.GRIDS[:2])
    assert row_counts()["issue"] == 2


def test_who_writes_too_often_is_refused_and_the_others_are_not(
    app, client, api_settings, small, posted
):
    few = api_settings.model_copy(update={"writes_per_minute": 2})
    asked = [posted(report(small), role) for role in ("county", "county", "township", "county")]

    outcomes = file_together(app.state.sessions, few, asked)

    assert [type(one.answer).__name__ for one in outcomes] == [
        "dict",
        "dict",
        "dict",
        "TooManyTries",
    ]


def test_what_is_answered_is_what_would_be_read_back(county, small, now):
    filing = Filing(None, small.A, now, now.tzinfo)
    with transaction(make_sessions(county)) as session:
        wires = [IssueIn(**body) for body in bodies_of_all_kinds(small)[:7]]
        reports = [report_of(wire, uuid4(), now) for wire in wires]
        taken, _ = take_each(session, [Brought(one, filing) for one in reports])
        told = told_of(session, list(taken.values()))
        read = records_of(session, [one.id for one in taken.values()])
        said = {one.id: record_of(one, told) for one in taken.values()}

    assert {n: replace(one, region_name=None) for n, one in read.items()} == said


def test_who_changes_boundaries_keeps_nobody_waiting_but_those_who_ask_there(
    post_at_once, county, small, row_counts
):
    there, elsewhere = report(small), report(small, place=None)
    let_go = threading.Event()
    order = []

    def change(held):
        with transaction(make_sessions(county)) as session:
            lock_villages(session, [small.A])
            held.set()
            let_go.wait(20)
            order.append("changed")

    def first_answered():
        order.append("answered")
        let_go.set()

    with ThreadPoolExecutor(1) as pool:
        held = threading.Event()
        pool.submit(change, held)
        held.wait(20)
        answers = post_at_once([there, elsewhere], then=first_answered)

    assert [one.status_code for one in answers] == [201, 201]
    assert order == ["answered", "changed"]
    assert row_counts()["issue"] == 2


def test_a_client_that_left_takes_no_answer_from_the_others(posted, small):
    asked = [posted(report(small)) for _ in range(2)]
    filed = []

    def file(posted):
        filed.extend(posted)
        return [Outcome({"filed": one.wire.key}) for one in posted]

    async def ask():
        lane = Lanes(file, lambda one: file([one])[0]).lane()
        gone, stays = (asyncio.ensure_future(lane.ask(n)) for n in asked)
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert asyncio.run(ask()).answer == {"filed": asked[1].wire.key}
    assert filed == asked


def test_each_who_waits_is_told_when_the_database_is_away(posted, small):
    def file(_):
        msg = "away"
        raise DatabaseAway(msg)

    async def ask():
        lane = Lanes(file, lambda one: file([one])[0]).lane()
        return await asyncio.gather(*(lane.ask(posted(report(small))) for _ in range(2)))

    assert all(isinstance(one.answer, DatabaseAway) for one in asyncio.run(ask()))
