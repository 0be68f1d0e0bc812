"""The record of the houses that the desk's pages show."""

from collections.abc import Sequence

from api.pages.desk import DeskFilter, DeskView
from api.pages.issue import IssueView
from api.pages.reader import Reader
from api.services.reading_log import log_numbers
from dispatch.auditing import AuditVerb
from dispatch.vocabulary import Purpose


def log_shown(reader: Reader, verb: AuditVerb, numbers: Sequence[str], chosen: DeskFilter) -> None:
    """Record the houses that a list or map shows, under the purpose it is read for."""
    _log(reader, verb, numbers, chosen.wanted().purpose)


def log_opened(
    reader: Reader, issue: IssueView, desk: DeskView | None, chosen: DeskFilter, *, finding: bool
) -> None:
    """Record the houses that an opened issue and the list around it show.

    Parameters
    ----------
    desk
        None where the issue was shown alone.
    finding
        Whether its reader finds the place of the opened one: that is another purpose.
    """
    own = [issue.number] if issue.exact else []
    around = desk.exact_numbers if desk else []
    if not finding:
        log_shown(reader, AuditVerb.READ, [*around, *own], chosen)
        return
    log_shown(reader, AuditVerb.READ, around, chosen)
    _log(reader, AuditVerb.READ, own, Purpose.PLACE)


def _log(reader: Reader, verb: AuditVerb, numbers: Sequence[str], purpose: Purpose) -> None:
    log_numbers(reader.session, reader.actor, reader.now, verb, numbers, purpose=purpose)
