"""Where the bytes of attachments are kept: by the digest of their content."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from data.errors import NotFound

_NAME: Final = re.compile(r"[0-9a-f]{64}")


class FileStore(Protocol):
    """What a store can do; a digest is the SHA-256 of the content."""

    def put(self, content: bytes) -> bytes:
        """Keep a content for good; answers its digest. The same content is kept once."""

    def get(self, digest: bytes) -> bytes:
        """Content with a digest; `NotFound` where it is missing or damaged."""

    def delete(self, digest: bytes) -> None:
        """Throw a content away, if it is there."""

    def list_all(self) -> Iterator[tuple[bytes, datetime]]:
        """Digest of each content, and when it was put there last."""

    def sweep_parts(self, before: datetime) -> None:
        """Throw away what was only half written when the machine stopped."""


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A store in a folder of this machine: two levels of folders, readable by this user alone."""

    root: Path

    def put(self, content: bytes) -> bytes:
        """Keep a content; once this returns it outlives a power cut."""
        digest = hashlib.sha256(content).digest()
        place = self._place(digest)
        self._make(place.parent)
        part = place.with_name(f".{uuid4().hex}.part")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)  # also where it is there already: it counts as new for the sweeper
        _sync(place.parent)
        return digest

    def get(self, digest: bytes) -> bytes:
        """Content with a digest, as it was put."""
        try:
            content = self._place(digest).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).digest() != digest:
            msg = "the file is missing from the store or damaged; tell the administrator"
            raise NotFound(msg)
        return content

    def delete(self, digest: bytes) -> None:
        """Throw a content away, if it is there."""
        self._place(digest).unlink(missing_ok=True)

    def list_all(self) -> Iterator[tuple[bytes, datetime]]:
        """Digest and age of each content."""
        for place in sorted(self.root.glob("??/??/*")):
            if _NAME.fullmatch(place.name):
                yield bytes.fromhex(place.name), _changed(place)

    def sweep_parts(self, before: datetime) -> None:
        """Throw away what was only half written when the machine stopped."""
        for part in self.root.glob("??/??/.*.part"):
            if _changed(part) < before:
                part.unlink(missing_ok=True)

    def _place(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.root / name[:2] / name[2:4] / name

    def _make(self, folder: Path) -> None:
        for each in (self.root, folder.parent, folder):
            if not each.exists():
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
                _sync(each.parent)


def _sync(folder: Path) -> None:
    """Let the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _changed(place: Path) -> datetime:
    return datetime.fromtimestamp(place.stat().st_mtime, UTC)
