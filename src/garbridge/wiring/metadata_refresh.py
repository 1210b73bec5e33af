"""Refreshes the copies of peers' metadata and key sets from their addresses, for a timer.

The copy is the file that ``[saml] metadata`` of a provider names, or ``[upstream] metadata``.  A
new document takes its place, as a whole, only if all of it holds; whatever is wrong with it, the
last good copy stays, and launches and sign-ins go on:

- fetched within bounds (:mod:`garbridge.wiring.metadata_fetching`);
- signed by the key of ``metadata_certificate``, where that is given;
- with a ``validUntil`` that is not over and not further than :data:`FURTHEST` (SAML2Int MD02 and
  MD03): a copy that somebody else plays back ends some day.  ``metadata_without_end`` lets a
  provider do without, over TLS;
- of the same entity as the copy before;
- such that the whole folder of providers still loads with it.

The copy of a key set, which ``[lti] jwks`` names, is looked at every hour; a new one takes its
place if it holds a key to rely on, and none that is private, symmetric or weak.

Running processes see the new file within a second.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from garbridge.config import Config, LtiSection, SamlSection, SamlUpstream, gather_providers
from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.formats.jose import read_peer_keys
from garbridge.protocols.saml import SamlPeer
from garbridge.upstream.saml_sp import IdpPeer
from garbridge.wiring.metadata_alarms import Section, refreshed_at
from garbridge.wiring.metadata_fetching import MetadataUnreachableError, fetch_all
from garbridge.wiring.national_access import national_peers
from garbridge.wiring.registry import read_peer, read_registry
from garbridge.wiring.upstream_saml import UPSTREAM, read_idp
from garbridge.wiring.whole_files import replace_file

FURTHEST: Final = timedelta(days=90)
"""How far ahead ``validUntil`` may lie."""
_SELDOM: Final = timedelta(days=1)
_OFTEN: Final = timedelta(hours=1)

Fetched = Mapping[str, bytes | MetadataUnreachableError]


class Refreshed(StrEnum):
    """What became of one copy.  Values are stable."""

    CHANGED = "changed"
    SAME = "same"
    NOT_DUE = "not_due"
    """It was looked at less long ago than its ``cacheDuration``, at most a day."""
    REFUSED = "refused"
    """What was fetched must not be relied on; the last good copy stays."""
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshOutcome:
    """What became of the copy of *provider*; ``problems`` are why it stayed.

    *provider* is :data:`~.upstream_saml.UPSTREAM` where it is who signs people in.
    """

    provider: ProviderId
    result: Refreshed
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """What is at *url* is kept in *copy*; without a section it is a key set."""

    provider: ProviderId
    url: str
    copy: Path
    section: Section | None = None


def refresh_metadata(
    config: Config,
    *,
    now: datetime,
    only: Collection[ProviderId] = (),
    force: bool = False,
    fetch: Callable[[Iterable[str]], Fetched] = fetch_all,
) -> list[RefreshOutcome]:
    """Refresh what is due of the providers that name an address, and of the upstream.

    Args:
        config: The portal.
        now: The instant, against which ``validUntil`` is held.
        only: Which providers; empty is all, and the upstream.
        force: Also those that are not due.
        fetch: How documents are fetched.

    Raises:
        ConfigError: the folder cannot be read at all.
    """
    sources = [one for one in _sources(config) if not only or one.provider in only]
    due = [one for one in sources if force or _is_due(one, config, now)]
    documents = fetch(one.url for one in due)
    return [
        _refreshed(one, documents[one.url], config, now)
        if one in due
        else RefreshOutcome(provider=one.provider, result=Refreshed.NOT_DUE)
        for one in sources
    ]


def _sources(config: Config) -> Iterator[_Source]:
    files, _ = gather_providers(config.providers, config.reading)
    for file in files:
        section = file.protocol
        if isinstance(section, SamlSection) and section.metadata_url:
            yield _followed(file.provider.id, section)
        elif isinstance(section, LtiSection) and section.keys_url and section.keys is not None:
            yield _Source(file.provider.id, section.keys_url, section.keys)
    upstream = None if config.upstream is None else config.upstream.protocol
    if isinstance(upstream, SamlUpstream) and upstream.metadata_url:
        yield _followed(UPSTREAM, upstream)
    for name, peer in national_peers(config).items():
        if peer.metadata_url:
            yield _followed(name, peer)


def _followed(provider: ProviderId, section: Section) -> _Source:
    return _Source(provider, section.metadata_url, section.metadata, section)


def _is_due(source: _Source, config: Config, now: datetime) -> bool:
    seen = refreshed_at(source.copy)
    if seen is None:
        return True
    if source.section is None:
        return seen + _OFTEN <= now
    try:
        peer = _peer(source.section, source.copy.read_bytes(), config)
    except (ConfigError, OSError):
        return True
    wait = max(_OFTEN, min(_SELDOM, peer.cache_duration or _SELDOM))
    return seen + wait <= now


def _refreshed(
    source: _Source, fetched: bytes | MetadataUnreachableError, config: Config, now: datetime
) -> RefreshOutcome:
    def outcome(result: Refreshed, problems: Iterable[str] = ()) -> RefreshOutcome:
        return RefreshOutcome(provider=source.provider, result=result, problems=tuple(problems))

    if isinstance(fetched, MetadataUnreachableError):
        return outcome(Refreshed.UNREACHABLE, [str(fetched)])
    copy = source.copy
    problems = (
        _key_problems(fetched)
        if source.section is None
        else _problems(source.section, fetched, config, now)
    )
    if problems:
        return outcome(Refreshed.REFUSED, problems)
    try:
        if copy.is_file() and copy.read_bytes() == fetched:
            os.utime(copy, (now.timestamp(), now.timestamp()))
            return outcome(Refreshed.SAME)
        replace_file(copy, fetched)
    except (ConfigError, OSError) as broken:
        return outcome(Refreshed.REFUSED, [str(broken)])
    return outcome(Refreshed.CHANGED)


def _key_problems(document: bytes) -> tuple[str, ...]:
    try:
        read_peer_keys(document)
    except ValueRefusedError as refused:
        return (str(refused),)
    return ()


def _problems(section: Section, document: bytes, config: Config, now: datetime) -> tuple[str, ...]:
    """Return why *document* must not take the place of the copy; nothing where it may."""
    try:
        peer = _peer(section, document, config, now=now)
    except ConfigError as refused:
        return refused.problems
    found: list[str] = []
    if peer.valid_until is None and not section.metadata_without_end:
        found.append("validUntil is missing: a copy would never end (metadata_without_end)")
    if peer.valid_until is not None and peer.valid_until > now + FURTHEST:
        found.append(f"validUntil is more than {FURTHEST.days} days ahead")
    before = _before(section, config)
    if before is not None and before.entity_id != peer.entity_id:
        found.append(f"entityID is not {before.entity_id} any more")
    return tuple(found) or _new_problems(section, document, config)


def _peer(
    section: Section, document: bytes, config: Config, *, now: datetime | None = None
) -> SamlPeer | IdpPeer:
    loopback = config.insecure_loopback
    if isinstance(section, SamlUpstream):
        return read_idp(section, document, now=now, insecure_loopback=loopback)
    return read_peer(section, document, now=now, insecure_loopback=loopback)


def _before(section: Section, config: Config) -> SamlPeer | IdpPeer | None:
    try:
        return _peer(section, section.metadata.read_bytes(), config)
    except (ConfigError, OSError):
        return None


def _new_problems(section: Section, document: bytes, config: Config) -> tuple[str, ...]:
    """Return what the folder would have wrong with *document* in it, and has not without."""
    if not isinstance(section, SamlSection):
        return ()  # nothing else depends on it
    before = set(_folder_problems(config, {}))
    after = _folder_problems(config, {section.metadata: document})
    return tuple(one for one in after if one not in before)


def _folder_problems(config: Config, instead: Mapping[Path, bytes]) -> tuple[str, ...]:
    try:
        read_registry(config.providers, config.reading, instead=instead)
    except ConfigError as refused:
        return refused.problems
    return ()
