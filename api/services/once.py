"""A write that may be sent twice and happens once."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from data.report_keys import UsedKey, claim, earlier_answer, remember
from data.scope import as_system


@dataclass(frozen=True, slots=True)
class Sent:
    """One request under its key; `body` tells a retry from another request."""

    key: UUID | None
    account_id: int
    now: datetime
    body: Mapping[str, Any]


def answer_once(session: Session, sent: Sent, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Act, or answer as the first time where the same key comes again.

    Raises
    ------
    KeyReused
        If the key belongs to another request, or to another account's.
    TwinRunning
        If a request with the same key is still running.
    """
    if sent.key is None:
        return act()
    digest = hashlib.sha256(orjson.dumps(sent.body, option=orjson.OPT_SORT_KEYS)).digest()
    with as_system(session):
        claim(session, sent.key)
        earlier = earlier_answer(session, sent.key, digest, sent.account_id, sent.now)
    if earlier is not None:
        return earlier[1]
    answer = act()
    with as_system(session):
        remember(session, UsedKey(sent.key, digest, sent.account_id), answer, sent.now)
    return answer
