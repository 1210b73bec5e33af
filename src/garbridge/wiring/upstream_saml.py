"""The upstream that speaks SAML, put together; its metadata is followed while the portal runs."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from garbridge.config import SamlUpstream
from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError
from garbridge.formats.keys import PublicKey, read_certificate_keys, read_private_key
from garbridge.ports import TokenSource
from garbridge.upstream.saml_sp import (
    IdpPeer,
    SamlServiceProvider,
    SpLogout,
    SpMetadata,
    Us,
    encryption_certificate,
    read_idp_metadata,
)
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.following import Followed, marks_of
from garbridge.wiring.starting import Start

UPSTREAM: Final = ProviderId("[upstream]")
"""Stands where a provider is named; no provider is called so."""
_LOG = logging.getLogger("garbridge.upstream")


def read_idp(
    section: SamlUpstream, document: bytes, *, now: datetime | None, insecure_loopback: bool
) -> IdpPeer:
    """Return what *document* says of the identity provider of *section*.

    ``now`` is when it must not have ended, ``None`` leaves that to whoever relies on it.

    Raises:
        ConfigError: with every reason why nobody can sign in by it.
    """
    signers: list[PublicKey] = []
    if section.metadata_certificate is not None:
        signers = read_certificate_keys(section.metadata_certificate)
    peer = read_idp_metadata(
        document,
        now=now,
        entity_id=section.entity_id or None,
        insecure_loopback=insecure_loopback,
        signers=signers,
    )
    return replace(peer, scopes=peer.scopes | section.scopes)


def read_copy(section: SamlUpstream, *, insecure_loopback: bool) -> IdpPeer:
    """Return what the copy says now, whether or not it has ended.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        document = section.metadata.read_bytes()
    except OSError as error:
        raise ConfigError([f"{section.metadata.name}: {error.strerror}"]) from error
    return read_idp(section, document, now=None, insecure_loopback=insecure_loopback)


def live_idp(
    section: SamlUpstream, *, insecure_loopback: bool, ticks: Callable[[], float]
) -> Followed[IdpPeer]:
    """Return what follows the copy of the metadata: a mistake keeps what was known.

    Raises:
        ConfigError: it cannot be read at the start, or names another entity later.
    """
    known: list[str] = []

    def read() -> IdpPeer:
        peer = read_copy(section, insecure_loopback=insecure_loopback)
        known.append(peer.entity_id)
        if peer.entity_id != known[0]:  # every account belongs to the one that was there
            raise ConfigError([f"{section.metadata.name}: entityID is not {known[0]} any more"])
        return peer

    return Followed(
        read=read,
        marks=lambda: marks_of([section.metadata]),
        ticks=ticks,
        mistaken=partial(_LOG.error, "the identity provider stays as it was known: %s"),
        looked=lambda _peer, _is_new: None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Our public addresses towards the identity provider."""

    entity_id: str
    acs_url: str
    slo_url: str
    slo_answers: str


def saml_upstream(
    start: Start, section: SamlUpstream, places: Places, tokens: TokenSource
) -> tuple[SamlServiceProvider, SpMetadata]:
    """Return who asks the identity provider, and what it may fetch of us.

    Raises:
        ConfigError: its metadata or one of our keys cannot be read.
    """
    peer = live_idp(
        section, insecure_loopback=start.config.insecure_loopback, ticks=system_ticks
    ).current
    keys = tuple(read_private_key(path) for path in section.decryption_keys)
    us = Us(
        entity_id=places.entity_id,
        acs_url=places.acs_url,
        decryption_keys=keys,
        algorithms=section.algorithms,
        accept_unsigned_response=section.accepts_unsigned_response,
        require_signed_assertion=section.wants_signed_assertion,
        skew=section.skew,
    )
    provider = SamlServiceProvider(
        peer=peer,
        us=us,
        signer=start.keys.signer,
        tokens=tokens,
        logout=SpLogout(
            entity_id=places.entity_id,
            slo_url=places.slo_url,
            slo_answers=places.slo_answers,
            peer=peer,
            signer=start.keys.signer,
            tokens=tokens,
            decryption_keys=keys,
            algorithms=section.algorithms,
        ),
        contexts=section.contexts,
        name_format=section.name_format,
    )
    return provider, _metadata(start, provider, places)


def _metadata(start: Start, provider: SamlServiceProvider, places: Places) -> SpMetadata:
    return SpMetadata(
        entity_id=places.entity_id,
        acs_url=places.acs_url,
        slo_url=places.slo_url,
        slo_answers=places.slo_answers,
        signer=start.keys.signer,
        certificates=start.keys.certificates,
        encryption=tuple(map(encryption_certificate, provider.us.decryption_keys)),
        wants_signed_assertions=provider.us.require_signed_assertion,
        tokens=provider.tokens,
    )
