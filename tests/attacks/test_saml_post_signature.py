"""Attacks on the signature inside an AuthnRequest by HTTP-POST: stripping, swapping, abusing.

``SIGNED`` is what the attacker has seen pass.  What is wanted instead is another consumer
service, so every test could also be read as "the assertion goes elsewhere".
"""

import re

import pytest
from lxml import etree
from tests.protocols.saml.provider_side import (
    MUST_SIGN,
    OTHER_ACS,
    PEER,
    authn_request,
    parsed,
    post,
    refused,
    understood,
)
from tests.protocols.saml.signatures import (
    RSA_SHA1,
    Signing,
    certificate,
    ec_key,
    enveloped,
    rsa_key,
    with_signature,
)

from garbridge.errors import ProtocolError, SignatureError

HONEST = authn_request()
SIGNED = Signing().enveloped(HONEST)
SIGNATURE = Signing().over(HONEST)
EVIL = authn_request(ID="_evil", AssertionConsumerServiceURL=OTHER_ACS)
"""Registered, so that only the signature stands in the way."""


def test_the_honest_request_passes() -> None:
    """What follows fails for the reason it names."""
    assert understood(post(SIGNED), MUST_SIGN)
    assert understood(post(enveloped(HONEST)), MUST_SIGN)


def test_unsigned_where_a_signature_was_agreed() -> None:
    """A signature stripped altogether."""
    with pytest.raises(SignatureError):
        parsed(post(HONEST), MUST_SIGN)


def test_signed_with_a_key_of_the_attacker() -> None:
    """Only registered keys count."""
    refused(Signing(key=rsa_key("stranger")).enveloped(HONEST))
    refused(enveloped(HONEST, key="stranger"))


def test_signed_with_a_key_the_message_brings_along() -> None:
    """KeyInfo is not read: neither a certificate nor a bare key in it is trusted (V9.1.3)."""
    brought = enveloped(HONEST, key="stranger")
    assert b"X509Certificate" in brought

    refused(brought)


def test_key_info_of_the_registered_key_beside_a_foreign_signature() -> None:
    """A familiar certificate beside a foreign signature helps nobody."""
    shown = enveloped(HONEST).decode()
    info = re.search(r"<ds:KeyInfo>.*</ds:KeyInfo>", shown, re.DOTALL)
    assert info is not None
    signing = Signing(key=rsa_key("stranger"), extra={"Signature": info[0]})

    refused(signing.enveloped(HONEST))
    assert certificate("provider").public_key() == PEER.signing_keys[0]


def test_request_changed_after_it_was_signed() -> None:
    """Any change to what is read breaks the digest."""
    for old, new in (
        ('ID="_request1"', 'ID="_request1" ForceAuthn="false"'),
        ('Version="2.0"', 'Version="2.0" IsPassive="true"'),
        ("2026-11-16T08:00:00Z", "2026-11-16T08:00:01Z"),
        ("</samlp:AuthnRequest>", "<samlp:NameIDPolicy/></samlp:AuthnRequest>"),
    ):
        assert old in SIGNED
        refused(SIGNED.replace(old, new, 1))


def test_digest_changed_to_fit() -> None:
    """The digest of the changed message is not the one that was signed."""
    refused(with_signature(EVIL, Signing(reference="#_evil").over(EVIL)).replace("_evil", "_evil2"))
    own = Signing(reference="#_evil", key=rsa_key("stranger")).over(EVIL)
    value = re.search(r"<ds:SignatureValue>.*?</ds:SignatureValue>", SIGNATURE)
    assert value is not None
    refused(
        with_signature(EVIL, re.sub(r"<ds:SignatureValue>.*?</ds:SignatureValue>", value[0], own))
    )


