"""Photos made new from their pixels: nothing else of the file is kept."""

import io
import struct
import threading
from typing import Final

import pi_heif
from PIL import Image, ImageCms, ImageOps

from api.errors import ManyFiles, UnfitFile
from api.labels import N_

LONGEST_SIDE: Final = 2560
"""Pixels: a house number on a photo of a yard can still be read."""
SMALL_SIDE: Final = 320
"""Pixels of a photo in a list, twice what it is drawn at."""
MEDIA_TYPE: Final = "image/jpeg"
_QUALITY: Final = 85
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_PIXELS: Final = 50_000_000
"""Decoded at once, some 200 MB; a phone's largest photos are JPEG, which is decoded smaller."""
_JPEG_PIXELS: Final = 220_000_000
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Photos decoded at a time, so that many uploads do not fill the memory."""
_PATIENCE_S: Final = 10
_BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, MemoryError)

BROKEN: Final = N_("The photo is damaged or cut short. Take or choose it again.")
BUSY: Final = N_("Many photos are coming in right now. Send it again in a moment.")
TOO_MANY_PIXELS: Final = N_("The photo has too many pixels. Make it smaller and send it again.")

pi_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = _JPEG_PIXELS  # Pillow warns beyond it and refuses beyond the double


def remade(content: bytes, longest: int = LONGEST_SIDE) -> bytes:
    """Photo as a JPEG, upright, in sRGB, at most so long, without any metadata.

    Raises
    ------
    UnfitFile
        If it cannot be decoded, or has more pixels than we decode.
    ManyFiles
        If so many others are being decoded that its turn does not come.
    """
    if not _AT_ONCE.acquire(timeout=_PATIENCE_S):
        raise ManyFiles(BUSY)
    try:
        return _decoded(content, longest)
    except Image.DecompressionBombError as error:
        raise UnfitFile(TOO_MANY_PIXELS) from error
    except _BROKEN as error:
        raise UnfitFile(BROKEN) from error
    finally:
        _AT_ONCE.release()


def _decoded(content: bytes, longest: int) -> bytes:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        return _remade(image, longest)


def _remade(image: Image.Image, longest: int) -> bytes:
    width, height = image.size
    if width * height > (_JPEG_PIXELS if image.format == "JPEG" else _PIXELS):
        raise UnfitFile(TOO_MANY_PIXELS)
    image.draft("RGB", (longest, longest))  # a large JPEG is decoded at a half or less
    image.thumbnail((longest, longest))  # before all else: a whole photo is held once
    ImageOps.exif_transpose(image, in_place=True)
    plain = _flat(_srgb(image))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _srgb(image: Image.Image) -> Image.Image:
    """Same colours without a profile; one that cannot be read is left out."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        made = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode=target
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return made if made is not None else image


def _flat(image: Image.Image) -> Image.Image:
    """New picture of the same pixels on white: it has no info to carry along."""
    flat = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
    else:
        flat.paste(image.convert("RGB"))
    return flat
