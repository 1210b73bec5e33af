"""What the portal's identity provider sends, written without garbridge's own writers.

A test starts from :class:`Answer`, which is believed, and changes one thing: before it is signed
(the identity provider erred, or answers somebody else) or after (somebody on the way).
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from tests.protocols.saml.signatures import ECDSA_SHA256, RSA_SHA256, Signing, ec_key, rsa_key

from garbridge.formats.encryption import Recipient, encrypted
from garbridge.testing.world import NOW
from garbridge.upstream.saml_sp import (
    IdpPeer,
    OpenRequest,
    Reason,
    SamlRefusal,
    SignOnService,
    Us,
    VerifiedAssertion,
    verify_response,
)

IDP = "https://connexion.example/idp"
US_ID = "https://ent.example/saml/sp"
ACS = "https://ent.example/upstream/retour"
REQUEST = "_asked1"
PERSON = "p-2026-0042"

ALL_KEYS = "urn:oasis:names:tc:SAML:2.0:"
BEARER = f"{ALL_KEYS}cm:bearer"
SUCCESS = f"{ALL_KEYS}status:Success"
PASSWORD = f"{ALL_KEYS}ac:classes:PasswordProtectedTransport"

PEER = IdpPeer(
    entity_id=IDP,
    sign_on_services=(
        SignOnService(
            binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            url="https://connexion.example/sso",
        ),
    ),
    signing_keys=(rsa_key("ent-idp").public_key(), ec_key("ent-idp").public_key()),
    scopes=frozenset({"ac-example.fr"}),
)
STRICT = Us(
    entity_id=US_ID,
    acs_url=ACS,
    decryption_keys=(rsa_key("ent-old"), rsa_key("ent-new")),
)
"""As it is by default: an unsigned Response is refused."""
LENIENT = replace(STRICT, accept_unsigned_response=True)
"""A signed assertion is enough."""
ASKED = OpenRequest(id=REQUEST, issued=NOW - timedelta(minutes=1))

Outcome = VerifiedAssertion | SamlRefusal


def instant(at: datetime) -> str:
    """Return *at* as SAML writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def later(**passed: float) -> str:
    """Return the instant that long after now, as SAML writes it."""
    return instant(NOW + timedelta(**passed))


@dataclass(frozen=True)
class Answer:
    """A Response in pieces; each is XML, and can be replaced.

    ``sign`` says what is signed: ``R`` the Response, ``A`` the assertion.  ``edit`` is applied to
    the assertion before it is signed, ``around`` to the Response before it is signed.
    """

    sign: str = "RA"
    name_id: str = (
        '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"'
        f' NameQualifier="{IDP}" SPNameQualifier="{US_ID}">{PERSON}</saml:NameID>'
    )
    confirmation: str = (
        f'<saml:SubjectConfirmation Method="{BEARER}"><saml:SubjectConfirmationData'
        f' InResponseTo="{REQUEST}" NotOnOrAfter="{later(minutes=5)}" Recipient="{ACS}"/>'
        "</saml:SubjectConfirmation>"
    )
    conditions: str = (
        f'<saml:Conditions NotBefore="{later(seconds=-30)}" NotOnOrAfter="{later(minutes=5)}">'
        f"<saml:AudienceRestriction><saml:Audience>{US_ID}</saml:Audience>"
        "</saml:AudienceRestriction></saml:Conditions>"
    )
    advice: str = ""
    authn: str = (
        f'<saml:AuthnStatement AuthnInstant="{later(seconds=-20)}" SessionIndex="_session1">'
        f"<saml:AuthnContext><saml:AuthnContextClassRef>{PASSWORD}</saml:AuthnContextClassRef>"
        "</saml:AuthnContext></saml:AuthnStatement>"
    )
    attributes: str = (
        "<saml:AttributeStatement>"
        '<saml:Attribute Name="uid"><saml:AttributeValue>alice</saml:AttributeValue>'
        "</saml:Attribute></saml:AttributeStatement>"
    )
    issuer: str = f"<saml:Issuer>{IDP}</saml:Issuer>"
    status: str = f'<samlp:Status><samlp:StatusCode Value="{SUCCESS}"/></samlp:Status>'
    extensions: str = ""
    edit: Sequence[tuple[str, str]] = ()
    around: Sequence[tuple[str, str]] = ()
    response_id: str = "_response1"
    assertion_id: str = "_assertion1"
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: rsa_key("ent-idp")
    )
    signing: Callable[[Signing], Signing] = lambda one: one

    def assertion(self) -> str:
        """Return the assertion, signed if it is to be."""
        plain = self.plain_assertion()
        return self.signed(plain, self.assertion_id) if "A" in self.sign else plain

    def plain_assertion(self) -> str:
        """Return the assertion without a signature."""
        return edited(
            '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
            f' ID="{self.assertion_id}" IssueInstant="{instant(NOW)}" Version="2.0">{self.issuer}'
            f"<saml:Subject>{self.name_id}{self.confirmation}</saml:Subject>"
            f"{self.conditions}{self.advice}{self.authn}{self.attributes}</saml:Assertion>",
            self.edit,
        )

    def around_it(self, inside: str) -> str:
        """Return the Response around *inside*, unsigned."""
        return edited(
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
            f' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Destination="{ACS}"'
            f' ID="{self.response_id}" InResponseTo="{REQUEST}" IssueInstant="{instant(NOW)}"'
            f' Version="2.0">{self.issuer}{self.extensions}{self.status}{inside}</samlp:Response>',
            self.around,
        )

    def signed(self, xml: str, identifier: str) -> str:
        """Return *xml* with a signature of the identity provider over it."""
        return self.over(xml, identifier).join(_halves(xml))

    def over(self, xml: str, identifier: str) -> str:
        """Return the signature of the identity provider over *xml*."""
        method = RSA_SHA256 if isinstance(self.key, rsa.RSAPrivateKey) else ECDSA_SHA256
        signing = Signing(reference=f"#{identifier}", key=self.key, method=method)
        return self.signing(signing).over(xml)

    def xml(self) -> str:
        """Return the whole message."""
        whole = self.around_it(self.assertion())
        return self.signed(whole, self.response_id) if "R" in self.sign else whole


