"""How often somebody may ask, and by what he is counted: not by what he says of himself."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.app import create_app
from api.rates import count_lookup
from api.visitors import device_of, network_of
from data.attempts import count_request, counting
from data.session import make_sessions, transaction
from data.tables import SignInAttempt

TOKEN = "/api/v1/auth/token"


@pytest.mark.parametrize(
    ("setting", "request_of"),
    [
        ("sign_ins_per_minute", lambda c: c.post(TOKEN, data={"username": "x", "password": "x"})),
        ("writes_per_minute", lambda c: c.post("/api/v1/issues", json={})),
    ],
    ids=["tokens", "issues"],
)
def test_who_asks_too_often_is_told_when_to_come_back(
    county, api_settings, token_of, now, setting, request_of
):
    moment = [now]
    settings = api_settings.model_copy(update={setting: 3})
    app = create_app(settings, county, clock=lambda: moment[0])
    client = TestClient(app, headers={"Authorization": f"Bearer {token_of('county')}"})

    answers = [request_of(client) for _ in range(5)]
    moment[0] += timedelta(minutes=1)
    later = request_of(client)

    assert [one.status_code == 429 for one in answers] == [False] * 3 + [True] * 2
    assert answers[-1].headers["Retry-After"] == "60"
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert later.status_code != 429


def test_a_forged_token_fills_nobody_s_measure(county, api_settings, token_of, now):
    settings = api_settings.model_copy(update={"writes_per_minute": 3})
    app = create_app(settings, county, clock=lambda: now)
    mine = token_of("county")

    def write(token):
        headers = {"Authorization": f"Bearer {token}"}
        return TestClient(app, headers=headers).post("/api/v1/issues", json={}).status_code

    forged = [write(mine[:-3] + "AAA") for _ in range(5)]

    assert forged == [401] * 3 + [429] * 2
    assert write(mine) == 422


def test_a_page_that_looked_somebody_up_commits_durably(county, api_settings, now):
    with transaction(make_sessions(county)) as session:
        session.execute(text("SET LOCAL synchronous_commit TO on"))
        count_lookup(session, 1, api_settings, now)
        committing = session.scalar(text("SHOW synchronous_commit"))

    assert committing == "on"


def test_counting_alone_does_not_wait_for_the_disk(county, now):
    with counting(make_sessions(county)) as session:
        count_request(session, "one", limit=1, window=timedelta(minutes=1), now=now)
        committing = session.scalar(text("SHOW synchronous_commit"))

    assert committing == "off"


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("testclient", "unknown"),
        ("", "unknown"),
        ("1.2.3.4\nevil", "unknown"),
    ],
)
def test_an_address_is_counted_by_its_network(host, network):
    assert network_of(host) == network


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (Linux; Android 9; X) Chrome/90 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone) AppleWebKit Version/17 Safari/604.1", "Safari, iOS"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/99 MicroMessenger/8", "WeChat, Android"),
        ("python-requests/2", "Python"),
        ("Python-urllib/3.11", "Python"),
        ("<script>", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_device_is_told_in_two_words(said, device):
    assert device_of(said) == device


def spray(app, county):
    """Sixty names from as many claimed addresses; answers the statuses."""
    with transaction(make_sessions(county)) as session:
        session.query(SignInAttempt).delete()
    client = TestClient(app, client=("203.0.113.7", 1))
    return [
        client.post(
            TOKEN,
            data={"username": f"nobody-{n}", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.{n}.1", "Forwarded": f"for=198.51.{n}.1"},
        ).status_code
        for n in range(60)
    ]


def test_forwarded_headers_make_nobody_somebody_else(app, county):
    guarded = spray(app, county)
    attacked = spray(ProxyHeadersMiddleware(app, trusted_hosts="*"), county)

    assert guarded == [401] * 51 + [429] * 9
    assert attacked == [401] * 60


def test_a_trusted_proxy_says_whom_it_speaks_for(county, api_settings, now):
    def statuses(proxies):
        settings = api_settings.model_copy(update={"trusted_proxies": proxies})
        return spray(create_app(settings, county, clock=lambda: now), county)

    assert statuses("203.0.113.0/24").count(429) == 0
    assert statuses("192.0.2.0/24").count(429) == 9


def test_nobody_reaches_another_s_bucket_by_writing_it_into_his_own_header(
    county, api_settings, now
):
    settings = api_settings.model_copy(update={"trusted_proxies": "203.0.113.7"})
    app = create_app(settings, county, clock=lambda: now)
    client = TestClient(app, client=("203.0.113.7", 1))

    headers = {"X-Forwarded-For": "198.51.100.1, 192.0.2.9"}  # the proxy adds what it saw: the last
    client.post(TOKEN, data={"username": "nobody", "password": "x"}, headers=headers)

    with transaction(make_sessions(county)) as session:
        buckets = session.scalars(select(SignInAttempt.bucket)).all()
    assert "address:192.0.2.0/24" in buckets
    assert "address:198.51.100.0/24" not in buckets
