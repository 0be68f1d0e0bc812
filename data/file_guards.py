"""How much of a file we take in, checked before anything parses it."""

import gzip
import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final

from data.errors import FileTooLarge, UnreadableFile

_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most one file may hold.

    Attributes
    ----------
    packed_bytes, unpacked_bytes
        Of the file as it came, and of all that is in it.
    members
        Files in an archive.
    ratio
        Unpacked to packed bytes of one member; only those beyond a megabyte are looked at.
    rows, columns, cells, cell_letters
        Of a table; cells are counted where a whole table is held in memory.
    shape_vertices, file_vertices, rings
        Of one geometry, of all, and rings of one geometry.
    chain_pairs
        Pieces of outline that may meet, see `data.shape_guards`.
    database_steps
        Steps of SQLite's machine, some 50 million a second.
    """

    packed_bytes: int
    unpacked_bytes: int
    members: int
    ratio: int
    rows: int
    columns: int
    cells: int
    cell_letters: int
    shape_vertices: int
    file_vertices: int
    rings: int
    chain_pairs: int
    database_steps: int


# A township's register in any format, and what two small workers can hold at once: a file at
# these limits takes less than 200 MB and about a second.
UPLOAD: Final = Limits(
    packed_bytes=16 * _MEGABYTE,
    unpacked_bytes=48 * _MEGABYTE,
    members=100,
    ratio=500,
    rows=100_000,
    columns=200,
    cells=300_000,
    cell_letters=32_767,  # what a cell of a spreadsheet holds
    shape_vertices=50_000,
    file_vertices=300_000,
    rings=5_000,
    chain_pairs=20_000_000,
    database_steps=20_000_000,
)
# A county's households are 50 MB; what unpacks to more than 512 is a mistake or an attack.
COMMAND: Final = Limits(
    packed_bytes=512 * _MEGABYTE,
    unpacked_bytes=512 * _MEGABYTE,
    members=1_000,
    ratio=500,
    rows=5_000_000,
    columns=2_000,
    cells=20_000_000,
    cell_letters=1_000_000,
    shape_vertices=500_000,
    file_vertices=30_000_000,
    rings=100_000,
    chain_pairs=2_000_000_000,
    database_steps=300_000_000,
)

_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ARCHIVES: Final = frozenset({".zip", ".gz", ".tgz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".kmz"})
_MEMBER_MARK: Final = b"PK\x01\x02"  # begins each entry of a zip's directory
_ENCRYPTED: Final = 1
_UNIX_MODE: Final = 16  # bits to the left, in a zip's external attributes


def check_bytes(size: int, name: str, most: int) -> None:
    """Refuse more bytes than the most.

    Raises
    ------
    FileTooLarge
        If there are.
    """
    if size > most:
        msg = f"{name} holds more than {most:,} bytes: split it"
        raise FileTooLarge(msg)


def check_count(count: int, what: str, most: int) -> None:
    """Refuse more rows, columns, vertices than the most.

    Raises
    ------
    FileTooLarge
        If there are.
    """
    if count > most:
        msg = f"the file holds more than {most:,} {what}: split it"
        raise FileTooLarge(msg)


def unpack_gzip(packed: IO[bytes], name: str, most: int) -> bytes:
    """Content of a gzip, never unpacked further than the most.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If it is damaged or holds more.
    """
    try:
        with gzip.open(packed) as file:
            content = bytes(file.read(most + 1))
    except (OSError, EOFError, zlib.error) as error:
        msg = f"{name} cannot be read: {error}"
        raise UnreadableFile(msg) from error
    check_bytes(len(content), name, most)
    return content


class Archive:
    """A zip whose directory has been checked; members are unpacked when asked for."""

    def __init__(self, content: bytes, name: str, limits: Limits) -> None:
        if not content.startswith(b"PK"):
            msg = f"{name} is not a zip file, whatever its name says"
            raise UnreadableFile(msg)
        # Counted before the directory is parsed: a million entries are objects of 500 bytes.
        check_count(content.count(_MEMBER_MARK), "files in an archive", limits.members)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _damaged(name, error) from error
        self._name = name
        self.names: tuple[str, ...] = tuple(self._zip.namelist())
        _check_members(self._zip.infolist(), name, limits)

    def refuse_archives(self) -> None:
        """Refuse an archive within the archive.

        Raises
        ------
        UnreadableFile
            If there is one.
        """
        for member in self.names:
            if PurePosixPath(member.lower()).suffix in _ARCHIVES:
                msg = f"{self._name} holds another archive, {member[:80]!r}: unpack it first"
                raise UnreadableFile(msg)

    def read(self, member: str) -> bytes:
        """Unpack one member; `zipfile` stops at the size that the directory tells.

        Raises
        ------
        UnreadableFile
            If it is damaged.
        """
        try:
            return self._zip.read(member)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            KeyError,
            ValueError,
            RuntimeError,
        ) as error:
            raise _damaged(self._name, error) from error


def _damaged(name: str, error: Exception) -> UnreadableFile:
    return UnreadableFile(f"{name} is a damaged zip file ({error}): pack it again")


def _check_members(members: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    check_bytes(sum(member.file_size for member in members), name, limits.unpacked_bytes)
    seen: set[str] = set()
    for member in members:
        reason = _member_problem(member, limits)
        if member.filename in seen:
            reason = "comes twice"
        if reason:
            msg = f"{name}: {member.filename[:80]!r} {reason}"
            raise UnreadableFile(msg)
        seen.add(member.filename)


def _member_problem(member: zipfile.ZipInfo, limits: Limits) -> str | None:
    name = member.orig_filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/") or "\0" in name:
        return "leads out of the archive: pack the files anew"
    if stat.S_ISLNK(member.external_attr >> _UNIX_MODE):
        return "is a link: pack the file itself"
    if member.flag_bits & _ENCRYPTED:
        return "is locked with a password: pack it without"
    if member.compress_type not in _METHODS:
        return "is packed in a way we do not read: use deflate"
    packed = max(member.compress_size, 1)
    if member.file_size > _MEGABYTE and member.file_size > limits.ratio * packed:
        return f"unpacks to more than {limits.ratio} times its size: it is no real file"
    return None
