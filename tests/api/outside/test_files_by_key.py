"""Files that connected systems add to issues with their keys."""

from uuid import uuid4

import pytest

from dispatch.rights import Verb


@pytest.mark.parametrize(
    ("scopes", "status"),
    [([Verb.READ_ISSUES], 403), ([Verb.READ_ISSUES, Verb.FILE_ISSUE], 201)],
    ids=["reads", "files"],
)
def test_a_key_that_may_only_read_adds_no_file(system, scopes, status):
    report = {"text": "路灯坏了", "channel": "online", "key": str(uuid4())}
    number = system().post("/api/v1/issues", json=report).json()["number"]
    voice = b"#!AMR\n" + b"\x3c" * 400

    answer = system(scopes=scopes).post(
        f"/api/v1/issues/{number}/attachments", files={"file": ("a.amr", voice)}
    )

    assert answer.status_code == status
