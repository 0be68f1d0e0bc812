"""PDF papers written anew, without what tells of their maker and what would run."""

import subprocess
import sys
import threading
from typing import Final

from api.errors import ManyFiles, UnfitFile
from api.labels import N_
from api.services import paper_child

MEDIA_TYPE: Final = "application/pdf"
BROKEN: Final = N_("The PDF is damaged. Save it again, or send photos of its pages.")
LOCKED: Final = N_("The PDF has a password. Save it without one, or send photos of its pages.")
BUSY: Final = N_("Many papers are coming in right now. Send it again in a moment.")

_CHILD: Final = (sys.executable, "-I", paper_child.__file__)
_PATIENCE_S: Final = 20
_AT_ONCE: Final = threading.BoundedSemaphore(1)


def rewritten(content: bytes) -> bytes:
    """PDF with the same pages, without metadata, scripts and files inside.

    Raises
    ------
    UnfitFile
        If it cannot be read, takes too much, or has a password.
    ManyFiles
        If so many others are being read that its turn does not come.
    """
    if not _AT_ONCE.acquire(timeout=_PATIENCE_S):
        raise ManyFiles(BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            _CHILD, input=content, capture_output=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnfitFile(BROKEN) from error
    finally:
        _AT_ONCE.release()
    if done.returncode:
        raise UnfitFile(LOCKED if done.returncode == paper_child.LOCKED else BROKEN)
    return done.stdout
