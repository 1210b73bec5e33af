"""What somebody must do before a day: metadata and certificates that end, copies that grow old."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from garbridge.config import LtiSection, NationalPeer, SamlSection, SamlUpstream
from garbridge.core.identifiers import ProviderId
from garbridge.protocols.saml import SamlPeer
from garbridge.upstream.saml_sp import IdpPeer

Section = SamlSection | SamlUpstream | NationalPeer
"""What a configuration says of somebody's metadata."""

SOON: Final = timedelta(days=30)
"""How long before an end somebody is told."""
STALE: Final = timedelta(days=7)
"""From which age on a copy that should be refreshed every day is told of."""


class AlarmKind(StrEnum):
    """What ends.  Values are stable."""

    METADATA = "metadata"
    """``validUntil``: from then on the provider is refused."""
    CERTIFICATE = "certificate"
    """Of a key in it.  It decides nothing here; other software of the provider may keep to it."""
    STALE = "stale"
    """The copy was not refreshed from its address for a week; ``until`` is when it last was."""
    SIGNING = "signing"
    """The portal's own certificate: providers may refuse what it signs."""
    CLIENT = "client"
    """The portal's own certificate, or one between it and its authority, with which it asks the
    GAR: from then on the GAR does not answer."""
    AUTHORITY = "authority"
    """Of those by which the GAR's own certificate is trusted: from then on it is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """*kind* of *file* ends at *until*; ``provider`` is empty where it is the portal's own."""

    kind: AlarmKind
    provider: ProviderId | None
    file: str
    until: datetime

    def is_over(self, now: datetime) -> bool:
        """Say whether it is too late; what is stale can still be mended."""
        return self.kind is not AlarmKind.STALE and self.until <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is known of one provider's metadata, or of its key set, which has no end.

    ``refreshed`` is when its copy was last compared with its address, ``None`` where it has none.
    """

    provider: ProviderId
    file: str
    valid_until: datetime | None
    certificate_ends: tuple[datetime, ...]
    refreshed: datetime | None


def watched(provider: ProviderId, section: Section, peer: SamlPeer | IdpPeer) -> Watched:
    """Return what is known of the metadata of *provider*."""
    return Watched(
        provider=provider,
        file=section.metadata.name,
        valid_until=peer.valid_until,
        certificate_ends=peer.certificate_ends,
        refreshed=refreshed_at(section.metadata) if section.metadata_url else None,
    )


def watched_keys(provider: ProviderId, section: LtiSection) -> Watched | None:
    """Return what is known of the key set of *provider*; ``None`` where it has no address."""
    if section.keys is None or not section.keys_url:
        return None
    return Watched(
        provider=provider,
        file=section.keys.name,
        valid_until=None,
        certificate_ends=(),
        refreshed=refreshed_at(section.keys),
    )


def refreshed_at(copy: Path) -> datetime | None:
    """Return when *copy* was last compared with its address: each time its file is touched.

    ``None`` where there is no such file.
    """
    try:
        return datetime.fromtimestamp(copy.stat().st_mtime, UTC)
    except OSError:
        return None


def alarms(watched: Iterable[Watched], now: datetime) -> Iterator[Alarm]:
    """Yield what of *watched* ends within :data:`SOON`, has ended, or is stale."""
    for one in watched:
        ends = [(AlarmKind.METADATA, one.valid_until)]
        # The last of them: during a rollover the first to end is meant to.
        ends.append((AlarmKind.CERTIFICATE, max(one.certificate_ends, default=None)))
        for kind, until in ends:
            if until is not None and until <= now + SOON:
                yield Alarm(kind=kind, provider=one.provider, file=one.file, until=until)
        if one.refreshed is not None and one.refreshed + STALE <= now:
            yield Alarm(
                kind=AlarmKind.STALE, provider=one.provider, file=one.file, until=one.refreshed
            )
