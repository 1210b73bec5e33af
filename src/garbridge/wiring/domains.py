"""Which hosts a school's filter must let through, by what the providers' files and metadata say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from garbridge.config import (
    CasSection,
    CasUpstream,
    LtiSection,
    OidcSection,
    OidcUpstream,
    ProviderFile,
    SamlSection,
    SamlUpstream,
    Upstream,
)
from garbridge.core.identifiers import ProviderId
from garbridge.protocols.saml import SamlPeer
from garbridge.wiring.registry import Registry
from garbridge.wiring.upstream_saml import read_copy

PORTAL: Final = ""
"""Whose host it is where it is the portal's own."""


@dataclass(frozen=True, slots=True)
class Domain:
    """*host* is reached by a browser on its way to what *provider* offers."""

    host: str
    provider: str
    name: str


def domains(registry: Registry, issuer: str, upstream: Upstream | None = None) -> list[Domain]:
    """Return the hosts of every provider that is switched on, and the portal's, by host.

    What a provider's pages load from elsewhere stands in no file: it is the provider's to say.

    Args:
        registry: The providers as they are registered.
        issuer: The public address of the portal.
        upstream: Who signs people in; what its form loads from elsewhere is its own to say.

    Raises:
        ConfigError: the metadata of who signs people in cannot be read.
    """
    peers = {one.provider: one.peer for one in registry.saml}
    own = (issuer,) if upstream is None else (issuer, *_signs_in(upstream))
    found = {Domain(_host(address), PORTAL, "") for address in own}
    for file in registry.files:
        provider = file.provider
        if not provider.enabled:
            continue
        addresses = (*_addresses(file, peers.get(provider.id)), *_resources(file))
        hosts = {host for address in addresses if (host := _host(address))}
        found |= {Domain(host, provider.id, provider.name) for host in hosts}
    return sorted(found, key=lambda one: (one.host, one.provider))


def _signs_in(upstream: Upstream) -> tuple[str, ...]:
    """Return where people sign in and out, as far as configuration and metadata say it."""
    match upstream.protocol:
        case CasUpstream() as cas:
            return (cas.server,)
        case OidcUpstream() as oidc:
            return (oidc.issuer,)
        case SamlUpstream() as saml:
            peer = read_copy(saml, insecure_loopback=True)
            signs_in = [one.url for one in peer.sign_on_services]
            return (*signs_in, *(one.url for one in peer.logout_services))


def by_host(found: Iterable[Domain]) -> dict[str, list[ProviderId]]:
    """Return each host once, with whose it is."""
    hosts: dict[str, list[ProviderId]] = defaultdict(list)
    for one in found:
        hosts[one.host].append(ProviderId(one.provider))
    return dict(hosts)


def _resources(file: ProviderFile) -> Iterator[str]:
    return (one.url for one in file.resources if one.enabled)


def _addresses(file: ProviderFile, peer: SamlPeer | None) -> Iterator[str]:
    match file.protocol:
        case SamlSection() as section:
            yield from section.origins
            if peer is not None:
                yield from (one.url for one in peer.consumer_services)
                yield from (one.url for one in peer.logout_services)
        case CasSection() as section:
            yield from (service for service, _ in section.services)
        case OidcSection() as section:
            yield from (uri for uri, _ in section.redirect_uris)
            yield from section.origins
            yield from section.post_logout_redirect_uris
        case LtiSection() as section:
            yield section.initiate_login_url
            yield section.deep_linking
            yield from section.redirect_uris
            yield from section.origins
            yield from (link.target_link_uri for link in section.links)
            yield from (f"https://{host}/" for host in section.hosts)


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
