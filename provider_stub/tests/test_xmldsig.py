"""Signatures, judged by another implementation: what we sign it verifies, and the reverse."""

import base64
import hashlib
from pathlib import Path

import pytest
import xmlsec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from provider_stub import xmldsig
from provider_stub.errors import SignatureRefusedError, UnreadableXmlError
from provider_stub.testing.idp import NS, Answer, Element, build, sign_element
from provider_stub.xml_entry import parse_message

ANSWER = Answer(in_response_to="_1", acs_url="http://a/", audience="http://b/", issuer="http://c/")


def prepared(response: Element, prefixes: str = "") -> Element:
    """Put an empty signature into the assertion; return the response, written and read again."""
    assertion = response.findall("saml:Assertion", NS)[0]
    node = xmlsec.template.create(
        response, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    assertion.insert(1, node)
    reference = xmlsec.template.add_reference(
        node, xmlsec.constants.TransformSha256, uri=f"#{assertion.get('ID')}"
    )
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    transform = xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    if prefixes:
        name = f"{{{xmldsig.EXC_C14N}}}InclusiveNamespaces"
        etree.SubElement(transform, name, PrefixList=prefixes)
    return etree.fromstring(etree.tostring(response))


def response_with_awkward_content() -> Element:
    """Build a response whose canonical form is not what it looks like."""
    return etree.fromstring(
        b'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        b'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:unused="urn:u" ID="_r">'
        b'<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a">\n'
        b"  <saml:Issuer>x</saml:Issuer>\n tail "
        b'<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        b'b="2" a=\'1\' xsi:type="xs:string">'
        b"caf\xc3\xa9 &lt;&amp;&#13;&#x1D11E;</saml:AttributeValue>"
        b"</saml:Assertion> after </samlp:Response>"
    )


def signature_in(root: Element) -> Element:
    """Return the only signature of a document."""
    (found,) = root.iter(f"{xmldsig.DS}Signature")
    return found


@pytest.mark.parametrize("prefixes", ["", "xs", "xs xsi saml"])
def test_what_xmlsec_signs_we_verify(portal_key: rsa.RSAPrivateKey, prefixes: str) -> None:
    """Canonical form, digest and signature agree with libxmlsec1, prefix lists included."""
    root = prepared(response_with_awkward_content(), prefixes)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    pem = portal_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)
    context.sign(signature_in(root))
    received = parse_message(etree.tostring(root))

    content = xmldsig.verify(received, "_a", portal_key.public_key())

    verified = parse_message(content)
    assert verified.find("ds:Signature", NS) is None
    assert verified.findtext("saml:AttributeValue", "", NS) == "café <&\r𝄞"


