"""What we sign verifies elsewhere; what others sign is verified as the profile has it."""

from datetime import timedelta

import pytest
from lxml import etree
from tests.protocols.saml.provider_side import authn_request, signer
from tests.protocols.saml.signatures import (
    ECDSA_SHA256,
    RSA_SHA1,
    RSA_SHA256,
    RSA_SHA384,
    RSA_SHA512,
    Signing,
    canonical,
    certificate,
    ec_key,
    enveloped,
    rsa_key,
    sign,
)

from garbridge.errors import ConfigError, SignatureError
from garbridge.formats.canonical import SIGNATURE_PLACE, Element, Hole, Template
from garbridge.formats.enveloped import signature_inside, verified_content
from garbridge.formats.keys import PublicKey, self_signed_certificate
from garbridge.formats.signature import ALGORITHMS, verify_octets
from garbridge.formats.signing import Signer
from garbridge.testing.world import NOW

OURS = rsa_key("portal").public_key()
THEIRS = rsa_key("provider").public_key()
STRANGER = rsa_key("stranger").public_key()
OCTETS = b"SAMLRequest=abc"

MESSAGE = Template(
    Element("m:Message", {"ID": Hole("ID")}, (SIGNATURE_PLACE, Element("m:Body", {}, ("é",)))),
    {"m": "urn:message"},
)


def test_our_signature_verifies_and_covers_the_message() -> None:
    """What is read back is the message without the signature, octet for octet."""
    text = MESSAGE.fill(ID="_1")

    signed = signer().enveloped(text.encode(), identifier="_1")

    assert verified_content(etree.fromstring(signed), [OURS]) == (
        text.replace(SIGNATURE_PLACE, "").encode()
    )


def test_a_signed_message_is_its_own_canonical_form() -> None:
    """The signature too is written canonically, so that the message can be signed around it."""
    signed = signer().enveloped(MESSAGE.fill(ID="_1").encode(), identifier="_1")

    assert canonical(signed) == signed


def test_a_certificate_of_another_key_is_refused() -> None:
    """Providers would refuse every assertion: the start stops instead."""
    with pytest.raises(ConfigError, match="not the one of the signing key"):
        Signer(rsa_key("portal"), certificate("provider"))


def test_a_short_signing_key_is_refused() -> None:
    """We never sign with a key we would not accept."""
    key = rsa_key("short", 1024)
    own = self_signed_certificate(key, "short", now=NOW, lifetime=timedelta(days=1))

    with pytest.raises(ConfigError, match="1024"):
        Signer(key, own)


@pytest.mark.parametrize("algorithm", [RSA_SHA256, RSA_SHA384, RSA_SHA512])
def test_every_rsa_algorithm_verifies(algorithm: str) -> None:
    """SHA-256, SHA-384 and SHA-512 with RSA are taken."""
    signature = sign(OCTETS, rsa_key("provider"), algorithm)

    verify_octets(OCTETS, signature, algorithm=algorithm, keys=[THEIRS])


def test_ecdsa_verifies() -> None:
    """ECDSA with SHA-256 is taken, in the form XML signatures have."""
    signature = sign(OCTETS, ec_key("provider"), ECDSA_SHA256)

    verify_octets(OCTETS, signature, algorithm=ECDSA_SHA256, keys=[ec_key("provider").public_key()])


def test_every_key_is_tried() -> None:
    """A provider that changes its key signs with either meanwhile (IIP-MD07)."""
    signature = sign(OCTETS, rsa_key("provider"), RSA_SHA256)
    keys: list[PublicKey] = [STRANGER, ec_key("provider").public_key(), THEIRS]

    verify_octets(OCTETS, signature, algorithm=RSA_SHA256, keys=keys)


@pytest.mark.parametrize("keys", [[], [STRANGER], [ec_key("provider").public_key()]])
def test_a_signature_of_nobody_we_know_is_refused(keys: list[PublicKey]) -> None:
    """Without the right key, and above all without any key, the answer is no."""
    signature = sign(OCTETS, rsa_key("provider"), RSA_SHA256)

    with pytest.raises(SignatureError):
        verify_octets(OCTETS, signature, algorithm=RSA_SHA256, keys=keys)


