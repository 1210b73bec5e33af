"""``issue-saml``: released claims in, the signed message as a form field out."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml import etree

from benchmarks.figures import Figure
from benchmarks.unit import compare
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.formats.keys import generate_key, self_signed_certificate
from garbridge.formats.signing import Signer
from garbridge.ports import Answer, AutoPostForm, SignInRequest
from garbridge.protocols.saml import (
    Arrivals,
    ConsumerService,
    NameIdFormat,
    SamlAdapter,
    SamlDetail,
    SamlPeer,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
)
from garbridge.wiring import random_token

BAR = 2.0
SITE = "https://parc.example"
PROVIDER = f"{SITE}/metadata"
ACS = f"{SITE}/acs"
ISSUER = "https://ent.example/saml/metadata"
ASKED = "_" + "a" * 32
DEFAULTS = SamlSettings()


def issue_saml() -> Iterator[Figure]:
    """Yield the cost of one message; no child process has any part in it."""
    now = datetime.now(UTC)
    adapter, sign_in = saml_adapter(now)
    claims = released()

    def respond() -> Answer[AutoPostForm]:
        return adapter.respond(sign_in, claims, reference="k7pm2q4x", authenticated=None, now=now)

    etree.fromstring(base64.b64decode(respond().response.fields["SAMLResponse"]))
    figure = compare(respond)
    yield Figure("issue-saml", figure.ratio, "RSA-2048 signatures", BAR)


def released() -> ReleasedClaims:
    """Return what an ordinary policy releases of a pupil."""
    return ReleasedClaims(
        subject="5" * 128,
        resource=ResourceId("ark:/99999/bench"),
        claims=(
            Claim(Attribute.PRO, ("National_elv",), "bench"),
            Claim(Attribute.UAI, ("0561641E",), "bench"),
            Claim(Attribute.DIV, ("2DE4##Seconde 4",), "bench"),
            Claim(Attribute.GRO, ("CHORALE##Chorale", "LV2##Allemand"), "bench"),
        ),
    )


def saml_adapter(
    now: datetime, settings: SamlSettings = DEFAULTS
) -> tuple[SamlAdapter, SignInRequest[SamlDetail]]:
    """Return an identity provider, and a request of the one provider it knows."""
    key = generate_key(2048)
    certificate = self_signed_certificate(key, "bench", now=now, lifetime=timedelta(days=30))
    provider = ProviderId("parc")
    registration = SamlRegistration(
        provider=provider,
        peer=SamlPeer(
            entity_id=PROVIDER,
            consumer_services=(ConsumerService(url=ACS, index=0),),
        ),
        settings=settings,
    )
    signer = Signer(key, certificate)
    adapter = SamlAdapter(
        entity_id=ISSUER,
        arrivals=Arrivals(
            sso_url="https://ent.example/saml/sso",
            peers=lambda: SamlPeers([registration]),
            catalogue=lambda: Catalogue((), ()),
        ),
        scope="ent.example",
        signer=lambda: signer,
        tokens=random_token,
    )
    detail = SamlDetail(
        registration=registration,
        consumer_service_url=ACS,
        in_response_to=ASKED,
        relay_state=f"{SITE}/atlas",
        authn_context="urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        name_format=NameIdFormat.PERSISTENT,
        is_passive=False,
    )
    return adapter, SignInRequest(provider=provider, resource=None, once=None, detail=detail)
