"""What a file is, by its content; its name says nothing."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class FileKind(StrEnum):
    """Kinds of files that can be attached; a setting says which are taken."""

    IMAGE = "image"
    PDF = "pdf"
    SOUND = "sound"
    VIDEO = "video"


_HEIF: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_STARTS: Final[Mapping[bytes, FileKind]] = {
    b"\xff\xd8\xff": FileKind.IMAGE,  # JPEG
    b"\x89PNG\r\n\x1a\n": FileKind.IMAGE,
    b"GIF87a": FileKind.IMAGE,
    b"GIF89a": FileKind.IMAGE,
    b"%PDF-": FileKind.PDF,
    b"#!AMR": FileKind.SOUND,
    b"ID3": FileKind.SOUND,
}
"""First bytes; what has a start of its own further on is told by `kind_of`."""
_SYNC_AND_LAYER: Final = 0xE6
_LAYER_3: Final = 0xE2
"""Bits of the second byte of each frame of an MP3."""


def kind_of(content: bytes) -> FileKind | None:
    """Kind of a file; None for what is never taken: SVG, HTML, programs, archives.

    An MP4 counts as a video here, for its tracks tell whether there is more than sound.
    """
    for start, kind in _STARTS.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.IMAGE
    if content[4:8] == b"ftyp":
        return FileKind.IMAGE if content[8:12] in _HEIF else FileKind.VIDEO
    return FileKind.SOUND if is_mp3(content) else None


def is_mp3(content: bytes) -> bool:
    """Whether a content begins with a frame of an MP3."""
    begins = content[:1] == b"\xff" and len(content) > 1
    return begins and content[1] & _SYNC_AND_LAYER == _LAYER_3
