"""Browsers of the registers' pages, in English, on a small county of their own."""

from dataclasses import dataclass
from datetime import UTC, timedelta

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import text

from api.app import create_app
from api.services.sign_in import open_session
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.request_login import make_request_login
from data.session import make_engine, make_sessions, transaction
from dispatch.sessions import SessionUse


@dataclass
class Page:
    """A page as its reader sees it."""

    root: html.HtmlElement
    status: int = 200

    def xpath(self, path):
        return self.root.xpath(path)

    def said(self, kind):
        """What stands in the boxes of a class."""
        return " ".join(words(box) for box in self.root.find_class(kind))

    def beside(self, name):
        """What is said to be wrong with a field."""
        field = f"//*[@name='{name}']/ancestor::div[@class='fd'][1]"
        return " ".join(words(one) for one in self.xpath(f"{field}//*[@role='alert']"))

    def holds(self, name):
        """What a field of the page holds."""
        chosen = self.xpath(f"//select[@name='{name}']/option[@selected]/@value")
        return [*self.xpath(f"//input[@name='{name}']/@value"), *chosen]

    def links(self, start):
        return self.xpath(f"//a[starts-with(@href, '{start}')]/@href")

    @property
    def text(self):
        return words(self.root)


def words(element):
    return " ".join(element.text_content().split())


class Browser:
    """A browser of one account."""

    def __init__(self, client):
        self.client = client

    def get(self, path):
        return self.client.get(path)

    def page(self, path):
        answer = self.get(path)
        assert answer.status_code == 200, answer.text[:300]
        return self.read(answer)

    def read(self, answer):
        return Page(html.document_fromstring(answer.text), answer.status_code)

    def send(self, path, action, files=None, **fields):
        """Open a page, fill in its form that goes to an address, and send it."""
        page = self.page(path)
        [form] = page.xpath(f"//form[@method='post'][@action='{action}']")
        hidden = form.xpath(".//input[@type='hidden']")
        known = {one.get("name"): one.get("value") for one in hidden}
        names = {name.replace("from_", "from") for name in fields}
        shown = {one.get("name") for one in form.xpath(".//*[@name]")}
        assert names <= shown, names - shown
        fields = {name.replace("from_", "from"): value for name, value in fields.items()}
        answer = self.client.post(action, data={**known, **fields}, files=files)
        return answer if answer.status_code == 303 else self.read(answer)


@pytest.fixture(scope="session")
def owner(new_database, small):
    engine = make_engine(new_database("registers"))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def service(owner, api_settings, now):
    engine = make_engine(make_request_login(owner))
    yield create_app(api_settings, engine, clock=lambda: now.astimezone(UTC))
    engine.dispose()


@pytest.fixture
def browser(service, owner, now):
    """Browser of an account by its name, in English unless told otherwise."""

    def make(name, language="en"):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, name)
            grant = grants_of(session, account.id, now.date())[0]
            known = {"life": timedelta(hours=1), "visitor": Visitor("192.0.2.0/24", "Test")}
            secret = open_session(session, account, grant, SessionUse.PAGE, now=now, **known).secret
        client = TestClient(
            service,
            cookies={"wangge_session": secret, "wangge_language": language},
            headers={"accept": "text/html"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        return Browser(client)

    return make


@pytest.fixture
def file_issue(service, owner, api_settings, now, small):
    """File a report in a grid, as the county desk; answers its number."""

    def file(grid):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, "county")
            grant = grants_of(session, account.id, now.date())[0]
            known = {"life": timedelta(hours=1), "visitor": Visitor("192.0.2.0/24", "Test")}
            opened = open_session(session, account, grant, SessionUse.API, now=now, **known)
        claims = Claims(account.id, opened.standing.session.id, account.token_epoch)
        key = api_settings.secret_key.get_secret_value()
        token = make_token(claims, key, now=now, life=timedelta(minutes=30))
        lon, lat = small.middle(grid)
        report = {"text": "村口的路坏了，车过不去", "category": "roads", "channel": "hotline"}
        report["place"] = {"lon": lon, "lat": lat, "accuracy_m": 10}
        client = TestClient(service, headers={"Authorization": f"Bearer {token}"})
        answer = client.post("/api/v1/issues", json=report)
        assert answer.status_code == 201, answer.text
        return answer.json()["number"]

    return file


@pytest.fixture
def county(browser):
    return browser("county")


@pytest.fixture
def township(browser):
    """Of the township North: villages A and B."""
    return browser("township")


@pytest.fixture
def ask(owner):
    """Rows of a query as tuples."""

    def rows(query, **values):
        with owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    return rows


@pytest.fixture
def person(county):
    """Add a person; answers the address of the page."""

    def add(name, phone=""):
        path = "/admin/people/new"
        answer = county.send(path, path, name=name, phone=phone)
        return answer.headers["location"].partition("?")[0]

    return add
