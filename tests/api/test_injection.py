"""SQL in every parameter of every route changes nothing and shows nothing.

Each attack is first carried out against a copy in which one query is built from strings, so that
the test is known to notice.
"""

import json

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.form_guards import FIELD
from data import issues
from data.errors import NotFound
from data.tables import Issue

PAYLOADS = (
    "' OR '1'='1",
    "') OR ('1'='1",
    "' OR 1=1 --",
    "'; DELETE FROM issue; --",
    "' UNION SELECT username, password_hash FROM account --",
    "1; SELECT pg_sleep(5)",
    "1) OR 1=1 --",
    "$$; UPDATE account SET active = false; $$",
    "\\' OR 1=1 --",
    "%' OR '%'='",
    "2026-0000-0000' AND (SELECT count(*) FROM account) > 0 --",
    "\u02bc OR 1=1 --",
    "1e309",
    "{}",
    "a\0b' OR '1'='1",
)
OWN = "路灯不亮"
SECRET = "别的苏木的水渠"
HASH = "$argon2"
GOOD = {
    "number": "2026-0000-0000",
    "code": "150699100201001",
    "layer": "villages",
    "session_id": "00000000-0000-4000-8000-000000000000",
    "sort": "received",
    "f": "json",
}
LEFT_ALONE = {"/signin", "/signout", "/api/v1/auth/token", "/account/password"}
"""Their names and passwords are tried in tests of the sign-in, which count the tries."""


@pytest.fixture
def filed(file_issue, small):
    """An issue the township desk sees and one it does not."""
    lon, lat = small.middle(small.GRIDS[4])
    return {
        "own": file_issue(text=OWN)["number"],
        "other": file_issue(text=SECRET, place={"lon": lon, "lat": lat})["number"],
    }


def parameters(dependant, kind):
    """Names of the path, query or body parameters of a route and of all it depends on."""
    own = [one.alias for one in getattr(dependant, f"{kind}_params")]
    below = (parameters(one, kind) for one in dependant.dependencies)
    return list(dict.fromkeys([*own, *(name for names in below for name in names)]))


def attacks(app):
    """Method, path, its places, and each parameter of the route in turn."""
    for one in iter_route_contexts(app.routes):
        dependant = getattr(one, "dependant", None)
        if dependant is None or one.path in LEFT_ALONE:
            continue
        places = parameters(dependant, "path")
        for method in sorted(one.methods - {"HEAD"}):
            for kind in ("path", "query", "body"):
                for name in parameters(dependant, kind):
                    if name != FIELD:
                        yield method, one.path, places, kind, name


def send(client, attack, payload):
    method, path, places, kind, name = attack
    filled = {place: GOOD.get(place, "x") for place in places}
    if kind == "path":
        filled[name] = (
            payload.replace("/", "").replace("\0", "%00").replace("?", "").replace("#", "")
        )
    address = path.format(**filled)
    body = {}
    if kind == "body":
        body = {"json": {name: payload}} if path.startswith("/api/") else {"data": {name: payload}}
    query = {name: payload} if kind == "query" else {}
    return client.request(method, address, params=query, **body)


@pytest.fixture
def callers(app, token_of, filed):
    """A desk by token and by page, and a reader of every right behind neither."""
    by_token = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    by_token.headers["Authorization"] = f"Bearer {token_of('township')}"
    by_page = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    by_page.cookies.set("wangge_session", token_of("township", "page"))
    return {True: by_token, False: by_page}


@pytest.mark.parametrize(
    ("each", "least"),
    [
        pytest.param(5, 200, id="some"),
        pytest.param(1, 1_000, id="all", marks=pytest.mark.long),
    ],
)
def test_sql_in_any_parameter_changes_and_shows_nothing(
    app, callers, county, row_counts, each, least
):
    before, digest = row_counts(), _issues(county)
    tried, told = 0, []

    for place, attack in enumerate(attacks(app)):
        for payload in PAYLOADS[place % each :: each]:
            answer = send(callers[attack[1].startswith("/api/")], attack, payload)
            tried += 1
            if answer.status_code >= 500 or SECRET in answer.text or HASH in answer.text:
                told.append((attack, payload, answer.status_code))

    assert told == []
    assert tried > least
    assert _issues(county) == digest
    after = row_counts()
    logs = {"audit_entry", "chain_head"}
    assert {name: n for name, n in after.items() if name not in logs} == {
        name: n for name, n in before.items() if name not in logs
    }


def test_sql_in_the_body_of_a_report_is_kept_as_words(callers, county):
    for payload in PAYLOADS:
        body = {
            "text": f"路坏了 {payload}",
            "category": "roads",
            "channel": "hotline",
            "address": payload,
        }
        answer = callers[True].post("/api/v1/issues", json=body)
        if "\0" in payload:
            assert answer.status_code == 422
        else:
            assert answer.status_code == 201, answer.text
            assert json.loads(answer.text)["number"]
    with county.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM account WHERE active")) > 0


def test_the_attack_succeeds_where_a_query_is_built_from_strings(
    callers, county, filed, monkeypatch
):
    """The same words, against a copy of one reading function that pastes them."""

    def pasted(session, actor, number, purpose=None):
        under = f"region_code LIKE '{actor.region_prefix}%'"
        rows = text(f"SELECT number FROM issue WHERE {under} AND number = '{number}'")
        found = session.scalars(rows).all()
        if not found:
            msg = f"no issue {number}"
            raise NotFound(msg)
        return honest(session, actor, found[0])

    honest = issues.find_issue
    attack = ("GET", "/api/v1/issues/{number}", ["number"], "path", "number")
    refused = send(callers[True], attack, "' OR '1'='1")
    monkeypatch.setattr("api.routes.issues.find_issue", pasted)
    taken_in = send(callers[True], attack, "' OR '1'='1")

    assert refused.status_code == 404
    assert taken_in.status_code == 200
    assert filed["own"] in taken_in.text


def _issues(county):
    columns = ", ".join(column.name for column in Issue.__table__.columns)
    rows = f"SELECT {columns} FROM issue"
    digest = f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM ({rows}) t"
    with county.connect() as connection:
        return connection.scalar(text(digest))
