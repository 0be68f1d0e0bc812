"""A thousand accusations × every endpoint: nobody accused finds a trace of one.

Everything a reader can ask is asked before and after, and compared byte for byte: bodies, counts,
headers and refusals. Who must not learn of what, and what is asked, stands by hand in
tests/expectations/conflicts.toml. The service runs on the login of requests, as in production.
"""

import random
import re
import tomllib
from datetime import UTC, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import text

import data.issue_filter
import data.scope
from api.app import create_app
from api.form_guards import FIELD
from api.services.sign_in import open_session
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import NewGrant, account_named, grant_role, grants_of, keep_account
from data.request_login import make_request_login
from data.session import make_engine, make_sessions, transaction
from data.tables import Unit
from dispatch.sessions import SessionUse
from dispatch.urgency import urgency_of
from dispatch.vocabulary import Category, Channel, Role

TESTS = Path(__file__).parents[1]
KNOWN = tomllib.loads((TESTS / "expectations" / "conflicts.toml").read_text("utf-8"))
TEXTS = [
    line
    for line in (TESTS / "dispatch" / "corpora" / "accusations_train.txt")
    .read_text("utf-8")
    .splitlines()
    if line and not line.startswith("#") and not urgency_of(line).urgent
]
"""Without those that tell of a danger: it is told to the desks at once (tests/api/alerts)."""
HARMLESS = "村口的路坏了，车过不去"
CITY = "150600000000"
UNKNOWN = "2026-9999-ZZZZ"
THOUSAND = -(-1_000 // len(KNOWN["accused"]))
"""How many of each kind make a thousand; as many actors at most ask everything."""
ASKED_OF_EACH = 2
"""How many pairs of actor and route are asked about each number, drawn by chance."""
REFUSED = 403
CHANGING = {"x-request-id", "date"}
_DRAWN = re.compile(r'"(?:number|tracking_code|key)":"[^"]*"')
_FORM_KEY = re.compile(r'name="key" value="[0-9a-f-]{36}"')
"""Drawn anew for every form that is shown."""
OF_ISSUES = (
    *("party", "petitioner", "clock", "assignment", "placement", "issue_event", "event_note"),
)


def members(names):
    """Actors of some groups and names."""
    return [one for name in names for one in KNOWN["groups"].get(name, [name])]


def batches():
    """Accusations that are kept from the same actors, by the first of them."""
    found = {}
    for accused, line in KNOWN["accused"].items():
        found.setdefault(tuple(line["unseen"]), []).append(accused)
    return {names[0]: names for names in found.values()}


ACTORS = sorted({one for line in KNOWN["accused"].values() for one in members(line["unseen"])})


@pytest.fixture(scope="module")
def owner(new_database, small):
    engine = make_engine(new_database("conflicts"))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
        station = Unit(code="north-station", name="北乡信访站", region_code=small.NORTH)
        station.valid_from = small.DAY
        session.add(station)
        session.flush()
        for username, line in KNOWN["actors"].items():
            region = CITY if line["region"] == "CITY" else getattr(small, line["region"])
            unit = small.unit_id(session, line["unit"]) if "unit" in line else None
            person = small.agent_id(session, line["agent"]) if "agent" in line else None
            account = keep_account(
                session, username=username, password_hash="x", name=username, agent_id=person
            )
            grant_role(session, account.id, NewGrant(Role(line["role"]), region, unit), small.DAY)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def service(owner, api_settings, now):
    engine = make_engine(make_request_login(owner))
    yield create_app(api_settings, engine, clock=lambda: now.astimezone(UTC))
    engine.dispose()


@pytest.fixture(scope="module")
def client_of(service, owner, api_settings, now):
    """Client of an actor, by token or by page; one session each for the whole module."""

    def opened(name, use):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, name)
            grant = grants_of(session, account.id, now.date())[0]
            visitor = Visitor("192.0.2.0/24", "Test")
            return open_session(
                session, account, grant, use, life=timedelta(hours=1), visitor=visitor, now=now
            )

    @cache
    def make(name, by):
        client = TestClient(service, follow_redirects=False, raise_server_exceptions=False)
        began = opened(name, SessionUse.PAGE if by == "page" else SessionUse.API)
        if by == "page":
            client.headers["accept"] = "text/html"
            client.cookies.set("wangge_session", began.secret)
            client.get("/")
        else:
            one = began.standing
            claims = Claims(one.account.id, one.session.id, one.account.token_epoch)
            key = api_settings.secret_key.get_secret_value()
            token = make_token(claims, key, now=now, life=timedelta(minutes=30))
            client.headers["Authorization"] = f"Bearer {token}"
        return client

    return make


@pytest.fixture(scope="module")
def form_token(client_of):
    @cache
    def read(name):
        page = client_of(name, "page").get("/").text
        return html.document_fromstring(page).xpath(f"//input[@name='{FIELD}']/@value")[0]

    return read


def said(response):
    """Everything an answer says."""
    headers = {k: v for k, v in response.headers.items() if k not in CHANGING}
    return response.status_code, headers, _FORM_KEY.sub("", response.text)


