"""Attacks on the signatures of a Response: their shape, their algorithms, whose key it is.

Each is tried on the signature of the Response and on the one of the assertion, under the policy for
which that one is what counts; the same message with the honest signature is believed.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.protocols.saml.signatures import (
    ECDSA_SHA256,
    RSA_SHA1,
    RSA_SHA256,
    RSA_SHA512,
    Signing,
    canonical,
    certificate,
    ec_key,
    rsa_key,
)
from tests.upstream.saml_sp.portal_side import (
    LENIENT,
    PEER,
    PERSON,
    STRICT,
    Answer,
    believed,
    outcome,
    why,
)

from garbridge.formats.signature import RSA_SHA384
from garbridge.upstream.saml_sp import Reason, Us

WHICH = pytest.mark.parametrize(
    ("sign", "us"), [("R", STRICT), ("A", LENIENT)], ids=["response", "assertion"]
)
FORGED = {Reason.BAD_SIGNATURE, Reason.MALFORMED, Reason.UNSIGNED, Reason.OVERSIZED}
DS = "http://www.w3.org/2000/09/xmldsig#"
ENVELOPED = f'<ds:Transform Algorithm="{DS}enveloped-signature"/>'
EXCLUSIVE = '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
XSLT = (
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116">'
    '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">'
    '<xsl:template match="/"><xsl:copy-of select="document(\'http://127.0.0.1:9/x\')"/>'
    "</xsl:template></xsl:stylesheet></ds:Transform>"
)
XPATH = (
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
    "<ds:XPath>not(ancestor-or-self::*[local-name()='NameID'])</ds:XPath></ds:Transform>"
)
FILTER2 = (
    '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2">'
    '<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">'
    "//*[local-name()='NameID']</f:XPath></ds:Transform>"
)


def prefixes(*names: str) -> str:
    """Return an InclusiveNamespaces of *names*."""
    return (
        '<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#"'
        f' PrefixList="{" ".join(names)}"/>'
    )


SHAPES: dict[str, Callable[[Signing], Signing]] = {
    "reference-empty": lambda s: replace(s, reference=""),
    "reference-hash-only": lambda s: replace(s, reference="#"),
    "reference-without-hash": lambda s: replace(s, reference=s.reference.lstrip("#")),
    "reference-to-another-id": lambda s: replace(s, reference="#_other"),
    "reference-with-blank": lambda s: replace(s, reference=f"{s.reference} "),
    "reference-with-leading-blank": lambda s: replace(s, reference=f" {s.reference}"),
    "reference-xpointer-root": lambda s: replace(s, reference="#xpointer(/)"),
    "reference-xpointer-id": lambda s: replace(
        s, reference=f"#xpointer(id('{s.reference.lstrip('#')}'))"
    ),
    "reference-http": lambda s: replace(s, reference="http://127.0.0.1:9/x"),
    "reference-https-with-fragment": lambda s: replace(s, reference="https://127.0.0.1:9/x#a"),
    "reference-file": lambda s: replace(s, reference="file:///etc/hostname"),
    "reference-ftp": lambda s: replace(s, reference="ftp://127.0.0.1:9/x"),
    "reference-data": lambda s: replace(s, reference="data:text/xml,x"),
    "reference-gopher": lambda s: replace(s, reference="gopher://127.0.0.1:9/x"),
    "reference-in-other-case": lambda s: replace(s, reference=s.reference.upper()),
    "reference-percent-encoded": lambda s: replace(s, reference=s.reference.replace("_", "%5F")),
    "transforms-none": lambda s: replace(s, transforms=()),
    "transforms-enveloped-only": lambda s: replace(s, transforms=(ENVELOPED,)),
    "transforms-exclusive-only": lambda s: replace(s, transforms=(EXCLUSIVE,)),
    "transforms-turned-round": lambda s: replace(s, transforms=(EXCLUSIVE, ENVELOPED)),
    "transforms-enveloped-twice": lambda s: replace(
        s, transforms=(ENVELOPED, ENVELOPED, EXCLUSIVE)
    ),
    "transforms-exclusive-twice": lambda s: replace(
        s, transforms=(ENVELOPED, EXCLUSIVE, EXCLUSIVE)
    ),
    "transform-xslt": lambda s: replace(s, transforms=(ENVELOPED, XSLT)),
    "transform-xslt-first": lambda s: replace(s, transforms=(XSLT, ENVELOPED, EXCLUSIVE)),
    "transform-xslt-last": lambda s: replace(s, transforms=(ENVELOPED, EXCLUSIVE, XSLT)),
    "transform-xpath": lambda s: replace(s, transforms=(ENVELOPED, XPATH, EXCLUSIVE)),
    "transform-xpath-filter2": lambda s: replace(s, transforms=(ENVELOPED, FILTER2, EXCLUSIVE)),
    "transform-base64": lambda s: replace(
        s, transforms=(ENVELOPED, f'<ds:Transform Algorithm="{DS}base64"/>')
    ),
    "transform-inclusive": lambda s: replace(
        s,
        transforms=(
            ENVELOPED,
            '<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>',
        ),
    ),
    "transform-with-comments": lambda s: replace(
        s, transforms=(ENVELOPED, EXCLUSIVE.replace("c14n#", "c14n#WithComments"))
    ),
    "transform-decryption": lambda s: replace(
        s,
        transforms=(
            ENVELOPED,
            '<ds:Transform Algorithm="http://www.w3.org/2002/07/decrypt#XML"/>',
            EXCLUSIVE,
        ),
    ),
    "transform-unknown": lambda s: replace(
        s, transforms=(ENVELOPED, '<ds:Transform Algorithm="urn:x"/>', EXCLUSIVE)
    ),
    "transform-without-algorithm": lambda s: replace(s, transforms=(ENVELOPED, "<ds:Transform/>")),
    "transform-with-a-child": lambda s: replace(
        s, transforms=(ENVELOPED.replace("/>", "><ds:XPath>1</ds:XPath></ds:Transform>"), EXCLUSIVE)
    ),
    "transforms-in-hundreds": lambda s: replace(s, transforms=(ENVELOPED, *(EXCLUSIVE,) * 300)),
    "prefixes-in-hundreds": lambda s: replace(
        s,
        transforms=(
            ENVELOPED,
            EXCLUSIVE.replace("/>", f">{prefixes(*map('p{}'.format, range(300)))}</ds:Transform>"),
        ),
    ),
    "prefixes-twice": lambda s: replace(
        s,
        transforms=(
            ENVELOPED,
            EXCLUSIVE.replace("/>", f">{prefixes('a')}{prefixes('b')}</ds:Transform>"),
        ),
    ),
    "canonicalization-inclusive": lambda s: replace(
        s, canonicalization="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
    ),
    "canonicalization-with-comments": lambda s: replace(
        s, canonicalization="http://www.w3.org/2001/10/xml-exc-c14n#WithComments"
    ),
    "canonicalization-unknown": lambda s: replace(s, canonicalization="urn:x"),
    "canonicalization-empty": lambda s: replace(s, canonicalization=""),
    "canonicalization-xslt": lambda s: replace(
        s, canonicalization="http://www.w3.org/TR/1999/REC-xslt-19991116"
    ),
    "two-references": lambda s: replace(
        s, extra={"Reference": '<ds:Reference URI="#_other"></ds:Reference>'}
    ),
    "method-with-hmac-length": lambda s: replace(
        s,
        extra={"SignatureMethod": "<ds:HMACOutputLength>1</ds:HMACOutputLength>"},
    ),
    "an-object": lambda s: replace(s, extra={"Signature": "<ds:Object><x/></ds:Object>"}),
    "a-manifest": lambda s: replace(
        s, extra={"Signature": "<ds:Object><ds:Manifest/></ds:Object>"}
    ),
    "two-key-infos": lambda s: replace(s, extra={"Signature": "<ds:KeyInfo/><ds:KeyInfo/>"}),
    "a-second-signed-info": lambda s: replace(
        s, extra={"Signature": "<ds:SignedInfo></ds:SignedInfo>"}
    ),
    "a-second-value": lambda s: replace(
        s, extra={"Signature": "<ds:SignatureValue>AAAA</ds:SignatureValue>"}
    ),
    "method-sha1": lambda s: replace(s, method=RSA_SHA1),
    "digest-sha1": lambda s: replace(s, digest_method=f"{DS}sha1"),
    "method-sha512-not-configured": lambda s: replace(s, method=RSA_SHA512),
    "method-sha384-not-configured": lambda s: replace(s, method=RSA_SHA384),
    "digest-sha512-not-configured": lambda s: replace(
        s, digest_method="http://www.w3.org/2001/04/xmlenc#sha512"
    ),
    "digest-method-with-a-child": lambda s: replace(
        s, edit=('sha256"/>', 'sha256"><ds:X/></ds:DigestMethod>')
    ),
    "digest-value-empty": lambda s: replace(
        s, edit=("</ds:DigestValue>", "</ds:DigestValue><ds:DigestValue></ds:DigestValue>")
    ),
    "digest-value-twice": lambda s: replace(
        s, edit=("<ds:DigestValue>", "<ds:DigestValue>AAAA</ds:DigestValue><ds:DigestValue>")
    ),
    "reference-with-a-type": lambda s: replace(
        s, edit=("<ds:Reference URI", f'<ds:Reference Type="{DS}Manifest" URI')
    ),
    "reference-with-an-id": lambda s: replace(
        s, edit=("<ds:Reference URI", '<ds:Reference Id="a" URI')
    ),
    "key-of-a-stranger": lambda s: replace(s, key=rsa_key("stranger")),
    "ec-key-of-a-stranger": lambda s: replace(s, key=ec_key("stranger"), method=ECDSA_SHA256),
}  # fmt: skip


@WHICH
@pytest.mark.parametrize("name", SHAPES)
def test_a_signature_of_another_shape(name: str, sign: str, us: Us) -> None:
    """Made by the identity provider's own key where nothing else is said: the shape decides."""
    assert why(outcome(Answer(sign=sign, signing=SHAPES[name]).xml(), us)) in FORGED


