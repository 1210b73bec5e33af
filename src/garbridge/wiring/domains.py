"""Which hosts must be let through, by what configuration, providers' files and metadata say.

Those that a browser goes to are for a school's filter; those that the portal's own machine asks are
for its firewall.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from garbridge.config import (
    CasSection,
    CasUpstream,
    Config,
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
from garbridge.services.national_shelf import GAR
from garbridge.wiring.national_access import national_peers, read_national_peer
from garbridge.wiring.registry import Registry
from garbridge.wiring.upstream_saml import read_copy

PORTAL: Final = ""
"""Whose host it is where it is the portal's own."""
_GAR: Final = "GAR"


@dataclass(frozen=True, slots=True)
class Domain:
    """*host* is reached by a browser on its way to what *provider* offers, or by the portal."""

    host: str
    provider: str
    name: str


def domains(registry: Registry, config: Config) -> list[Domain]:
    """Return the hosts of every provider that is switched on, the GAR's and the portal's, by host.

    What a provider's pages load from elsewhere stands in no file: it is the provider's to say; so
    it is of who signs people in.

    Raises:
        ConfigError: the metadata of who signs people in, or of the GAR, cannot be read.
    """
    peers = {one.provider: one.peer for one in registry.saml}
    upstream = config.upstream
    own = (config.issuer,) if upstream is None else (config.issuer, *_signs_in(upstream))
    found = {Domain(_host(address), PORTAL, "") for address in own}
    for file in registry.files:
        provider = file.provider
        if not provider.enabled:
            continue
        addresses = (*_addresses(file, peers.get(provider.id)), *_resources(file))
        hosts = {host for address in addresses if (host := _host(address))}
        found |= {Domain(host, provider.id, provider.name) for host in hosts}
    found |= {Domain(host, GAR, _GAR) for host in _national(config)}
    return sorted(found, key=lambda one: (one.host, one.provider))


def asked_domains(registry: Registry, config: Config) -> list[Domain]:
    """Return the hosts that the portal's own machine asks for what stands in no browser, by host.

    The GAR's lists and its SFTP server, where metadata, key sets and pictures are refreshed from,
    and whom it tells of a logout without a browser.
    What providers are asked at a test goes to the hosts of :func:`domains`.
    """
    found = {Domain(_host(f"https://{place}/"), PORTAL, "") for place in config.vignettes.hosts}
    for file in registry.files:
        section, provider = file.protocol, file.provider
        if provider.enabled:
            known = map(_host, _spoken_to(section))
            found |= {Domain(host, provider.id, provider.name) for host in known}
    upstream = None if config.upstream is None else config.upstream.protocol
    match upstream:
        case SamlUpstream():
            found.add(Domain(_host(upstream.metadata_url), PORTAL, ""))
        case CasUpstream():
            found.add(Domain(_host(upstream.server), PORTAL, ""))
        case OidcUpstream():
            found.add(Domain(_host(upstream.issuer), PORTAL, ""))
        case None:
            pass
    national = config.national
    if national is not None:
        asked = [one.metadata_url for one in national_peers(config).values()]
        asked += [] if national.listing is None else [national.listing.url]
        hosts = {*map(_host, asked), "" if national.sftp is None else national.sftp.host}
        found |= {Domain(host, GAR, _GAR) for host in hosts}
    return sorted((one for one in found if one.host), key=lambda one: (one.host, one.provider))


def _spoken_to(section: CasSection | LtiSection | OidcSection | SamlSection) -> tuple[str, ...]:
    """Return where what is known of a provider is refreshed from, or it is told of a logout."""
    match section:
        case SamlSection():
            return (section.metadata_url,)
        case LtiSection():
            return (section.keys_url,)
        case CasSection():
            return tuple(one for one, _ in section.services) if section.single_logout else ()
        case OidcSection():
            return (section.backchannel_logout_uri,)


def _national(config: Config) -> set[str]:
    """Return the hosts of the GAR's to which people are sent."""
    listing = None if config.national is None else config.national.listing
    hosts = set[str]() if listing is None else {_host(f"https://{one}/") for one in listing.hosts}
    for section in national_peers(config).values():
        peer = read_national_peer(section, insecure_loopback=config.insecure_loopback)
        hosts |= {_host(one.url) for one in peer.consumer_services}
        hosts |= {_host(one.url) for one in peer.logout_services}
        hosts |= {_host(one) for one in (*section.origins, section.target) if one}
    return hosts


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
