"""Keys of a test run, and signatures of any shape, right or wrong, by other hands than ours."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from garbridge.formats.keys import generate_key, self_signed_certificate
from garbridge.testing.world import NOW

RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_SHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
RSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SHA256_URI = "http://www.w3.org/2001/04/xmlenc#sha256"
_HASHES: dict[str, HashAlgorithm] = {
    RSA_SHA1: SHA1(),  # noqa: S303 - what must be refused
    RSA_SHA256: SHA256(),
    RSA_SHA384: SHA384(),
    RSA_SHA512: SHA512(),
    ECDSA_SHA256: SHA256(),
}


@cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the RSA key called *name*, the same during a test run."""
    del name
    return generate_key(bits)


@cache
def ec_key(name: str) -> ec.EllipticCurvePrivateKey:
    """Return the P-256 key called *name*, the same during a test run."""
    del name
    return ec.generate_private_key(ec.SECP256R1())


@cache
def certificate(name: str) -> x509.Certificate:
    """Return a certificate of the RSA key called *name*."""
    return self_signed_certificate(
        rsa_key(name), name, now=NOW - timedelta(days=1), lifetime=timedelta(days=3650)
    )


def no_version(cert: x509.Certificate) -> bytes:
    """Return the octets of *cert*, whose version is one that there never was."""
    return cert.public_bytes(Encoding.DER).replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x09")


def shown_der(der: bytes, use: str = ' use="signing"') -> str:
    """Return a KeyDescriptor with *der* where a certificate stands."""
    text = base64.b64encode(der).decode()
    return (
        f"<md:KeyDescriptor{use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n{text}\n"
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )


def sign(
    octets: bytes, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, algorithm: str
) -> bytes:
    """Return a signature in the form XML signatures have it."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), _HASHES[algorithm])
    r, s = decode_dss_signature(key.sign(octets, ec.ECDSA(_HASHES[algorithm])))
    return r.to_bytes(32) + s.to_bytes(32)


def enveloped(xml: str, *, key: str = "provider") -> bytes:
    """Return *xml* with an enveloped signature by python3-saml, over the library xmlsec."""
    signed = OneLogin_Saml2_Utils.add_sign(
        xml,
        key_pem(key),
        certificate_pem(key),
        sign_algorithm=RSA_SHA256,
        digest_algorithm=SHA256_URI,
    )
    return signed if isinstance(signed, bytes) else str(signed).encode()


def key_pem(name: str) -> str:
    """Return the RSA key called *name* for other libraries."""
    return (
        rsa_key(name)
        .private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        .decode()
    )


def certificate_pem(name: str) -> str:
    """Return the certificate of the RSA key called *name* for other libraries."""
    return certificate(name).public_bytes(Encoding.PEM).decode()


@dataclass(frozen=True)
class Signing:
    """A signature of any shape, right or wrong, over any element: for attackers.

    ``extra`` goes into or behind the named part; ``edit`` replaces a text of SignedInfo before it
    is signed.
    """

    reference: str = "#_request1"
    canonicalization: str = "http://www.w3.org/2001/10/xml-exc-c14n#"
    method: str = RSA_SHA256
    digest_method: str = SHA256_URI
    transforms: Sequence[str] = (
        '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>',
        '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>',
    )
    extra: dict[str, str] = field(default_factory=dict)
    edit: tuple[str, str] = ("", "")
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None

    def over(self, xml: str, octets: bytes | None = None) -> str:
        """Return the Signature element over *xml*, or over *octets* in its place."""
        digest = _digest(canonical(xml) if octets is None else octets, self.digest_method)
        info = (
            '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
            f'<ds:CanonicalizationMethod Algorithm="{self.canonicalization}"/>'
            f'<ds:SignatureMethod Algorithm="{self.method}">'
            f"{self.extra.get('SignatureMethod', '')}</ds:SignatureMethod>"
            f'<ds:Reference URI="{self.reference}">'
            f"<ds:Transforms>{''.join(self.transforms)}</ds:Transforms>"
            f'<ds:DigestMethod Algorithm="{self.digest_method}"/>'
            f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
            f"{self.extra.get('Reference', '')}</ds:SignedInfo>"
        )
        info = info.replace(*self.edit) if self.edit[0] else info
        value = sign(canonical(info), self.key or rsa_key("provider"), self.method)
        return (
            '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
            f"{info}<ds:SignatureValue>{base64.b64encode(value).decode()}</ds:SignatureValue>"
            f"{self.extra.get('Signature', '')}</ds:Signature>"
        )

    def enveloped(self, xml: str, octets: bytes | None = None) -> str:
        """Return *xml* with the signature behind its Issuer."""
        return with_signature(xml, self.over(xml, octets))


def with_signature(xml: str, signature: str) -> str:
    """Return *xml* with *signature* behind the first Issuer."""
    return xml.replace("</saml:Issuer>", f"</saml:Issuer>{signature}", 1)


def canonical(xml: str | bytes) -> bytes:
    """Return *xml* in exclusive canonical form."""
    octets = xml if isinstance(xml, bytes) else xml.encode()
    return etree.tostring(etree.fromstring(octets), method="c14n", exclusive=True)


def _digest(octets: bytes, method: str) -> str:
    names = {
        "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
        SHA256_URI: "sha256",
        "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    }
    return base64.b64encode(hashlib.new(names[method], octets).digest()).decode()