@WHICH
@pytest.mark.parametrize("key", [rsa_key("ent-idp"), ec_key("ent-idp")], ids=["rsa", "ec"])
def test_the_one_shape_is_taken(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, sign: str, us: Us
) -> None:
    """The control, with either kind of key, and with the namespaces some software lists."""
    listed = (ENVELOPED, EXCLUSIVE.replace("/>", f">{prefixes('xs', 'saml')}</ds:Transform>"))

    believed(outcome(Answer(sign=sign, key=key).xml(), us))
    if sign == "R":
        return
    plain = Answer(sign=sign, key=key, signing=lambda s: replace(s, transforms=listed))
    believed(outcome(plain.xml(), us))


@pytest.mark.parametrize("algorithm", [RSA_SHA384, RSA_SHA512])
def test_a_stronger_algorithm_where_it_is_configured(algorithm: str) -> None:
    """Algorithms can be added, and barred."""
    signed = Answer(signing=lambda s: replace(s, method=algorithm)).xml()

    believed(outcome(signed, replace(STRICT, algorithms=frozenset({algorithm}))))
    assert why(outcome(signed)) is Reason.BAD_SIGNATURE
    barred = replace(STRICT, algorithms=frozenset({algorithm}))
    assert why(outcome(Answer().xml(), barred)) is Reason.BAD_SIGNATURE


