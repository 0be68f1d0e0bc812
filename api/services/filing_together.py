"""Reports sent to the API at the same time, filed in one transaction, each as if it came alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.deps import refuse_old_password
from api.errors import MustChangePassword, NotSignedIn, TooManyTries
from api.opaque import KEY_MARK
from api.rates import bucket_of_writes
from api.schemas.issue import IssueIn
from api.services.callers import Caller, callers_of
from api.services.filing import Answer, Sent, file_many, sent_by
from api.services.occasion import Occasion
from api.services.sign_in import Sessions, count_wrong_key
from api.settings import Settings
from api.texts import Texts
from api.tokens import Claims, read_token
from api.visitors import Visitor
from data.attempts import count_requests, counting
from data.errors import DatabaseAway, KeyReused
from data.scope import PLAN_ONCE, enter_system
from data.session import transaction
from dispatch.errors import NotPermitted

_WINDOW: Final = timedelta(minutes=1)
SIGN_IN: Final = "send a valid bearer token; POST /api/v1/auth/token answers one"


@dataclass(frozen=True, slots=True)
class Posted:
    """One request to file a report.

    Attributes
    ----------
    wire
        The report; or what is wrong with the body, which is only told to who may be told.
    token
        Bearer token or API key it came with.
    """

    wire: IssueIn | Exception
    token: str | None
    header_key: UUID | None
    now: datetime
    texts: Texts
    visitor: Visitor

    @property
    def has_key(self) -> bool:
        """Whether it came with what should be an API key."""
        return self.token is not None and self.token.startswith(KEY_MARK)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request is answered, or refused for, and the account it was for."""

    answer: Answer | Exception
    account_id: int | None = None


def file_together(
    sessions: Sessions, settings: Settings, posted: Sequence[Posted]
) -> list[Outcome]:
    """File the reports of some requests; nothing is answered before it is committed.

    Who writes too often is refused first, then who is nobody. What is refused refuses none of
    the others; where the whole fails, each is filed alone. None waits for boundaries that are
    being changed, as all others would wait with it: it is answered `TwinRunning`.
    """
    claims = [_claims(one, settings) for one in posted]
    refused = _over_limit(sessions, settings, posted, claims)
    rest = [n for n in range(len(posted)) if n not in refused]
    asked = [(posted[n], claims[n]) for n in rest]
    done = dict(zip(rest, _filed(sessions, settings, asked), strict=True))
    for n in rest:
        if posted[n].has_key and isinstance(done[n].answer, NotSignedIn):
            done[n] = _wrong_key(sessions, posted[n], done[n])
    return [refused[n] if n in refused else done[n] for n in range(len(posted))]


def file_apart(sessions: Sessions, settings: Settings, one: Posted) -> Outcome:
    """File one more time what could not be filed with others; it waits as long as it takes."""
    [outcome] = _filed(sessions, settings, [(one, _claims(one, settings))], wait=True)
    return outcome


def _claims(one: Posted, settings: Settings) -> Claims | None:
    return read_token(one.token or "", settings.signing_keys, now=one.now)


def _over_limit(
    sessions: Sessions,
    settings: Settings,
    posted: Sequence[Posted],
    claims: Sequence[Claims | None],
) -> dict[int, Outcome]:
    """Those who write too often, by position; it counts them as `api.rates.limit_writes` does."""
    buckets = [
        bucket_of_writes(one.token, said, one.visitor)
        for one, said in zip(posted, claims, strict=True)
    ]
    now = max(one.now for one in posted)
    with counting(sessions) as session:
        counts = count_requests(session, Counter(buckets), window=_WINDOW, now=now)
    refused = {}
    left = {name: settings.writes_per_minute - before for name, (before, _) in counts.items()}
    for n, bucket in enumerate(buckets):
        if left[bucket] <= 0:
            refused[n] = Outcome(TooManyTries.for_(counts[bucket][1] + _WINDOW - now))
        left[bucket] -= 1
    return refused


def _filed(
    sessions: Sessions,
    settings: Settings,
    asked: Sequence[tuple[Posted, Claims | None]],
    *,
    wait: bool = False,
) -> list[Outcome]:
    if not asked:
        return []
    try:
        with transaction(sessions) as session:
            enter_system(session, PLAN_ONCE)
            return _answers(session, settings, asked, wait=wait)
    except DatabaseAway as error:
        return [Outcome(error)] * len(asked)
    except Exception as error:  # noqa: BLE001 - whatever it was, it must fail only its own request
        if len(asked) == 1:
            return [Outcome(error)]
    return [outcome for one in asked for outcome in _filed(sessions, settings, [one])]


def _answers(
    session: Session,
    settings: Settings,
    asked: Sequence[tuple[Posted, Claims | None]],
    *,
    wait: bool,
) -> list[Outcome]:
    callers = callers_of(session, [(one.token, said, one.now) for one, said in asked], settings)
    pairs = list(zip((one for one, _ in asked), callers, strict=True))
    sent = [_sent(one, caller, settings, wait=wait) for one, caller in pairs]
    good = {n: one for n, one in enumerate(sent) if isinstance(one, Sent)}
    answers: Mapping[int, Answer | Exception] = {
        **{n: one for n, one in enumerate(sent) if isinstance(one, Exception)},
        **dict(zip(good, file_many(session, list(good.values())), strict=True)),
    }
    return [
        Outcome(answers[n], caller.actor.account_id if caller else None)
        for n, (_, caller) in enumerate(pairs)
    ]


def _sent(
    one: Posted, caller: Caller | None, settings: Settings, *, wait: bool
) -> Sent | Exception:
    """What is to be filed for a caller, or why it is not; only what is refused before any rule."""
    if caller is None:
        return NotSignedIn(SIGN_IN)
    try:
        refuse_old_password(caller)
        if isinstance(one.wire, Exception):
            return one.wire
        occasion = Occasion(caller.actor, one.now, one.texts, settings)
        sent = sent_by(one.wire, one.header_key, occasion)
        return replace(sent, filer=replace(sent.filer, wait=wait))
    except (MustChangePassword, NotPermitted, KeyReused) as error:
        return error


def _wrong_key(sessions: Sessions, one: Posted, outcome: Outcome) -> Outcome:
    try:
        count_wrong_key(sessions, one.visitor, one.now)
    except TooManyTries as error:
        return Outcome(error)
    return outcome
