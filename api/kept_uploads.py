"""Files between their trial and their import: an hour in the state folder, never in the database.

Each account has its own folder and reaches no other; a file is named by its content.
"""

import hashlib
import re
from datetime import datetime, timedelta
from os import utime
from pathlib import Path
from typing import Final
from uuid import uuid4

KEPT: Final = timedelta(hours=1)
MOST: Final = 5
"""Files of one account; the oldest makes room."""
_MARK: Final = re.compile(r"[0-9a-f]{64}")


def keep_upload(folder: Path, account_id: int, content: bytes, now: datetime) -> str:
    """Keep a file; answers the mark that finds it again."""
    mark = hashlib.sha256(content).hexdigest()
    place = folder / str(account_id) / mark
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(f".{uuid4().hex}.part")
    part.touch(mode=0o600)
    part.write_bytes(content)
    utime(part, (now.timestamp(), now.timestamp()))
    part.replace(place)
    _make_room(place.parent)
    return mark


def find_upload(folder: Path, account_id: int, mark: str, now: datetime) -> bytes | None:
    """Content of a file that an account had kept; none after an hour, or for anything else."""
    if not _MARK.fullmatch(mark):
        return None
    place = folder / str(account_id) / mark
    try:
        if _age(place, now) > KEPT:
            return None
        return place.read_bytes()
    except FileNotFoundError:
        return None


def drop_upload(folder: Path, account_id: int, mark: str) -> None:
    """Throw a file away once it is imported."""
    if _MARK.fullmatch(mark):
        (folder / str(account_id) / mark).unlink(missing_ok=True)


def sweep_uploads(folder: Path, now: datetime) -> None:
    """Throw away the files of every account that are older than an hour."""
    for place in folder.glob("*/*"):
        try:
            if _age(place, now) > KEPT:
                place.unlink(missing_ok=True)
        except FileNotFoundError:
            continue  # somebody else swept it


def _make_room(place: Path) -> None:
    kept = sorted(place.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[MOST:]:
        old.unlink(missing_ok=True)


def _age(place: Path, now: datetime) -> timedelta:
    return timedelta(seconds=now.timestamp() - place.stat().st_mtime)