def _public_octets() -> bytes:
    return (
        rsa_key("ent-idp")
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


def _hmac(octets: bytes) -> bytes:
    return hmac.new(_public_octets(), octets, hashlib.sha256).digest()


def _pss(octets: bytes) -> bytes:
    key, scheme = rsa_key("ent-idp"), padding.PSS(padding.MGF1(SHA256()), 32)
    return key.sign(octets, scheme, SHA256())


def _der(octets: bytes) -> bytes:
    return ec_key("ent-idp").sign(octets, ec.ECDSA(SHA256()))


MORE = "http://www.w3.org/2001/04/xmldsig-more#"
CONFUSED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "hmac-with-the-public-key": (f"{DS}hmac-sha1", _hmac),
    "hmac-sha256-with-the-public-key": (f"{MORE}hmac-sha256", _hmac),
    "hmac-named-rsa": (RSA_SHA256, _hmac),
    "pss-named-pkcs1": (RSA_SHA256, _pss),
    "pss": ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", _pss),
    "rsa-pss-with-parameters": ("http://www.w3.org/2007/05/xmldsig-more#rsa-pss", _pss),
    "ecdsa-in-der": (ECDSA_SHA256, _der),
    "ecdsa-of-zeros": (ECDSA_SHA256, lambda _: b"\0" * 64),
    "ecdsa-of-ones": (ECDSA_SHA256, lambda _: b"\0" * 31 + b"\1" + b"\0" * 31 + b"\1"),
    "rsa-md5": (f"{MORE}rsa-md5", _hmac),
    "rsa-ripemd": (f"{MORE}rsa-ripemd160", _hmac),
    "dsa": (f"{DS}dsa-sha1", _hmac),
    "no-algorithm": ("", _hmac),
    "algorithm-none": ("none", lambda _: b""),
    "algorithm-in-other-case": (RSA_SHA256.upper(), _hmac),
    "empty-value": (RSA_SHA256, lambda _: b""),
    "value-one": (RSA_SHA256, lambda _: b"\0" * 255 + b"\1"),
    "value-zero": (RSA_SHA256, lambda _: b"\0" * 256),
    "value-of-the-modulus": (
        RSA_SHA256,
        lambda _: rsa_key("ent-idp").public_key().public_numbers().n.to_bytes(256),
    ),
    "digest-as-value": (RSA_SHA256, lambda octets: hashlib.sha256(octets).digest()),
}


