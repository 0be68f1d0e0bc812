"""GeoReport v2 answers as XML: the names of the standard, everything escaped."""

import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

_ITEMS: Final = {
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
}
"""List → name of its items."""
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def write_xml(root: str, value: Any) -> bytes:
    """Document of nested mappings and lists; what is none becomes an empty element."""
    element = etree.Element(root)
    _fill(element, root, value)
    return etree.tostring(element, encoding="utf-8", xml_declaration=True)


def _fill(element: etree._Element, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for key, one in value.items():
            _fill(etree.SubElement(element, key), key, one)
    elif isinstance(value, list | tuple):
        for one in value:
            _fill(etree.SubElement(element, _ITEMS[name]), _ITEMS[name], one)
    elif value is not None:
        element.text = _word(value)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _UNFIT.sub("", str(value))
