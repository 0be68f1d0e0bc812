"""What the resident said last of how an issue went, on its card at the desk."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.dates import moment_text
from api.reasons import reason_text
from api.services.rating import reason_of
from api.texts import Texts
from data.issue_people import behind
from data.issue_records import IssueRecord
from data.ratings import last_opinion
from dispatch.vocabulary import Light

_LIGHTS: Final = {3: Light.GREEN, 2: Light.YELLOW, 1: Light.RED, None: Light.RED}


@dataclass(frozen=True, slots=True)
class OpinionView:
    """Finished texts; `words` are without names for who is not shown the house."""

    light: Light
    moment: str
    said: str
    words: str


def read_opinion(
    session: Session, record: IssueRecord, today: date, texts: Texts
) -> OpinionView | None:
    """Read what was said last; none where nothing was."""
    last = last_opinion(session, record.id)
    if last is None:
        return None
    at, opinion = last
    words = opinion.words or ""
    if words and not record.exact:
        words = behind(session, [record.id])[record.id].mask(words)
    return OpinionView(
        light=_LIGHTS[opinion.score],
        moment=moment_text(at, today=today, language=texts.language),
        said=reason_text(reason_of(opinion), {}, texts),
        words=words,
    )
