"""What metadata says of encryption, of the identifier it needs, and of how long it may be used."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.protocols.saml.signatures import certificate, rsa_key
from tests.protocols.saml.test_sp_metadata import SERVICE, entity, role, shown

from garbridge.errors import ConfigError
from garbridge.formats.encryption import (
    AES128_GCM,
    AES256_GCM,
    DIGEST_SHA1,
    MGF1_SHA256,
    OAEP,
    OAEP_MGF1P,
    Recipient,
    Transport,
)
from garbridge.formats.enveloped import DIGEST_SHA256
from garbridge.formats.keys import self_signed_certificate
from garbridge.protocols.saml import SamlPeer, SubjectRequest, read_sp_metadata
from garbridge.testing.world import NOW

KEY = rsa_key("reader").public_key()
AES256_CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
RSA15 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5"
REQUEST = "urn:oasis:names:tc:SAML:profiles:subject-id:req"


def read(children: str) -> SamlPeer:
    """Return what is read of a role with *children*."""
    return read_sp_metadata(entity(role(children + SERVICE)).encode(), now=NOW)


def method(algorithm: str, *, digest: str = "", mask: str = "") -> str:
    """Return an EncryptionMethod."""
    inside = f'<ds:DigestMethod Algorithm="{digest}"/>' if digest else ""
    if mask:
        inside += f'<x:MGF xmlns:x="http://www.w3.org/2009/xmlenc11#" Algorithm="{mask}"/>'
    return f'<md:EncryptionMethod Algorithm="{algorithm}">{inside}</md:EncryptionMethod>'


def encryption(*methods: str, use: str = ' use="encryption"') -> str:
    """Return a KeyDescriptor that lists *methods*."""
    return shown(certificate("reader"), use).replace(
        "</md:KeyDescriptor>", f"{''.join(methods)}</md:KeyDescriptor>"
    )


PLAIN = Recipient(key=KEY)


GCM192 = "http://www.w3.org/2009/xmlenc11#aes192-gcm"
CASES: dict[str, tuple[list[str], Recipient | None]] = {
    "nothing": ([], PLAIN),
    "128": ([method(AES128_GCM)], replace(PLAIN, content=AES128_GCM)),
    "cbc-and-gcm": ([method(AES256_CBC), method(AES256_GCM)], PLAIN),
    "cbc": ([method(AES256_CBC)], None),
    "192": ([method(GCM192)], None),
    "rsa15": ([method(RSA15)], None),
    "rsa15-and-oaep": ([method(RSA15), method(OAEP_MGF1P)], PLAIN),
    "sha1": ([method(OAEP_MGF1P, digest=DIGEST_SHA1)], PLAIN),
    "sha256": (
        [method(OAEP_MGF1P, digest=DIGEST_SHA256)],
        replace(PLAIN, transport=Transport(digest=DIGEST_SHA256)),
    ),
    "oaep11": (
        [method(OAEP, digest=DIGEST_SHA256, mask=MGF1_SHA256)],
        replace(
            PLAIN,
            transport=Transport(algorithm=OAEP, digest=DIGEST_SHA256, mask=MGF1_SHA256),
        ),
    ),
    "mask": ([method(OAEP_MGF1P, mask=MGF1_SHA256)], None),
    "md5": ([method(OAEP_MGF1P, digest="urn:md5")], None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_provider_is_written_to_as_its_metadata_says(case: str) -> None:
    """Ciphers that authenticate only; a list without one is a list of none (SDP-ALG01)."""
    methods, expected = CASES[case]

    assert read(encryption(*methods)).recipient == expected


def test_a_key_is_for_what_its_use_says() -> None:
    """One without a use is for both (Metadata 2.4.1.1)."""
    assert read(encryption(use="")).recipient == PLAIN
    assert read(encryption(use=' use="signing"')).recipient is None


def test_a_weak_key_is_not_written_to() -> None:
    """It is no mistake of a provider to whom nothing is encrypted."""
    weak = rsa_key("weak", 1024)
    cert = self_signed_certificate(weak, "weak", now=NOW, lifetime=timedelta(days=1))

    assert read(shown(cert, ' use="encryption"')).recipient is None


def test_the_ends_of_certificates_are_known_and_decide_nothing() -> None:
    """Somebody can be told before; statement 8."""
    ended = self_signed_certificate(
        rsa_key("reader"), "x", now=NOW - timedelta(days=9), lifetime=timedelta(days=1)
    )
    peer = read(shown(ended) + encryption())

    assert peer.certificate_ends[0] == NOW - timedelta(days=8)
    assert len(peer.certificate_ends) == 2
    assert len(peer.signing_keys) == 1


def asking(*values: str, name: str = REQUEST) -> bytes:
    """Return metadata with an entity attribute."""
    listed = "".join(f"<s:AttributeValue>{value}</s:AttributeValue>" for value in values)
    extensions = (
        '<md:Extensions><a:EntityAttributes xmlns:a="urn:oasis:names:tc:SAML:metadata:attribute"'
        ' xmlns:s="urn:oasis:names:tc:SAML:2.0:assertion">'
        f'<s:Attribute Name="{name}">{listed}</s:Attribute></a:EntityAttributes></md:Extensions>'
    )
    return entity(extensions + role()).encode()


@pytest.mark.parametrize("asked", SubjectRequest)
def test_the_identifier_a_provider_needs_is_read(asked: SubjectRequest) -> None:
    """Subject Identifier Attributes 1.0, section 4."""
    assert read_sp_metadata(asking(f" {asked}\n"), now=NOW).subject_request is asked


def test_another_entity_attribute_asks_for_nothing() -> None:
    """Only the one of that name does."""
    other = read_sp_metadata(asking("pairwise-id", name="urn:x"), now=NOW)

    assert other.subject_request is SubjectRequest.NONE


@pytest.mark.parametrize("values", [("email",), ("pairwise-id", "subject-id"), ("",)])
def test_an_unclear_wish_is_a_problem(values: tuple[str, ...]) -> None:
    """It is told, so that nobody is given another identifier than was meant."""
    with pytest.raises(ConfigError, match="subject-id:req"):
        read_sp_metadata(asking(*values), now=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H", timedelta(hours=1)),
        ("P1D", timedelta(days=1)),
        ("PT604800S", timedelta(days=7)),
        ("P1M", timedelta(days=30)),
        ("P0Y0M", timedelta(0)),
        ("P0Y0M7DT0H0M0.000S", timedelta(days=7)),
        ("P1Y2M3DT4H5M6.7S", timedelta(days=428, hours=4, minutes=5, seconds=6)),
    ],
)
def test_how_long_a_copy_may_be_used_is_read(text: str, expected: timedelta) -> None:
    """The shortest of all that is around the role."""
    xml = entity(role(attributes=' cacheDuration="P9D"'), attributes=f' cacheDuration="{text}"')
    peer = read_sp_metadata(xml.encode(), now=NOW)

    assert peer.cache_duration == min(expected, timedelta(days=9))


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "1D", "-P1D", "P1DT", "P1S", "PT1D", "P1MT", "P1.5D"]
)
def test_a_length_that_is_none_is_a_problem(text: str) -> None:
    """It is not taken for "for ever"."""
    with pytest.raises(ConfigError, match="cacheDuration"):
        read_sp_metadata(entity(attributes=f' cacheDuration="{text}"').encode(), now=NOW)


def test_the_certificate_of_the_tests_is_der() -> None:
    """What stands in the descriptor is what the key was read of."""
    text = base64.b64encode(certificate("reader").public_bytes(Encoding.DER)).decode()

    assert text in encryption()
