"""The registered providers as the running process knows them, followed without a restart."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.errors import ConfigError
from garbridge.ports import Clock
from garbridge.protocols.cas import CasService
from garbridge.protocols.lti import LtiTools
from garbridge.protocols.oidc import OidcClient
from garbridge.protocols.saml import SamlPeers
from garbridge.wiring.metadata_alarms import Alarm, AlarmKind, alarms
from garbridge.wiring.registry import Ending, Registry

CHECK_EVERY: Final = 1.0
"""Seconds between two looks at the providers' folder."""

_FOLLOWED: Final = frozenset({".toml", ".xml", ".json", ".secret", ".pem", ".crt"})
"""Providers' files, and what they name: metadata, who signs it, key sets, secrets."""
_WARNINGS: Final[Mapping[AlarmKind, str]] = MappingProxyType(
    {
        AlarmKind.METADATA: "ends (validUntil) on",
        AlarmKind.CERTIFICATE: "has a certificate that ends on",
        AlarmKind.STALE: "was last refreshed on",
        AlarmKind.SIGNING: "ends on",
    }
)

Fingerprint = tuple[tuple[str, int, int], ...]

_LOG = logging.getLogger("garbridge.providers")


@dataclass(slots=True)
class LiveRegistry:
    """Follows the folder: a change is seen within a second, a mistake keeps the last good state.

    Each worker process follows for itself.  There is no thread: the look happens inside a
    request, and only one request at a time does it.  A mistake, a provider that is refused because
    its metadata has ended, and what ends within thirty days are logged once.

    Args:
        folder: Where the providers' files are.
        read: Reads them.
        ticks: A clock that only goes forward, in seconds.
        clock: The time, which says what has ended.
    """

    folder: Path
    read: Callable[[], Registry]
    ticks: Callable[[], float]
    clock: Clock
    problems: tuple[str, ...] = ()
    _state: Registry = field(init=False)
    _seen: Fingerprint = field(init=False, default=())
    _next: float = field(init=False, default=0.0)
    _ended: frozenset[Ending] = field(init=False, default=frozenset())
    _warned: frozenset[Alarm] = field(init=False, default=frozenset())
    _looking: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._seen = self._fingerprint()
        self._state = self.read()
        self._next = self.ticks() + CHECK_EVERY
        self._tell_ended()

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

    def oidc(self) -> Mapping[str, OidcClient]:
        """Return the clients of OpenID Connect of the current state."""
        return self.current().oidc

    def lti(self) -> LtiTools:
        """Return the LTI tools of the current state."""
        return self.current().lti

    def _look(self) -> None:
        self._next = self.ticks() + CHECK_EVERY
        seen = self._fingerprint()
        if seen != self._seen:
            self._read_anew()
            self._seen = seen
        self._tell_ended()

    def _read_anew(self) -> None:
        try:
            self._state = self.read()
        except ConfigError as refused:
            self.problems = refused.problems
            for problem in self.problems:
                _LOG.error("providers are kept as they were: %s", problem)
        else:
            self.problems = ()

    def _tell_ended(self) -> None:
        now = self.clock()
        ended = frozenset(ending for ending in self._state.endings if ending.until <= now)
        for ending in sorted(ended - self._ended, key=lambda ending: ending.provider):
            _LOG.error(
                "provider %s is refused: %s ended on %s (validUntil)",
                ending.provider,
                ending.file,
                ending.until.isoformat(),
            )
        self._ended = ended
        self._warn(now)

    def _warn(self, now: datetime) -> None:
        """Tell of what ends soon, so that somebody acts before the provider is refused."""
        soon = frozenset(one for one in alarms(self._state.watched(), now) if not one.is_over(now))
        for alarm in sorted(soon - self._warned, key=lambda one: one.until):
            _LOG.warning(
                "provider %s: %s %s %s",
                alarm.provider,
                alarm.file,
                _WARNINGS[alarm.kind],
                alarm.until.isoformat(),
            )
        self._warned = soon

    def _fingerprint(self) -> Fingerprint:
        files = sorted(p for p in self.folder.glob("*") if p.suffix in _FOLLOWED)
        found: list[tuple[str, int, int]] = []
        for file in files:
            try:
                stat = file.stat()
            except OSError:  # it was removed between the two calls
                continue
            found.append((file.name, stat.st_mtime_ns, stat.st_size))
        return tuple(found)
