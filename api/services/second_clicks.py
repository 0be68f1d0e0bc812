"""Filing what a browser sends: a second click waits for the first and is answered the same."""

from time import sleep
from typing import Final

from sqlalchemy.orm import Session

from api.services.filing import Answer, file_one
from api.services.occasion import Filer
from data.errors import TwinRunning
from dispatch.intake import Report

_TRIES: Final = 25
_PAUSE_S: Final = 0.25
"""A browser shows the answer to the second click only, so that one waits for the first: 6 s.

Not longer each time: of many clicks one is answered at each try.
"""


def file_clicked(session: Session, report: Report, digest: bytes, filer: Filer) -> Answer:
    """File one report as `file_one` does, after the same one that is being filed right now.

    Raises
    ------
    KeyReused
        As `file_one`.
    TwinRunning
        If that one is still being filed after six seconds.
    """
    for _ in range(_TRIES):
        try:
            return file_one(session, report, digest, filer)
        except TwinRunning:
            sleep(_PAUSE_S)
    return file_one(session, report, digest, filer)