def test_an_rsa_key_never_checks_an_ecdsa_signature() -> None:
    """The algorithm named decides which kind of key is tried."""
    with pytest.raises(SignatureError):
        verify_octets(OCTETS, bytes(64), algorithm=ECDSA_SHA256, keys=[THEIRS])


@pytest.mark.parametrize("length", [64, 256])
def test_an_elliptic_key_never_checks_an_rsa_signature(length: int) -> None:
    """Whatever its length, a signature is checked by keys of its own kind only."""
    with pytest.raises(SignatureError):
        verify_octets(
            OCTETS, bytes(length), algorithm=RSA_SHA256, keys=[ec_key("provider").public_key()]
        )


@pytest.mark.parametrize("length", [0, 63, 65, 72])
def test_an_ecdsa_signature_of_another_length_is_refused(length: int) -> None:
    """Two numbers of 32 octets, no other form (XML Signature 6.4.3)."""
    with pytest.raises(SignatureError):
        verify_octets(
            OCTETS,
            bytes(length),
            algorithm=ECDSA_SHA256,
            keys=[ec_key("provider").public_key()],
        )


def test_sha1_is_on_no_list() -> None:
    """An algorithm that can be forged is not taken from anybody (SDP-ALG01)."""
    assert not any("sha1" in algorithm for algorithm in ALGORITHMS)
    with pytest.raises(SignatureError):
        verify_octets(
            OCTETS,
            sign(OCTETS, rsa_key("provider"), RSA_SHA1),
            algorithm=RSA_SHA1,
            keys=[THEIRS],
        )


def test_a_signature_by_another_library_verifies() -> None:
    """The xmlsec library and we agree about what was signed."""
    signed = enveloped(authn_request())

    assert verified_content(etree.fromstring(signed), [THEIRS]) == canonical(authn_request())


def test_text_after_the_signature_stays_in_place() -> None:
    """Taking the signature out takes nothing else: indented messages verify too."""
    pretty = authn_request().replace("</saml:Issuer>", "</saml:Issuer>\n   ")
    signed = Signing().enveloped(pretty)

    assert verified_content(etree.fromstring(signed), [THEIRS]) == canonical(pretty)


def test_a_signature_in_front_of_everything_is_taken_out_too() -> None:
    """The place of the signature among its siblings does not matter to the check."""
    text = '<m ID="_request1"> before<b/>after</m>'
    signed = text.replace(" before", f"{Signing().over(text)} before")

    assert verified_content(etree.fromstring(signed), [THEIRS]) == canonical(text)


def test_inclusive_prefixes_are_honoured() -> None:
    """Some libraries sign declarations that are only used in values."""
    text = authn_request().replace("<samlp:AuthnRequest", '<samlp:AuthnRequest xmlns:xs="urn:xs"')
    inclusive = (
        '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">'
        '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#"'
        ' PrefixList="xs b c d e f g h i j k l m n o p"/></ds:Transform>'
    )
    signing = Signing(transforms=(Signing().transforms[0], inclusive))
    root = etree.fromstring(text)
    octets = etree.tostring(root, method="c14n", exclusive=True, inclusive_ns_prefixes=["xs"])
    signed = signing.enveloped(text, octets)

    assert verified_content(etree.fromstring(signed), [THEIRS]) == octets


@pytest.mark.parametrize("bits", ["sha384", "sha512"])
def test_longer_digests_verify(bits: str) -> None:
    """SHA-384 and SHA-512 digests are taken."""
    address = {
        "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
    }[bits]
    signed = Signing(digest_method=address).enveloped(authn_request())

    assert verified_content(etree.fromstring(signed), [THEIRS])


def test_a_signature_is_seen_wherever_it_stands() -> None:
    """What looks signed anywhere is never treated as unsigned."""
    hidden = authn_request(f"<samlp:Extensions>{Signing().over('<a/>')}</samlp:Extensions>")

    assert signature_inside(etree.fromstring(hidden))
    assert not signature_inside(etree.fromstring(authn_request()))


def test_a_message_without_a_signature_is_not_verified() -> None:
    """Nothing to verify is a refusal."""
    with pytest.raises(SignatureError):
        verified_content(etree.fromstring(authn_request()), [THEIRS])
