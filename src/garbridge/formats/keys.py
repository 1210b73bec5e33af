"""Private keys and certificates: made, written and loaded once for each process.

Loading an RSA key costs as much as a hundred signatures, so a key is loaded where the portal is
put together and passed on.  A certificate only carries a public key here: its dates, its subject
and who signed it decide nothing (SAML V2.0 Metadata Interoperability Profile, section 2.6.1).
"""

import hashlib
import os
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from garbridge.errors import ConfigError

T = TypeVar("T")

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
"""The kinds of key a peer may sign with."""

MINIMUM_RSA_BITS: Final = 2048
MAXIMUM_RSA_BITS: Final = 8192
"""A longer key makes each check cost milliseconds."""
MINIMUM_EC_BITS: Final = 256
NEW_KEY_BITS: Final = 3072
"""128 bits of strength (ASVS 11.2.3).  2048 is a third of the work for each signature, and is
what the national GAR uses."""

NOT_A_CERTIFICATE: Final = (ValueError, x509.InvalidVersion)
"""What ``cryptography`` raises where octets are no certificate; the second is no ValueError."""

_PUBLIC_EXPONENT = 65537
_PRIVATE_MODE = 0o600


def weakness(key: object) -> str | None:
    """Return why *key* is not a public key to rely on, or ``None``."""
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < MINIMUM_RSA_BITS:
            return f"RSA key of {key.key_size} bits, at least {MINIMUM_RSA_BITS} are needed"
        if key.key_size > MAXIMUM_RSA_BITS:
            return f"RSA key of {key.key_size} bits, at most {MAXIMUM_RSA_BITS} are taken"
        return None
    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.key_size < MINIMUM_EC_BITS:
            return f"EC key of {key.curve.key_size} bits, at least {MINIMUM_EC_BITS} are needed"
        return None
    return f"{type(key).__name__}: only RSA and EC keys are taken"


def generate_key(bits: int = NEW_KEY_BITS) -> rsa.RSAPrivateKey:
    """Return a new RSA key; its chance is OpenSSL's own."""
    return rsa.generate_private_key(_PUBLIC_EXPONENT, bits)


def self_signed_certificate(
    key: rsa.RSAPrivateKey, name: str, *, now: datetime, lifetime: timedelta
) -> x509.Certificate:
    """Return a certificate that carries the public half of *key*.

    Args:
        key: Signs it too.
        name: Its common name, at most 64 characters: a host, or what tells it from others.
        now: Its first second.
        lifetime: How long peers that look at its dates may rely on it.
    """
    public = key.public_key()
    octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(int.from_bytes(hashlib.sha256(octets).digest()[:16]) + 1)
        .not_valid_before(now)
        .not_valid_after(now + lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )


def write_private_key(path: Path, key: rsa.RSAPrivateKey) -> None:
    """Write *key* to the new file *path*, readable by its owner only.

    Raises:
        ConfigError: a file of that name is there: a key in use is never overwritten.
    """
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_new(path, pem, _PRIVATE_MODE)


def write_certificate(path: Path, certificate: x509.Certificate) -> None:
    """Write *certificate* to the new file *path*.

    Raises:
        ConfigError: a file of that name is there.
    """
    write_new(path, certificate.public_bytes(Encoding.PEM), 0o644)


def write_secret(path: Path, text: str) -> None:
    """Write *text* to the new file *path*, readable by its owner only.

    Raises:
        ConfigError: a file of that name is there.
    """
    write_new(path, f"{text}\n".encode("ascii"), _PRIVATE_MODE)


def read_private_key(path: Path) -> rsa.RSAPrivateKey:
    """Return the RSA key in the PEM file *path*, which only its owner may read.

    Raises:
        ConfigError: the file is not there, others may read it, or it holds no such key.
    """
    return parse_private_key(read_private_file(path), source=str(path))


def read_private_file(path: Path) -> bytes:
    """Return what is in *path*, which only its owner may read.

    Raises:
        ConfigError: the file is not there, or others may read it.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            octets = file.read()
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from error
    if mode & 0o077:
        raise ConfigError([f"{path}: mode is {mode:04o}, a private key must be 0600"])
    return octets


def parse_private_key(pem: bytes, *, source: str) -> rsa.RSAPrivateKey:
    """Return the RSA key in *pem*, which came from *source*: a file or an environment variable.

    Raises:
        ConfigError: it is no unencrypted RSA key, or a weak one.
    """
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError([f"{source}: not an unencrypted private key in PEM"]) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ConfigError([f"{source}: not an RSA key"])
    if (weak := weakness(key.public_key())) is not None:
        raise ConfigError([f"{source}: {weak}"])
    return key


def read_certificate(path: Path) -> x509.Certificate:
    """Return the certificate in the PEM file *path*.

    Raises:
        ConfigError: the file is not there or holds no certificate.
    """
    return _loaded(path, x509.load_pem_x509_certificate)


def read_certificate_ends(path: Path) -> list[datetime]:
    """Return when each certificate in the PEM file *path* ends, in its order, at least one.

    Raises:
        ConfigError: the file is not there or holds no certificate.
    """
    return [one.not_valid_after_utc for one in _loaded(path, x509.load_pem_x509_certificates)]


def read_certificate_keys(path: Path) -> list[PublicKey]:
    """Return the public keys of the certificates in the PEM file *path*, at least one.

    Raises:
        ConfigError: the file is not there, holds no certificate, or one with a weak key.
    """
    keys: list[PublicKey] = []
    for certificate in _loaded(path, x509.load_pem_x509_certificates):
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) and not weakness(key):
            keys.append(key)
        else:
            raise ConfigError([f"{path}: {weakness(key)}"])
    return keys


def _loaded(path: Path, load: Callable[[bytes], T]) -> T:
    try:
        return load(path.read_bytes())
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from error
    except NOT_A_CERTIFICATE as error:
        raise ConfigError([f"{path}: not a certificate in PEM"]) from error


def write_new(path: Path, octets: bytes, mode: int) -> None:
    """Write *octets* through to the disk, to the new file *path* with *mode*.

    Raises:
        ConfigError: a file of that name is there, or none can be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
