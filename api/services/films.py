"""MP4 films and voices without what a phone writes beside them, such as where it was.

Boxes that tell it become empty space of the same size, so that nothing else moves
(ISO/IEC 14496-12, ISO base media file format).
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import Final, NamedTuple

from api.errors import UnfitFile
from api.labels import N_
from api.services.file_kinds import FileKind

BROKEN: Final = N_("The recording is damaged or cut short. Record or choose it again.")

_HOLDERS: Final = frozenset({b"moov", b"trak", b"moof", b"traf"})
_TOLD: Final = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"})
"""Boxes that players need not read; phones keep the position in the first three."""
_SEEN_AND_HEARD: Final = frozenset({b"vide", b"soun"})
"""Handlers of tracks that are kept; drones and action cameras have one for the position."""
_HEAD: Final = 8
_LONG_HEAD: Final = 16
_MOST_BOXES: Final = 30_000
_MOST_SAMPLES: Final = 1_000_000
"""Of a track that is emptied: nine hours at thirty a second."""
_MOST_TRACKS: Final = 32
_DEEPEST: Final = 4


class Box(NamedTuple):
    """One box: its type, where that is written, where its content begins and ends."""

    type: bytes
    named: int
    begin: int
    end: int


def clean_film(content: bytes) -> tuple[bytes, FileKind]:
    """A film without metadata, and whether there is more than sound.

    Raises
    ------
    UnfitFile
        If it is not whole.
    """
    made = bytearray(content)
    whole = Box(b"", 0, 0, len(made))
    _inner(made, whole, b"moov")
    _inner(made, whole, b"mdat")
    found = list(islice(_all_boxes(made, whole), _MOST_BOXES + 1))
    tracks = [box for box in found if box.type == b"trak"]
    if len(found) > _MOST_BOXES or len(tracks) > _MOST_TRACKS:
        raise UnfitFile(BROKEN)
    handlers = {track: _handler(made, track) for track in tracks}
    if not _SEEN_AND_HEARD.intersection(handlers.values()):
        raise UnfitFile(BROKEN)
    for box in found:
        if box.type in _TOLD:
            made[box.named : box.named + 4] = b"free"
            made[box.begin : box.end] = bytes(box.end - box.begin)
        elif box in handlers and handlers[box] not in _SEEN_AND_HEARD:
            _silence(made, box)
    return bytes(made), FileKind.VIDEO if b"vide" in handlers.values() else FileKind.SOUND


def _all_boxes(made: bytearray, within: Box, depth: int = 0) -> Iterator[Box]:
    """Boxes inside another and inside those that hold some."""
    if depth > _DEEPEST:
        raise UnfitFile(BROKEN)
    for box in boxes(made, within):
        yield box
        if box.type in _HOLDERS:
            yield from _all_boxes(made, box, depth + 1)


def _handler(made: bytearray, track: Box) -> bytes:
    said = _inner(made, _inner(made, track, b"mdia"), b"hdlr")
    return bytes(made[said.begin + 8 : said.begin + 12])


def _silence(made: bytearray, track: Box) -> None:
    """Empty the samples of a track that is neither seen nor heard."""
    table = track
    for name in (b"mdia", b"minf", b"stbl"):
        table = _inner(made, table, name)
    left = len(made)
    for begin, length in _chunks(made, table):
        left -= length
        if left < 0 or begin + length > len(made):
            raise UnfitFile(BROKEN)
        made[begin : begin + length] = bytes(length)


def _chunks(made: bytearray, table: Box) -> Iterator[tuple[int, int]]:
    """Where each chunk of samples begins, and how long it is."""
    ends = _ends(made, _inner(made, table, b"stsz"))
    runs = _numbers(made, _inner(made, table, b"stsc"), 4)
    wide = next((box for box in boxes(made, table) if box.type == b"co64"), None)
    places = _numbers(made, wide or _inner(made, table, b"stco"), 8 if wide else 4)
    firsts, counts = runs[::3], runs[1::3]
    at, run = 0, 0
    for chunk, place in enumerate(places, start=1):
        while run + 1 < len(firsts) and firsts[run + 1] <= chunk:
            run += 1
        count = counts[run] if counts else 0
        last = min(at + count, len(ends) - 1)
        yield place, ends[last] - ends[at]
        at = last


def _ends(made: bytearray, box: Box) -> Sequence[int]:
    """Where each sample would end if all lay in a row; the first place is their beginning."""
    same, count = _number(made, box.begin + 4), _number(made, box.begin + 8)
    if count > _MOST_SAMPLES:
        raise UnfitFile(BROKEN)
    if same:
        return range(0, same * (count + 1), same)
    sizes = _numbers(made, Box(box.type, box.named, box.begin + 4, box.end), 4)
    return list(accumulate(sizes, initial=0))


def _numbers(made: bytearray, box: Box, width: int) -> list[int]:
    places = range(box.begin + 8, box.end, width)
    if len(places) > _MOST_SAMPLES:
        raise UnfitFile(BROKEN)
    return [_number(made, at, width) for at in places]


def _number(made: bytearray, at: int, width: int = 4) -> int:
    return int.from_bytes(made[at : at + width])


def _inner(made: bytearray, within: Box, name: bytes) -> Box:
    found = next((box for box in boxes(made, within) if box.type == name), None)
    if found is None:
        raise UnfitFile(BROKEN)
    return found


def boxes(made: bytearray, within: Box) -> Iterator[Box]:
    """Boxes inside another, which they fill.

    Raises
    ------
    UnfitFile
        If they do not, or are too many.
    """
    begin = within.begin
    for _ in range(_MOST_BOXES):
        if begin >= within.end:
            return
        size, head = _number(made, begin), _HEAD
        if size == 1:
            size, head = _number(made, begin + 8, 8), _LONG_HEAD
        size = size or within.end - begin  # the last box may leave its size open
        if size < head or begin + size > within.end:
            raise UnfitFile(BROKEN)
        yield Box(bytes(made[begin + 4 : begin + 8]), begin + 4, begin + head, begin + size)
        begin += size
    raise UnfitFile(BROKEN)
