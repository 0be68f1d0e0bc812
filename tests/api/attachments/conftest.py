"""Photos as phones make them, with the place in every corner of the file."""

import io
from uuid import uuid4

import pytest
from PIL import Image, ImageCms, PngImagePlugin

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>39,50.3271N</exif:GPSLatitude>'
CAMERA = "Canary Phone 9"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
"""Made once: it holds the second in which it was made."""
LATITUDE = (39.0, 50.0, 19.6271)


def picture(size=(400, 300), mode="RGB"):
    """A picture whose upper half is red and whose lower half is blue."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0], size[1] // 2), "red"))
    return image


def exif(orientation=1):
    """What a phone writes: camera, position, how it was held."""
    made = Image.Exif()
    made[0x010F] = CAMERA
    made[0x0112] = orientation
    made.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: (110.0, 12.0, 7.5)})
    return made


def photo(kind="JPEG", *, size=(400, 300), orientation=1, mode="RGB", **more):
    """A photo with position, as bytes."""
    out = io.BytesIO()
    told = {"exif": exif(orientation), "xmp": XMP, "icc_profile": PROFILE}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Location", f"39.838785 110.202083 {CAMERA}")
        told["pnginfo"] = info
    if kind == "GIF":
        told = {"comment": f"39.838785 {CAMERA}".encode()}
    picture(size, mode).save(out, kind, **told, **more)
    return out.getvalue()


@pytest.fixture
def make_photo():
    return photo


@pytest.fixture
def send_file(client):
    """Send a file as a role; answers the response."""

    def send(
        content=None, *, role="county", name="现场 1.jpg", path="/api/v1/attachments", **headers
    ):
        body = {"file": (name, photo() if content is None else content)}
        return client(role).post(path, files=body, headers=headers)

    return send


@pytest.fixture
def with_files(file_issue):
    """File a report with files; answers its number."""

    def file(*sent, role="county", **more):
        ids = [one.json()["id"] for one in sent]
        return file_issue(role, attachments=ids, key=str(uuid4()), **more)

    return file
