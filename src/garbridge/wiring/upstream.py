"""Who signs people in: the one upstream that is configured, one function for each kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from garbridge.config import CasUpstream, OidcUpstream, SamlUpstream, Upstream
from garbridge.config.oidc import Authentication
from garbridge.config.tables import web_address
from garbridge.config.upstream import AT_ONCE, SUBJECT
from garbridge.errors import ConfigError
from garbridge.formats.jose import Algorithm, JwtKeys, JwtSigner
from garbridge.formats.keys import read_private_key
from garbridge.ports import (
    AccountFinder,
    Authenticated,
    BackChannel,
    TokenSource,
    UpstreamAdapter,
    UpstreamFrontLogout,
)
from garbridge.protocols.oidc import OidcKeys
from garbridge.services.arriving import ArrivalService, OwnNames
from garbridge.upstream.cas_client import CasClient
from garbridge.upstream.oidc_discovery import OpDiscovery
from garbridge.upstream.oidc_exchange import OpExchange
from garbridge.upstream.oidc_proof import BasicProof, ClientProof, KeyProof, PostProof
from garbridge.upstream.oidc_rp import OidcRelyingParty
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.keyring import secret_sealer
from garbridge.wiring.starting import Start
from garbridge.wiring.stores import Stores
from garbridge.wiring.upstream_http import PAUSE, HttpFetcher
from garbridge.wiring.upstream_places import Slots, shared_folder
from garbridge.wiring.upstream_saml import Places, saml_upstream

CALLBACK: Final = "upstream/callback"
NOTICE: Final = "upstream/logout"
LOGGED_OUT: Final = "upstream/logged-out"
JWKS: Final = "upstream/jwks"
METADATA: Final = "upstream/metadata"


@dataclass(frozen=True, slots=True)
class UpstreamRuntime:
    """The upstream of one tenant.

    ``documents`` are what it may fetch of us, by their path below the prefix.  ``front`` hears it
    ask for logouts through the browser, ``None`` where it does not.
    """

    adapter: UpstreamAdapter
    arrivals: ArrivalService
    documents: Mapping[str, BackChannel]
    front: UpstreamFrontLogout | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    start: Start
    tokens: TokenSource

    def here(self, path: str) -> str:
        """Return the public address of *path*."""
        return f"{self.start.config.issuer}/{path}"

    def fetcher(self, issuer: str) -> HttpFetcher:
        """Return what asks the upstream of that name; every worker shares its places."""
        upstream = self.start.config.upstream
        number = AT_ONCE if upstream is None else upstream.at_once
        folder = partial(shared_folder, f"{self.start.config.issuer} {issuer}")
        return HttpFetcher(Slots(folder=folder, number=number, ticks=system_ticks, pause=PAUSE))

    def address(self) -> Callable[[str], str]:
        """Return what parses addresses that an upstream names."""
        return web_address(insecure_loopback=self.start.config.insecure_loopback)


_Made = tuple[UpstreamAdapter, Mapping[str, BackChannel]]


def upstream_runtime(
    start: Start, kept: Stores, tokens: TokenSource, accounts: AccountFinder | None
) -> UpstreamRuntime | None:
    """Return the upstream; ``None`` where the portal signs people in itself.

    Raises:
        ConfigError: its key cannot be read.
    """
    upstream = start.config.upstream
    if upstream is None:
        return None
    parts = _Parts(start, tokens)
    front: UpstreamFrontLogout | None = None
    match upstream.protocol:
        case OidcUpstream() as section:
            adapter, documents = _oidc(parts, section)
        case CasUpstream() as section:
            adapter, documents = _cas(parts, section)
        case SamlUpstream() as section:
            adapter, metadata = saml_upstream(start, section, _places(parts), tokens)
            documents, front = {METADATA: metadata}, adapter.logout
    arrivals = ArrivalService(
        issuer=adapter.issuer,
        name_of=_namer(upstream),
        accounts=accounts or OwnNames(),
        directory=kept.directory,
        sessions=kept.sessions,
        once=kept.once,
        transaction=kept.transaction,
        sealer=secret_sealer(start.config),
        tokens=tokens,
        lifetime=upstream.session,
    )
    return UpstreamRuntime(adapter, arrivals, documents, front)


def _namer(upstream: Upstream) -> Callable[[Authenticated], Sequence[str]]:
    """Return what says by which names the directory knows somebody."""
    wanted = upstream.person
    if wanted == SUBJECT:
        return lambda authenticated: (authenticated.subject,)
    return lambda authenticated: authenticated.attributes.get(wanted, ())


def _places(parts: _Parts) -> Places:
    return Places(
        entity_id=parts.here(METADATA),
        acs_url=parts.here(CALLBACK),
        slo_url=parts.here(NOTICE),
        slo_answers=parts.here(LOGGED_OUT),
    )


def _cas(parts: _Parts, section: CasUpstream) -> _Made:
    client = CasClient(
        server=section.server, service=parts.here(CALLBACK), fetcher=parts.fetcher(section.server)
    )
    return client, {}


def _oidc(parts: _Parts, section: OidcUpstream) -> _Made:
    fetcher, redirect_uri = parts.fetcher(section.issuer), parts.here(CALLBACK)
    proof, documents = _proof(parts, section)
    party = OidcRelyingParty(
        discovery=OpDiscovery(section.issuer, fetcher, parts.address(), system_ticks),
        client_id=section.client_id,
        exchange=OpExchange(redirect_uri=redirect_uri, proof=proof, fetcher=fetcher),
        redirect_uri=redirect_uri,
        algorithm=Algorithm(section.algorithm),
        scopes=section.scopes,
        asks_userinfo=section.userinfo,
        leaves_by_form=section.logout_by == "form",
        tokens=parts.tokens,
    )
    return party, documents


def _proof(parts: _Parts, section: OidcUpstream) -> tuple[ClientProof, Mapping[str, BackChannel]]:
    match section.authentication:
        case Authentication.BASIC:
            return BasicProof(section.client_id, section.secret), {}
        case Authentication.POST:
            return PostProof(section.client_id, section.secret), {}
        case Authentication.PRIVATE_KEY:
            if section.key is None:
                raise ConfigError(["upstream.client_key: missing"])
            signer = JwtSigner(read_private_key(section.key))
            keys = JwtKeys(signer)
            proof = KeyProof(
                client_id=section.client_id,
                issuer=section.issuer,
                signer=signer,
                tokens=parts.tokens,
            )
            return proof, {JWKS: OidcKeys(lambda: keys)}
