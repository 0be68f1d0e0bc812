"""Whatever arrives is taken or refused: it never breaks anything, and a refusal keeps nothing."""

import json
from itertools import product
from urllib.parse import quote_from_bytes

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.tables import Issue

pytestmark = pytest.mark.long

HOSTILE = (
    *("", " ", "\0", "a\0b", "\ud800", "\ufffe", "\u202e路", "=cmd|' /C calc'!A1", "'; DROP TABLE"),
    *("<script>", "]]>", "&#0;", "%00", "{{7*7}}", "1e308", "-1e309", "NaN", "inf", "1_0", "٣٩.٨"),
    *("9" * 400, "长" * 5_000, "路\n坏\r了\x0b", "../../etc/passwd", "110.305,39.805"),
)
ORDER = {
    "number": "W-1",
    "text": "村口的路坏了",
    "category": "roads",
    "called_at": "2026-03-20T09:30:00+08:00",
    "caller": {"name": "赵六", "phone": "13900001234"},
    "address": "北乡石窑沟村",
    "place": {"lon": 110.305, "lat": 39.805},
    "urgent": False,
}
FORM = {
    "service_code": "roads",
    "description": "村口的路坏了",
    "lat": "39.805",
    "long": "110.305",
    "address_string": "石窑沟村",
    "address_id": "",
    "first_name": "三",
    "last_name": "张",
    "phone": "13900001234",
    "media_url": "",
    "account_id": "a",
    "device_id": "d",
    "attribute[urgent]": "no",
    "jurisdiction_id": "x",
}


def count(engine):
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Issue))


@pytest.mark.parametrize("name", [*ORDER, "caller.phone", "place.lon"])
def test_a_hostile_order_is_taken_or_refused(name, system, county):
    client, taken = system(), 0
    field, _, inner = name.partition(".")
    values = (*HOSTILE, None, 2**70, -1, 1e308, [], {}, [[]] * 3, True)
    for n, value in enumerate(values):
        body = {**ORDER, "number": f"W-{n}"}
        body[field] = {**ORDER[field], inner: value} if inner else value
        raw = json.dumps(body).encode()
        answer = client.post(
            "/api/v1/hotline/orders", content=raw, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in {200, 201, 409, 422}, (value, answer.text)
        taken += answer.status_code == 201

    assert count(county) == taken


@pytest.mark.parametrize("name", FORM)
def test_a_hostile_request_is_taken_or_refused(name, login_app, key_of, county):
    client = TestClient(login_app, raise_server_exceptions=False)
    key, numbers = key_of("city-app"), set()
    for value in HOSTILE:
        fields = {**FORM, "api_key": key, name: value}
        raw = "&".join(
            f"{one}={quote_from_bytes(said.encode('utf-8', 'surrogatepass'))}"
            for one, said in fields.items()
        )
        answer = client.post(
            "/open311/v2/requests.json",
            content=raw,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code in {201, 400, 404}, (value, answer.text)
        if answer.status_code == 201:
            numbers.add(answer.json()[0]["service_request_id"])

    assert count(county) == len(numbers)


@pytest.mark.parametrize("name", ["service_request_id", "service_code", "start_date", "page"])
def test_a_hostile_question_is_answered_or_refused(name, login_app, county):
    client = TestClient(login_app, raise_server_exceptions=False)
    for value, fmt in product(HOSTILE, ("xml", "json")):
        word = quote_from_bytes(value.encode("utf-8", "surrogatepass"))
        for path in (f"requests.{fmt}?{name}={word}", f"tokens/{word}.{fmt}"):
            answer = client.get(f"/open311/v2/{path}")
            assert answer.status_code in {200, 400, 404, 405}, (path, answer.text)
