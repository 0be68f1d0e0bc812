"""A program of its own that writes one PDF anew: what a paper makes it take ends with it.

A file of two megabytes can unfold to gigabytes, so the program bounds itself before it reads.
It is run apart from the package, with nothing but pikepdf.
"""

import io
import resource
import sys
from typing import Final

import pikepdf

BROKEN: Final = 3
LOCKED: Final = 4
"""Exit statuses; any other but 0 means that it took too much."""
_BYTES: Final = 768 * 1024 * 1024
_SECONDS: Final = 15

_OF_THE_WHOLE: Final = ("/Metadata", "/OpenAction", "/AA", "/AcroForm", "/PieceInfo", "/AF")
_OF_A_PAGE: Final = ("/Metadata", "/AA", "/PieceInfo", "/LastModified", "/AF")
_NAMES: Final = ("/JavaScript", "/EmbeddedFiles")
_PHOTO: Final = "/DCTDecode"
_MARKERS: Final = range(0xE1, 0xF0)
"""Segments of a JPEG that programs fill: APP1 holds EXIF and XMP."""
_COLOUR: Final = frozenset({0xE2, 0xEE})
"""Profile and Adobe's transform, without which the colours would be wrong."""


class Locked(ValueError):
    """The paper has a password."""


def stripped(content: bytes) -> bytes:
    """PDF with the same pages, without metadata, scripts and files inside.

    Raises
    ------
    Locked, pikepdf.PasswordError
        If it has a password, even an empty one.
    pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, MemoryError
        If it is no PDF, has no page, or is too much to read.
    """
    with pikepdf.open(io.BytesIO(content)) as paper:
        _strip(paper)
        out = io.BytesIO()
        paper.save(out, deterministic_id=True)
        return out.getvalue()


def _strip(paper: pikepdf.Pdf) -> None:
    if paper.is_encrypted:
        raise Locked
    if not len(paper.pages):
        msg = "a paper without pages"
        raise ValueError(msg)
    if "/Info" in paper.trailer:
        del paper.trailer["/Info"]
    _drop(paper.Root, _OF_THE_WHOLE)
    names = paper.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        _drop(names, _NAMES)
    for page in paper.pages:
        _drop(page.obj, _OF_A_PAGE)
    for each in paper.objects:
        if isinstance(each, pikepdf.Stream):
            _drop(each, ("/Metadata", "/PieceInfo"))
            _strip_photo(each)


def _drop(holder: pikepdf.Object, names: tuple[str, ...]) -> None:
    for name in names:
        if name in holder:
            del holder[name]


def _strip_photo(stream: pikepdf.Object) -> None:
    if stream.get("/Filter") == pikepdf.Name(_PHOTO):
        stream.write(without_segments(stream.read_raw_bytes()), filter=pikepdf.Name(_PHOTO))


def without_segments(photo: bytes) -> bytes:
    """JPEG without what programs wrote beside its pixels; as it is where it is no JPEG."""
    if not photo.startswith(b"\xff\xd8"):
        return photo
    kept, at = [photo[:2]], 2
    while photo[at : at + 1] == b"\xff" and at + 4 <= len(photo) and photo[at + 1] != 0xDA:  # noqa: PLR2004 - start of scan
        end = at + 2 + int.from_bytes(photo[at + 2 : at + 4])
        marker = photo[at + 1]
        if (marker not in _MARKERS or marker in _COLOUR) and marker != 0xFE:  # noqa: PLR2004 - comment
            kept.append(photo[at:end])
        at = end
    return b"".join([*kept, photo[at:]])


def main() -> int:
    """Write the PDF of the standard input anew to the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        made = stripped(sys.stdin.buffer.read())
    except (Locked, pikepdf.PasswordError):
        return LOCKED
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, MemoryError):
        return BROKEN
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
