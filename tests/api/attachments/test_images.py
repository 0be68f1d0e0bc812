"""Photos made new: every format, upright, in sRGB, of a bounded size, without metadata."""

import io
import threading
from pathlib import Path

import pytest
from PIL import Image

from api.errors import ManyFiles, UnfitFile
from api.services import images
from api.services.file_kinds import FileKind, kind_of
from api.services.images import remade

HEIC = Path(__file__).parent / "samples" / "phone.heic"
TOLD = (b"Exif", b"GPS", b"Canary", b"39.838", b"39,50", b"adobe", b"ICC_PROFILE")


def opened(content):
    return Image.open(io.BytesIO(content))


def is_red(pixel):
    red, green, blue = pixel
    return red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIC"])
def test_every_kind_of_photo_comes_out_as_a_bare_jpeg(make_photo, kind):
    sent = HEIC.read_bytes() if kind == "HEIC" else make_photo(kind)
    assert b"Canary" in sent

    made = remade(sent)

    assert kind_of(sent) is FileKind.IMAGE
    assert not [mark for mark in TOLD if mark in made]
    assert opened(made).format == "JPEG"
    assert is_red(opened(made).getpixel((5, 5)))


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (400, 300), (200, 20)),
        (3, (400, 300), (200, 280)),
        (6, (300, 400), (280, 200)),
        (8, (300, 400), (20, 200)),
    ],
    ids=["upright", "upside down", "to the left", "to the right"],
)
def test_a_photo_is_turned_as_the_phone_was_held(make_photo, orientation, size, red):
    made = opened(remade(make_photo(orientation=orientation)))

    assert made.size == size
    assert is_red(made.getpixel(red))


def test_a_large_photo_is_made_smaller(make_photo):
    made = opened(remade(make_photo(size=(6000, 3000))))

    assert made.size == (2560, 1280)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_colour_spaces_become_srgb(mode):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").convert(mode).save(out, "JPEG")

    made = opened(remade(out.getvalue()))

    assert (made.mode, made.getpixel((4, 4))) == ("RGB", (255, 255, 255))


def test_what_is_transparent_becomes_white(make_photo):
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")

    assert opened(remade(out.getvalue())).getpixel((4, 4)) == (255, 255, 255)


def test_a_photo_with_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch, make_photo):
    sent = make_photo("WEBP")
    monkeypatch.setattr(images, "_PIXELS", 400 * 300 - 1)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was decoded"))

    with pytest.raises(UnfitFile, match="too many pixels"):
        remade(sent)


def test_a_photo_whose_turn_does_not_come_is_asked_for_again(monkeypatch, make_photo):
    monkeypatch.setattr(images, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(images, "_PATIENCE_S", 0)
    with images._AT_ONCE, pytest.raises(ManyFiles, match="in a moment"):
        remade(make_photo())

    assert remade(make_photo())


def test_a_bomb_of_a_few_bytes_is_refused():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG", compress_level=9)
    assert len(out.getvalue()) < 200_000

    with pytest.raises(UnfitFile, match="too many pixels"):
        remade(out.getvalue())


@pytest.mark.filterwarnings("ignore")  # Pillow's, of metadata that cannot be read
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_damaged_photo_is_refused_or_made_clean(make_photo, kind):
    whole = make_photo(kind)
    for at in range(20, len(whole), max(len(whole) // 40, 1)):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        try:
            made = remade(bytes(broken))
        except UnfitFile:
            continue
        assert not [mark for mark in TOLD if mark in made]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "HEIC"])
def test_a_photo_cut_short_is_refused(make_photo, kind):
    sent = HEIC.read_bytes() if kind == "HEIC" else make_photo(kind, size=(200, 200))

    with pytest.raises(UnfitFile, match="damaged"):
        remade(sent[: len(sent) * 2 // 3])