def with_value(sign: str, method: str, make: Callable[[bytes], bytes]) -> str:
    """Return a message whose signature names *method* and has the value that *make* makes."""

    def remade(xml: str) -> str:
        start, end = xml.index("<ds:SignedInfo"), xml.index("</ds:SignedInfo>") + 16
        info = xml[start:end].replace(RSA_SHA256, method)
        value = base64.b64encode(make(canonical(info))).decode()
        head, _, tail = xml[end:].partition("</ds:SignatureValue>")
        del head
        return f"{xml[:start]}{info}<ds:SignatureValue>{value}</ds:SignatureValue>{tail}"

    answer = Answer(sign=sign)
    if sign == "R":
        return remade(answer.xml())
    return answer.around_it(remade(answer.assertion()))


@WHICH
@pytest.mark.parametrize("name", CONFUSED)
def test_an_algorithm_taken_for_another(name: str, sign: str, us: Us) -> None:
    """What an attacker can compute from public keys is no signature."""
    assert why(outcome(with_value(sign, *CONFUSED[name]), us)) in FORGED


@WHICH
def test_the_same_value_made_honestly_is_taken(sign: str, us: Us) -> None:
    """The control: a signature value that is replaced by a right one is believed."""
    honest = with_value(
        sign, RSA_SHA256, lambda o: rsa_key("ent-idp").sign(o, padding.PKCS1v15(), SHA256())
    )

    believed(outcome(honest, us))


STRANGER = base64.b64encode(certificate("stranger").public_bytes(Encoding.DER)).decode()
_NUMBERS = rsa_key("stranger").public_key().public_numbers()
TRUSTED_HERE = {
    "certificate": (
        f"<ds:X509Data><ds:X509Certificate>{STRANGER}</ds:X509Certificate></ds:X509Data>"
    ),
    "key-value": "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>"
    + base64.b64encode(_NUMBERS.n.to_bytes(256)).decode()
    + "</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>",
    "key-name": "<ds:KeyName>stranger</ds:KeyName>",
    "retrieval-method": '<ds:RetrievalMethod URI="http://127.0.0.1:9/key"/>',
    "x509-url": '<dsig11:KeyInfoReference xmlns:dsig11="http://www.w3.org/2009/xmldsig11#"'
    ' URI="http://127.0.0.1:9/key"/>',
    "der-encoded": '<d:DEREncodedKeyValue xmlns:d="http://www.w3.org/2009/xmldsig11#">'
    f"{STRANGER}</d:DEREncodedKeyValue>",
    "subject-name": (
        "<ds:X509Data><ds:X509SubjectName>CN=ent-idp</ds:X509SubjectName></ds:X509Data>"
    ),
}


