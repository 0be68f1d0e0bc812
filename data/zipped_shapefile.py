"""A Shapefile in a zip, the way it is sent."""

import io
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from data.errors import UnreadableFile
from data.file_guards import Archive, Limits
from data.rows import RawRows
from data.shapefile import SIDECARS, parse_shapefile

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_HIDDEN: Final = ("__MACOSX", ".")  # what macOS adds to every zip


def parse_zip(content: bytes, limits: Limits) -> RawRows:
    """Read the one Shapefile of an archive.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If the archive is damaged or an attack, or holds none or several.
    """
    archive = Archive(content, "the zip", limits)
    archive.refuse_archives()
    names = [name for name in archive.names if not _is_hidden(name)]
    outlines = [name for name in names if name.lower().endswith(".shp")]
    if len(outlines) != 1:
        found = "no .shp file" if not outlines else "several .shp files"
        msg = f"the zip holds {found}: pack the .shp, .shx, .dbf, .prj and .cpg of one Shapefile"
        raise UnreadableFile(msg)
    stem = outlines[0][:-4].lower()
    wanted = {f"{stem}{ending}": ending for ending in SIDECARS}
    members = {wanted[name.lower()]: name for name in names if name.lower() in wanted}
    return parse_shapefile({end: archive.read(name) for end, name in members.items()}, limits)


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or parts[0] == _HIDDEN[0] or parts[-1].startswith(_HIDDEN[1])


def pack_folder(folder: Path) -> bytes:
    """Zip the files of a folder, without time stamps: same files, same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.writestr(zipfile.ZipInfo(part.name, _EPOCH), part.read_bytes(), 8)
    return packed.getvalue()
