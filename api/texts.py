"""The languages of the program: which one a reader gets, and its texts.

English sentences are the message ids, so English needs no catalogue. Chinese lives in
``api/locales/zh_CN/LC_MESSAGES/wangge.po`` and is compiled in memory when first asked for.
``python -m api.texts`` writes new messages of the sources into that file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

_PACKAGES: Final = ("api", "maps")
_ROOT: Final = Path(__file__).parent.parent
_CATALOGUE: Final = Path(__file__).parent / "locales" / "zh_CN" / "LC_MESSAGES" / "wangge.po"
_KEYWORDS: Final[dict[str, tuple[int, ...] | None]] = {
    "_": None,
    "N_": None,
    "translate": None,
    "gettext": None,
    "ngettext": (1, 2),
}
_METHODS: Final = [("**.py", "python"), ("**/templates/**", "jinja2.ext:babel_extract")]


class Language(StrEnum):
    """Languages a reader can choose, the first is the default."""

    ZH_CN = "zh-CN"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's texts, handed to whatever writes sentences.

    Attributes
    ----------
    translate
        Message id to text; an id without translation comes back unchanged.
    ngettext
        Singular id, plural id and count to text.
    """

    language: Language
    translate: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


@cache
def load_catalogue(language: Language) -> NullTranslations:
    """Read the translations of one language, compiled from its catalogue once per process."""
    if language is Language.EN:
        return NullTranslations()
    with _CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def texts_in(language: Language) -> Texts:
    """Texts of one language."""
    catalogue = load_catalogue(language)
    return Texts(language, catalogue.gettext, catalogue.ngettext)


def negotiate(cookie: str | None, account: str | None, accept_language: str | None) -> Language:
    """Language for a reader: the cookie's, else the account's, else the browser's, else Chinese.

    Values that name no language of ours are passed over, so a forged cookie does no harm.
    """
    for choice in (cookie, account, *_by_preference(accept_language or "")):
        language = _supported(choice or "")
        if language is not None:
            return language
    return Language.ZH_CN


def _by_preference(header: str) -> Iterable[str]:
    ranked = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        ranked.append((-_weight(weight), tag))
    return [tag for weight, tag in sorted(ranked, key=lambda pair: pair[0]) if weight < 0]


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def _supported(tag: str) -> Language | None:
    primary = tag.lower().replace("_", "-").partition("-")[0]
    return {"zh": Language.ZH_CN, "en": Language.EN}.get(primary)


def extract_messages() -> Catalog:
    """Every message of the sources of ``api`` and ``maps``, with the files that use it."""
    catalogue = Catalog(locale="zh_CN", project="wangge", charset="utf-8")
    for filename, message, comments, context in _messages_of_sources():
        catalogue.add(
            message,
            None,
            [(filename, 0)],
            auto_comments=comments,
            user_comments=(),
            context=context,
        )
    return catalogue


def _messages_of_sources() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for package in _PACKAGES:
        found = extract_from_dir(_ROOT / package, _METHODS, keywords=_KEYWORDS)
        for filename, _line, message, comments, context in found:
            yield f"{package}/{filename}", message, comments, context


def update_catalogue() -> Catalog:
    """Write new messages into the Chinese catalogue and drop those no source uses."""
    catalogue = read_catalogue()
    catalogue.update(extract_messages(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with _CATALOGUE.open("wb") as target:
        write_po(target, catalogue, width=100, sort_output=True, include_lineno=False)
    return catalogue


def read_catalogue() -> Catalog:
    """Read the Chinese catalogue as it is kept, obsolete messages included."""
    with _CATALOGUE.open("rb") as source:
        return read_po(source, locale="zh_CN")


if __name__ == "__main__":
    update_catalogue()
