"""Every kind of answer, over every route there is, carries the headers that protect it."""

import re
from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api.app import create_app
from api.routes import audit, auth, health, issues, pages, registers, release
from api.security_headers import security_headers

PARTS = (auth, audit, health, issues, pages, registers, release)
PROMISED = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "X-Frame-Options",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
}


def prefix_of(part):
    return "" if part in (health, pages) else "/api/v1"


ROUTES = sorted(
    {
        (method, re.sub(r"\{\w+\}", "x", prefix_of(part) + route.path))
        for part in PARTS
        for route in iter_route_contexts(part.router.routes)
        for method in route.methods
    }
)
OTHERS = [
    ("GET", "/static/nothing.js", 404),
    ("GET", "/static/pages/base.css", 200),
    ("GET", "/nowhere", 404),
    ("PUT", "/healthz", 405),
    ("HEAD", "/healthz", 405),
    ("OPTIONS", "/desk", 405),
    ("GET", "/break", 500),
    ("GET", "/api/v1/openapi.json", 200),
]


@pytest.fixture(scope="module")
def served(county_engine, api_settings, now):
    """An application with one route that breaks."""
    app = create_app(api_settings, county_engine, clock=lambda: now)
    app.get("/break")(lambda: 1 / 0)
    return app


@pytest.fixture
def ask(served):
    """Ask as a browser, a program or a stranger; answers the answer."""

    def make(method, path, headers=None, **more):
        client = TestClient(served, raise_server_exceptions=False, follow_redirects=False)
        return client.request(method, path, headers=headers, **more)

    return make


def check(answer):
    assert set(answer.headers) >= {name.lower() for name in PROMISED}, answer.request.url
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_walk_meets_every_part():
    assert len(ROUTES) > 20
    assert {path.split("/")[1] for _, path in ROUTES} >= {"api", "desk", "account", "healthz"}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_route_answers_a_stranger_with_the_headers(ask, accept):
    for method, path in ROUTES:
        check(ask(method, path, {"accept": accept}))


def test_every_route_answers_a_program_with_the_headers(ask, token_of):
    headers = {"Authorization": f"Bearer {token_of('auditor')}"}
    for method, path in ROUTES:
        check(ask(method, path, headers))


@pytest.mark.parametrize(("method", "path", "status"), OTHERS)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_is_no_route_answers_with_the_headers(ask, method, path, status, accept):
    answer = ask(method, path, {"accept": accept})

    assert answer.status_code == status
    check(answer)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_body_too_large_is_answered_with_the_headers(ask, accept):
    answer = ask("POST", "/signin", {"accept": accept}, content=b"x" * 2_000_000)

    assert answer.status_code == 413
    check(answer)


def test_nothing_but_assets_is_kept_on_the_way(ask):
    for method, path in ROUTES:
        assert ask(method, path).headers["Cache-Control"] == "no-store"
    assert ask("GET", "/break").headers["Cache-Control"] == "no-store"


def test_browsers_are_told_to_keep_to_https_where_cookies_need_it(api_settings):
    plain = security_headers(api_settings)
    secure = security_headers(api_settings.model_copy(update={"secure_cookies": True}))

    assert "Strict-Transport-Security" not in plain
    seconds = int(secure["Strict-Transport-Security"].removeprefix("max-age="))
    assert timedelta(seconds=seconds) >= timedelta(days=365)
