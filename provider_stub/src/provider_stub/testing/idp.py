"""A SAML identity provider in one file, good enough to sign in, and to attack.

Independent on purpose: it builds, canonicalises and signs by itself.  Start
from a valid :class:`Answer`, change one thing, and see what the stub says.
"""

import base64
import hashlib
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from lxml.builder import ElementMaker

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml names its public element type so

NS = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
}
_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-"
_EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_ENVELOPED = f"{NS['ds']}enveloped-signature"
_SAML = ElementMaker(namespace=NS["saml"], nsmap={"saml": NS["saml"]})
_SAMLP = ElementMaker(namespace=NS["samlp"], nsmap={"samlp": NS["samlp"]})
_DS = ElementMaker(namespace=NS["ds"], nsmap={"ds": NS["ds"]})
_MD = ElementMaker(namespace=NS["md"], nsmap={"md": NS["md"], "ds": NS["ds"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """What an AuthnRequest by HTTP-Redirect said."""

    id: str
    acs_url: str
    issuer: str
    relay_state: str
    issued: str = ""
    consuming_service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response to give; as it stands it is valid.  ``None`` leaves a thing out."""

    in_response_to: str | None
    acs_url: str
    audience: str | None
    issuer: str
    destination: str | None = ""
    recipient: str | None = ""
    outer_in_response_to: str | None = ""
    subject: str | None = "a1" * 64
    attributes: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({"UAI": ("0750001A",), "PRO": ("National_elv",)})
    )
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    not_before: timedelta | None = timedelta(seconds=-30)
    lifetime: timedelta | None = timedelta(minutes=5)
    confirmation_lifetime: timedelta | None = timedelta(minutes=5)
    confirmation_not_before: timedelta | None = None
    method: str = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    authn_statements: int = 1
    status: str = "Success"
    session_index: str = "_s1"
    assertion_id: str = field(default_factory=lambda: f"_{secrets.token_hex(20)}")


def new_key() -> rsa.RSAPrivateKey:
    """Draw an RSA key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TinyIdp:
    """An identity provider with one key."""

    def __init__(self, entity_id: str, sso_url: str, key: rsa.RSAPrivateKey | None = None) -> None:
        self.entity_id = entity_id
        self.sso_url = sso_url
        self.slo_url = sso_url.removesuffix("sso") + "slo"
        self.key = key or new_key()

    def metadata(self) -> bytes:
        """Describe ourselves (SAML Metadata 2.4.3)."""
        certificate = _certificate(self.key).public_bytes(serialization.Encoding.DER)
        services = [
            _MD.SingleSignOnService(Binding=f"{_BINDING}{binding}", Location=self.sso_url)
            for binding in ("Redirect", "POST")
        ]
        return etree.tostring(
            _MD.EntityDescriptor(
                _MD.IDPSSODescriptor(
                    _MD.KeyDescriptor(
                        _DS.KeyInfo(
                            _DS.X509Data(
                                _DS.X509Certificate(base64.b64encode(certificate).decode())
                            )
                        ),
                        use="signing",
                    ),
                    *(
                        _MD.SingleLogoutService(
                            Binding=f"{_BINDING}{binding}", Location=self.slo_url
                        )
                        for binding in ("Redirect", "POST")
                    ),
                    *services,
                    protocolSupportEnumeration=NS["samlp"],
                ),
                entityID=self.entity_id,
            )
        )

    def response(self, answer: Answer, *, sign: str = "assertion") -> Element:
        """Build a response; *sign* is ``assertion``, ``response``, ``both`` or nothing."""
        response = build(answer)
        if sign in {"assertion", "both"}:
            for assertion in response.findall("saml:Assertion", NS):
                sign_element(assertion, self.key)
        if sign in {"response", "both"}:
            sign_element(response, self.key)
        return response


def read_redirect(url: str) -> AskedFor:
    """Read an AuthnRequest from the URL of a redirect."""
    query = parse_qs(urlsplit(url).query, strict_parsing=True)
    root = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
    return AskedFor(
        id=root.get("ID", ""),
        acs_url=root.get("AssertionConsumerServiceURL", ""),
        issuer=root.findtext("saml:Issuer", "", NS),
        relay_state=query["RelayState"][0],
        issued=root.get("IssueInstant", ""),
        consuming_service=root.get("AttributeConsumingServiceIndex"),
    )


def encode(response: Element | bytes) -> str:
    """Give a response the form of the POST binding."""
    xml = response if isinstance(response, bytes) else etree.tostring(response)
    return base64.b64encode(xml).decode()


def build(answer: Answer) -> Element:
    """Build a response without any signature."""
    outer = answer.outer_in_response_to
    attributes = {
        "Destination": answer.acs_url if answer.destination == "" else answer.destination,
        "InResponseTo": answer.in_response_to if outer == "" else outer,
    }
    parts = [
        _SAML.Issuer(answer.issuer),
        _SAMLP.Status(
            _SAMLP.StatusCode(Value=f"urn:oasis:names:tc:SAML:2.0:status:{answer.status}")
        ),
    ]
    if answer.status == "Success":
        parts.append(_assertion(answer))
    return _SAMLP.Response(
        *parts,
        ID=f"_{secrets.token_hex(20)}",
        Version="2.0",
        IssueInstant=_at(answer.now),
        **_given(attributes),
    )


def sign_element(
    element: Element, key: rsa.RSAPrivateKey, transforms: tuple[str, ...] = (_ENVELOPED, _EXC_C14N)
) -> Element:
    """Sign *element* by RSA-SHA256, after its Issuer; return the signature."""
    digest = hashlib.sha256(_c14n(element)).digest()
    info = _DS.SignedInfo(
        _DS.CanonicalizationMethod(Algorithm=_EXC_C14N),
        _DS.SignatureMethod(Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        _DS.Reference(
            _DS.Transforms(*(_DS.Transform(Algorithm=each) for each in transforms)),
            _DS.DigestMethod(Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"),
            _DS.DigestValue(base64.b64encode(digest).decode()),
            URI=f"#{element.get('ID')}",
        ),
    )
    signature = _DS.Signature(info, _DS.SignatureValue())
    element.insert(1, signature)
    sign_info(signature, key)
    return signature


def sign_info(signature: Element, key: rsa.RSAPrivateKey) -> None:
    """Compute the signature value anew, whatever its SignedInfo says."""
    value = key.sign(_c14n(signature[0]), padding.PKCS1v15(), hashes.SHA256())
    signature[1].text = base64.b64encode(value).decode()


def _assertion(answer: Answer) -> Element:
    """Build the assertion."""
    subject = [] if answer.subject is None else [_SAML.NameID(answer.subject)]
    recipient = answer.acs_url if answer.recipient == "" else answer.recipient
    window = {
        "Recipient": recipient,
        "InResponseTo": answer.in_response_to,
        "NotOnOrAfter": _shifted(answer, answer.confirmation_lifetime),
        "NotBefore": _shifted(answer, answer.confirmation_not_before),
    }
    confirmation = _SAML.SubjectConfirmation(
        _SAML.SubjectConfirmationData(**_given(window)), Method=answer.method
    )
    conditions = {
        "NotBefore": _shifted(answer, answer.not_before),
        "NotOnOrAfter": _shifted(answer, answer.lifetime),
    }
    audience = [] if answer.audience is None else [_audience(answer.audience)]
    return _SAML.Assertion(
        _SAML.Issuer(answer.issuer),
        _SAML.Subject(*subject, confirmation),
        _SAML.Conditions(*audience, **_given(conditions)),
        *(_authn_statement(answer) for _ in range(answer.authn_statements)),
        *_attribute_statement(answer.attributes),
        ID=answer.assertion_id,
        Version="2.0",
        IssueInstant=_at(answer.now),
    )


def _audience(value: str) -> Element:
    return _SAML.AudienceRestriction(_SAML.Audience(value))


def _authn_statement(answer: Answer) -> Element:
    context = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    return _SAML.AuthnStatement(
        _SAML.AuthnContext(_SAML.AuthnContextClassRef(context)),
        AuthnInstant=_at(answer.now),
        SessionIndex=answer.session_index,
    )


def _attribute_statement(attributes: Mapping[str, tuple[str, ...]]) -> list[Element]:
    """Build the statement; an empty one is not valid, so no attribute means no statement."""
    found = [
        _SAML.Attribute(*(_SAML.AttributeValue(value) for value in values), Name=name)
        for name, values in attributes.items()
    ]
    return [_SAML.AttributeStatement(*found)] if found else []


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Wrap a key; in SAML only the key counts."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tiny-idp")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )


def _c14n(element: Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def _at(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shifted(answer: Answer, by: timedelta | None) -> str | None:
    return None if by is None else _at(answer.now + by)


def _given(attributes: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if value is not None}
