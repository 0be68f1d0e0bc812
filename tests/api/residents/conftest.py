"""A resident with a phone and no account."""

from datetime import UTC
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from lxml import html
from PIL import Image

from api.app import create_app
from data.request_login import make_request_login
from data.session import make_engine

VILLAGE = "150699100201"
WORDS = "村口的路坏了，车过不去"


class Resident:
    """Opens the form of a village and sends it; keeps what stood in it."""

    def __init__(self, browser, village=VILLAGE):
        self.browser, self.village = browser, village
        self.hidden = self.open()

    def open(self):
        page = self.browser.get(f"/report?v={self.village}")
        form = html.document_fromstring(page.text).xpath("//form[@action='/report']")[0]
        return {name: form.fields[name] for name in ("key", "token", "v")}

    def send(self, text=WORDS, *, files=(), **fields):
        data = {**self.hidden, "text": text, **fields}
        parts = [("file", one) for one in files]
        return self.browser.post("/report", data=data, files=parts or None)

    def report(self, text=WORDS, **fields):
        """Send it; answers the code."""
        return code_in(self.send(text, **fields))


def code_in(answer):
    assert answer.status_code == 303, answer.text[:2000]
    return answer.headers["location"].rpartition("/")[2]


@pytest.fixture(scope="session")
def login_app(county_engine, api_settings, now):
    """The application on the login of requests, which owns nothing, as in production."""
    engine = make_engine(make_request_login(county_engine))
    yield create_app(api_settings, engine, clock=lambda: now.astimezone(UTC))
    engine.dispose()


@pytest.fixture(scope="session")
def stranger(login_app):
    """Make a browser in front of this application; the folder above keeps one on its own."""
    return lambda **more: TestClient(login_app, follow_redirects=False, **more)


@pytest.fixture(scope="session")
def code_of():
    return code_in


@pytest.fixture
def resident(county, stranger):
    """Make a resident in front of a fresh form."""
    return lambda village=VILLAGE: Resident(stranger(headers={"accept": "text/html"}), village)


@pytest.fixture
def resident_at():
    """Make a resident in front of a fresh form of an application of its own."""

    def make(app):
        headers = {"accept": "text/html"}
        return Resident(TestClient(app, headers=headers, follow_redirects=False))

    return make


@pytest.fixture(scope="session")
def photo():
    """A photo as a file to send, with where it was taken."""
    picture, kept = Image.new("RGB", (64, 48), "sienna"), BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 48.0, 18.0), 3: "E", 4: (110.0, 18.0, 18.0)}
    picture.save(kept, "JPEG", exif=exif)
    return ("墙.jpg", kept.getvalue(), "image/jpeg")


def read(answer, status=200):
    """The page of an answer."""
    assert answer.status_code == status, answer.text[:2000]
    return html.document_fromstring(answer.text)


@pytest.fixture(scope="session")
def page_of():
    return read
