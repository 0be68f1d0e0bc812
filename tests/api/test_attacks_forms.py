"""Attacks on the pages: each fails here, and succeeds on a copy that lacks the one guard."""

from urllib.parse import unquote, urljoin, urlsplit

import pytest
from fastapi.routing import iter_route_contexts

from api import form_tokens
from api.app import create_app
from api.form_guards import FIELD, HEADER, check_form, check_same_site
from api.pages.preferences import local_path
from api.routes import pages
from api.services import sign_in as signing_in
from api.settings import Settings

PASSWORD = "correct horse battery staple"
EVIL = {"origin": "https://evil.example"}
AWAY = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    "https:evil.example",
    "https:/\\evil.example",
    "/%5cevil.example",
    "/%2fevil.example",
    "/%252fevil.example",
    "/%09/evil.example",
    "//user:password@evil.example",
    "https://127.0.0.1@evil.example",
    "//evil.example#/desk",
    "/.//evil.example",
    "/x/..//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
]


WRITING = sorted(
    {
        (method, route.path)
        for route in iter_route_contexts(pages.router.routes)
        for method in route.methods
    }
    - {("GET", route.path) for route in iter_route_contexts(pages.router.routes)}
)


@pytest.fixture
def signed_in(stranger, token_of, county):
    """A browser of the planner, and nobody else's."""
    return stranger(cookies={"wangge_session": token_of("planner", "page")})


def is_signed_in(browser):
    return browser.get("/account").status_code == 200


def without(app, monkeypatch, guard):
    """Take a guard of the router out of the application."""
    monkeypatch.setitem(app.dependency_overrides, guard, lambda: None)


def token_on_page(browser):
    return browser.get("/").text.split(f'name="{FIELD}" value="')[1].split('"')[0]


def test_the_pages_have_forms():
    assert {("POST", "/signin"), ("POST", "/signout"), ("POST", "/preferences")} <= set(WRITING)
    assert len(WRITING) >= 7


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_no_form_is_taken_without_its_token(signed_in, method, path):
    answer = signed_in.request(method, path.replace("{number}", "2026-0000-0000"))

    assert answer.status_code == 403
    assert is_signed_in(signed_in)


def test_a_form_of_another_site_is_refused_although_an_old_phone_says_nothing_of_it(
    app, signed_in, monkeypatch
):
    guarded = signed_in.post("/signout").status_code, is_signed_in(signed_in)

    without(app, monkeypatch, check_form)
    attacked = signed_in.post("/signout").status_code, is_signed_in(signed_in)

    assert guarded == (403, True)
    assert attacked == (303, False)


@pytest.mark.parametrize("headers", [EVIL, {"sec-fetch-site": "cross-site"}, {"origin": "null"}])
def test_a_form_whose_browser_names_another_site_is_refused_although_it_has_a_token(
    app, signed_in, monkeypatch, headers
):
    form = {FIELD: token_on_page(signed_in)}
    guarded = signed_in.post("/signout", data=form, headers=headers).status_code

    without(app, monkeypatch, check_same_site)
    attacked = signed_in.post("/signout", data=form, headers=headers).status_code

    assert (guarded, attacked) == (403, 303)


@pytest.mark.parametrize("theirs", ["another session", "a stranger"])
def test_a_token_of_another_browser_is_refused(
    signed_in, stranger, page_client, monkeypatch, theirs
):
    attacker = page_client("planner") if theirs == "another session" else stranger()
    form = {FIELD: token_on_page(attacker)}
    guarded = signed_in.post("/signout", data=form).status_code

    monkeypatch.setattr(form_tokens, "_holder", lambda *_: "everybody")
    form = {FIELD: token_on_page(attacker)}
    attacked = signed_in.post("/signout", data=form).status_code

    assert (guarded, attacked) == (403, 303)


def test_a_form_cookie_planted_beside_a_session_counts_for_nothing(signed_in, stranger):
    attacker = stranger()
    form = {FIELD: token_on_page(attacker)}
    signed_in.cookies.set("wangge_form", attacker.cookies["wangge_form"])

    assert signed_in.post("/signout", data=form).status_code == 403


