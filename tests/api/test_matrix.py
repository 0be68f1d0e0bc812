"""Every route × every account × every kind of issue, against the hand-kept expectations.

The service runs on the login of requests, as in production, on the labelled county. Canaries tell
whose data an answer holds: bodies, counts, headers and error texts are compared, not status codes
alone. See tests/expectations/routes.toml and visible.toml.
"""

import re
import tomllib
from datetime import UTC, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from lxml import html

from api.app import create_app
from api.form_guards import FIELD
from api.services.sign_in import open_session
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.request_login import make_request_login
from data.session import make_engine, make_sessions, transaction
from dispatch.sessions import SessionUse

TESTS = Path(__file__).parents[1]
EXPECTED = TESTS / "expectations"
ROUTES = tomllib.loads((EXPECTED / "routes.toml").read_text("utf-8"))
VISIBLE = tomllib.loads((EXPECTED / "visible.toml").read_text("utf-8"))
ACCOUNTS = list(VISIBLE["issues"])
UNKNOWN = "2026-9999-ZZZZ"
SIGNED_OUT = "(signed out)"
_TOKENS = re.compile(rf'name="{FIELD}" value="[^"]*"')
_PERSON = ("name", "phone", "party", "track")
_HOUSE = ("address", "home")


def _labelled():
    spec = spec_from_file_location("labelled_county", TESTS / "labelled_county.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LABELLED = _labelled()
LABELS = sorted(LABELLED.ISSUES)
KNOWN = [
    ("own-grid", "150699100201001"),
    ("held", "150699101201001"),
    ("own-grid", "150699101201001"),
    ("held", "150699100201001"),
]
"""Issues by label, each with a grid: some that an account may be told of and some that not."""


@pytest.fixture(scope="module")
def owner(new_database, small):
    engine = make_engine(new_database("matrix"))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
        LABELLED.ensure_months(session)
        LABELLED.load(session, small)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def service(owner, api_settings, now):
    engine = make_engine(make_request_login(owner))
    yield create_app(api_settings, engine, clock=lambda: now.astimezone(UTC))
    engine.dispose()


@pytest.fixture(scope="module")
def opened(owner, now):
    """Begin a session of an account; answers it with its secrets."""

    def begin(name, use):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, name)
            grant = grants_of(session, account.id, now.date())[0]
            known = {
                "life": timedelta(hours=1),
                "visitor": Visitor("192.0.2.0/24", "Test"),
                "now": now,
            }
            return open_session(session, account, grant, use, **known)

    return begin


@pytest.fixture(scope="module")
def caller(service, opened, api_settings, now):
    """Client of an account, by token or by page."""

    def by_token(name):
        began = opened(name, SessionUse.API)
        standing = began.standing
        claims = Claims(standing.account.id, standing.session.id, standing.account.token_epoch)
        key = api_settings.secret_key.get_secret_value()
        token = make_token(claims, key, now=now, life=timedelta(minutes=30))
        return {"Authorization": f"Bearer {token}"}

    @cache
    def make(name, by):
        client = TestClient(service, follow_redirects=False, raise_server_exceptions=False)
        if by == "page":
            client.headers["accept"] = "text/html"
            if name != SIGNED_OUT:
                client.cookies.set("wangge_session", opened(name, SessionUse.PAGE).secret)
        elif name != SIGNED_OUT:
            client.headers.update(by_token(name))
        return client

    return make


@pytest.fixture(scope="module")
def form_token(caller):
    """Token of the forms an account has before it."""

    @cache
    def read(name, by):
        page = caller(name, by).get("/", headers={"accept": "text/html"}).text
        return html.document_fromstring(page).xpath(f"//input[@name='{FIELD}']/@value")[0]

    return read


