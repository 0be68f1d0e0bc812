"""Reports that cannot be meant: each is refused with field and remedy, and changes nothing."""

import json

import pytest

GOOD = '{"text": "路坏了", "category": "roads", "channel": "online"%s}'


def with_(more):
    return (GOOD % f", {more}").encode()


def with_place(lon, lat, more=""):
    return with_(f'"place": {{"lon": {lon}, "lat": {lat}{more}}}')


def without(name):
    body = json.loads(GOOD % "")
    del body[name]
    return json.dumps(body).encode()


def instead(name, value):
    return json.dumps({**json.loads(GOOD % ""), name: value}).encode()


HOSTILE = {
    "NaN": (with_place("NaN", "39.8"), "lon"),
    "infinity": (with_place("110.3", "-Infinity"), "lat"),
    "overflow": (with_place("1e400", "39.8"), "lon"),
    "swapped": (with_place("39.8", "110.3"), "place"),
    "off the globe": (with_place("200", "39.8"), "place"),
    "true as number": (with_place("true", "39.8"), "place.lon"),
    "text as number": (with_place('"110.3"', "39.8"), "place.lon"),
    "null as number": (with_place("null", "39.8"), "place.lon"),
    "one of two": (with_('"place": {"lon": 110.3}'), "place.lat"),
    "huge integer": (with_place("9" * 30, "39.8"), "lon"),
    "thousands of digits": (with_place("9" * 5000, "39.8"), "body"),
    "negative accuracy": (with_place("110.3", "39.8", ', "accuracy_m": -1'), "place.accuracy_m"),
    "unknown datum": (with_place("110.3", "39.8", ', "datum": "mars"'), "place.datum"),
    "unknown field": (with_('"colour": "red"'), "colour"),
    "unknown field inside": (with_place("110.3", "39.8", ', "z": 1'), "place.z"),
    "unknown category": (instead("category", "ufo"), "category"),
    "unknown channel": (instead("channel", "pigeon"), "channel"),
    "unknown kind": (instead("kind", "joke"), "kind"),
    "no text": (without("text"), "text"),
    "blank text": (instead("text", " \n "), "text"),
    "number as text": (instead("text", 7), "text"),
    "long text": (instead("text", "长" * 20_001), "text"),
    "no UUID": (instead("key", "1"), "key"),
    "unknown household": (instead("household", "nobody"), "household"),
    "field twice": (with_('"text": "别的"'), "text"),
    "field twice inside": (with_place("110.3", "39.8", ', "lon": 1'), "lon"),
    "NUL": (instead("text", "a\0b"), "text"),
    "lone surrogate": (with_('"address": "\\ud800"'), "address"),
    "surrogate in a name": (with_('"\\ud800": 1'), "\\ud800"),
    "empty": (b"", "body"),
    "blank": (b"  \n", "body"),
    "no JSON": (b"{text: 1}", "body"),
    "cut off": (GOOD.encode()[:20], "body"),
    "a list": (b"[]", "body"),
    "a word": (b'"text"', "body"),
    "null": (b"null", "body"),
    "bare NaN": (b"NaN", "body"),
    "not UTF-8": ("路".encode("gbk"), "body"),
    "UTF-16": ((GOOD % "").encode("utf-16"), "body"),
    "30,000 deep": (b"[" * 30_000 + b"]" * 30_000, "body"),
    "deep inside": (with_('"place": ' + '{"lon":' * 30_000 + "1" + "}" * 30_000), "body"),
    "20 MB": (instead("text", "x" * 20_000_000), "body"),
}


@pytest.fixture
def files(api_settings):
    """Count all files the program keeps."""
    return lambda: sum(1 for _ in api_settings.project_dir.rglob("*"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_report_that_cannot_be_meant_is_refused_and_changes_nothing(
    client, row_counts, files, name
):
    body, field = HOSTILE[name]
    before = row_counts(), files()
    answer = client("county").post(
        "/api/v1/issues", content=body, headers={"Content-Type": "application/json"}
    )

    problem = answer.json()
    assert answer.status_code == (413 if name == "20 MB" else 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(problem) >= {"type", "title", "status", "detail"}
    assert field in [one["field"] for one in problem["errors"]]
    assert all(len(one["detail"]) > 10 for one in problem["errors"])
    assert (row_counts(), files()) == before


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml"]
)
def test_another_content_type_is_refused(client, row_counts, kind):
    before = row_counts()
    answer = client("county").post(
        "/api/v1/issues", content=(GOOD % "").encode(), headers={"Content-Type": kind}
    )

    assert answer.status_code in {415, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert row_counts() == before


def test_a_body_that_does_not_say_its_length_is_stopped_too(client, row_counts):
    before = row_counts()
    parts = (b"x" * 100_000 for _ in range(30))
    answer = client("county").post(
        "/api/v1/issues", content=parts, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["field"] == "body"
    assert row_counts() == before


def test_a_sign_in_form_without_length_is_stopped_too(client):
    parts = (b"x" * 100_000 for _ in range(30))
    answer = client().post(
        "/api/v1/auth/token",
        content=parts,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413


def test_the_answer_repeats_nothing_of_a_report_it_refuses(client):
    secret = "我家的密码是芝麻开门"
    answer = client("county").post("/api/v1/issues", json={"text": secret, "category": secret})

    assert secret not in answer.text


@pytest.mark.parametrize("key", ["1", "x" * 50, "\u00e9"])
def test_an_idempotency_key_that_is_no_uuid_is_refused(client, key):
    answer = client("county").post(
        "/api/v1/issues",
        content=(GOOD % "").encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": key.encode("latin-1")},
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "idempotency-key"