TRANSFORMS = {
    "xslt": (
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116">'
        '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">'
        '<xsl:template match="/"><xsl:copy-of select="document(\'http://127.0.0.1:9/\')"/>'
        "</xsl:template></xsl:stylesheet></ds:Transform>"
    ),
    "xpath": (
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
        "<ds:XPath>self::saml:Issuer</ds:XPath></ds:Transform>"
    ),
    "xpath-filter": '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"/>',
    "base64": '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/>',
    "inclusive": '<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>',
    "comments": (
        '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#WithComments"/>'
    ),
}  # fmt: skip
ENVELOPED, EXCLUSIVE = Signing().transforms


@pytest.mark.parametrize("name", TRANSFORMS)
def test_transform_that_is_not_allowed(name: str) -> None:
    """Before any cryptography: in front, between, behind, or in the place of one of the two."""
    bad = TRANSFORMS[name]
    for transforms in (
        (bad, ENVELOPED, EXCLUSIVE),
        (ENVELOPED, bad, EXCLUSIVE),
        (ENVELOPED, EXCLUSIVE, bad),
        (ENVELOPED, bad),
        (bad, EXCLUSIVE),
    ):
        refused(Signing(transforms=transforms).enveloped(HONEST))


@pytest.mark.parametrize(
    "transforms", [(), (ENVELOPED,), (EXCLUSIVE,), (EXCLUSIVE, ENVELOPED), (ENVELOPED, ENVELOPED)]
)
def test_transforms_missing_or_out_of_order(transforms: tuple[str, ...]) -> None:
    """Exactly the two, in that order."""
    refused(Signing(transforms=transforms).enveloped(HONEST))


@pytest.mark.parametrize(
    "method",
    ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
     "http://www.w3.org/2001/10/xml-exc-c14n#WithComments", ""],
)  # fmt: skip
def test_canonicalization_that_is_not_allowed(method: str) -> None:
    """The signed part itself is canonicalized in the one way too."""
    refused(Signing(canonicalization=method).enveloped(HONEST))


def test_canonicalization_with_parameters() -> None:
    """Prefix lists without end, and elements nobody knows."""
    for inside in (
        f'<ec:InclusiveNamespaces PrefixList="{" ".join("abcdefghijklmnopq")}"/>',
        '<ec:InclusiveNamespaces PrefixList="a"/><ec:InclusiveNamespaces PrefixList="b"/>',
        "<ec:Other/>",
        '<ec:InclusiveNamespaces PrefixList="a" Other="b"/>',
    ):
        transform = EXCLUSIVE.replace("/>", ">").replace(
            "<ds:Transform", '<ds:Transform xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#"'
        )
        transforms = (ENVELOPED, f"{transform}{inside}</ds:Transform>")
        refused(Signing(transforms=transforms).enveloped(HONEST))


def test_canonicalization_that_fails() -> None:
    """Where the library cannot canonicalize there is no digest of nothing."""
    relative = HONEST.replace("<samlp:AuthnRequest", '<samlp:AuthnRequest xmlns:x="1" x:a="1"')

    refused(Signing().enveloped(relative, b""))


def test_signed_with_sha1() -> None:
    """Neither as signature nor as digest (SDP-ALG01)."""
    refused(Signing(method=RSA_SHA1).enveloped(HONEST))
    refused(Signing(digest_method="http://www.w3.org/2000/09/xmldsig#sha1").enveloped(HONEST))


