"""The key pair that signs the heads of the history, kept in files beside each other."""

import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from data.errors import UnreadableFile

_OTHERS = 0o077


def public_file(path: Path) -> Path:
    """File of the public key beside a private one."""
    return path.with_name(path.name + ".pub")


def signing_key(path: Path) -> Ed25519PrivateKey:
    """Private key of a file; made on first use, readable by its owner only.

    Raises
    ------
    UnreadableFile
        If it is no Ed25519 key, or others may read it.
    """
    if not path.exists():
        _make(path)
    if path.stat().st_mode & _OTHERS:
        msg = f"others may read {path}; take their rights away (chmod 600) or make a new key"
        raise UnreadableFile(msg)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path)
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """Public key of a file.

    Raises
    ------
    UnreadableFile
        If it is missing or no Ed25519 key.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path)
    return key


def _make(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.parent.mkdir(parents=True, exist_ok=True)
    public_file(path).write_bytes(public)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_bytes(private)
    fresh.rename(path)


def _no_key(path: Path) -> UnreadableFile:
    return UnreadableFile(f"{path} is no Ed25519 key in PEM form; name another file")
