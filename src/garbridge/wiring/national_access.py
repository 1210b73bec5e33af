"""The GAR as a service provider: its registrations beside those of publishers, and who may enter.

Its metadata are followed as those of publishers are: a file that is replaced is seen within a
second, and a mistake keeps what was known.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from garbridge.config import Config, NationalPeer
from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError, GarbridgeError
from garbridge.ports import TokenSource
from garbridge.protocols.saml import SamlPeer, SamlPeers, SamlRegistration, SamlSettings
from garbridge.services.access import AccessService
from garbridge.services.national_gate import NationalGate
from garbridge.services.national_launch import GAR_CONSOLE, NationalLaunchService
from garbridge.services.national_shelf import GAR
from garbridge.services.participating import ParticipationService
from garbridge.services.proving import ProvingService
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.following import Followed, marks_of
from garbridge.wiring.metadata_alarms import Watched, watched
from garbridge.wiring.registry import read_peer
from garbridge.wiring.stores import Stores

_LOG: Final = logging.getLogger("garbridge.national")


def national_gate(config: Config, stores: Stores, access: AccessService) -> NationalGate | None:
    """Return who stands before the GAR; ``None`` where the portal does not."""
    if config.national is None:
        return None
    return NationalGate(
        rules=config.national.rules,
        directory=access.directory,
        restrictions=stores.restrictions,
        delegations=stores.delegations,
        declared=stores.declared,
    )


def national_launches(  # noqa: PLR0917 - what a launch is put together from
    access: AccessService,
    stores: Stores,
    config: Config,
    proving: ProvingService,
    participation: ParticipationService,
    tokens: TokenSource,
) -> NationalLaunchService | None:
    """Return what signs people in at the GAR; ``None`` where nobody is signed in there."""
    national, gate = config.national, national_gate(config, stores, access)
    if national is None or gate is None or not (national.access or national.console):
        return None
    return NationalLaunchService(
        tenant=config.tenant,
        gate=gate,
        directory=access.directory,
        journal=stores.journal,
        transaction=stores.transaction,
        proving=proving,
        participation=participation,
        tokens=tokens,
    )


def with_the_gar(
    config: Config,
    peers: Callable[[], SamlPeers],
    ticks: Callable[[], float] = system_ticks,
) -> Callable[[], SamlPeers]:
    """Return *peers* with those of the GAR among them.

    Raises:
        ConfigError: its metadata cannot be used, or a publisher is registered under its name.
    """
    sections = national_peers(config)
    if not sections:
        return peers
    ours = Followed(
        read=lambda: tuple(_registrations(config)),
        marks=lambda: marks_of(one.metadata for one in sections.values()),
        ticks=ticks,
        mistaken=partial(_LOG.error, "the GAR stays as it was known: %s"),
        looked=lambda _state, _is_new: None,
    )
    return _Joined(peers, ours.current)


def national_peers(config: Config) -> Mapping[ProviderId, NationalPeer]:
    """Return the GAR's service providers that are configured, by name."""
    if config.national is None:
        return {}
    named = {GAR: config.national.access, GAR_CONSOLE: config.national.console}
    return {name: section for name, section in named.items() if section is not None}


def read_national_peer(section: NationalPeer, *, insecure_loopback: bool) -> SamlPeer:
    """Return what the metadata of *section* say now, whether or not they have ended.

    Raises:
        ConfigError: they cannot be used.
    """
    name = section.metadata.name
    try:
        return read_peer(
            section,
            section.metadata.read_bytes(),
            now=None,
            insecure_loopback=insecure_loopback,
        )
    except (GarbridgeError, OSError) as refused:
        raise ConfigError([f"{name}: {refused}"]) from refused


def watched_national(config: Config) -> Iterator[Watched]:
    """Yield what :mod:`garbridge.wiring.metadata_alarms` looks at, of the GAR's metadata.

    Raises:
        ConfigError: they cannot be used.
    """
    for provider, section in national_peers(config).items():
        peer = read_national_peer(section, insecure_loopback=config.insecure_loopback)
        yield watched(provider, section, peer)


def _registrations(config: Config) -> Iterator[SamlRegistration]:
    for provider, section in national_peers(config).items():
        yield _registration(provider, section, insecure_loopback=config.insecure_loopback)


def _registration(
    provider: ProviderId, section: NationalPeer, *, insecure_loopback: bool
) -> SamlRegistration:
    return SamlRegistration(
        provider=provider,
        peer=read_national_peer(section, insecure_loopback=insecure_loopback),
        settings=SamlSettings(
            require_signed_requests=section.signed,
            anonymous=True,
            idp_initiated=provider == GAR_CONSOLE,
            opens=section.target,
            origins=section.origins,
        ),
    )


@dataclass(slots=True)
class _Joined:
    """The peers of the folder as they are now, and the GAR; joined anew only when they change.

    What does not go together keeps the GAR as it was known, or else the folder alone.
    """

    peers: Callable[[], SamlPeers]
    ours: Callable[[], tuple[SamlRegistration, ...]]
    _seen: tuple[object, ...] = field(default=(), repr=False)
    _good: tuple[SamlRegistration, ...] = field(default=(), repr=False)
    _whole: SamlPeers = field(default_factory=SamlPeers, repr=False)

    def __post_init__(self) -> None:
        """Join them once, so that a start tells what is wrong."""
        folder, ours = self.peers(), self.ours()
        names = {one.provider for one in folder} & {one.provider for one in ours}
        if names:
            raise ConfigError([f"{name}.toml: this name is the GAR's" for name in sorted(names)])
        self._seen, self._good = (folder, ours), ours
        self._whole = SamlPeers([*folder, *ours])

    def __call__(self) -> SamlPeers:
        """Return all of them."""
        folder, ours = self.peers(), self.ours()
        # Values that are kept while nothing changes: two look-ups, no comparison.
        if not (self._seen[0] is folder and self._seen[1] is ours):
            self._seen = (folder, ours)
            self._whole = self._joined(folder, ours)
        return self._whole

    def _joined(self, folder: SamlPeers, ours: tuple[SamlRegistration, ...]) -> SamlPeers:
        for good in (ours, self._good):
            try:
                whole = SamlPeers([*folder, *good])
            except ConfigError as refused:
                for problem in refused.problems:
                    _LOG.error("the GAR stays as it was known: %s", problem)
            else:
                self._good = good
                return whole
        return folder
