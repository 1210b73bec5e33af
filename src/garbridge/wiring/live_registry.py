"""The registered providers as the running process knows them, followed without a restart."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
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
from garbridge.wiring.following import Followed, marks_within
from garbridge.wiring.metadata_alarms import Alarm, AlarmKind, alarms
from garbridge.wiring.registry import Ending, Registry

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

_LOG = logging.getLogger("garbridge.providers")


class LiveRegistry:
    """Follows the folder: a change is seen within a second, a mistake keeps the last good state.

    A mistake, a provider that is refused because its metadata has ended, and what ends within
    thirty days are logged once.  A folder that is gone, such as one on a disk that was taken away,
    is a mistake too: nobody takes every provider out at once.

    Args:
        folder: Where the providers' files are.
        read: Reads them.
        ticks: A clock that only goes forward, in seconds.
        clock: The time, which says what has ended.
        instead: The state where they cannot be read at the start.

    Raises:
        ConfigError: they cannot be read at the start, and nothing stands instead.
    """

    def __init__(
        self,
        folder: Path,
        read: Callable[[], Registry],
        ticks: Callable[[], float],
        clock: Clock,
        *,
        instead: Registry | None = None,
    ) -> None:
        self._clock = clock
        self._was_there = False
        self._ended: frozenset[Ending] = frozenset()
        self._warned: frozenset[Alarm] = frozenset()
        self._followed = Followed(
            read=partial(self._read, folder, read),
            marks=partial(marks_within, folder, _FOLLOWED),
            ticks=ticks,
            mistaken=partial(_LOG.error, "providers are kept as they were: %s"),
            looked=lambda state, _: self._tell_ended(state),
            instead=instead,
        )
        self._tell_ended(self._followed.current())

    def _read(self, folder: Path, read: Callable[[], Registry]) -> Registry:
        is_there = folder.is_dir()
        if self._was_there and not is_there:
            raise ConfigError([f"{folder.name}: no such folder"])
        state = read()
        self._was_there = is_there
        return state

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files as they are now."""
        return self._followed.problems

    def current(self) -> Registry:
        """Return the state to work with; two calls in one request may differ."""
        return self._followed.current()

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

    def _tell_ended(self, state: Registry) -> None:
        now = self._clock()
        ended = frozenset(ending for ending in state.endings if ending.until <= now)
        for ending in sorted(ended - self._ended, key=lambda ending: ending.provider):
            _LOG.error(
                "provider %s is refused: %s ended on %s (validUntil)",
                ending.provider,
                ending.file,
                ending.until.isoformat(),
            )
        self._ended = ended
        self._warn(state, now)

    def _warn(self, state: Registry, now: datetime) -> None:
        """Tell of what ends soon, so that somebody acts before the provider is refused."""
        soon = frozenset(one for one in alarms(state.watched(), now) if not one.is_over(now))
        for alarm in sorted(soon - self._warned, key=lambda one: one.until):
            _LOG.warning(
                "provider %s: %s %s %s",
                alarm.provider,
                alarm.file,
                _WARNINGS[alarm.kind],
                alarm.until.isoformat(),
            )
        self._warned = soon