@pytest.fixture(scope="module")
def ask(caller, form_token):
    """Ask one route as an account; answers the response."""

    def send(route, name, query="", **place):
        method, path = route.split(" ")
        line = ROUTES[route]
        path = path.format(**{**line.get("path", {}), **place}) + (f"?{query}" if query else "")
        refused = name in line.get("refused", ())
        sent = line.get("send_refused" if refused else "send", line.get("send"))
        body = {"json": sent} if sent else {}
        if "form" in line:
            fields = dict(line["form"])
            if not path.startswith("/api/"):
                fields[FIELD] = form_token(name, line["by"])
            body = {"data": fields}
        return caller(name, line["by"]).request(method, path, **body)

    return send


def lines(*kinds):
    """Routes of some kinds, each with every account."""
    return [
        pytest.param(route, name, id=f"{route} as {name}")
        for route, line in ROUTES.items()
        if line["shows"] in kinds and not line.get("last")
        for name in (ACCOUNTS if line["by"] != "nobody" else [SIGNED_OUT])
    ]


@pytest.fixture(
    params=[pytest.param(4, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
def drawn(request):
    """Of many things every so many, from another one on for each account; or all of them."""

    def draw(things, name):
        return things[ACCOUNTS.index(name) % request.param :: request.param]

    return draw


def said(response):
    """Everything an answer says: status, headers and body.

    Left out are the name of the request, and the length, which the body says.
    """
    dull = {"x-request-id", "content-length"}
    headers = {name: one for name, one in response.headers.items() if name not in dull}
    return f"{response.status_code}\n{headers}\n{response.text}"


def shown_in(response):
    """Labels whose canaries stand in an answer."""
    text = said(response)
    return {label for label in LABELS if LABELLED.canary(label) in text}


def plain(response, number):
    """An answer without what differs each time: the number asked for, and form tokens."""
    return _TOKENS.sub("", said(response).replace(number, "NUMBER"))


def seen_by(name):
    return set(VISIBLE["issues"][name])


def reveals(response, label):
    """What of the person and the house an answer gives away."""
    text = said(response)
    return {part for part in (*_PERSON, *_HOUSE) if f"{part}{LABELLED.canary(label)}" in text}


def test_every_route_has_its_line(service):
    known = {
        f"{method} {one.path}"
        for one in iter_route_contexts(service.routes)
        for method in (getattr(one, "methods", None) or ())
        if method != "HEAD"
    }

    assert known == set(ROUTES)


@pytest.mark.parametrize("route", [r for r, line in ROUTES.items() if line["by"] != "nobody"])
def test_a_stranger_is_told_nothing(route, ask):
    known = {"code": "150699100201001"}
    answers = [
        ask(route, SIGNED_OUT, number=number, **known)
        for number in (LABELLED.number("own-grid"), UNKNOWN)
    ]

    if route not in {"GET /", "POST /preferences", "POST /signout"}:
        assert {answer.status_code for answer in answers} <= {401, 303}
        for answer in answers:
            assert answer.status_code != 303 or answer.headers["location"].startswith("/?next=")
    assert [shown_in(answer) for answer in answers] == [set(), set()]


@pytest.mark.parametrize(
    ("route", "name"),
    [
        pytest.param(route, name, id=f"{route} as {name}")
        for route, line in ROUTES.items()
        for name in line.get("refused", ())
    ],
)
def test_a_role_without_the_right_is_told_the_same_of_everything(route, name, ask, drawn):
    unknown = ask(route, name, number=UNKNOWN, code="150699999999999")

    assert unknown.status_code == 403
    assert shown_in(unknown) == set()
    for label, code in drawn(KNOWN, name) if "{" in route else ():
        number = LABELLED.number(label)
        known = ask(route, name, number=number, code=code)
        assert plain(known, number) == plain(unknown, UNKNOWN), label


@pytest.mark.parametrize(("route", "name"), lines("issues", "some issues"))
def test_a_list_shows_the_issues_of_the_hand_kept_list(route, name, ask, drawn):
    line = ROUTES[route]
    if name in line.get("refused", ()):
        return
    first, *others = line.get("ask", [""])
    for place, query in enumerate([first, *drawn(others, name)]):
        answer = ask(route, name, query)

        assert answer.status_code == 200, (query, answer.text)
        shown = shown_in(answer)
        assert shown <= seen_by(name), query
        if place == 0 and line["shows"] == "issues":
            assert shown == seen_by(name)
        for label in shown:
            assert_graded(answer, label, name)
        if route.startswith("GET /api"):
            assert_counted(answer, name, whole=place == 0)


def assert_counted(answer, name, *, whole):
    body = answer.json()
    items = body.get("items", body.get("features"))
    assert body["total"] >= len(items)
    assert body["total"] <= len(seen_by(name))
    if whole:
        assert body["total"] == len(items) == len(seen_by(name))


def assert_graded(answer, label, name):
    """No person anywhere, and no house but where it is shown exactly."""
    given = reveals(answer, label)
    assert not given & set(_PERSON), (label, given)
    if label not in VISIBLE["exact"].get(name, ()):
        assert not given, (label, given)


OF_ONE = ("issue", "person", "files", "others", "issue and others")


@pytest.mark.parametrize(("route", "name"), lines(*OF_ONE))
def test_an_issue_is_shown_to_whom_it_should_and_does_not_exist_for_others(route, name, ask, drawn):
    line = ROUTES[route]
    if name in line.get("refused", ()):
        return
    for query in line.get("ask", [""]):
        unknown = ask(route, name, query, number=UNKNOWN)
        assert unknown.status_code == 404
        for label in drawn(LABELS, name):
            number = LABELLED.number(label)
            answer = ask(route, name, query, number=number)
            if label not in seen_by(name):
                assert plain(answer, number) == plain(unknown, UNKNOWN), label
            elif line["shows"] == "issue":
                assert answer.status_code == 200, label
                assert shown_in(answer) == {label}
                assert_graded(answer, label, name)
            elif line["shows"].endswith("others"):
                assert_others(answer, label, name, itself=line["shows"] != "others")
            elif line["shows"] == "files":
                exact = label in VISIBLE["exact"].get(name, ())
                assert answer.status_code == (200 if exact else 403), (label, answer.text)
                assert shown_in(answer) == set()
            else:
                assert_revealed(answer, label, name)


def assert_others(answer, label, name, *, itself):
    """What is like an issue, of what the account may see, and itself where it is asked for."""
    assert answer.status_code == 200, (label, answer.text)
    shown = shown_in(answer)
    assert shown <= seen_by(name), (label, shown)
    assert not itself or label in shown
    for one in shown:
        assert_graded(answer, one, name)


def assert_revealed(answer, label, name):
    """The person, where the house is shown; a refusal without anything elsewhere."""
    if label in VISIBLE["exact"].get(name, ()):
        assert answer.status_code == 200, (label, answer.text)
        assert {"name", "phone"} <= reveals(answer, label)
        assert "party" not in reveals(answer, label)
    else:
        assert answer.status_code == 403, (label, answer.text)
        assert reveals(answer, label) == set()


@pytest.mark.parametrize("name", ACCOUNTS)
@pytest.mark.parametrize("label", LABELS)
def test_a_place_is_as_exact_as_the_hand_kept_list_says(label, name, ask):
    route = "GET /api/v1/issues/{number}"
    if label not in seen_by(name) or name in ROUTES[route]["refused"] or label == "nowhere":
        return
    body = ask(route, name, number=LABELLED.number(label)).json()

    exact = label in VISIBLE["exact"].get(name, ())
    near = name in {"agent", "secretary", "township", "leader-of-township"}
    precision = "exact" if exact else "moved" if near else "area"
    assert body["precision"] == precision
    assert (body["placement"]["lon"] is None) is (precision == "area")
    assert (body["address"] is not None) is exact
    assert (body["placement"]["household"] is not None) is exact


@pytest.mark.parametrize(("route", "name"), lines("nothing"))
def test_every_other_answer_tells_of_no_issue(route, name, ask, drawn):
    line = ROUTES[route]
    if name in line.get("refused", ()):
        return
    for query in line.get("ask", [""]):
        for label in drawn(LABELS, name) if "{number}" in route else LABELS[:1]:
            answer = ask(route, name, query, number=LABELLED.number(label))

            assert answer.status_code == line.get("status", 200), answer.text
            assert shown_in(answer) == set()
            if "{number}" in route:
                unknown = ask(route, name, query, number=UNKNOWN)
                assert plain(answer, LABELLED.number(label)) == plain(unknown, UNKNOWN)


def grids_in(answer, small):
    """Names of the grids whose code stands in an answer."""
    return {name for name, place in LABELLED.GRID.items() if small.GRIDS[place] in said(answer)}


def homes_in(answer, small):
    """Names of the grids whose households stand in an answer."""
    text = said(answer)
    homes = {
        name
        for name, place in LABELLED.GRID.items()
        if f'"{small.home(small.GRIDS[place])}"' in text
    }
    return homes | ({"alone"} if "LONE0" in text else set())


@pytest.mark.parametrize(("route", "name"), lines("grids", "households", "agents"))
def test_a_register_shows_the_rows_of_the_hand_kept_list(route, name, ask, small):
    line = ROUTES[route]
    if name in line.get("refused", ()):
        return
    for place, query in enumerate(line["ask"]):
        answer = ask(route, name, query)

        assert answer.status_code == 200, answer.text
        assert shown_in(answer) == set()
        kind = line["shows"]
        shown = {"grids": grids_in, "households": homes_in, "agents": agents_in}[kind](
            answer, small
        )
        allowed = today(name) if kind == "agents" else set(VISIBLE[kind][name])
        assert shown == allowed if place == 0 else shown <= allowed
        if place == 0:
            body = answer.json()
            assert body["total"] == len(body["items"])


def agents_in(answer, small):
    """Names of agents in an answer."""
    return {one[0] for one in small.AGENTS if one[0] in said(answer)}


def today(name):
    """Agents an account may be told of who hold a post today; an agent is told of himself."""
    return set(VISIBLE["agents"][name]) - {"高玉兰"}


@pytest.mark.parametrize(("route", "name"), lines("grid"))
def test_a_grid_is_shown_to_whom_it_should_and_does_not_exist_for_others(route, name, ask, small):
    if name in ROUTES[route].get("refused", ()):
        return
    unknown = ask(route, name, code="150699999999999")

    assert unknown.status_code == 404
    for grid, place in LABELLED.GRID.items():
        code = small.GRIDS[place]
        answer = ask(route, name, code=code)
        if grid in VISIBLE["grids"][name]:
            assert answer.json()["code"] == code
        else:
            assert plain(answer, code) == plain(unknown, "150699999999999")


@pytest.mark.parametrize(("route", "name"), lines("household"))
def test_a_household_out_of_reach_does_not_exist(route, name, ask, small):
    if name in ROUTES[route].get("refused", ()):
        return
    unknown = ask(route, name, number="H0")

    assert unknown.status_code == 404
    for grid, place in LABELLED.GRID.items():
        number = small.home(small.GRIDS[place])
        answer = ask(route, name, number=number)
        if grid in VISIBLE["households"][name]:
            assert answer.status_code in {200, 403}
        else:
            assert plain(answer, number) == plain(unknown, "H0")


@pytest.mark.parametrize("route", [r for r, line in ROUTES.items() if line.get("last")])
def test_whoever_signs_out_is_told_nothing_either(route, ask):
    answer = ask(route, "planner" if route == "POST /signout" else "auditor")

    assert answer.status_code == ROUTES[route].get("status", 200)
    assert shown_in(answer) == set()
