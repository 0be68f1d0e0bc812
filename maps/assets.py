"""Script and style files of a map page: ours, vendored, or not needed."""

import base64
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from maps.errors import ForeignAddress, MissingAsset

STATIC: Final = Path(__file__).parent / "static"
VENDOR: Final = STATIC / "vendor"

# File name, as Folium and our elements link it -> path below the vendor folder.
VENDORED: Final[dict[str, str]] = {
    "leaflet.js": "leaflet@1.9.4/dist/leaflet.js",
    "leaflet.css": "leaflet@1.9.4/dist/leaflet.css",
    "leaflet.markercluster.js": "leaflet.markercluster@1.5.3/dist/leaflet.markercluster.js",
    "MarkerCluster.css": "leaflet.markercluster@1.5.3/dist/MarkerCluster.css",
}
# Linked by every Folium page and used by none of ours: no Bootstrap markup, no icon
# fonts, no Folium popups (which alone need jQuery; `maps.rehost` refuses those).
NOT_NEEDED: Final = frozenset(
    {
        "all.min.css",
        "bootstrap-glyphicons.css",
        "bootstrap.bundle.min.js",
        "bootstrap.min.css",
        "jquery-3.7.1.min.js",
        "leaflet.awesome-markers.css",
        "leaflet.awesome-markers.js",
        "leaflet.awesome.rotate.min.css",
    }
)
# Leaflet's credit, which our maps do not show; one file must name no outside address.
_CREDIT: Final = re.compile(r'href="https?://[^"]*"')
_CSS_URL: Final = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


@dataclass(frozen=True, slots=True)
class Asset:
    """One script or style of a page.

    Attributes
    ----------
    name
        File name it had.
    text
        Its text; None for a vendored file, which is read when it must be inlined.
    vendored
        Path below the vendor folder, or None.
    """

    name: str
    text: str | None = None
    vendored: str | None = None


def find_asset(address: str) -> Asset | None:
    """Find what a linked address stands for here; None if no page of ours needs it.

    Raises
    ------
    ForeignAddress
        If the file is neither ours, nor vendored, nor known to be unneeded.
    """
    name = Path(urlsplit(address).path).name
    if name in VENDORED:
        return Asset(name, vendored=VENDORED[name])
    if name in NOT_NEEDED:
        return None
    own = STATIC / name
    if "/" not in address and own.is_file():
        return Asset(name, own.read_text(encoding="utf-8"))
    msg = f"the map links {address}, which is not among the files served here"
    raise ForeignAddress(msg)


def asset_text(asset: Asset, vendor: Path) -> str:
    """Read an asset as it can stand in one file: pictures inside, no outside address.

    Raises
    ------
    MissingAsset
        If a vendored file is not there.
    """
    if asset.vendored is None:
        return asset.text or ""
    path = vendor / asset.vendored
    text = _read(path).decode()
    if path.suffix == ".css":
        return _inline_pictures(text, path.parent)
    return _CREDIT.sub('href="#"', text)


def _inline_pictures(css: str, folder: Path) -> str:
    def inlined(match: re.Match[str]) -> str:
        address = match[1]
        if address.startswith(("#", "data:")):
            return match[0]
        kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
        data = base64.b64encode(_read(folder / address)).decode()
        return f"url(data:{kind};base64,{data})"

    return _CSS_URL.sub(inlined, css)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path.name} is missing; run `make setup` to fetch the front-end files"
        raise MissingAsset(msg) from error
