"""The keys that tools publish, for an answer that no key of the copy here has signed.

The copy is the file that ``jwks`` of a tool names, which ``garbridge metadata refresh`` keeps fresh
where there is a ``jwks_url``.  Between two of its runs a tool may begin to sign with another key.
So each process asks there by itself, for an answer that somebody waits for, at most once a minute
and :data:`PATIENCE` seconds for one tool; the copy is left to the timer.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from garbridge.errors import ValueRefusedError
from garbridge.formats.jose import PeerKeys, read_peer_keys
from garbridge.ports import Unfetched
from garbridge.upstream.oidc_discovery import AGAIN, Kept
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.metadata_fetching import MetadataUnreachableError, fetch_metadata

PATIENCE: Final = 3.0
"""Seconds that a request waits for an address at most."""

_LOG = logging.getLogger("garbridge.providers")


def _fetched(url: str) -> bytes:
    return fetch_metadata(url, total=PATIENCE)


@dataclass(slots=True)
class ToolKeys:
    """Asks at addresses of key sets, each by itself, and keeps the last good answer.

    Args:
        fetch: Returns what is at an address, or raises :class:`MetadataUnreachableError`.
        ticks: A clock that only goes forward, in seconds.
    """

    fetch: Callable[[str], bytes] = _fetched
    ticks: Callable[[], float] = system_ticks
    _kept: dict[str, Kept[PeerKeys]] = field(init=False, default_factory=dict[str, Kept[PeerKeys]])

    def published(self, url: str) -> PeerKeys | None:
        """Return the keys at *url*, as they were there at most a minute ago where it answers.

        ``None`` where it never did.
        """
        new = Kept(partial(self._ask, url), self.ticks, lasts=AGAIN, first_again=AGAIN)
        found = self._kept.setdefault(url, new).current()
        return None if isinstance(found, Unfetched) else found

    def _ask(self, url: str) -> PeerKeys | Unfetched:
        try:
            return read_peer_keys(self.fetch(url))
        except (MetadataUnreachableError, ValueRefusedError) as broken:
            _LOG.warning("the keys of a tool were asked for in vain: %s", broken)
            return Unfetched(str(broken))
