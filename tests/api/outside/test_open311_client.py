"""The service as a client nobody here wrote drives it: `three`, on PyPI since 2012.

It was written for Python 2 and runs on Python 3 with one shim: it imports `itertools.ifilter`,
which is today's `filter`. What it makes of XML cannot be used there (it takes the first of a dict's
keys by number), so XML is fetched by it and read by `relaxml`, the reader it brings.
"""

import importlib
import itertools
import re
import threading
import time

import pytest
import uvicorn

PATIENCE_S = 30


@pytest.fixture(scope="module")
def three():
    itertools.ifilter = filter
    try:
        yield importlib.import_module("three")
    finally:
        del itertools.ifilter


@pytest.fixture
def served(login_app):
    """The application behind a real server; answers its address."""
    config = uvicorn.Config(login_app, port=0, log_config=None, access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE_S
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(PATIENCE_S)


@pytest.fixture
def talk(three, served, key_of):
    """A client of the service in a format."""
    opened = []

    def make(form="json"):
        key = key_of("city-app")
        one = three.Three(f"{served}open311/v2", api_key=key, format=form, jurisdiction="x.example")
        opened.append(one.session)
        return one

    yield make
    for session in opened:
        session.close()


def test_a_client_nobody_here_wrote_discovers_files_and_reads(talk, client, small):
    city = talk()
    lon, lat = small.middle(small.GRIDS[0])

    found = city.discovery()
    services = {one["service_code"] for one in city.services()}
    definition = city.services("roads")
    (filed,) = city.post(
        "roads", lat=lat, long=lon, name="San Zhang", phone="13900001234", description="路坏了"
    )
    number = filed["service_request_id"]
    before = city.requests()
    desk = client("county")
    seen = desk.get(f"/api/v1/issues/{number}").headers["etag"]
    words = {"text": "一处村道路基被冲毁，正在抢修。"}
    desk.put(f"/api/v1/issues/{number}/publication", json=words, headers={"If-Match": seen})
    listed = city.requests("roads", status="open", start="03-01-2026", end="04-01-2026", count=5)
    (one,) = city.request(number)
    (token,) = city.token(re.search(r"/track/(\S+)", filed["service_notice"])[1])

    assert found["endpoints"][0]["url"] == f"{city.endpoint.removesuffix('/')}"
    assert {"roads", "water"} <= services
    assert definition["attributes"][0]["code"] == "urgent"
    assert before == []
    assert listed == [one]
    assert (one["service_request_id"], one["description"]) == (number, words["text"])
    assert token["service_request_id"] == number


def test_its_xml_is_read_by_the_reader_it_brings(talk):
    relaxml = importlib.import_module("relaxml")
    city = talk("xml")

    asked = {
        "discovery": city.get("discovery", convert=False),
        "services": city.services(convert=False),
        "errors": city.request("2026-9999-ZZZZ", convert=False),
    }
    told = {name: relaxml.xml(content)[name] for name, content in asked.items()}

    assert told["discovery"]["endpoints"]["endpoint"]["type"] == "production"
    assert "roads" in [one["service_code"] for one in told["services"]["service"]]
    assert str(told["errors"]["error"]["code"]) == "404"
