"""Reading the files of signed heads: what they vouch for, and which of them prove nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from data.audit_heads import FORMAT, file_name, signed_files, signed_text
from data.chain_fault import BrokenLink, Fault

_NONE: Final[Mapping[int, bytes]] = {}


@dataclass(slots=True)
class SignedHeads:
    """Heads of all files that a key has signed.

    Attributes
    ----------
    files
        How many files were read.
    chains
        Chain to place to hash, over all nights.
    broken
        Files that prove nothing, or that are not there.
    """

    files: int = 0
    chains: dict[str, dict[int, bytes]] = field(default_factory=dict)
    broken: list[BrokenLink] = field(default_factory=list)

    def of(self, chain: str) -> Mapping[int, bytes]:
        """Places of a chain that were signed, with their hashes."""
        return self.chains.get(chain, _NONE)


@dataclass(slots=True)
class _Course:
    """What the next file must agree with: number and digest of the one before, links so far."""

    number: int = 0
    digest: str | None = None
    links: int = 0


def read_heads(folder: Path, key: Ed25519PublicKey) -> SignedHeads:
    """Heads of all files of a folder; a file that the key did not sign is left out and named."""
    found, course = SignedHeads(), _Course()
    for path in signed_files(folder):
        body = path.read_bytes()
        lines = _signed_lines(body, key)
        if isinstance(lines, Fault):
            found.broken.append(BrokenLink(path.name, None, lines))
        else:
            _take(lines, path.name, found, course)
        found.files += 1
        course.number += 1
        course.digest = sha256(body).hexdigest()
    return found


def _signed_lines(body: bytes, key: Ed25519PublicKey) -> list[Any] | Fault:
    lines, _, last = body.removesuffix(b"\n").rpartition(b"\n")
    lines += b"\n"
    try:
        signature = bytes.fromhex(json.loads(last)["signature"])
        key.verify(signature, signed_text(sha256(lines).digest()))
    except InvalidSignature:
        return Fault.FILE_FORGED
    except (ValueError, KeyError, TypeError):
        return Fault.FILE_UNREADABLE
    about, *heads = map(json.loads, lines.splitlines())
    return [about, *heads] if about["format"] == FORMAT else Fault.FILE_UNREADABLE


def _take(lines: list[Any], name: str, found: SignedHeads, course: _Course) -> None:
    about, *heads = lines
    if about["number"] > course.number + 1:
        missing = file_name(course.number + 1)
        found.broken.append(BrokenLink(missing, None, Fault.FILE_MISSING))
    elif about["previous"] != course.digest or file_name(about["number"]) != name:
        found.broken.append(BrokenLink(name, None, Fault.FILE_OUT_OF_ORDER))
    course.number = about["number"] - 1
    for chain, seq, digest in heads:
        places = found.chains.setdefault(chain, {})
        course.links += seq - max(places, default=0)
        places[seq] = bytes.fromhex(digest)
    whole = (len(found.chains), course.links) == (about["chains"], about["links"])
    if not whole and not found.broken:
        found.broken.append(BrokenLink(name, None, Fault.FILE_INCOMPLETE))
