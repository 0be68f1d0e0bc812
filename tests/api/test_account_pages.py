"""The account page: roles, sessions, password; and what a password set by others leads to."""

from datetime import timedelta

import pytest
from lxml import html
from sqlalchemy import select

from api.services.accounts import By, add_account
from api.services.first_administrator import make_first_administrator
from data.accounts import NewGrant, account_named, grant_role
from data.session import make_engine, make_sessions, transaction
from data.tables import Account, AccountSession
from dispatch.vocabulary import Role

OLD = "correct horse battery staple"
NEW = "seven quiet camels drink tea"


@pytest.fixture
def person(county, now, small):
    """Make an account of two roles: village secretary, township desk."""

    def make(name, *, must_change=False):
        with transaction(make_sessions(county)) as session:
            account = add_account(
                session,
                By(now),
                username=name,
                password=OLD,
                name="高玉兰",
                grant=NewGrant(Role.SECRETARY, small.A, since=small.DAY),
                must_change=must_change,
            )
            desk = NewGrant(Role.TOWNSHIP, small.NORTH, since=small.DAY)
            return account.id, grant_role(session, account.id, desk, now.date()).id

    return make


@pytest.fixture
def browser(stranger):
    """Make a browser that has signed in."""

    def make(name, password=OLD, **headers):
        browser = stranger(headers={"accept-language": "en", **headers})
        browser.send_form("/signin", {"username": name, "password": password})
        return browser

    return make


def read(answer):
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text)


def is_stranger(browser):
    return browser.get("/account").status_code == 401


def role_shown(browser):
    return read(browser.get("/")).find_class("menu-who")[0].find("span").text_content()


def rows(browser, part):
    page = read(browser.get("/account"))
    return page.xpath(f"//section[@aria-labelledby='{part}']//li")


def new_password(browser, old=OLD, new=NEW, again=None):
    form = {"old": old, "new": new, "again": again or new}
    return browser.send_form("/account/password", form, page="/account/password")


def test_the_account_shows_roles_and_sessions(person, browser):
    person("shown")
    phone = browser("shown", **{"User-Agent": "Mozilla/5.0 (Linux; Android 9) Chrome/90"})

    assert ["Village secretary" in row.text_content() for row in rows(phone, "roles")] == [
        True,
        False,
    ]
    assert "Chrome, Android" in rows(phone, "sessions")[0].text_content()
    assert read(phone.get("/")).xpath("//a[@href='/account']")


def test_a_role_is_changed_in_a_new_session(person, browser, stranger):
    _, desk = person("changing")
    reader = browser("changing")
    before, first = role_shown(reader), reader.cookies["wangge_session"]

    reader.send_form("/account/role", {"grant": desk}, page="/account")
    second = reader.cookies["wangge_session"]
    now_shown = role_shown(reader)

    assert before.startswith("Village secretary")
    assert now_shown.startswith("Township desk")
    assert first != second
    assert is_stranger(stranger(cookies={"wangge_session": first}))


def test_a_role_of_somebody_else_is_not_taken_on(person, browser, county):
    person("honest")
    _, theirs = person("other")
    reader = browser("honest")

    answer = reader.send_form("/account/role", {"grant": theirs}, page="/account")

    assert answer.status_code == 404
    assert role_shown(reader).startswith("Village secretary")


def test_one_session_is_ended_from_another(person, browser):
    person("two-places")
    first, second = browser("two-places"), browser("two-places")
    which = read(second.get("/account")).xpath("//input[@name='session']/@value")

    second.send_form("/account/sessions/end", {"session": which[0]}, page="/account")

    assert len(which) == 1
    assert is_stranger(first)
    assert not is_stranger(second)


def test_a_session_of_somebody_else_is_not_ended(person, browser, opened_by):
    person("curious")
    theirs = opened_by("county").standing.session.id

    form = {"session": str(theirs)}
    answer = browser("curious").send_form("/account/sessions/end", form, page="/account")

    assert answer.status_code == 404