@WHICH
@pytest.mark.parametrize("name", TRUSTED_HERE)
def test_key_info_is_no_source_of_trust(name: str, sign: str, us: Us) -> None:
    """Whatever KeyInfo says, the keys are those of the metadata; it does not harm either."""
    said = {"Signature": f"<ds:KeyInfo>{TRUSTED_HERE[name]}</ds:KeyInfo>"}
    forged = Answer(sign=sign, signing=lambda s: replace(s, key=rsa_key("stranger"), extra=said))
    honest = Answer(sign=sign, signing=lambda s: replace(s, extra=said))

    assert why(outcome(forged.xml(), us)) is Reason.BAD_SIGNATURE
    believed(outcome(honest.xml(), us))


def test_another_identity_providers_key() -> None:
    """A key that signs for one identity provider is none for another."""
    other = replace(PEER, signing_keys=(rsa_key("other-idp").public_key(),))

    assert why(outcome(Answer().xml(), peer=other)) is Reason.BAD_SIGNATURE
    believed(outcome(Answer(key=rsa_key("other-idp")).xml(), peer=other))


@pytest.mark.parametrize("turned", [False, True])
def test_every_key_of_the_metadata_is_tried(turned: bool) -> None:  # noqa: FBT001 - a parameter
    """Two keys during a roll-over, in any order; a third is none."""
    keys = [rsa_key("ent-idp").public_key(), rsa_key("ent-idp-next").public_key()]
    peer = replace(PEER, signing_keys=tuple(reversed(keys) if turned else keys))

    believed(outcome(Answer(key=rsa_key("ent-idp")).xml(), peer=peer))
    believed(outcome(Answer(key=rsa_key("ent-idp-next")).xml(), peer=peer))
    assert why(outcome(Answer(key=rsa_key("stranger")).xml(), peer=peer)) is Reason.BAD_SIGNATURE


def test_no_key_at_all_believes_nothing() -> None:
    """An empty list of keys is not a list of all keys."""
    assert why(outcome(Answer().xml(), peer=replace(PEER, signing_keys=()))) is (
        Reason.BAD_SIGNATURE
    )


MISSING = [
    ("", STRICT, Reason.UNSIGNED),
    ("", LENIENT, Reason.UNSIGNED),
    ("A", STRICT, Reason.UNSIGNED),
    ("R", replace(STRICT, require_signed_assertion=True), Reason.UNSIGNED),
]


@pytest.mark.parametrize(("sign", "us", "reason"), MISSING)
def test_a_signature_that_is_missing(sign: str, us: Us, reason: Reason) -> None:
    """An unsigned Response is refused by default, an unsigned assertion in it always."""
    assert why(outcome(Answer(sign=sign).xml(), us)) is reason


@pytest.mark.parametrize(
    ("sign", "us"),
    [("R", STRICT), ("RA", STRICT), ("A", LENIENT), ("RA", LENIENT), ("R", LENIENT),
     ("RA", replace(STRICT, require_signed_assertion=True))],
)  # fmt: skip
def test_every_way_to_sign_that_is_taken(sign: str, us: Us) -> None:
    """The controls."""
    believed(outcome(Answer(sign=sign).xml(), us))


@pytest.mark.parametrize("us", [STRICT, LENIENT], ids=["strict", "lenient"])
@pytest.mark.parametrize("which", ["_response1", "_assertion1"])
def test_both_signatures_are_verified_where_both_are(which: str, us: Us) -> None:
    """A broken one is not made good by the other."""

    def broken(signing: Signing) -> Signing:
        at = signing.reference == f"#{which}"
        return replace(signing, key=rsa_key("stranger")) if at else signing

    assert why(outcome(Answer(signing=broken).xml(), us)) is Reason.BAD_SIGNATURE


@WHICH
@pytest.mark.parametrize(
    ("old", "new"),
    [(PERSON, "p-mechant"), ("alice", "mallory"), ('SessionIndex="_session1"', 'SessionIndex="x"'),
     ("</saml:NameID>", " </saml:NameID>"), ("<saml:Attribute Name", "<saml:Attribute  A='' Name"),
     ("</saml:Subject>", "</saml:Subject> ")],
)  # fmt: skip
def test_one_thing_changed_after_signing(old: str, new: str, sign: str, us: Us) -> None:
    """Every byte of what is read is signed."""
    honest = Answer(sign=sign).xml()
    assert old in honest

    assert why(outcome(honest.replace(old, new, 1), us)) in FORGED
