"""What is shown after something was filed: its number, the code for the resident, who has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.labels import label
from api.pages.desk_reading import read_issue
from api.pages.issue import IssueView
from api.pages.reader import Reader
from api.services.reading_log import log_numbers
from api.texts import Texts
from data.errors import NotFound
from dispatch.auditing import AuditVerb
from dispatch.vocabulary import Category, Level


@dataclass(frozen=True, slots=True)
class FiledView:
    """One report that is in.

    Attributes
    ----------
    code
        With which the resident follows it.
    holder
        Who has it; empty where that is not told.
    note
        What else became of it.
    issue
        In full; none where its reader sees no more of it.
    """

    number: str
    code: str
    holder: str = ""
    phone: str = ""
    reason: str = ""
    note: str = ""
    urgent: bool = False
    issue: IssueView | None = None


def holder_of(answer: Mapping[str, Any], texts: Texts) -> str:
    """Who has it by the answer to its filing: an agent, else a level; empty where none is told."""
    if answer["agent"]:
        return str(answer["agent"]["name"])
    return label(Level(answer["level"]), texts.translate) if answer["level"] else ""


def category_of(answer: Mapping[str, Any], texts: Texts) -> str:
    """What it is about by the answer to its filing; empty where that is not told."""
    said = answer["category"]
    return label(Category(said), texts.translate) if said else ""


def filed_view(answer: Mapping[str, Any], reader: Reader) -> FiledView:
    """What the answer to a filing says to whoever filed it."""
    agent, reason = answer["agent"], answer["reason"]
    return FiledView(
        number=answer["number"],
        code=answer["tracking_code"],
        holder=holder_of(answer, reader.texts),
        phone=(agent["phone"] or "") if agent else "",
        reason=reason["text"] if reason else "",
        urgent=bool(answer["urgent"]),
    )


def read_filed(reader: Reader, number: str) -> IssueView | None:
    """The issue in full, for a desk that may see it; kept as read."""
    session, actor, now = reader.session, reader.actor, reader.now
    try:
        issue = read_issue(session, actor, number, now, reader.texts)
    except NotFound:
        return None
    if issue.exact:
        log_numbers(session, actor, now, AuditVerb.READ, [number])
    return issue
