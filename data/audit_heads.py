"""The newest hash of every chain, signed night by night into files outside the database.

One file a night: a line that says which file it is, a line for each head that moved since the
file before, a line with an Ed25519 signature over all of it. Each file holds the digest of the
one before, so that none can be taken out; and it counts all chains and links there are, so that
no head can be left out.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.orm import Session

FORMAT: Final = "wangge-heads-1"

SIGNING: Final = "hashtextextended('wangge:audit-heads', 0)"
"""Lock, as SQL, that whoever signs holds alone."""

_HEADS: Final = text("""
SELECT total.chains, total.links, head.chain, head.seq, head.hash
FROM (SELECT count(*) AS chains, coalesce(sum(seq), 0) AS links FROM chain_head) AS total
LEFT JOIN chain_head AS head ON CAST(:every AS boolean) OR head.seq <> head.signed_seq
ORDER BY head.chain COLLATE "C"
""")
# Heads that somebody is moving right now are passed over: they move on, and are signed next time.
_MARK: Final = text("""
UPDATE chain_head AS head SET signed_seq = signed.seq
FROM unnest(CAST(:chains AS text[]), CAST(:seqs AS bigint[])) AS signed(chain, seq)
WHERE head.chain = signed.chain AND head.chain IN (
    SELECT chain FROM chain_head WHERE chain = ANY (:chains) FOR UPDATE SKIP LOCKED)
""")


@dataclass(frozen=True, slots=True)
class SignedFile:
    """One file of signed heads."""

    path: Path
    number: int
    heads: int


def file_name(number: int) -> str:
    """Name of the file of one night; names sort as the files follow each other."""
    return f"heads-{number:06}.jsonl"


def signed_files(folder: Path) -> list[Path]:
    """Files of signed heads in a folder, in order; none where there is no folder."""
    return sorted(folder.glob("heads-*.jsonl"))


def signed_text(digest: bytes) -> bytes:
    """What a signature signs: the digest of all lines before it, and that it is one of ours."""
    return FORMAT.encode() + b"\n" + digest


def sign_heads(session: Session, folder: Path, key: Ed25519PrivateKey, now: datetime) -> SignedFile:
    """Write the heads that moved since the newest file of a folder, all of them in its first.

    The file is on the disk before the transaction ends; if that fails, the next file holds the
    same heads again.
    """
    session.execute(text(f"SELECT pg_advisory_xact_lock({SIGNING})"))
    folder.mkdir(parents=True, exist_ok=True)
    before = signed_files(folder)
    rows = session.execute(_HEADS, {"every": not before}).all()
    heads = [(row.chain, row.seq, bytes(row.hash).hex()) for row in rows if row.chain is not None]
    number = _number(before[-1]) + 1 if before else 1
    about = {
        "format": FORMAT,
        "number": number,
        "at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "previous": sha256(before[-1].read_bytes()).hexdigest() if before else None,
        "chains": rows[0].chains,
        "links": int(rows[0].links),
    }
    path = folder / file_name(number)
    _write(path, _signed_lines([about, *heads], key))
    _mark(session, heads)
    return SignedFile(path, number, len(heads))


def _number(path: Path) -> int:
    return int(path.stem.partition("-")[2])


def _signed_lines(values: Iterable[Any], key: Ed25519PrivateKey) -> Iterator[bytes]:
    digest = sha256()
    for value in values:
        line = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        yield line
    signature = key.sign(signed_text(digest.digest())).hex()
    yield json.dumps({"signature": signature}, separators=(",", ":")).encode() + b"\n"


def _write(path: Path, lines: Iterable[bytes]) -> None:
    """Write a new file whole or not at all; one that exists is never written over."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
    os.link(part, path)
    part.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _mark(session: Session, heads: list[tuple[str, int, str]]) -> None:
    for first in range(0, len(heads), 10_000):
        page = heads[first : first + 10_000]
        chains, seqs = [one[0] for one in page], [one[1] for one in page]
        session.execute(_MARK, {"chains": chains, "seqs": seqs})
