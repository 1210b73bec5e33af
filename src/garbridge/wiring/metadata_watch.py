"""What ends soon, of providers and of the portal itself: for ``metadata check``."""

from collections.abc import Iterator
from datetime import datetime

from garbridge.config import Config, SamlUpstream
from garbridge.wiring.key_rollover import standings
from garbridge.wiring.metadata_alarms import (
    SOON,
    Alarm,
    AlarmKind,
    Watched,
    alarms,
    refreshed_at,
)
from garbridge.wiring.registry import read_registry
from garbridge.wiring.signing_keys import signing_files
from garbridge.wiring.upstream_saml import UPSTREAM, read_copy


def watch_metadata(config: Config, *, now: datetime) -> list[Alarm]:
    """Return what ends soon, has ended, or was not refreshed; the soonest first.

    Raises:
        ConfigError: the providers or the keys cannot be read.
    """
    watched = [*read_registry(config.providers, config.reading).watched(), *_upstream(config)]
    found = list(alarms(watched, now))
    found += [
        Alarm(kind=AlarmKind.SIGNING, provider=None, file=one.certificate.name, until=one.ends)
        for one in standings(signing_files(config))
        if one.role == "present" and one.ends <= now + SOON
    ]
    return sorted(found, key=lambda one: one.until)


def _upstream(config: Config) -> Iterator[Watched]:
    """Yield what is known of who signs people in, where that is by SAML."""
    section = None if config.upstream is None else config.upstream.protocol
    if not isinstance(section, SamlUpstream):
        return
    peer = read_copy(section, insecure_loopback=config.insecure_loopback)
    yield Watched(
        provider=UPSTREAM,
        file=section.metadata.name,
        valid_until=peer.valid_until,
        certificate_ends=peer.certificate_ends,
        refreshed=refreshed_at(section.metadata) if section.metadata_url else None,
    )
