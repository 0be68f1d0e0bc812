"""Folium's output turned into ours: no inline program, no foreign address."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import folium
from lxml import html
from lxml.html.builder import E

from maps.assets import VENDOR, Asset, asset_text
from maps.errors import NotSelfContained
from maps.parsed import Parsed, parse

_DOCTYPE: Final = "<!DOCTYPE html>"
# Closing tags and comment openers inside a script or style would end it early. In
# script strings, regular expressions and CSS alike a backslash before / or ! changes nothing.
_BREAKERS: Final = (("</script", "<\\/script"), ("</style", "<\\/style"), ("<!--", "<\\!--"))


@dataclass(frozen=True, slots=True)
class ServedPage:
    """A map page for a strict Content-Security-Policy.

    Attributes
    ----------
    html
        The document; every script and style is a linked file.
    files
        File name -> content, to be published under the address the page was made for.
        Names carry a hash of the content, so they may be cached for ever.
    """

    html: str
    files: dict[str, bytes]


def served(
    drawing: folium.Map,
    *,
    files_url: str = "/static/map/",
    vendor_url: str = "/static/vendor/",
) -> ServedPage:
    """Turn a map into a page that holds no inline script and no inline style.

    Parameters
    ----------
    drawing
        A map made by this package.
    files_url
        Where the caller publishes `ServedPage.files`; ends in a slash.
    vendor_url
        Where the vendored files are published; ends in a slash.

    Raises
    ------
    ForeignAddress
        If the page would load anything that is not served here.
    UnsafeMarkup
        If it holds event attributes, or script in which text could run.
    """
    page = parse(drawing)
    files: dict[str, bytes] = {}

    def address(asset: Asset) -> str:
        if asset.vendored:
            return vendor_url + asset.vendored
        content = (asset.text or "").encode()
        name = hashed_name(asset.name, content)
        files[name] = content
        return files_url + name

    for style in page.styles:
        page.head.append(E.link(rel="stylesheet", href=address(style)))
    for script in page.scripts:
        page.head.append(E.script(src=address(script), defer="defer"))
    return ServedPage(_document(page), files)


def self_contained(drawing: folium.Map, *, vendor: Path = VENDOR) -> str:
    """Turn a map into one file that works from a disk, without a server.

    The policy inside names each script and style by its hash; nothing else runs or loads.

    Raises
    ------
    NotSelfContained
        If the page fetches its data.
    ForeignAddress, UnsafeMarkup
        As for `served`.
    MissingAsset
        If a vendored file is not there.
    """
    page = parse(drawing)
    if page.fetches:
        msg = "a map that fetches its issues cannot be one file; draw it without data_url"
        raise NotSelfContained(msg)
    styles = [_inline(asset_text(style, vendor)) for style in page.styles]
    scripts = [_inline(asset_text(script, vendor)) for script in page.scripts]
    policy = E.meta({"http-equiv": "Content-Security-Policy", "content": _policy(scripts, styles)})
    page.head.insert(1, policy)
    page.head.extend(E.style(text) for text in styles)
    page.body.extend(E.script(text) for text in scripts)
    return _document(page)


def hashed_name(name: str, content: bytes) -> str:
    """Name a file by its content: ``map.css`` becomes ``map-<hash>.css``."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{digest}.{ending}"


def _policy(scripts: list[str], styles: list[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)


def _inline(text: str) -> str:
    """Text that can stand inside a script or style element and hash as the browser reads it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for breaker, harmless in _BREAKERS:
        text = text.replace(breaker, harmless)
    return text


def _document(page: Parsed) -> str:
    text: str = html.tostring(page.root, encoding="unicode", doctype=_DOCTYPE)
    return text