def test_all_other_sessions_are_ended_at_once(person, browser):
    person("everywhere")
    others = [browser("everywhere") for _ in range(3)]
    here = browser("everywhere")

    here.send_form("/account/sessions/end-others", page="/account")

    assert all(is_stranger(other) for other in others)
    assert len(rows(here, "sessions")) == 1


def test_a_new_password_ends_all_other_sessions_and_opens_the_next(person, browser):
    person("renewed")
    other, here = browser("renewed"), browser("renewed")

    answer = new_password(here)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert not is_stranger(here)
    assert is_stranger(other)
    assert not is_stranger(browser("renewed", NEW))
    assert is_stranger(browser("renewed", OLD))


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"old": "wrong"}, 403, "present password is wrong"),
        ({"new": "short"}, 422, "at least 12 characters"),
        ({"again": "something else entirely"}, 422, "differ"),
        ({"new": "password1234"}, 422, "too easy"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_password_is_not_changed_to_just_anything(person, browser, form, status, said):
    person("careful")
    here = browser("careful")

    answer = new_password(here, **form)

    assert answer.status_code == status
    assert said in html.document_fromstring(answer.text).find_class("note-r")[0].text_content()
    assert browser("careful").get("/account").status_code == 200


def test_guessing_the_password_of_an_open_session_is_slowed_too(person, browser):
    person("left-open")
    here = browser("left-open")

    statuses = [new_password(here, old=f"guess {n}").status_code for n in range(8)]

    assert statuses == [403] * 6 + [429] * 2


@pytest.mark.parametrize("path", ["/", "/desk", "/grid", "/account"])
def test_a_password_set_by_others_leads_to_its_change(person, browser, path):
    person("fresh", must_change=True)
    here = browser("fresh")

    answer = here.get(path, headers={"accept": "text/html"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/account/password")
    assert new_password(here).status_code == 303
    assert here.get("/account").status_code == 200


def test_signing_out_ends_the_session_on_the_server(person, browser, stranger):
    person("leaving")
    here = browser("leaving")
    kept = here.cookies["wangge_session"]

    here.send_form("/signout")

    assert is_stranger(stranger(cookies={"wangge_session": kept}))


def test_a_session_ends_after_its_hours_and_after_a_rest(api_settings, now, token_of, stranger):
    rested = now - timedelta(minutes=api_settings.idle_minutes)
    old = now - timedelta(hours=api_settings.session_hours)
    just = timedelta(seconds=1)

    def over(at):
        secret = token_of("county", "page", at=at, life=api_settings.session_life)
        return is_stranger(stranger(cookies={"wangge_session": secret}))

    assert (over(rested), over(rested + just)) == (True, False)
    assert over(old)


def test_a_session_notes_when_it_was_seen_once_a_minute(county, app, now, opened_by, stranger):
    opened = opened_by("county", at=now - timedelta(seconds=90))
    early = opened_by("county", at=now - timedelta(seconds=30))

    def seen(one):
        stranger(cookies={"wangge_session": one.secret}).get("/account")
        with transaction(make_sessions(county)) as session:
            return session.get(AccountSession, one.standing.session.id).last_seen_at

    assert seen(opened) == now
    assert seen(early) == now - timedelta(seconds=30)


def test_a_database_without_accounts_gets_one_administrator(new_database, tmp_path, now):
    engine = make_engine(new_database("nobody_yet"))
    file = tmp_path / "first-administrator.txt"

    def make():
        with transaction(make_sessions(engine)) as session:
            return make_first_administrator(session, file, now)

    made = [make(), make()]
    username, password = file.read_text("utf-8").split()
    with transaction(make_sessions(engine)) as session:
        account = account_named(session, username)
        count = len(session.scalars(select(Account)).all())
    engine.dispose()

    assert made == [True, False]
    assert (count, account.must_change_password) == (1, True)
    assert password not in account.password_hash
    assert file.stat().st_mode & 0o777 == 0o600
