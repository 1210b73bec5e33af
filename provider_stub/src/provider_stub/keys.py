"""The stub's own SAML key pair: made once, kept in its data folder, readable by it alone."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from provider_stub.errors import ConfigError

_BITS = 3072
_LIFETIME = timedelta(days=3650)  # of the certificate; in SAML only its key counts


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The private key, read once, and where its self-signed certificate stands (PEM)."""

    key: rsa.RSAPrivateKey
    certificate_file: Path


def ensure_key_pair(data_dir: Path, *, now: datetime | None = None) -> KeyPair:
    """Return the key pair of *data_dir*, making folder and files where they are missing.

    Raises:
        ConfigError: the key file holds another kind of key.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_file, certificate_file = data_dir / "saml-key.pem", data_dir / "saml-certificate.pem"
    if key_file.exists() and certificate_file.exists():
        found = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        if not isinstance(found, rsa.RSAPrivateKey):
            raise ConfigError([f"{key_file.name}: not an RSA key"])
        return KeyPair(found, certificate_file)
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    certificate = self_signed(key, now or datetime.now(UTC))
    _write(certificate_file, certificate.public_bytes(serialization.Encoding.PEM))
    _write(
        key_file,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    return KeyPair(key, certificate_file)


def ensure_ended_certificate(data_dir: Path, keys: KeyPair) -> KeyPair:
    """Return *keys* with another certificate of the same key, which ended yesterday."""
    file = data_dir / "saml-certificate-ended.pem"
    if not file.exists():
        year_ago = datetime.now(UTC) - timedelta(days=366)
        certificate = self_signed(keys.key, year_ago, timedelta(days=365))
        _write(file, certificate.public_bytes(serialization.Encoding.PEM))
    return KeyPair(keys.key, file)


def ensure_secret(data_dir: Path) -> str:
    """Return our secret as a client of OpenID Connect, made when first needed.

    A portal that hands out secrets of its own has its one written into that file.
    """
    file = data_dir / "oidc-client.secret"
    if not file.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, secrets.token_hex(32).encode("ascii") + b"\n")
    return file.read_text("ascii").strip()


def self_signed(
    key: rsa.RSAPrivateKey, now: datetime, lifetime: timedelta = _LIFETIME
) -> x509.Certificate:
    """Wrap the public key in a certificate, because SAML metadata hold certificates."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "provider-stub")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lifetime)
        .sign(key, hashes.SHA256())
    )


def _write(path: Path, content: bytes) -> None:
    """Write *content* so that nobody else can read it, not even for a moment."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
