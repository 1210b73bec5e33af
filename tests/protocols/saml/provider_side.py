"""What a provider sends, written without garbridge's own writers, and a portal to receive it.

A test starts from :func:`authn_request`, which is valid, and changes one thing.
"""

import base64
import itertools
import zlib
from datetime import datetime
from functools import cache
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from tests.protocols.saml.signatures import (
    RSA_SHA256,
    certificate,
    rsa_key,
    sign,
)

from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.errors import SignatureError, UnsupportedRequestError
from garbridge.formats.signing import Signer
from garbridge.ports import (
    AnswerableError,
    AutoPostForm,
    SignInRequest,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.saml import (
    Arrivals,
    ConsumerService,
    SamlAdapter,
    SamlDetail,
    SamlPeer,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
)
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

IDP = "https://ent.example/saml/metadata"
SSO = "https://ent.example/saml/sso"
SLO = "https://ent.example/saml/slo"
SCOPE = "ent.example"
SP = "https://parc.example/sp"
ACS = "https://parc.example/saml/acs"
OTHER_ACS = "https://parc.example/saml/acs2"

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"

SUBJECT = "0f" * 64
REFERENCE = "k7pm2q4x"


@cache
def signer() -> Signer:
    """Return the portal's signer."""
    return Signer(rsa_key("portal"), certificate("portal"))


PEER = SamlPeer(
    entity_id=SP,
    consumer_services=(ConsumerService(url=ACS, index=0), ConsumerService(url=OTHER_ACS, index=1)),
    signing_keys=(rsa_key("provider").public_key(),),
)
"""A provider that may sign and need not."""


DEFAULTS = SamlSettings()
"""Nothing special was agreed."""


def portal(
    settings: SamlSettings = DEFAULTS,
    *,
    peer: SamlPeer = PEER,
    catalogue: Catalogue | None = None,
) -> SamlAdapter:
    """Return a portal at which *peer* is registered, with tokens that never repeat."""
    numbers = itertools.count()
    peers = SamlPeers([SamlRegistration(provider=PUBLISHER.id, peer=peer, settings=settings)])
    known = catalogue or Catalogue([PUBLISHER], [ATLAS])
    return SamlAdapter(
        entity_id=IDP,
        arrivals=Arrivals(sso_url=SSO, peers=lambda: peers, catalogue=lambda: known),
        scope=SCOPE,
        signer=signer,
        tokens=lambda: f"token-{next(numbers):020}",
    )


def authn_request(children: str = "", *, issuer: str = SP, **attributes: str | None) -> str:
    """Return an AuthnRequest; ``None`` leaves an attribute out."""
    said: dict[str, str | None] = {
        "ID": "_request1",
        "Version": "2.0",
        "IssueInstant": instant(NOW),
        "Destination": SSO,
        **attributes,
    }
    written = "".join(f' {name}="{value}"' for name, value in said.items() if value is not None)
    return (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        f' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"{written}>'
        f"<saml:Issuer>{issuer}</saml:Issuer>{children}</samlp:AuthnRequest>"
    )


def instant(at: datetime) -> str:
    """Return *at* as SAML writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def deflated(xml: str | bytes) -> str:
    """Return *xml* as the HTTP-Redirect binding carries it, before percent-encoding."""
    octets = xml if isinstance(xml, bytes) else xml.encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(packer.compress(octets) + packer.flush()).decode()


def get(query: str) -> WireRequest:
    """Return a GET of our sign-on address."""
    return WireRequest("GET", SSO, query)


def redirect(xml: str | bytes, relay_state: str | None = None) -> WireRequest:
    """Return *xml* by HTTP-Redirect, unsigned."""
    return get(redirect_query(xml, relay_state))


def redirect_query(xml: str | bytes, relay_state: str | None = None) -> str:
    """Return the query that carries *xml*."""
    query = f"SAMLRequest={quote(deflated(xml), safe='')}"
    if relay_state is not None:
        query += f"&RelayState={quote(relay_state, safe='')}"
    return query


def signed_query(
    query: str,
    *,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None,
    algorithm: str = RSA_SHA256,
) -> str:
    """Return *query* with SigAlg and Signature of the provider's key, or of *key*."""
    octets = f"{query}&SigAlg={quote(algorithm, safe='')}"
    value = base64.b64encode(sign(octets.encode(), key or rsa_key("provider"), algorithm)).decode()
    return f"{octets}&Signature={quote(value, safe='')}"


def post(xml: str | bytes, relay_state: str | None = None) -> WireRequest:
    """Return *xml* by HTTP-POST."""
    octets = xml if isinstance(xml, bytes) else xml.encode()
    form = [("SAMLRequest", base64.b64encode(octets).decode())]
    if relay_state is not None:
        form.append(("RelayState", relay_state))
    return WireRequest("POST", SSO, "", tuple(form))


def claims(*released: tuple[Attribute, tuple[str, ...]], subject: str = SUBJECT) -> ReleasedClaims:
    """Return claims about *subject* at the atlas."""
    return ReleasedClaims(
        subject,
        ATLAS.id,
        tuple(Claim(attribute, values, "finalité") for attribute, values in released),
    )


PUPIL_CLAIMS = claims(
    (Attribute.IDO, (SUBJECT,)),
    (Attribute.PRO, ("National_elv",)),
    (Attribute.UAI, ("0750001A",)),
    (Attribute.DIV, ("2DE4##Seconde 4",)),
    (Attribute.GRO, ("CHORALE##Chorale du lycée", "LATIN##Latin & grec")),
    (Attribute.NOM, ("Étoile-Marquée",)),
)
"""What an ordinary policy releases about a pupil."""


def answered(
    adapter: SamlAdapter,
    released: ReleasedClaims = PUPIL_CLAIMS,
    *,
    now: datetime = NOW,
    sign_in: SignInRequest[SamlDetail] | None = None,
) -> bytes:
    """Return the XML of the answer of *adapter* to a valid request."""
    request = authn_request(IssueInstant=instant(now))
    asked = sign_in or adapter.parse(redirect(request), now=now)
    answer = adapter.respond(asked, released, reference=REFERENCE, authenticated=None, now=now)
    assert answer.entries == ()
    return base64.b64decode(answer.response.fields["SAMLResponse"], validate=True)


MUST_SIGN = SamlSettings(require_signed_requests=True)


def parsed(
    request: WireRequest,
    settings: SamlSettings = DEFAULTS,
    *,
    peer: SamlPeer = PEER,
    catalogue: Catalogue | None = None,
) -> SignInRequest[SamlDetail]:
    """Return what a portal understands of *request*."""
    return portal(settings, peer=peer, catalogue=catalogue).parse(request, now=NOW)


def understood(
    request: WireRequest,
    settings: SamlSettings = DEFAULTS,
    *,
    peer: SamlPeer = PEER,
) -> bool:
    """Say whether a portal takes *request* for the valid one of :func:`authn_request`."""
    return parsed(request, settings, peer=peer).detail.in_response_to == "_request1"


STATUS = "urn:oasis:names:tc:SAML:2.0:status:"


def told_status(
    request: WireRequest, settings: SamlSettings = DEFAULTS, *, peer: SamlPeer = PEER
) -> list[str]:
    """Return the status codes with which the provider is told that *request* cannot be met."""
    with pytest.raises(AnswerableError) as unmet:
        parsed(request, settings, peer=peer)
    assert isinstance(unmet.value.cause, UnsupportedRequestError)
    return status_codes(unmet.value.response)


def status_codes(response: WireResponse | None) -> list[str]:
    """Return the status codes in the Response that *response* posts, without their beginning."""
    assert isinstance(response, AutoPostForm)
    root = etree.fromstring(base64.b64decode(response.fields["SAMLResponse"], validate=True))
    assert root.find(".//{urn:oasis:names:tc:SAML:2.0:assertion}Assertion") is None
    found = root.iter("{urn:oasis:names:tc:SAML:2.0:protocol}StatusCode")
    return [str(code.get("Value")).removeprefix(STATUS) for code in found]


def refused(xml: str | bytes) -> None:
    """Hold that *xml* is refused for its signature, whether or not one is needed."""
    for settings in (MUST_SIGN, DEFAULTS):
        with pytest.raises(SignatureError):
            parsed(post(xml), settings)
