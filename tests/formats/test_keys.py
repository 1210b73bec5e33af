"""Keys are private files of sufficient strength, and never overwritten."""

import base64
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from tests.protocols.saml.signatures import certificate, no_version, rsa_key

from garbridge.errors import ConfigError
from garbridge.formats.keys import (
    NEW_KEY_BITS,
    generate_key,
    parse_private_key,
    read_certificate,
    read_certificate_keys,
    read_private_key,
    self_signed_certificate,
    weakness,
    write_certificate,
    write_private_key,
)
from garbridge.testing.world import NOW


def test_a_written_key_is_read_back_and_private(tmp_path: Path) -> None:
    """Only the owner may read the file of a private key."""
    path = tmp_path / "saml.key"

    write_private_key(path, rsa_key("portal"))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_private_key(path).private_numbers() == rsa_key("portal").private_numbers()


def test_a_written_certificate_is_read_back(tmp_path: Path) -> None:
    """A certificate survives its file."""
    path = tmp_path / "saml.crt"

    write_certificate(path, certificate("portal"))

    assert read_certificate(path) == certificate("portal")


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """Every assertion in flight, and every provider's trust, hangs on the key in use."""
    path = tmp_path / "saml.key"
    write_private_key(path, rsa_key("portal"))
    before = path.read_bytes()

    with pytest.raises(ConfigError):
        write_private_key(path, rsa_key("provider"))

    assert path.read_bytes() == before


NO_VERSION = (
    b"-----BEGIN CERTIFICATE-----\n"
    + base64.encodebytes(no_version(certificate("portal")))
    + b"-----END CERTIFICATE-----\n"
)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    """A readable key is a leaked key; the mode is in the message."""
    path = tmp_path / "saml.key"
    write_private_key(path, rsa_key("portal"))
    path.chmod(mode)

    with pytest.raises(ConfigError, match=f"{mode:04o}"):
        read_private_key(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The operator is told which file is missing."""
    for read in (read_private_key, read_certificate):
        with pytest.raises(ConfigError, match=r"nowhere\.pem"):
            read(tmp_path / "nowhere.pem")


def test_what_is_no_certificate_is_refused(tmp_path: Path) -> None:
    """A key in the place of the certificate is noticed at the start."""
    path = tmp_path / "saml.crt"
    write_private_key(path, rsa_key("portal"))

    with pytest.raises(ConfigError, match="not a certificate"):
        read_certificate(path)


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    protection = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)


@pytest.mark.parametrize(
    ("pem", "reason"),
    [
        (b"", "not an unencrypted private key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "not an unencrypted"),
        (_pem(rsa_key("portal"), b"secret"), "not an unencrypted private key"),
        (_pem(ec.generate_private_key(ec.SECP256R1())), "not an RSA key"),
        (_pem(rsa_key("short", 1024)), "1024 bits"),
    ],
    ids=["empty", "garbage", "encrypted", "elliptic", "short"],
)
def test_an_unusable_key_is_refused(pem: bytes, reason: str) -> None:
    """A key we could not sign with stops the start, with its source and never its content."""
    with pytest.raises(ConfigError, match=reason) as refused:
        parse_private_key(pem, source="GARBRIDGE_SAML_KEY")
    assert "GARBRIDGE_SAML_KEY" in str(refused.value)


def test_new_keys_have_128_bits_of_strength() -> None:
    """What is made without a word about its size lasts beyond 2030 (ASVS 11.2.3)."""
    assert NEW_KEY_BITS == 3072


def test_a_certificate_lasts_as_long_as_was_said() -> None:
    """Providers that look at the dates see the ones asked for."""
    made = self_signed_certificate(
        rsa_key("portal"), "ent.example", now=NOW, lifetime=timedelta(days=10)
    )

    assert (made.not_valid_before_utc, made.not_valid_after_utc) == (
        NOW,
        NOW + timedelta(days=10),
    )
    assert made.public_key() == rsa_key("portal").public_key()


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: rsa_key("short", 1024), "1024 bits"),
        (lambda: ec.generate_private_key(ec.SECP192R1()), "192 bits"),
        (lambda: dsa.generate_private_key(2048), "only RSA and EC"),
    ],
    ids=["rsa-1024", "ec-192", "dsa"],
)
def test_a_weak_key_of_a_peer_has_a_reason(made: Callable[[], Any], reason: str) -> None:
    """Shorter keys than the profile allows are named (SDP-MD06, SDP-MD07)."""
    assert reason in (weakness(made().public_key()) or "")


def test_a_strong_key_has_no_weakness() -> None:
    """The shortest keys that are allowed are allowed."""
    assert weakness(rsa_key("portal").public_key()) is None
    assert weakness(ec.generate_private_key(ec.SECP256R1()).public_key()) is None


def test_an_endless_key_is_refused() -> None:
    """A key whose every check takes milliseconds would be a lever against us."""
    numbers = rsa.RSAPublicNumbers(65537, (1 << 8192) + 1)

    assert "at most 8192" in (weakness(numbers.public_key()) or "")


def test_generated_keys_differ() -> None:
    """Two keys are two keys."""
    assert generate_key(2048).private_numbers() != rsa_key("portal").private_numbers()


def test_the_keys_of_several_certificates_are_read(tmp_path: Path) -> None:
    """Two of them during a rollover; a weak one is no key to rely on."""
    keys = [generate_key(2048) for _ in range(2)]
    pems = [
        self_signed_certificate(key, "x", now=NOW, lifetime=timedelta(days=1)).public_bytes(
            Encoding.PEM
        )
        for key in keys
    ]
    file = tmp_path / "federation.pem"
    file.write_bytes(b"".join(pems))

    assert read_certificate_keys(file) == [key.public_key() for key in keys]


@pytest.mark.parametrize(
    "content",
    [b"", b"no certificate", NO_VERSION, None],
    ids=["empty", "text", "no version", "no file"],
)
def test_a_file_without_a_certificate_is_told(tmp_path: Path, content: bytes | None) -> None:
    """An empty list of keys would be one that anybody's signature is compared with."""
    file = tmp_path / "federation.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigError, match="federation"):
        read_certificate_keys(file)


def test_a_weak_key_in_a_certificate_is_told(tmp_path: Path) -> None:
    """As where a provider's own metadata holds one."""
    file = tmp_path / "federation.pem"
    weak = self_signed_certificate(generate_key(1024), "x", now=NOW, lifetime=timedelta(days=1))
    file.write_bytes(weak.public_bytes(Encoding.PEM))

    with pytest.raises(ConfigError, match="1024 bits"):
        read_certificate_keys(file)
