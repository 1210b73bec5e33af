"""A provider that logs out and is logged out, written without garbridge's own writers.

A test starts from :func:`logout_request` or :func:`logout_response`, which are valid, and changes
one thing.
"""

import base64
import itertools
import zlib
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from tests.protocols.saml.provider_side import (
    IDP,
    PEER,
    POST,
    SLO,
    SP,
    deflated,
    instant,
    signer,
)
from tests.protocols.saml.signatures import RSA_SHA256, Signing, rsa_key, sign

from garbridge.core.identifiers import ProviderId
from garbridge.ports import (
    AutoPostForm,
    LogoutAnswered,
    LogoutAsked,
    Participant,
    Redirect,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.saml import (
    LogoutService,
    SamlLogout,
    SamlPeer,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
)
from garbridge.testing.world import NOW, PUBLISHER

SP_SLO = "https://parc.example/saml/slo"
SP_SLO_ANSWERS = "https://parc.example/saml/slo/reponses"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
SUBJECT = "0f" * 64
NS = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}

BY_REDIRECT = LogoutService(binding=REDIRECT, url=SP_SLO, answers=SP_SLO)
BY_POST = LogoutService(binding=POST, url=SP_SLO, answers=SP_SLO_ANSWERS)
LEAVING = replace(PEER, logout_services=(BY_POST, BY_REDIRECT))
"""A provider that can be logged out of, in both ways."""

OTHER_SP = "https://carte.example/sp"
OTHER = SamlRegistration(
    provider=ProviderId("carte"),
    peer=SamlPeer(
        entity_id=OTHER_SP,
        consumer_services=PEER.consumer_services,
        signing_keys=(rsa_key("stranger").public_key(),),
        logout_services=(BY_REDIRECT,),
    ),
)
"""Another provider of the same portal."""


def portal(
    *services: LogoutService, peer: SamlPeer = LEAVING, origins: tuple[str, ...] = ()
) -> SamlLogout:
    """Return a portal at which *peer* is registered, with *services* where some are named."""
    numbers = itertools.count()
    known = replace(peer, logout_services=services) if services else peer
    settings = SamlSettings(origins=origins)
    ours = SamlRegistration(provider=PUBLISHER.id, peer=known, settings=settings)
    peers = SamlPeers([ours, OTHER])
    return SamlLogout(
        entity_id=IDP,
        slo_url=SLO,
        peers=lambda: peers,
        signer=signer,
        tokens=lambda: f"token-{next(numbers):020}",
    )


def signed_in(
    index: str = "_session1", *, subject: str = SUBJECT, provider: ProviderId = PUBLISHER.id
) -> Participant:
    """Return who is signed in at the provider."""
    return Participant(
        provider=provider, protocol="saml", subject=subject, index=index, service=PERSISTENT
    )


def name_id(subject: str = SUBJECT, **attributes: str | None) -> str:
    """Return the NameID the provider was given; ``None`` leaves an attribute out."""
    said = {"Format": PERSISTENT, "NameQualifier": IDP, "SPNameQualifier": SP, **attributes}
    return f"<saml:NameID{_written(said)}>{subject}</saml:NameID>"


def logout_request(
    named: str | None = None, indexes: Sequence[str] = ("_session1",), **said: str | None
) -> str:
    """Return a LogoutRequest of the provider; ``None`` leaves an attribute out."""
    written = "".join(f"<samlp:SessionIndex>{index}</samlp:SessionIndex>" for index in indexes)
    return _message("LogoutRequest", (name_id() if named is None else named) + written, **said)


def logout_response(status: str | None = None, **said: str | None) -> str:
    """Return a LogoutResponse of the provider, to the request ``_asked``."""
    status = codes("Success") if status is None else status
    said = {"InResponseTo": "_asked", **said}
    return _message("LogoutResponse", f"<samlp:Status>{status}</samlp:Status>", **said)