def _halves(xml: str) -> tuple[str, str]:
    before, end, after = xml.partition("</saml:Issuer>")
    return before + end, after


def edited(xml: str, edits: Sequence[tuple[str, str]]) -> str:
    """Return *xml* with each text replaced, which must be there exactly once or be the first."""
    for old, new in edits:
        assert old in xml, f"nothing to edit: {old}"
        xml = xml.replace(old, new, 1)
    return xml


def outcome(
    xml: str | bytes,
    us: Us = STRICT,
    *,
    peer: IdpPeer = PEER,
    request: OpenRequest | None = ASKED,
    now: datetime = NOW,
) -> Outcome:
    """Return what becomes of *xml*."""
    octets = xml if isinstance(xml, bytes) else xml.encode()
    return verify_response(octets, peer, us, request, now=now)


def believed(found: Outcome) -> VerifiedAssertion:
    """Return the proof in *found*, which must be one, about the person all of this is about."""
    assert isinstance(found, VerifiedAssertion), found
    assert found.issuer == IDP
    return found


def why(found: Outcome) -> Reason:
    """Return the reason of *found*, which must be a refusal."""
    assert isinstance(found, SamlRefusal), found
    return found.reason


def encrypted_element(
    xml: str,
    *,
    holder: str = "EncryptedAssertion",
    recipient: Recipient | None = None,
    edit: Sequence[tuple[str, str]] = (),
) -> str:
    """Return *xml* as only we can read it, in a *holder*."""
    to = recipient or Recipient(key=rsa_key("ent-new").public_key())
    inside = edited(encrypted(xml.encode(), to, US_ID).element, edit)
    start = f'<saml:{holder} xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">'
    return f"{start}{inside}</saml:{holder}>"


def encrypted_answer(answer: Answer, **how: object) -> str:
    """Return *answer* with its assertion encrypted, and then signed around it if it is to be."""
    whole = answer.around_it(encrypted_element(answer.assertion(), **how))  # type: ignore[arg-type]  # handed on as it is
    return answer.signed(whole, answer.response_id) if "R" in answer.sign else whole


def base64_of(xml: str | bytes) -> str:
    """Return *xml* as the HTTP-POST binding carries it."""
    return base64.b64encode(xml if isinstance(xml, bytes) else xml.encode()).decode()
