"""Voices and films of phones: what tells of the place goes, the sound stays."""

import pytest

from api.errors import UnfitFile
from api.services.file_kinds import FileKind, kind_of
from api.services.films import clean_film
from api.services.recordings import clean_voice

PLACE = b"+39.8388+110.2021/"


def box(kind, *parts):
    body = b"".join(parts)
    return (8 + len(body)).to_bytes(4) + kind + body


def wide_box(kind, *parts):
    body = b"".join(parts)
    return (1).to_bytes(4) + kind + (16 + len(body)).to_bytes(8) + body


def numbers(*values):
    return b"".join(value.to_bytes(4) for value in values)


def track(handler, place, size):
    table = (
        box(b"stsz", numbers(0, 0, 1, size)),
        box(b"stsc", numbers(0, 1, 1, 1, 1)),
        box(b"stco", numbers(0, 1, place)),
    )
    said = box(b"hdlr", bytes(8), handler, bytes(12))
    return box(b"trak", box(b"mdia", said, box(b"minf", box(b"stbl", *table))))


def film(*handlers, head=box, after=()):
    """A film with a sample of each handler, and the position in its user data."""
    start = box(b"ftyp", b"mp42", bytes(4), b"isom")
    samples = {handler: handler * 4 + PLACE for handler in handlers}
    offset = len(start) + (8 if head is box else 16)
    tracks = []
    for handler, sample in samples.items():
        tracks.append(track(handler, offset, len(sample)))
        offset += len(sample)
    told = box(b"udta", box(b"\xa9xyz", PLACE))
    whole = (start, head(b"mdat", *samples.values()), box(b"moov", *tracks, told), *after)
    return b"".join(whole)


@pytest.mark.parametrize("head", [box, wide_box], ids=["narrow", "wide"])
def test_a_film_keeps_sight_and_sound_and_loses_its_position(head):
    sent = film(b"vide", b"soun", b"camm", head=head, after=(box(b"uuid", PLACE),))
    assert sent.count(PLACE) == 5

    made, kind = clean_film(sent)

    assert (kind, len(made)) == (FileKind.VIDEO, len(sent))
    assert made.count(PLACE) == 2
    assert b"vide" * 4 + PLACE in made
    assert b"soun" * 4 + PLACE in made
    assert b"camm" * 4 not in made
    assert b"udta" not in made
    assert b"uuid" not in made


def test_a_voice_is_told_from_a_film():
    sent = film(b"soun")

    assert clean_film(sent)[1] is FileKind.SOUND
    assert kind_of(sent) is FileKind.VIDEO


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(film(b"soun")[:-3], id="cut short"),
        pytest.param(film(b"meta"), id="nothing seen or heard"),
        pytest.param(box(b"ftyp", b"mp42"), id="nothing in it"),
        pytest.param(box(b"ftyp", b"mp42") + box(b"moov"), id="no samples"),
        pytest.param(
            box(b"ftyp", b"mp42") + b"\0\0\0\x02moov" * 9, id="a box smaller than its head"
        ),
    ],
)
def test_what_is_no_whole_recording_is_refused(sent):
    with pytest.raises(UnfitFile, match="damaged"):
        clean_film(sent)


def holders(depth):
    inner = b""
    for _ in range(depth):
        inner = box(b"moov", inner)
    return inner


def greedy(size, count):
    """A track of positions that claims more samples than the film has bytes."""
    table = (
        box(b"stsz", numbers(0, size, min(3 * count, 2**32 - 1))),
        box(b"stsc", numbers(0, 1, 1, count, 1)),
        box(b"stco", numbers(0, 3, 8, 8, 8)),
    )
    said = box(b"hdlr", bytes(8), b"camm", bytes(12))
    return box(b"trak", box(b"mdia", said, box(b"minf", box(b"stbl", *table))))


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(holders(50), id="a box in a box in a box"),
        pytest.param(box(b"moov", greedy(2**32 - 1, 1)), id="a sample larger than the film"),
        pytest.param(box(b"moov", greedy(1, 2**32 - 1)), id="more samples than anybody records"),
        pytest.param(box(b"moov", greedy(60, 5)), id="the same bytes over and over"),
        pytest.param(box(b"moov", greedy(1, 1) * 100), id="a hundred tracks"),
        pytest.param(box(b"moov", box(b"none") * 40_000), id="boxes without end"),
    ],
)
def test_a_film_that_would_take_long_to_read_is_refused(more):
    with pytest.raises(UnfitFile, match="damaged"):
        clean_film(film(b"soun", after=(more,)))


def test_a_film_damaged_anywhere_is_refused_or_keeps_its_size():
    whole = film(b"vide", b"camm")
    for at in range(8, len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        try:
            made, _ = clean_film(bytes(broken))
        except UnfitFile:
            continue
        assert len(made) == len(whole)


def test_an_mp3_loses_its_tags():
    frames = b"\xff\xfb\x90\x00" + b"sound" * 60
    tag = b"ID3\x04\0\0\0\0\x01\x00" + PLACE.ljust(128, b"\0")
    last = b"TAG" + PLACE.ljust(125, b"\0")

    assert clean_voice(tag + frames + last) == (frames, "audio/mpeg")
    assert clean_voice(frames) == (frames, "audio/mpeg")
    assert kind_of(frames) is kind_of(tag + frames) is FileKind.SOUND


def test_a_few_tags_of_an_mp3_are_lost_and_tags_without_end_are_refused():
    frames = b"\xff\xfb\x90\x00" + b"sound" * 60
    tag = b"ID3\x03" + bytes(6)

    assert clean_voice(tag * 8 + frames)[0] == frames
    with pytest.raises(UnfitFile, match="damaged"):
        clean_voice(tag * 9 + frames)


def test_an_amr_voice_is_kept_as_it_is():
    assert clean_voice(b"#!AMR\n" + b"\x3c" * 40) == (b"#!AMR\n" + b"\x3c" * 40, "audio/amr")


@pytest.mark.parametrize(
    "sent", [b"#!AMR<script>", b"ID3", b"\xff\xfb", b"ID3\x04\0\0\x7f\x7f\x7f\x7f"]
)
def test_what_is_no_voice_is_refused(sent):
    with pytest.raises(UnfitFile, match="damaged"):
        clean_voice(sent)
