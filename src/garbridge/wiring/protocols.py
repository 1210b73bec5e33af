"""The protocols towards providers: their adapters and back channels, one function for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from garbridge.core.identifiers import ResourceId
from garbridge.ports import (
    BackChannel,
    BackChannelLogout,
    FrontChannelLogout,
    ProtocolAdapter,
    TokenSource,
)
from garbridge.protocols.cas import CasAdapter, CasLogout, CasValidation
from garbridge.protocols.lti import LtiAdapter, LtiConfiguration, LtiKeys
from garbridge.protocols.oidc import (
    ClientAuthentication,
    OidcAdapter,
    OidcDiscovery,
    OidcKeys,
    OidcLogout,
    OidcToken,
    OidcUserinfo,
    RelyingPartyLogout,
    Teller,
    read_logout,
)
from garbridge.protocols.oidc.published import (
    DISCOVERY,
    GAR_PROFILE,
    GAR_TOKEN,
    JWKS,
    TOKEN,
    USERINFO,
)
from garbridge.protocols.saml import Arrivals, IdpMetadata, SamlAdapter, SamlLogout, SamlPeers
from garbridge.services.access import AccessService
from garbridge.services.lapsing import LapseService
from garbridge.services.logout import LogoutService
from garbridge.services.participating import ParticipationService
from garbridge.wiring.alarms import LoggedAlarms, Reuses
from garbridge.wiring.courier import HttpCourier
from garbridge.wiring.keyring import secret_sealer
from garbridge.wiring.live_registry import LiveRegistry
from garbridge.wiring.national_access import with_the_gar
from garbridge.wiring.starting import Start
from garbridge.wiring.stores import Stores

SAML_METADATA: Final = "saml/metadata"
SAML_SSO: Final = "saml/sso"
SAML_SLO: Final = "saml/slo"
OIDC: Final = "oidc"
LTI_AUTHORIZE: Final = "lti/authorize"
LTI_CONFIG: Final = "lti/config"
LTI_KEYS: Final = "lti/jwks"
LTI_RETURN: Final = "lti/deep-linking-return"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Adapters by protocol, and back channels by their path below the prefix.

    ``told`` and ``asked`` are how providers of a protocol learn of a logout: from the portal
    itself, or through the browser.
    """

    front: Mapping[str, ProtocolAdapter[Any]]
    back: Mapping[str, BackChannel]
    told: Mapping[str, BackChannelLogout]
    asked: Mapping[str, FrontChannelLogout]
    read_logout: Callable[[Mapping[str, str]], RelyingPartyLogout]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What protocols are put together from."""

    start: Start
    stores: Stores
    access: AccessService
    peers: Callable[[], SamlPeers]
    tokens: TokenSource = field(repr=False)


def protocol_endpoints(
    start: Start, stores: Stores, access: AccessService, tokens: TokenSource
) -> Endpoints:
    """Return every protocol that providers may speak."""
    peers = with_the_gar(start.config, start.registry.saml)
    parts = _Parts(start, stores, access, peers, tokens)
    made = {name: make(parts) for name, make in _PROTOCOLS.items()}
    front = {name: adapter for name, (adapter, _) in made.items()}
    back = {path: channel for _, ours in made.values() for path, channel in ours.items()}
    return Endpoints(
        front=front,
        back=back,
        told=_told(parts),
        asked={"saml": _saml_logout(parts)},
        read_logout=partial(
            read_logout,
            issuer=f"{start.config.issuer}/{OIDC}",
            clients=start.registry.oidc,
            keys=start.keys.jwt,
        ),
    )


def logout_service(participation: ParticipationService, endpoints: Endpoints) -> LogoutService:
    """Return single logout of what was opened."""
    return LogoutService(
        participation=participation,
        back=endpoints.told,
        front=endpoints.asked,
        courier=HttpCourier(),
    )


def _told(parts: _Parts) -> Mapping[str, BackChannelLogout]:
    start, tokens = parts.start, parts.tokens
    issuer = f"{start.config.issuer}/{OIDC}"
    return {
        "cas": CasLogout(services=start.registry.cas, tokens=tokens),
        "oidc": OidcLogout(
            issuer=issuer, clients=start.registry.oidc, keys=start.keys.jwt, tokens=tokens
        ),
    }


def _saml(parts: _Parts) -> tuple[ProtocolAdapter[Any], Mapping[str, BackChannel]]:
    config, registry, keys = parts.start.config, parts.start.registry, parts.start.keys
    entity_id, sso_url = f"{config.issuer}/{SAML_METADATA}", f"{config.issuer}/{SAML_SSO}"
    adapter = SamlAdapter(
        entity_id=entity_id,
        arrivals=Arrivals(
            sso_url=sso_url,
            peers=parts.peers,
            catalogue=registry.catalogue,
        ),
        scope=config.pairwise_scope,
        signer=keys.signer,
        tokens=parts.tokens,
    )
    metadata = IdpMetadata(
        entity_id=entity_id,
        sso_url=sso_url,
        scope=config.pairwise_scope,
        signer=keys.signer,
        certificates=keys.certificates,
        tokens=parts.tokens,
        slo_url=f"{config.issuer}/{SAML_SLO}",
    )
    return adapter, {SAML_METADATA: metadata}


def _saml_logout(parts: _Parts) -> SamlLogout:
    issuer = parts.start.config.issuer
    return SamlLogout(
        entity_id=f"{issuer}/{SAML_METADATA}",
        slo_url=f"{issuer}/{SAML_SLO}",
        peers=parts.peers,
        signer=parts.start.keys.signer,
        tokens=parts.tokens,
    )


def _cas(parts: _Parts) -> tuple[ProtocolAdapter[Any], Mapping[str, BackChannel]]:
    return CasAdapter(services=parts.start.registry.cas, tokens=parts.tokens), {
        "cas/serviceValidate": _cas_validation(parts, attributes=False),
        "cas/p3/serviceValidate": _cas_validation(parts, attributes=True),
    }


def _lti(parts: _Parts) -> tuple[ProtocolAdapter[Any], Mapping[str, BackChannel]]:
    issuer = parts.start.config.issuer
    adapter = LtiAdapter(
        issuer=issuer,
        pages=f"{issuer}/mediacentre/",
        returns=f"{issuer}/{LTI_RETURN}",
        tools=parts.start.registry.lti,
        catalogue=parts.start.registry.catalogue,
        sealer=secret_sealer(parts.start.config),
        links=parts.stores.links,
        keys=parts.start.keys.jwt,
        opaque=parts.access.thing_at,
        tokens=parts.tokens,
    )
    configuration = LtiConfiguration(
        issuer=issuer, authorize=f"{issuer}/{LTI_AUTHORIZE}", jwks=f"{issuer}/{LTI_KEYS}"
    )
    keys = LtiKeys(parts.start.keys.jwt)
    return adapter, {LTI_CONFIG: configuration, LTI_KEYS: keys}


def _cas_validation(parts: _Parts, *, attributes: bool) -> CasValidation:
    stores = parts.stores
    return CasValidation(
        one_time=stores.once,
        journal=stores.redemptions,
        transaction=stores.transaction,
        alarms=LoggedAlarms(),
        has_lapsed=_lapses(stores).has_lapsed,
        on_reuse=_reuses(parts).at("cas_validate_p3" if attributes else "cas_validate"),
        attributes=attributes,
    )


def _reuses(parts: _Parts) -> Reuses:
    return Reuses(parts.stores.upkeep.incidents, parts.tokens)


def _lapses(stores: Stores) -> LapseService:
    return LapseService(search=stores.search, restrictions=stores.restrictions)


def _is_open(registry: LiveRegistry, name: str) -> bool:
    resource = registry.catalogue().resources.get(ResourceId(name))
    return resource is not None and resource.enabled


def _oidc(parts: _Parts) -> tuple[ProtocolAdapter[Any], Mapping[str, BackChannel]]:
    start, stores = parts.start, parts.stores
    issuer = f"{start.config.issuer}/{OIDC}"
    teller = Teller(
        issuer=issuer,
        catalogue=start.config.catalogue,
        is_open=partial(_is_open, start.registry),
        has_lapsed=_lapses(stores).has_lapsed,
    )
    adapter = OidcAdapter(
        issuer=issuer, clients=start.registry.oidc, keys=start.keys.jwt, tokens=parts.tokens
    )
    token = OidcToken(
        teller=teller,
        authentication=ClientAuthentication(
            clients=start.registry.oidc,
            one_time=stores.once,
            audiences=frozenset({issuer, f"{issuer}/{TOKEN}", f"{issuer}/{GAR_TOKEN}"}),
        ),
        one_time=stores.once,
        journal=stores.redemptions,
        transaction=stores.transaction,
        alarms=LoggedAlarms(),
        on_reuse=_reuses(parts).at("oidc_token"),
        keys=start.keys.jwt,
        tokens=parts.tokens,
    )
    userinfo = OidcUserinfo(
        teller=teller,
        clients=start.registry.oidc,
        one_time=stores.once,
        journal=stores.redemptions,
        alarms=LoggedAlarms(),
    )
    return adapter, {
        f"{OIDC}/{DISCOVERY}": OidcDiscovery(issuer),
        f"{OIDC}/{JWKS}": OidcKeys(start.keys.jwt),
        f"{OIDC}/{TOKEN}": token,
        f"{OIDC}/{GAR_TOKEN}": replace(token, on_reuse=_reuses(parts).at("oidc_token_gar")),
        f"{OIDC}/{USERINFO}": userinfo,
        f"{OIDC}/{GAR_PROFILE}": userinfo,
    }


_PROTOCOLS: Final[
    Mapping[str, Callable[[_Parts], tuple[ProtocolAdapter[Any], Mapping[str, BackChannel]]]]
] = {"saml": _saml, "cas": _cas, "oidc": _oidc, "lti": _lti}
