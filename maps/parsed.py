"""A rendered Folium page taken apart: markup, styles, scripts, each checked."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import folium
from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import E

from maps.assets import Asset, find_asset
from maps.errors import ForeignAddress, UnsafeMarkup

# Folium names its objects at random; see `_steady`.
_RANDOM_NAME: Final = re.compile(r"\b([a-z_]+)_([0-9a-f]{32})\b")
_DATA_TYPE: Final = "application/json"
_PROGRAM_TYPES: Final = ("", "text/javascript", "application/javascript")
_LOADING: Final = ("src", "href", "srcset", "action", "formaction", "poster", "data", "data-src")
_FOREIGN_IN_SCRIPT: Final = re.compile(r"\b(?:https?|wss?):(?:\\?/){2}", re.IGNORECASE)
_LOADS_IN_STYLE: Final = re.compile(r"@import|url\(\s*[\"']?(?!#|data:)", re.IGNORECASE)
# Folium pastes text into template literals and into jQuery; none of our elements does.
_PASTES_TEXT: Final = ("`", "$(")
_VIEWPORT: Final = "width=device-width, initial-scale=1"


@dataclass(slots=True)
class Parsed:
    """A page without its styles and scripts, and these, in the order they act."""

    root: HtmlElement
    styles: list[Asset] = field(default_factory=list)
    scripts: list[Asset] = field(default_factory=list)
    fetches: bool = False

    @property
    def head(self) -> HtmlElement:
        """Element that holds titles and links."""
        return self.root.find("head")  # type: ignore[return-value]  # the parser makes one

    @property
    def body(self) -> HtmlElement:
        """Element that holds what is seen."""
        return self.root.find("body")  # type: ignore[return-value]  # the parser makes one


def parse(drawing: folium.Map) -> Parsed:
    """Render a map and take it apart.

    Raises
    ------
    ForeignAddress
        If anything would be loaded from another origin.
    UnsafeMarkup
        If markup or script could run text.
    """
    source = drawing.get_root().render()
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    page = Parsed(html.document_fromstring(source.encode(), parser=parser))
    names: dict[str, str] = {}
    for element in list(page.root.iter("link", "style", "script")):
        _take(page, element, names)
    for element in page.root.iter("*"):
        _check(page, element)
        if "id" in element.attrib:
            element.set("id", _steady(element.get("id", ""), names))
    _finish_head(page)
    return page


def _take(page: Parsed, element: HtmlElement, names: dict[str, str]) -> None:
    """Move one script or style out of the markup; data stay where they are."""
    tag = str(element.tag)
    address = element.get("src") or element.get("href")
    if tag == "script" and element.get("type") == _DATA_TYPE:
        return
    if element.get("type", "") not in _PROGRAM_TYPES and tag == "script":
        msg = f"the map holds a script of type {element.get('type')}"
        raise UnsafeMarkup(msg)
    assets = page.scripts if tag == "script" else page.styles
    if address:
        asset = find_asset(address)
        assets.extend([asset] if asset else [])
    else:
        text = _steady(element.text or "", names)
        _add_inline(assets, _checked_text(text, tag), tag)
    element.drop_tree()


def _add_inline(assets: list[Asset], text: str, tag: str) -> None:
    """Gather inline texts: styles where they stand, scripts after all that is linked."""
    name = "drawing.js" if tag == "script" else "drawing.css"
    for place, asset in enumerate(assets):
        if asset.name == name:
            assets.append(Asset(name, f"{asset.text}\n{text}"))
            del assets[place]
            return
    assets.append(Asset(name, text))


def _checked_text(text: str, tag: str) -> str:
    if tag == "style" and _LOADS_IN_STYLE.search(text):
        msg = "a style of the map loads another file"
        raise ForeignAddress(msg)
    if tag == "script" and _FOREIGN_IN_SCRIPT.search(text):
        msg = "the map's script names an address outside this service"
        raise ForeignAddress(msg)
    if tag == "script" and any(sign in text for sign in _PASTES_TEXT):
        msg = "the map uses Folium's own popups or tooltips; show text with maps.layers instead"
        raise UnsafeMarkup(msg)
    return text


def _check(page: Parsed, element: HtmlElement) -> None:
    """Refuse what could run or load; move a style attribute into a class."""
    for name, value in element.attrib.items():
        if str(name).startswith("on"):
            msg = f"the map's markup has an event attribute: {name}"
            raise UnsafeMarkup(msg)
        if str(name).rpartition(":")[2] in _LOADING and not _is_own(str(value)):
            msg = f"the map's markup names an address outside this service: {value}"
            raise ForeignAddress(msg)
    page.fetches |= "data-src" in element.attrib
    style = element.attrib.pop("style", None)
    if style:
        text = _checked_text(str(style), "style")
        made = f"s-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        element.set("class", f"{element.get('class', '')} {made}".strip())
        _add_inline(page.styles, f".{made} {{ {text} }}", "style")


def _is_own(address: str) -> bool:
    """Whether an address stays on our origin, or is a picture in the page itself."""
    if address.startswith(("data:image/", "#")):
        return True
    parts = urlsplit(address.strip())
    return not parts.scheme and not parts.netloc and "\\" not in address


def _steady(text: str, names: dict[str, str]) -> str:
    """Replace Folium's random names by numbers in order of appearance.

    The same map then gives the same files. Data are not touched: they are not searched.
    """

    def numbered(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"{match[1]}_{len(names) + 1}")

    return _RANDOM_NAME.sub(numbered, text)


def _finish_head(page: Parsed) -> None:
    """Language, theme, character set, and a viewport that may be zoomed."""
    attributes = {"wangge-language": "lang", "wangge-theme": "data-theme"}
    for meta in list(page.head.iter("meta")):
        name = meta.get("name", "")
        if name in attributes:
            page.root.set(attributes[name], meta.get("content", ""))
        meta.drop_tree()
    page.head.insert(0, E.meta(charset="utf-8"))
    page.head.insert(1, E.meta(name="viewport", content=_VIEWPORT))
    # Without it a browser asks the server for /favicon.ico.
    page.head.append(E.link(rel="icon", href="data:,"))