@pytest.fixture(scope="module")
def observe(client_of, small, owner):
    """Ask everything as an actor; answers what was said, by question."""
    asked = [
        (by, path, queries) for by, paths in KNOWN["ask"].items() for path, queries in paths.items()
    ]

    def answers(client, path, queries):
        for query in queries:
            answer = client.get(f"{path}?{query}" if query else path)
            yield query, said(answer)
            if answer.status_code == REFUSED:  # the role is, whatever it asks
                return

    def look(name):
        clients = {by: client_of(name, by) for by in KNOWN["ask"]}
        heard = {
            (path, query): answer
            for by, path, queries in asked
            for query, answer in answers(clients[by], path, queries)
        }
        since = mark(owner)
        filed = clients["token"].post("/api/v1/issues", json=report(small.GRIDS[0], small))
        take_away(owner, since)
        status, headers, words = said(filed)
        return heard | {"file": (status, headers, _DRAWN.sub("", words))}

    return look


def report(grid, small, **more):
    """A report in a grid, or nowhere."""
    body = {"text": HARMLESS, "category": "roads", "channel": "hotline"}
    if grid is not None:
        lon, lat = small.middle(grid)
        body["place"] = {"lon": lon, "lat": lat}
    return body | more


def mark(owner):
    """Last issue and last entry of the record there are."""
    with owner.connect() as connection:
        tables = ("issue", "audit_entry")
        query = "SELECT coalesce(max(id), 0) FROM {}"
        return {one: connection.scalar(text(query.format(one))) for one in tables}


def take_away(owner, since):
    """Take out all that was filed and recorded since a mark."""
    with owner.begin() as connection:
        # History refuses to be deleted, as it should.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        keys = "DELETE FROM report_key WHERE key IN (SELECT key FROM issue WHERE id > :last)"
        connection.execute(text(keys), {"last": since["issue"]})
        for table, last in since.items():
            known = {"last": last}
            for part in OF_ISSUES if table == "issue" else ():
                connection.execute(text(f"DELETE FROM {part} WHERE issue_id > :last"), known)
            connection.execute(text(f"DELETE FROM {table} WHERE id > :last"), known)


@pytest.fixture(scope="module")
def before(observe, client_of, owner, small):
    """What an actor is told of a county with a few ordinary issues, asked once."""
    for grid in (*small.GRIDS[:3], small.GRIDS[4], None):
        filed = client_of("county", "token").post("/api/v1/issues", json=report(grid, small))
        assert filed.json()["held"] is False
    return cache(observe)


@pytest.fixture(scope="module")
def bring(client_of, owner, small):
    """File one accusation, release it where it is about somebody; answers its number."""
    with transaction(make_sessions(owner)) as session:
        unit = small.unit_id(session, small.OWN_UNIT)
        people = {one[0]: small.agent_id(session, one[0]) for one in small.AGENTS}
    places = {"region": lambda code: getattr(small, code), "agent": people.get}

    def accused_of(line):
        return [
            {key: places.get(key, str)(value) for key, value in one.items()}
            for one in line["accused"]
        ]

    def opened(number):
        """An open issue of the county's unit, held when somebody noticed what it says."""
        values = {"number": number, "unit": unit}
        with owner.begin() as connection:
            query = "UPDATE issue SET unit_id = :unit, version = 2 WHERE number = :number"
            connection.execute(text(query), values)
        held = screener.post(f"/api/v1/issues/{number}/hold", headers={"If-Match": '"2"'})
        assert held.status_code == 200, held.text

    screener = client_of("screener", "token")

    def file_one(chance, line):
        grid = chance.choice([*small.GRIDS[:3], small.GRIDS[4], None])
        said_so, innocent = chance.random() < 0.3, chance.random() < 0.3
        body = report(grid, small, key=str(UUID(int=chance.getrandbits(128), version=4)))
        body["category"] = chance.choice(list(Category)).value
        body["channel"] = chance.choice([one for one in Channel if one is not Channel.IMPORT]).value
        if not innocent:
            body["text"] = chance.choice(TEXTS)
        if said_so:
            body["kind"] = "accusation"
        filer = chance.choice(["county", "integration"])
        answer = client_of(filer, "token").post("/api/v1/issues", json=body)
        assert answer.status_code == 201, answer.text
        number, held = answer.json()["number"], answer.json()["held"] is None
        if not held:
            opened(number)
        if line["accused"]:
            body = {"outcome": "accusation", "accused": accused_of(line)}
            version = '"1"' if held else '"3"'
            path = f"/api/v1/issues/{number}/release"
            answer = screener.post(path, json=body, headers={"If-Match": version})
            assert answer.status_code == 200, answer.text
        return number

    return file_one


