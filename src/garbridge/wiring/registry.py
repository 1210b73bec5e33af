"""The registered providers as the running process knows them, followed without a restart."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from garbridge.config import CasSection, ProviderFile, SamlSection, read_providers
from garbridge.core.catalogue import Catalogue
from garbridge.errors import ConfigError, GarbridgeError, ValueRefusedError
from garbridge.protocols.cas import CasService, register_services
from garbridge.protocols.saml import (
    AttributeName,
    SamlPeers,
    SamlRegistration,
    SamlSettings,
    read_sp_metadata,
)
from garbridge.protocols.saml.names import BASIC, PASSWORD

CHECK_EVERY: Final = 1.0
"""Seconds between two looks at the providers' folder."""

Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """One consistent state of the providers' folder."""

    catalogue: Catalogue
    saml: SamlPeers
    cas: Mapping[str, CasService]


def read_registry(folder: Path, *, insecure_loopback: bool, now: datetime) -> Registry:
    """Read every provider of *folder* with its metadata, which must be valid at *now*.

    Raises:
        ConfigError: with every problem of every file.
    """
    files = read_providers(folder, insecure_loopback=insecure_loopback)
    problems: list[str] = []
    saml: list[SamlRegistration] = []
    cas: list[CasService] = []
    for file in files:
        match file.protocol:
            case SamlSection() as section:
                peer = _saml(file, section, problems, insecure_loopback=insecure_loopback, now=now)
                saml += [peer] if peer else []
            case CasSection() as section:
                cas += [CasService(url, file.provider.id, ark) for url, ark in section.services]
    try:
        services = register_services(cas)
    except ConfigError as refused:
        problems += refused.problems
    try:
        peers = SamlPeers(saml)
    except ConfigError as refused:
        problems += refused.problems
    if problems:
        raise ConfigError(problems)
    catalogue = Catalogue((f.provider for f in files), (r for f in files for r in f.resources))
    return Registry(catalogue, peers, services)


def _saml(
    file: ProviderFile,
    section: SamlSection,
    problems: list[str],
    *,
    insecure_loopback: bool,
    now: datetime,
) -> SamlRegistration | None:
    try:
        peer = read_sp_metadata(
            section.metadata.read_bytes(),
            now=now,
            entity_id=section.entity_id or None,
            insecure_loopback=insecure_loopback,
        )
    except ConfigError as refused:
        problems += [f"{section.metadata.name}: {problem}" for problem in refused.problems]
        return None
    except (GarbridgeError, OSError) as refused:
        problems.append(f"{section.metadata.name}: {refused}")
        return None
    try:
        settings = _saml_settings(section)
    except ValueRefusedError as refused:
        problems.append(f"{file.provider.id}.toml: saml: {refused}")
        return None
    return SamlRegistration(provider=file.provider.id, peer=peer, settings=settings)


def _saml_settings(section: SamlSection) -> SamlSettings:
    """Return the agreement of *section*; what it does not say has its default where it is used."""
    return SamlSettings(
        require_signed_requests=section.require_signed_requests,
        sign_response=section.sign_response,
        idp_initiated=section.idp_initiated,
        origins=section.origins,
        attribute_names=tuple(
            AttributeName(
                attribute=named.attribute,
                name=named.name,
                name_format=named.name_format or BASIC,
                friendly_name=named.friendly_name,
            )
            for named in section.attribute_names
        ),
        authn_context=section.authn_context or PASSWORD,
    )


@dataclass(slots=True)
class LiveRegistry:
    """Follows the folder: a change is seen within a second, a mistake keeps the last good state.

    Each worker process follows for itself.  There is no thread: the look happens inside a
    request, and only one request at a time does it.

    Args:
        folder: Where the providers' files are.
        read: Reads them.
        ticks: A clock that only goes forward, in seconds.
    """

    folder: Path
    read: Callable[[], Registry]
    ticks: Callable[[], float]
    problems: tuple[str, ...] = ()
    _state: Registry = field(init=False)
    _seen: Fingerprint = field(init=False, default=())
    _next: float = field(init=False, default=0.0)
    _looking: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._seen = self._fingerprint()
        self._state = self.read()
        self._next = self.ticks() + CHECK_EVERY

    def current(self) -> Registry:
        """Return the state to work with; two calls in one request may differ."""
        if self.ticks() >= self._next and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._state

    def catalogue(self) -> Catalogue:
        """Return the catalogue of the current state."""
        return self.current().catalogue

    def saml(self) -> SamlPeers:
        """Return the SAML peers of the current state."""
        return self.current().saml

    def cas(self) -> Mapping[str, CasService]:
        """Return the CAS services of the current state."""
        return self.current().cas

    def _look(self) -> None:
        self._next = self.ticks() + CHECK_EVERY
        seen = self._fingerprint()
        if seen == self._seen:
            return
        try:
            self._state = self.read()
        except ConfigError as refused:
            self.problems = refused.problems
        else:
            self.problems = ()
        self._seen = seen

    def _fingerprint(self) -> Fingerprint:
        files = sorted(p for p in self.folder.glob("*") if p.suffix in {".toml", ".xml"})
        found: list[tuple[str, int, int]] = []
        for file in files:
            try:
                stat = file.stat()
            except OSError:  # it was removed between the two calls
                continue
            found.append((file.name, stat.st_mtime_ns, stat.st_size))
        return tuple(found)