@pytest.mark.parametrize(
    "method",
    ["http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
     "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "none", ""],
)  # fmt: skip
def test_signature_relabelled_with_another_algorithm(method: str) -> None:
    """Public keys are no shared secrets, and an unknown name is no algorithm."""
    refused(SIGNED.replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", method, 1))


def test_truncated_hmac() -> None:
    """HMACOutputLength and any other parameter of the method are refused (CVE-2009-0217)."""
    parameter = {"SignatureMethod": "<ds:HMACOutputLength>1</ds:HMACOutputLength>"}

    refused(Signing(extra=parameter).enveloped(HONEST))


def test_elliptic_signature_of_an_unregistered_key() -> None:
    """Another kind of key is another key."""
    method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"

    refused(Signing(method=method, key=ec_key("stranger")).enveloped(HONEST))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"<ds:DigestValue>.*?</ds:DigestValue>", "<ds:DigestValue></ds:DigestValue>"),
        (r"<ds:DigestValue>.*?</ds:DigestValue>", "<ds:DigestValue>!</ds:DigestValue>"),
        (r"<ds:SignatureValue>.*?</ds:SignatureValue>", "<ds:SignatureValue/>"),
        (r"<ds:SignatureValue>.*?</ds:SignatureValue>", ""),
        (r"<ds:SignatureValue>.*?</ds:SignatureValue>", "<ds:SignatureValue>é</ds:SignatureValue>"),
        (r"(<ds:SignatureValue>)(.*?)(</ds:SignatureValue>)", r"\1<b/>\2\3"),
        (r"<ds:SignedInfo.*</ds:SignedInfo>", ""),
        (r"(<ds:SignedInfo.*</ds:SignedInfo>)", r"\1\1"),
        (r"</ds:SignatureValue>", "!</ds:SignatureValue>"),
    ],
)
def test_signature_with_a_part_missing_or_too_many(old: str, new: str) -> None:
    """The shape is compared before anything is computed."""
    broken = re.sub(old, new, SIGNED, count=1, flags=re.DOTALL)
    assert broken != SIGNED

    refused(broken)


@pytest.mark.parametrize(
    "edit",
    [
        ("<ds:Reference ", '<ds:Reference Type="urn:x" '),
        ("<ds:Reference ", '<ds:Reference Id="r" '),
        ("<ds:CanonicalizationMethod ", '<ds:CanonicalizationMethod x="y" '),
        ("<ds:SignatureMethod ", '<ds:SignatureMethod x="y" '),
        ("<ds:DigestMethod ", '<ds:DigestMethod x="y" '),
        ("</ds:DigestValue>", "<b/></ds:DigestValue>"),
        ("</ds:DigestValue>", "!</ds:DigestValue>"),
        ("<ds:Transform ", '<ds:Transform x="y" '),
        ("<ds:Transforms>", "<ds:Transforms><b/>"),
    ],
)
def test_signature_with_more_than_the_profile_has(edit: tuple[str, str]) -> None:
    """Even if the provider itself signed it so: one shape, and no room beside it."""
    refused(Signing(edit=edit).enveloped(HONEST))


def test_signature_of_another_provider() -> None:
    """A key of one provider does not sign for another: keys belong to the asserted issuer."""
    with pytest.raises(ProtocolError):
        parsed(post(Signing().enveloped(authn_request(issuer="https://calculo.example/sp"))))


def test_comments_do_not_split_what_was_signed() -> None:
    """Comments are not signed, and not read: the text on both sides stays one text."""
    commented = SIGNED.replace("https://parc.example/sp<", "https://parc<!-- x -->.example/sp<")
    assert commented != SIGNED

    assert understood(post(commented), MUST_SIGN)


def test_processing_instructions_do_not_split_what_was_signed() -> None:
    """They are dropped before anything is looked at: nothing is read that was not signed."""
    split = SIGNED.replace("https://parc.example/sp<", "https://parc<?x y?>.example/sp<")
    assert split != SIGNED

    assert understood(post(split), MUST_SIGN)


def test_what_is_read_is_what_was_signed() -> None:
    """One octet changed anywhere: refused, or read exactly as before."""
    octets = SIGNED.encode()
    honest = parsed(post(octets), MUST_SIGN)
    read = 0
    for place in range(len(octets)):
        changed = bytearray(octets)
        changed[place] ^= 1
        try:
            sign_in = parsed(post(bytes(changed)), MUST_SIGN)
        except ProtocolError:
            continue
        read += 1
        assert sign_in == honest
    assert read < 20
    assert etree.fromstring(octets).get("ID") == "_request1"
