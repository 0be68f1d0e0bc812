"""Browsers that read the pages of proposals in English and send their forms."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.services.sign_in import open_session
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.session import make_sessions, transaction
from dispatch.sessions import SessionUse


@dataclass
class Page:
    """A page as its reader sees it."""

    root: html.HtmlElement

    def xpath(self, path):
        return self.root.xpath(path)

    def said(self, kind):
        """What stands in the boxes of a class."""
        return " ".join(words(box) for box in self.root.find_class(kind))

    def chosen(self, name):
        """Values that a list of the forms has chosen."""
        return self.xpath(f"//select[@name='{name}']//option[@selected]/@value")

    @property
    def text(self):
        return self.root.text_content()

    @property
    def token(self):
        """Token of the forms."""
        return self.xpath("//input[@name='csrf']/@value")[0]

    @property
    def grid_rows(self):
        """Rows of the table of grids, by cell."""
        table = self.xpath("//section[@aria-labelledby='grids']//tbody/tr[@id]")
        return [[words(cell) for cell in row] for row in table]


def words(element):
    return " ".join(element.text_content().split())


class Reader:
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
        return Page(html.document_fromstring(answer.text))

    def send(self, page, action, **fields):
        """Fill in the form of a page that goes to an address, and send it."""
        [form, *_] = page.xpath(f"//form[@method='post'][starts-with(@action, '{action}')]")
        hidden = form.xpath(".//input[@type='hidden']")
        known = {one.get("name"): one.get("value") for one in hidden}
        return self.client.post(form.get("action"), data={**known, **fields})

    def post(self, path, page, **fields):
        """Send what no form of the page would."""
        return self.client.post(path, data={"csrf": page.token, **fields})


@pytest.fixture
def reader(service, owner, now):
    """Browser of an account by its name."""

    def make(name):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, name)
            grant = grants_of(session, account.id, now.date())[0]
            known = {"life": timedelta(hours=1), "visitor": Visitor("192.0.2.0/24", "Test")}
            secret = open_session(session, account, grant, SessionUse.PAGE, now=now, **known).secret
        client = TestClient(
            service,
            cookies={"wangge_session": secret, "wangge_language": "en"},
            headers={"accept": "text/html"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        return Reader(client)

    return make


@pytest.fixture
def secretary(reader, village):
    return reader(village.secretary)


@pytest.fixture
def halves(village, propose):
    """Address of a proposal that leaves the village's two grids as they are."""
    return f"/proposals/{propose(village, village.halves())}"
