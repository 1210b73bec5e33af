"""The keys of the ledger: Ed25519 (RFC 8032), of one purpose, each named by its public half.

A checkpoint names the key that signed it.  After a rotation the public half of the old key stays
among those that are trusted, so that what it signed can be checked for as long as it is kept.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from garbridge.errors import ConfigError
from garbridge.formats.keys import read_private_file, write_new

ID_DIGITS: Final = 16
"""Hexadecimal digits of a key's name: enough to tell a portal's own keys apart."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The private key, loaded once."""

    id: str
    private: Ed25519PrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of *message*: 64 bytes."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """Public keys by name."""

    keys: Mapping[str, Ed25519PublicKey]

    def __call__(self, key: str, message: bytes, signature: bytes) -> bool | None:
        """Say whether *key* signed *message*; ``None`` where it is none of these."""
        public = self.keys.get(key)
        if public is None:
            return None
        try:
            public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def new_ledger_key(path: Path) -> Path:
    """Write a new private key to *path*, mode 0600, and its public half beside it as ``.pub``.

    Returns:
        The file of the public half: what an auditor is given.

    Raises:
        ConfigError: one of them is there already; a key in use is never overwritten.
    """
    public_file = path.with_suffix(".pub")
    if taken := [one.name for one in (path, public_file) if one.exists()]:
        raise ConfigError([f"{name}: is there already" for name in taken])
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_new(path, pem, 0o600)
    shown = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write_new(public_file, shown, 0o644)
    return public_file


def read_sealing_key(path: Path) -> SealingKey:
    """Return the private key in the PEM file *path*, which only its owner may read.

    Raises:
        ConfigError: the file is not there, others may read it, or it holds no such key.
    """
    pem = read_private_file(path)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError([f"{path}: not an unencrypted private key in PEM"]) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError([f"{path}: not an Ed25519 key"])
    return SealingKey(key_id(key.public_key()), key)


def trusted_keys(own: SealingKey | None, files: Iterable[Path]) -> TrustedKeys:
    """Return the public half of *own* and the public keys in *files*.

    Raises:
        ConfigError: with every file that is not there or holds no Ed25519 public key.
    """
    keys = {} if own is None else {own.id: own.private.public_key()}
    problems: list[str] = []
    for file in files:
        try:
            key = load_pem_public_key(file.read_bytes())
        except OSError as error:
            problems.append(f"{file}: {error.strerror}")
            continue
        except (ValueError, UnsupportedAlgorithm):
            key = None
        if isinstance(key, Ed25519PublicKey):
            keys[key_id(key)] = key
        else:
            problems.append(f"{file}: not an Ed25519 public key in PEM")
    if problems:
        raise ConfigError(problems)
    return TrustedKeys(keys)


def key_id(key: Ed25519PublicKey) -> str:
    """Return the name of *key*: the first digits of the SHA-256 of its 32 bytes."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:ID_DIGITS]
