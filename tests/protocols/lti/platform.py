"""A platform in memory, what a tool asks of it, and an independent reader of its tokens."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from garbridge.core.anonymity import Level
from garbridge.core.attributes import Attribute
from garbridge.core.catalogue import Catalogue, Provider, Resource
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.links import DeepLink
from garbridge.core.pairwise import pairwise_thing
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry, ReleasePolicy
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.formats.jose import JwtKeys, JwtSigner
from garbridge.formats.keys import generate_key
from garbridge.formats.sealing import SecretSealer
from garbridge.ports import (
    Answer,
    AutoPostForm,
    PendingLaunch,
    SessionId,
    SignInRequest,
    WireRequest,
    WireResponse,
)
from garbridge.protocols.lti import (
    ContentReturn,
    LtiAdapter,
    LtiInitiation,
    LtiSignIn,
    LtiTool,
    LtiTools,
    ToolLink,
)
from garbridge.protocols.lti.tools import PublishedKeys
from garbridge.stores.memory import MemoryDatabase, MemoryLinks, MemoryOneTimeStore
from garbridge.testing.world import ALICE, ATLAS, KEY, LYCEE, NOW, PUBLISHER, TENANT

ISSUER = "https://ent.example"
AUTHORIZE = f"{ISSUER}/lti/authorize"
REFERENCE = "k7pm2q4x"
"""Of the record of every launch here."""
SESSION = SessionId("session-of-alice")
CLICK = PendingLaunch(
    session=SESSION,
    person=ALICE,
    provider=PUBLISHER.id,
    resource=ATLAS.id,
    school=LYCEE.id,
    until=NOW + timedelta(minutes=5),
)
SEALER = SecretSealer((b"s" * 32,))
LAUNCH = "https://parc.example/lti/launch"
SUBJECT = "995875fb" * 16
PURPOSE = "ouvrir les fonctions de l’élève"
_CORE = "https://purl.imsglobal.org/spec/lti/claim/"


@cache
def portal_key() -> rsa.RSAPrivateKey:
    """Return the key of the portal; made once, because it takes a while."""
    return generate_key(2048)


@cache
def tool_key() -> RSAKey:
    """Return the key of the tool."""
    return RSAKey.generate_key(2048, {"kid": "outil-1"})


def key_set(key: RSAKey | ECKey | None = None) -> bytes:
    """Return what the tool publishes."""
    return json.dumps({"keys": [(key or tool_key()).as_dict(private=False)]}).encode()


TOOL = LtiTool(
    provider=PUBLISHER.id,
    client_id="parc-au-portail",
    deployment_id="1",
    initiate_login_url="https://parc.example/lti/login?from=ent",
    redirect_uris=(LAUNCH, "https://parc.example/lti/other"),
    level=Level.PSEUDONYM,
    links={ATLAS.id: ToolLink(ATLAS.url, {"theme": "clair"})},
    deep_linking="https://parc.example/lti/choose",
    hosts=frozenset({"parc.example", "contenus.parc.example"}),
)
OTHER_TOOL = replace(
    TOOL,
    provider=ProviderId("calculo"),
    client_id="calculo-au-portail",
    redirect_uris=("https://calculo.example/launch",),
    links={ResourceId("ark:/88888/sommes"): ToolLink("https://calculo.example/")},
)


def claims(*more: Claim, subject: str = SUBJECT) -> ReleasedClaims:
    """Return what is released to a tool that learns a pseudonym, and *more*."""
    told = (
        *((Claim(Attribute.IDO, (subject,), PURPOSE),) if subject else ()),
        Claim(Attribute.PRO, ("National_elv",), PURPOSE),
        Claim(Attribute.UAI, ("0561641E",), PURPOSE),
        Claim(Attribute.DIV, ("1S1##1S1; option", "2NDE04##Seconde\\4"), PURPOSE),
    )
    order = list(ReleasePolicy().catalogue)
    both = sorted((*told, *more), key=lambda claim: order.index(claim.attribute))
    return ReleasedClaims(subject, ATLAS.id, tuple(both))


NAMED = (
    Claim(Attribute.NOM, ("Étoile-Marquée",), PURPOSE),
    Claim(Attribute.PRE, ("Zoé",), PURPOSE),
)


def policy(*attributes: Attribute) -> ReleasePolicy:
    """Return a policy that releases *attributes* as they are, to everybody it may."""
    entries = [
        PolicyEntry(
            attribute=attribute,
            purpose=PURPOSE,
            profiles=frozenset(Profile),
            validated_by="la déléguée",
            validated_on=NOW.date(),
        )
        for attribute in attributes
    ]
    return ReleasePolicy(tuple(entries))


def opaque(provider: ProviderId, thing: tuple[str, ...]) -> str:
    """Name a thing at one provider, as the portal does."""
    return pairwise_thing(TENANT, provider, thing, key=KEY)


def nowhere(url: str) -> None:
    """Let no tool have an address that answers."""


def tool_asks(sent: Mapping[str, str], redirect_uri: str) -> dict[str, str]:
    """Return what a tool asks, after somebody was *sent* to its login."""
    return {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": sent["client_id"],
        "redirect_uri": redirect_uri,
        "login_hint": sent["login_hint"],
        "lti_message_hint": sent["lti_message_hint"],
        "state": "s",
        "nonce": "n",
    }


@dataclass
class Platform:
    """Both ends of the portal around one store."""

    tools: LtiTools = field(default_factory=lambda: LtiTools([TOOL, OTHER_TOOL]))
    provider: Provider = PUBLISHER
    resource: Resource = ATLAS
    links: MemoryLinks = field(default_factory=lambda: MemoryLinks(MemoryDatabase()))
    once: MemoryOneTimeStore = field(default_factory=lambda: MemoryOneTimeStore(MemoryDatabase()))
    drawn: int = 0
    published: PublishedKeys = nowhere

    @property
    def adapter(self) -> LtiAdapter:
        """The front channel."""
        other = Provider(id=OTHER_TOOL.provider, name="Calculo")
        known = {other.id: other, self.provider.id: self.provider}
        return LtiAdapter(
            issuer=ISSUER,
            pages=f"{ISSUER}/mediacentre/",
            returns=f"{ISSUER}/lti/deep-linking-return",
            tools=lambda: self.tools,
            catalogue=lambda: Catalogue(known.values(), [self.resource]),
            sealer=SEALER,
            links=self.links,
            keys=lambda: JwtKeys(JwtSigner(portal_key())),
            opaque=opaque,
            tokens=self._token,
        )

    @property
    def initiation(self) -> LtiInitiation:
        """The click."""
        return LtiInitiation(
            issuer=ISSUER, tools=lambda: self.tools, sealer=SEALER, tokens=self._token
        )

    @property
    def reader(self) -> ContentReturn:
        """What reads answers to requests for content."""
        return ContentReturn(
            issuer=ISSUER,
            tools=lambda: self.tools,
            once=self.once,
            attributes=ReleasePolicy().catalogue,
            published=self.published,
        )

    def _token(self) -> str:
        self.drawn += 1
        return f"{self.drawn:022}-_Az09aZ-__-"

    def click(
        self, click: PendingLaunch = CLICK, link: DeepLink | None = None, *, choose: bool = False
    ) -> dict[str, str]:
        """Click; return what the tool is sent."""
        click = replace(click, resource=self.resource.id)
        if choose:
            start = self.initiation.choose(click, self.resource, now=NOW)
        else:
            start = self.initiation.begin(click, self.resource, link=link, now=NOW)
        assert start is not None
        assert start.carries_click
        return dict(parse_qsl(urlsplit(start.url).query))

    def asked(self, sent: Mapping[str, str], **changed: str | None) -> WireRequest:
        """Return what the tool asks after it was *sent* somebody; ``None`` leaves a name out."""
        said: dict[str, str | None] = {
            **tool_asks(sent, LAUNCH),
            "state": 'état "1" <&>',
            "nonce": "nonce-1",
            **changed,
        }
        kept = {name: value for name, value in said.items() if value is not None}
        return WireRequest("GET", AUTHORIZE, urlencode(kept))

    def parsed(self, **changed: str | None) -> SignInRequest[LtiSignIn]:
        """Click, and let the tool ask."""
        return self.adapter.parse(self.asked(self.click(), **changed), now=NOW)

    def answer(
        self, sign_in: SignInRequest[LtiSignIn], told: ReleasedClaims, now: datetime = NOW
    ) -> Answer[AutoPostForm]:
        """Let the portal answer."""
        return self.adapter.respond(sign_in, told, reference=REFERENCE, authenticated=None, now=now)

    def token(self, told: ReleasedClaims, **changed: str | None) -> dict[str, object]:
        """Click, let the tool ask, and read what it is told, as a whole."""
        return read(self.answer(self.parsed(**changed), told).response)


def read(response: WireResponse) -> dict[str, object]:
    """Return the claims in the form of *response*, verified by joserfc, dates aside."""
    assert isinstance(response, AutoPostForm)
    token = response.fields["id_token"]
    header = json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header["alg"] == "RS256"
    assert header["kid"] == RSAKey.import_key(portal_key()).thumbprint()
    key = RSAKey.import_key(portal_key().public_key())
    return cast("dict[str, object]", jwt.decode(token, key, algorithms=["RS256"]).claims)


def core(name: str) -> str:
    """Return the address of a claim of LTI Core."""
    return _CORE + name
