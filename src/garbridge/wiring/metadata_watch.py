"""What ends soon, of providers and of the portal itself: for ``metadata check``."""

from collections.abc import Iterator
from datetime import datetime

from garbridge.config import Config, SamlUpstream
from garbridge.formats.keys import read_certificate_ends
from garbridge.services.national_shelf import GAR
from garbridge.wiring.key_rollover import standings
from garbridge.wiring.metadata_alarms import (
    SOON,
    Alarm,
    AlarmKind,
    Watched,
    alarms,
    watched,
)
from garbridge.wiring.national_access import watched_national
from garbridge.wiring.registry import read_registry
from garbridge.wiring.signing_keys import signing_files
from garbridge.wiring.upstream_saml import UPSTREAM, read_copy


def watch_metadata(config: Config, *, now: datetime) -> list[Alarm]:
    """Return what ends soon, has ended, or was not refreshed; the soonest first.

    Raises:
        ConfigError: the providers or the keys cannot be read.
    """
    registry = read_registry(config.providers, config.reading)
    watched = [*registry.watched(), *_upstream(config), *watched_national(config)]
    found = list(alarms(watched, now))
    found += [
        Alarm(kind=AlarmKind.SIGNING, provider=None, file=one.certificate.name, until=one.ends)
        for one in standings(signing_files(config))
        if one.role == "present" and one.ends <= now + SOON
    ]
    found += [one for one in gar_certificates(config) if one.until <= now + SOON]
    return sorted(found, key=lambda one: one.until)


def gar_certificates(config: Config) -> Iterator[Alarm]:
    """Yield when what the GAR is asked with ends.

    A key of SSH, by which an export is sent, has no end.

    Raises:
        ConfigError: a certificate cannot be read.
    """
    listing = None if config.national is None else config.national.listing
    if listing is None:
        return
    if listing.certificate is not None:
        ends = min(read_certificate_ends(listing.certificate))
        name = listing.certificate.name
        yield Alarm(kind=AlarmKind.CLIENT, provider=None, file=name, until=ends)
    if listing.authority is not None:
        ends = max(read_certificate_ends(listing.authority))
        name = listing.authority.name
        yield Alarm(kind=AlarmKind.AUTHORITY, provider=GAR, file=name, until=ends)


def _upstream(config: Config) -> Iterator[Watched]:
    """Yield what is known of who signs people in, where that is by SAML."""
    section = None if config.upstream is None else config.upstream.protocol
    if not isinstance(section, SamlUpstream):
        return
    peer = read_copy(section, insecure_loopback=config.insecure_loopback)
    yield watched(UPSTREAM, section, peer)