def codes(*names: str) -> str:
    """Return the status codes called *names*, each inside the one before it."""
    inside = codes(*names[1:]) if names[1:] else ""
    return f'<samlp:StatusCode Value="{STATUS}{names[0]}">{inside}</samlp:StatusCode>'


def _message(name: str, children: str, **said: str | None) -> str:
    issuer = said.pop("issuer", SP)
    said = {
        "ID": "_request1",
        "Version": "2.0",
        "IssueInstant": instant(NOW),
        "Destination": SLO,
        **said,
    }
    return (
        f'<samlp:{name} xmlns:samlp="{NS["samlp"]}" xmlns:saml="{NS["saml"]}"{_written(said)}>'
        f"<saml:Issuer>{issuer}</saml:Issuer>{children}</samlp:{name}>"
    )


def _written(said: dict[str, str | None]) -> str:
    return "".join(f' {name}="{value}"' for name, value in said.items() if value is not None)


def field_of(xml: str) -> str:
    """Return what carries *xml*."""
    return "SAMLResponse" if "<samlp:LogoutResponse" in xml else "SAMLRequest"


def redirected(
    xml: str,
    relay_state: str | None = None,
    *,
    key: rsa.RSAPrivateKey | None = None,
    field: str | None = None,
) -> WireRequest:
    """Return *xml* by HTTP-Redirect, signed with the provider's key or *key*."""
    query = f"{field or field_of(xml)}={quote(deflated(xml), safe='')}"
    if relay_state is not None:
        query += f"&RelayState={quote(relay_state, safe='')}"
    query += f"&SigAlg={quote(RSA_SHA256, safe='')}"
    value = sign(query.encode(), key or rsa_key("provider"), RSA_SHA256)
    return get(f"{query}&Signature={quote(base64.b64encode(value), safe='')}")


def unsigned(xml: str) -> WireRequest:
    """Return *xml* by HTTP-Redirect without a signature."""
    return get(f"{field_of(xml)}={quote(deflated(xml), safe='')}")


def get(query: str) -> WireRequest:
    """Return a GET of our address for logouts."""
    return WireRequest("GET", SLO, query)


def posted(xml: str, relay_state: str | None = None, *, sealed: bool = True) -> WireRequest:
    """Return *xml* by HTTP-POST, signed by the provider unless it brings what it has."""
    octets = (Signing().enveloped(xml) if sealed else xml).encode()
    form = [(field_of(xml), base64.b64encode(octets).decode())]
    if relay_state is not None:
        form.append(("RelayState", relay_state))
    return WireRequest("POST", SLO, "", tuple(form))


def asked(request: WireRequest, at: SamlLogout | None = None) -> LogoutAsked:
    """Return what a portal understands of a LogoutRequest."""
    read = (at or portal()).read(request, now=NOW)
    assert isinstance(read, LogoutAsked)
    return read


def answered(request: WireRequest) -> LogoutAnswered:
    """Return what a portal understands of a LogoutResponse."""
    read = portal().read(request, now=NOW)
    assert isinstance(read, LogoutAnswered)
    return read


def fields(response: WireResponse | None) -> dict[str, str]:
    """Return what *response* brings to the provider, by either binding."""
    if isinstance(response, AutoPostForm):
        return dict(response.fields)
    assert isinstance(response, Redirect)
    said = parse_qs(urlsplit(response.url).query, strict_parsing=True)
    return {name: value for name, (value,) in said.items()}


def message(response: WireResponse | None) -> etree._Element:
    """Return the message in *response*, by either binding."""
    return etree.fromstring(message_octets(response))


def message_octets(response: WireResponse | None) -> bytes:
    """Return the octets of the message in *response*."""
    said = fields(response)
    encoded = said.get("SAMLRequest") or said["SAMLResponse"]
    octets = base64.b64decode(encoded, validate=True)
    return zlib.decompress(octets, -15) if isinstance(response, Redirect) else octets