@pytest.fixture(scope="module")
def ask_about(client_of, form_token):
    """Ask a route about a number as an actor; answers what was said, without the number."""

    def ask(name, route, number):
        line = KNOWN["number"][route]
        method, path = route.format(number=number).split(" ")
        more = {"json": line["json"]} if "json" in line else {}
        if line["by"] == "page" and method == "POST":
            more = {"data": {FIELD: form_token(name), **line["form"]}}
        headers = {"If-Match": '"1"'}
        answer = client_of(name, line["by"]).request(method, path, headers=headers, **more)
        status, headers, words = said(answer)
        return status, headers, words.replace(number, "NUMBER")

    @cache
    def of_none(name, route):
        return ask(name, route, UNKNOWN)

    return lambda name, route, number: (ask(name, route, number), of_none(name, route))


def totals(client_of, names):
    return {
        name: client_of(name, "token").get("/api/v1/issues?limit=1").json()["total"]
        for name in names
    }


def test_every_route_is_asked(service):
    known = {
        f"{method} {one.path}"
        for one in iter_route_contexts(service.routes)
        for method in (getattr(one, "methods", None) or ())
        if method != "HEAD"
    }
    asked = {f"GET {path}" for paths in KNOWN["ask"].values() for path in paths}
    numbered = {route.partition("?")[0] for route in KNOWN["number"]}
    patterns = {
        "GET /api/v1/grids/150699100201001": "GET /api/v1/grids/{code}",
        "GET /api/v1/grids/150699100201001/history": "GET /api/v1/grids/{code}/history",
        "GET /admin/grids/150699100201001": "GET /admin/grids/{code}",
        **{
            f"GET /planning/map/{layer}": "GET /planning/map/{layer}"
            for layer in ("villages", "cells", "grids")
        },
    }

    assert {patterns.get(one, one) for one in asked} | numbered | set(KNOWN["besides"]) == known


def test_every_account_of_the_county_is_either_told_or_not(small):
    roles = {role.value for role in Role} - {"auditor"}

    assert roles <= set(ACTORS)
    assert set(KNOWN["actors"]) <= set(ACTORS)
    assert set(KNOWN["everything"]) == set(batches())
    assert {one for names in KNOWN["everything"].values() for one in names} == set(ACTORS)
    for batch, (first, *_) in batches().items():
        assert set(KNOWN["everything"][batch]) <= set(members(KNOWN["accused"][first]["unseen"]))


@pytest.mark.parametrize(
    "each", [pytest.param(2, id="some"), pytest.param(THOUSAND, id="all", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("batch", batches())
def test_no_accusation_leaves_a_trace_to_whom_it_accuses(
    batch, each, before, observe, bring, ask_about, client_of, owner
):
    lines = [KNOWN["accused"][accused] for accused in batches()[batch]]
    chance, unseen = random.Random(batch), members(lines[0]["unseen"])
    everything = KNOWN["everything"][batch][:each]
    first = {name: before(name) for name in everything}
    since = mark(owner)
    try:
        numbers = []
        for line in lines:
            told = totals(client_of, line["seen"])
            numbers += [bring(chance, line) for _ in range(each)]
            now_told = totals(client_of, line["seen"])
            assert now_told == {name: total + each for name, total in told.items()}

        for name in everything:
            heard = observe(name)
            assert [one for one in heard if heard[one] != first[name][one]] == [], name
        questions = list(product(unseen, KNOWN["number"]))
        for number in numbers:
            for name, route in chance.sample(questions, ASKED_OF_EACH):
                known, none = ask_about(name, route, number)
                assert known == none, (name, route)
    finally:
        take_away(owner, since)


@pytest.fixture
def without_walls(monkeypatch):
    """Take away the application's filter, the database's policies, or both."""

    def pull(*walls):
        if "filter" in walls:
            monkeypatch.setattr(data.issue_filter, "_not_barred", lambda _: text("true"))
            monkeypatch.setattr(data.issue_filter, "_not_held", lambda _: text("true"))
        if "policies" in walls:
            scope_of = data.scope.scope_of
            everything = {"role": data.scope.SYSTEM_ROLE}
            monkeypatch.setattr(data.scope, "scope_of", lambda actor: scope_of(actor) | everything)

    return pull


@pytest.mark.parametrize(
    ("walls", "traces"),
    [((), False), (("filter",), False), (("policies",), False), (("filter", "policies"), True)],
    ids=["none", "filter", "policies", "both"],
)
@pytest.mark.parametrize("accused", ["nobody-yet", "holder"])
def test_it_takes_both_walls_down_to_find_a_trace(
    walls, traces, accused, client_of, bring, ask_about, without_walls, owner
):
    agent, since, route = client_of("agent", "token"), mark(owner), "GET /api/v1/issues/{number}"
    try:
        before = said(agent.get("/api/v1/issues"))
        chance = random.Random(7)
        numbers = [bring(chance, KNOWN["accused"][accused]) for _ in range(6)]
        without_walls(*walls)

        found = said(agent.get("/api/v1/issues")) != before
        answers = [ask_about("agent", route, one) for one in numbers]
    finally:
        take_away(owner, since)

    assert found is traces
    assert any(known != none for known, none in answers) is traces