@pytest.mark.parametrize("prefixes", ["", "xs"])
def test_what_we_sign_xmlsec_verifies(
    portal_key: rsa.RSAPrivateKey, prefixes: str, tmp_path: Path
) -> None:
    """The reverse: our request's signature is judged by libxmlsec1."""
    root = prepared(response_with_awkward_content(), prefixes)
    xmldsig.sign(root, "_a", portal_key)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    public = tmp_path / "public.pem"
    public.write_bytes(
        portal_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    context.key = xmlsec.Key.from_file(str(public), xmlsec.constants.KeyDataFormatPem)

    context.verify(signature_in(root))


def signed_by_ec(key: ec.EllipticCurvePrivateKey) -> Element:
    """Sign a response by ECDSA-SHA256, as XML Signature writes it: r and s side by side."""
    response = build(ANSWER)
    assertion = response.findall("saml:Assertion", NS)[0]
    signature = sign_element(assertion, rsa.generate_private_key(65537, 2048))
    method = signature.findall(".//ds:SignatureMethod", NS)[0]
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
    content = etree.tostring(signature[0], method="c14n", exclusive=True)
    r, s = decode_dss_signature(key.sign(content, ec.ECDSA(hashes.SHA256())))
    signature[1].text = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    return response


def test_elliptic_curves_work_too() -> None:
    """A portal may sign by ECDSA with a 256-bit curve."""
    key = ec.generate_private_key(ec.SECP256R1())
    response = signed_by_ec(key)

    assert xmldsig.verify(response, ANSWER.assertion_id, key.public_key())
    with pytest.raises(SignatureRefusedError, match="autre clé"):
        xmldsig.verify(
            response,
            ANSWER.assertion_id,
            ec.generate_private_key(ec.SECP256R1()).public_key(),
        )


def test_an_algorithm_of_another_kind_of_key_is_refused(portal_key: rsa.RSAPrivateKey) -> None:
    """The key decides which algorithms there are, never the message."""
    response = signed_by_ec(ec.generate_private_key(ec.SECP256R1()))

    with pytest.raises(SignatureRefusedError, match="algorithme de signature interdit"):
        xmldsig.verify(response, ANSWER.assertion_id, portal_key.public_key())


@pytest.mark.parametrize(
    ("path", "algorithm"),
    [
        ("SignatureMethod", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("SignatureMethod", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
        ("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"),
        ("DigestMethod", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("DigestMethod", "http://www.w3.org/2001/04/xmldsig-more#md5"),
        ("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        ("CanonicalizationMethod", f"{xmldsig.EXC_C14N}WithComments"),
        ("Transform[2]", f"{xmldsig.EXC_C14N}WithComments"),
        ("Transform[2]", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        ("Transform[1]", xmldsig.EXC_C14N),
    ],
)
def test_barred_algorithms(portal_key: rsa.RSAPrivateKey, path: str, algorithm: str) -> None:
    """SHA-1, MD5, HMAC and every other transform are refused, however they are combined."""
    response = build(ANSWER)
    signature = sign_element(response.findall("saml:Assertion", NS)[0], portal_key)
    signature.findall(f".//ds:{path}", NS)[0].set("Algorithm", algorithm)

    with pytest.raises(SignatureRefusedError):
        xmldsig.verify(response, ANSWER.assertion_id, portal_key.public_key())


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024).public_key(),  # noqa: S505 - weak on purpose
        ec.generate_private_key(ec.SECP192R1()).public_key(),
    ],
    ids=["rsa-1024", "p-192"],
)
def test_weak_keys_do_not_count(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> None:
    """Fewer than 2048 bits (RSA) or 256 (EC) prove nothing."""
    with pytest.raises(SignatureRefusedError, match="trop courte"):
        xmldsig.check_key(key)


def test_signing_refuses_to_write_sha1(portal_key: rsa.RSAPrivateKey) -> None:
    """pysaml2 prepares SHA-1 unless told otherwise; we would notice."""
    response = build(ANSWER)
    signature = sign_element(response.findall("saml:Assertion", NS)[0], portal_key)
    method = signature.findall(".//ds:SignatureMethod", NS)[0]
    method.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#rsa-sha1")

    with pytest.raises(SignatureRefusedError, match="RSA-SHA256"):
        xmldsig.sign(response, ANSWER.assertion_id, portal_key)


_KEY = rsa.generate_private_key(65537, 2048)
_RESPONSE = build(ANSWER)
sign_element(_RESPONSE.findall("saml:Assertion", NS)[0], _KEY)
_XML = etree.tostring(_RESPONSE)
_CONTENT = xmldsig.verify(parse_message(_XML), ANSWER.assertion_id, _KEY.public_key())


@given(place=st.integers(0, len(_XML) - 1), byte=st.integers(0, 255))
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_byte_is_changed_the_content_is_the_same_or_refused(place: int, byte: int) -> None:
    """Sign, change any byte, verify: refused, or exactly what was signed."""
    changed = _XML[:place] + bytes([byte]) + _XML[place + 1 :]
    try:
        content = xmldsig.verify(parse_message(changed), ANSWER.assertion_id, _KEY.public_key())
    except (SignatureRefusedError, UnreadableXmlError):
        return

    assert content == _CONTENT


def test_the_digest_is_of_the_content_that_is_returned() -> None:
    """What comes back is what the digest covers, so there is nothing else to read."""
    digest = etree.fromstring(_XML).findtext(".//ds:DigestValue", "", NS)

    assert base64.b64decode(digest) == hashlib.sha256(_CONTENT).digest()


def test_padding_is_pkcs1(portal_key: rsa.RSAPrivateKey) -> None:
    """A PSS signature under the name of RSA-SHA256 is refused."""
    response = build(ANSWER)
    signature = sign_element(response.findall("saml:Assertion", NS)[0], portal_key)
    content = etree.tostring(signature[0], method="c14n", exclusive=True)
    value = portal_key.sign(
        content, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()
    )
    signature[1].text = base64.b64encode(value).decode()

    with pytest.raises(SignatureRefusedError, match="autre clé"):
        xmldsig.verify(response, ANSWER.assertion_id, portal_key.public_key())
