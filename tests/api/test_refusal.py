"""A refused page is shown to people, in their language, with something to do."""

from functools import partial

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import html

from api.pages.refusal import refuse_page, wants_page
from data.session import make_engine, make_sessions


@pytest.fixture
def refusing(api_settings):
    """Make a browser on an application that refuses everything with one status."""
    return partial(refusing_with, api_settings)


def refusing_with(settings, sessions, status):
    app = FastAPI()
    app.state.settings = settings
    app.state.sessions = sessions

    @app.middleware("http")
    async def refuse(request, _):
        return refuse_page(request, status)

    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("status", [401, 403, 404, 409, 418, 422, 500, 503])
def test_a_refused_page_says_what_happened(county, refusing, status):
    client = refusing(make_sessions(county), status)

    answer = client.post("/desk", headers={"accept-language": "en"})

    page = html.document_fromstring(answer.text)
    assert answer.status_code == status
    assert page.get("lang") == "en"
    assert page.xpath("//main//h1")[0].text_content()
    assert page.xpath("//main//a/@href") == ["/"]
    assert "示例旗" in page.find_class("brand")[0].text_content()


def test_a_stranger_is_led_to_the_sign_in_and_back(county, refusing):
    answer = refusing(make_sessions(county), 401).get("/desk?show=late")

    assert (answer.status_code, answer.headers["location"]) == (303, "/?next=%2Fdesk%3Fshow%3Dlate")


def test_the_page_says_so_even_when_the_database_is_gone(refusing):
    engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")

    answer = refusing(make_sessions(engine), 503).get("/desk")

    engine.dispose()
    assert answer.status_code == 503
    assert "服务尚未就绪" in answer.text


@pytest.mark.parametrize(
    ("path", "accept", "page"),
    [
        ("/desk", "text/html,*/*", True),
        ("/nowhere", "text/html", True),
        ("/desk", "application/json", False),
        ("/api/v1/issues", "text/html", False),
        ("/static/pages/base.css", "text/html", False),
    ],
)
def test_a_person_s_browser_can_be_told_from_a_program(path, accept, page):
    seen = []
    app = FastAPI()

    @app.middleware("http")
    async def look(request, call_next):
        seen.append(wants_page(request))
        return await call_next(request)

    TestClient(app).get(path, headers={"accept": accept})

    assert seen == [page]