def test_a_script_of_ours_sends_the_token_as_a_header(signed_in):
    answer = signed_in.post("/signout", headers={HEADER: token_on_page(signed_in)})

    assert answer.status_code == 303


def test_a_token_that_is_no_text_is_refused(signed_in):
    answer = signed_in.post("/signout", files={FIELD: ("x", b"x")})

    assert answer.status_code == 403


def sign_in(browser, **more):
    form = {"username": "planner", "password": PASSWORD, **more}
    return browser.send_form("/signin", form)


def test_a_session_somebody_planted_is_not_the_one_that_signs_in(county, stranger, monkeypatch):
    planted = "a-session-that-the-attacker-knows-and-waits-in"

    def victim_signs_in():
        victim = stranger(cookies={"wangge_session": planted})
        assert sign_in(victim).status_code == 303
        return is_signed_in(stranger(cookies={"wangge_session": planted}))

    guarded = victim_signs_in()
    # One guard: whatever the browser brings is left behind. A copy without it goes on in that.
    monkeypatch.setattr(signing_in, "new_secret", lambda: planted)
    monkeypatch.setattr("api.routes.sign_in.leave_page", lambda *_: None)

    assert guarded is False
    assert victim_signs_in() is True


def test_the_session_a_browser_had_ends_when_it_signs_in(county, stranger, token_of):
    mine = token_of("planner", "page")
    browser = stranger(cookies={"wangge_session": mine})

    sign_in(browser)

    assert not is_signed_in(stranger(cookies={"wangge_session": mine}))


def hosts_of(location):
    """Hosts a browser could go to, also where a proxy undoes percent signs once or twice."""
    for address in (location, unquote(location), unquote(unquote(location))):
        plain = "".join(c for c in address if c.isprintable()).strip().replace("\\", "/")
        parts = urlsplit(urljoin("https://ours.example/", plain))
        yield parts.hostname if parts.scheme == "https" else parts.scheme
        if plain.startswith(("//", "https:")):
            yield plain.lstrip("/")
        yield from ([plain] if "//" in urlsplit(plain).path else [])


def leads_away(location):
    return any(host != "ours.example" for host in hosts_of(location))


@pytest.mark.parametrize("address", AWAY, ids=repr)
def test_signing_in_leads_to_no_other_site(county, stranger, monkeypatch, address):
    def goes_to():
        return sign_in(stranger(), next=address).headers["location"]

    guarded = goes_to()
    monkeypatch.setattr("api.routes.sign_in.local_path", lambda address: address)

    assert guarded == "/"
    assert leads_away(goes_to())


@pytest.mark.parametrize(
    "address",
    ["/", "/desk?show=late", "/desk/issues/2026-7F3K-9Q2M?region=1506#map", "/x?next=//y", "/网格"],
)
def test_a_path_of_ours_is_kept(address):
    assert local_path(address) == address
    assert not leads_away(address)


@pytest.mark.parametrize(
    ("settings", "secure"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"host": "::1"}, False),
        ({"host": "0.0.0.0"}, True),  # noqa: S104
        ({"host": "county.example"}, True),
        ({"trusted_proxies": "127.0.0.1/32"}, True),
        ({"secure_cookies": True}, True),
        ({"host": "0.0.0.0", "secure_cookies": False}, False),  # noqa: S104
    ],
    ids=str,
)
def test_cookies_are_out_of_reach(county, api_settings, stranger, settings, secure, now):
    changed = Settings(**{**api_settings.model_dump(), **settings})
    app = create_app(changed, county, clock=lambda: now)
    scheme = "https" if secure else "http"
    browser = type(stranger())(app, base_url=f"{scheme}://ours.example", follow_redirects=False)

    answer = sign_in(browser)

    name = "__Host-wangge_session" if secure else "wangge_session"
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{name}="))
    flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert ("secure" in flags) is secure
    assert not any(flag.startswith("domain") for flag in flags)
    assert ("Strict-Transport-Security" in answer.headers) is secure
    assert is_signed_in(browser)
