"""XML from strangers as a stream of tokens: no document types, so no entities, and no tree."""

from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from data.errors import UnreadableFile
from data.file_guards import Limits, check_count

_CHUNK_BYTES: Final = 65_536
_MOST_SILENT: Final = 16  # chunks without a token: one tag of a megabyte, which nobody writes
_DEEPEST: Final = 64
_TAGS_OF_CELL: Final = 6  # <c><is><t></t></is></c>
_NOTHING: Final[dict[str, str]] = {}

START, END, TEXT = "start", "end", "text"
Token = tuple[str, str, dict[str, str]]
"""Kind, name without its prefix (or the text itself), attributes of a start."""


class _Refused(Exception):
    """The document does what no workbook does."""


def read_tokens(content: bytes, limits: Limits) -> Iterator[Token]:
    """Starts, ends and texts of a document, in their order.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If it declares a document type, is nested too deeply, too large or broken.
    """
    check_count(content.count(b"<"), "tags", _TAGS_OF_CELL * limits.cells)
    tokens: list[Token] = []
    parser = _parser(tokens)
    silent = 0
    for at in range(0, len(content) + 1, _CHUNK_BYTES):
        _feed(parser, content[at : at + _CHUNK_BYTES], last=at + _CHUNK_BYTES > len(content))
        silent = 0 if tokens else silent + 1
        if silent > _MOST_SILENT:
            msg = "the XML within has a tag of more than a megabyte, which no real file has"
            raise UnreadableFile(msg)
        yield from tokens
        tokens.clear()


def read_starts(content: bytes, limits: Limits) -> list[tuple[str, dict[str, str]]]:
    """Elements of a small document: name and attributes, in their order."""
    tokens = read_tokens(content, limits)
    return [(name, attributes) for kind, name, attributes in tokens if kind == START]


def _feed(parser: expat.XMLParserType, chunk: bytes, *, last: bool) -> None:
    try:
        parser.Parse(chunk, last)
    except _Refused as error:
        msg = f"the XML within {error}, which no real file of this kind does"
        raise UnreadableFile(msg) from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        msg = f"the XML within is broken ({str(error)[:80]}): save the file again"
        raise UnreadableFile(msg) from error


def _parser(tokens: list[Token]) -> expat.XMLParserType:
    """Parser that appends tokens to a list."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            msg = f"is nested more than {_DEEPEST} deep"
            raise _Refused(msg)
        tokens.append((START, _local(name), attributes))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        tokens.append((END, _local(name), _NOTHING))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: tokens.append((TEXT, text, _NOTHING))
    parser.StartDoctypeDeclHandler = _refuse_type
    return parser


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _refuse_type(*_: object) -> None:
    msg = "declares a document type"
    raise _Refused(msg)
