"""The GAR as a service provider: its registrations beside those of publishers, and who may enter.

Its metadata are read once, at the start: a file that is replaced needs a restart.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from garbridge.config import Config, NationalPeer
from garbridge.core.identifiers import ProviderId
from garbridge.errors import ConfigError, GarbridgeError
from garbridge.ports import TokenSource
from garbridge.protocols.saml import SamlPeers, SamlRegistration, SamlSettings, read_sp_metadata
from garbridge.services.access import AccessService
from garbridge.services.national_gate import NationalGate
from garbridge.services.national_launch import GAR_CONSOLE, NationalLaunchService
from garbridge.services.national_shelf import GAR
from garbridge.services.proving import ProvingService
from garbridge.wiring.stores import Stores


def national_gate(config: Config, stores: Stores, access: AccessService) -> NationalGate | None:
    """Return who stands before the GAR; ``None`` where the portal does not."""
    if config.national is None:
        return None
    return NationalGate(
        rules=config.national.rules,
        directory=access.directory,
        restrictions=stores.restrictions,
        delegations=stores.delegations,
    )


def national_launches(
    access: AccessService,
    stores: Stores,
    config: Config,
    proving: ProvingService,
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
        tokens=tokens,
    )


def with_the_gar(config: Config, peers: Callable[[], SamlPeers]) -> Callable[[], SamlPeers]:
    """Return *peers* with those of the GAR among them.

    Raises:
        ConfigError: its metadata cannot be used, or a publisher is registered under its name.
    """
    ours = tuple(_registrations(config))
    return _Joined(peers, ours) if ours else peers


def _registrations(config: Config) -> Iterator[SamlRegistration]:
    if config.national is None:
        return
    named = ((GAR, config.national.access), (GAR_CONSOLE, config.national.console))
    for provider, section in named:
        if section is not None:
            yield _registration(provider, section, insecure_loopback=config.insecure_loopback)


def _registration(
    provider: ProviderId, section: NationalPeer, *, insecure_loopback: bool
) -> SamlRegistration:
    try:
        peer = read_sp_metadata(
            section.metadata.read_bytes(),
            now=None,
            entity_id=section.entity_id or None,
            insecure_loopback=insecure_loopback,
        )
    except (GarbridgeError, OSError) as refused:
        raise ConfigError([f"{section.metadata.name}: {refused}"]) from refused
    return SamlRegistration(
        provider=provider,
        peer=peer,
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
    """The peers of the folder as they are now, and the GAR; joined anew only when they change."""

    peers: Callable[[], SamlPeers]
    ours: tuple[SamlRegistration, ...]
    _seen: SamlPeers | None = field(default=None, repr=False)
    _whole: SamlPeers = field(default_factory=SamlPeers, repr=False)

    def __post_init__(self) -> None:
        """Join them once, so that a start tells what is wrong."""
        names = {one.provider for one in self.peers()} & {one.provider for one in self.ours}
        if names:
            raise ConfigError([f"{name}.toml: this name is the GAR's" for name in sorted(names)])
        self()

    def __call__(self) -> SamlPeers:
        """Return all of them."""
        current = self.peers()
        if current is not self._seen:
            self._whole = SamlPeers([*current, *self.ours])
            self._seen = current
        return self._whole
