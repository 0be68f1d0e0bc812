"""Voices of phones without the tags before and after them."""

from typing import Final

from api.errors import UnfitFile
from api.services.file_kinds import is_mp3
from api.services.films import BROKEN

_AMR: Final = (b"#!AMR\n", b"#!AMR-WB\n")
_ID3_HEAD: Final = 10
_ID3_TAIL: Final = 128
_MOST_TAGS: Final = 8
"""What comes after these is no sound."""


def clean_voice(content: bytes) -> tuple[bytes, str]:
    """An AMR or MP3 recording without tags, and its media type.

    Raises
    ------
    UnfitFile
        If it is neither.
    """
    if content.startswith(_AMR):
        return content, "audio/amr"
    frames = _without_tags(content)
    if len(frames) <= _ID3_TAIL or not is_mp3(frames):
        raise UnfitFile(BROKEN)
    return frames, "audio/mpeg"


def _without_tags(content: bytes) -> bytes:
    begin, end = 0, len(content)
    for _ in range(_MOST_TAGS):
        if not content.startswith(b"ID3", begin):
            break
        size = 0
        for digit in content[begin + 6 : begin + _ID3_HEAD]:
            size = size << 7 | digit & 0x7F
        begin += _ID3_HEAD + size
    if content[-_ID3_TAIL:].startswith(b"TAG"):
        end -= _ID3_TAIL
    return content[begin:end].lstrip(b"\0")
