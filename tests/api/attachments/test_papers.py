"""PDF papers written anew: the pages stay, what tells of their maker goes."""

import io
import sys

import pikepdf
import pytest
from PIL import Image

from api.errors import UnfitFile
from api.services import papers
from api.services.paper_child import stripped, without_segments
from api.services.papers import rewritten

TOLD = (b"Canary", b"Exif", b"39,50", b"JavaScript", b"app.alert", b"secret.exe")


def paper(photo, **saving):
    """A scan: one page with a photo, and all that programs put into a PDF."""
    made = pikepdf.new()
    picture = pikepdf.Stream(made, photo, Type=pikepdf.Name("/XObject"))
    picture.Subtype, picture.Filter = pikepdf.Name("/Image"), pikepdf.Name("/DCTDecode")
    picture.Width, picture.Height, picture.BitsPerComponent = 400, 300, 8
    picture.ColorSpace = pikepdf.Name("/DeviceRGB")
    page = made.add_blank_page(page_size=(400, 300))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.obj.Contents = pikepdf.Stream(made, b"q 400 0 0 300 0 0 cm /Im0 Do Q")
    made.docinfo["/Author"] = "Canary"
    with made.open_metadata() as told:
        told["dc:creator"] = ["Canary"]
    act = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")
    made.Root.OpenAction = act
    made.attachments["secret.exe"] = b"MZ"
    out = io.BytesIO()
    made.save(out, **saving)
    return out.getvalue()


def test_a_scan_keeps_its_pages_and_nothing_that_tells_or_runs(make_photo):
    sent = paper(make_photo())
    assert [mark for mark in TOLD if mark in sent]

    made = rewritten(sent)

    with pikepdf.open(io.BytesIO(made)) as read:
        whole = b"".join(
            one.read_raw_bytes() for one in read.objects if isinstance(one, pikepdf.Stream)
        )
        picture = read.pages[0].Resources.XObject.Im0.read_raw_bytes()
        assert len(read.pages) == 1
        assert "/OpenAction" not in read.Root
        assert not read.attachments
    assert not [mark for mark in TOLD if mark in made + whole]
    assert Image.open(io.BytesIO(picture)).getpixel((5, 5))[0] > 200


def test_a_paper_with_a_password_is_refused(make_photo):
    for user in ("", "1234"):
        lock = pikepdf.Encryption(owner="owner", user=user)

        with pytest.raises(UnfitFile, match="password"):
            rewritten(paper(make_photo(), encryption=lock))


def test_a_damaged_paper_is_refused_or_made_clean(make_photo):
    whole = paper(make_photo())
    for at in range(9, len(whole), len(whole) // 60):
        broken = bytearray(whole)
        broken[at : at + 8] = b"\xff" * 8
        try:
            made = stripped(bytes(broken))
        except (pikepdf.PdfError, ValueError, TypeError, KeyError):
            continue
        assert made.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "does", ["import os; os.abort()", "import time; time.sleep(60)"], ids=["dies", "takes too long"]
)
def test_a_paper_that_takes_too_much_is_refused(monkeypatch, does):
    monkeypatch.setattr(papers, "_CHILD", (sys.executable, "-I", "-c", does))
    monkeypatch.setattr(papers, "_PATIENCE_S", 0.5)

    with pytest.raises(UnfitFile, match="damaged"):
        rewritten(b"%PDF-1.7")


def test_a_paper_without_pages_is_refused():
    out = io.BytesIO()
    pikepdf.new().save(out)

    with pytest.raises(UnfitFile, match="damaged"):
        rewritten(out.getvalue())


@pytest.mark.parametrize("photo", [b"", b"no photo", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00"])
def test_what_is_no_photo_is_left_as_it_is(photo):
    assert without_segments(photo).startswith(photo[:2])
