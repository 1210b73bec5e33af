"""Who is signed in here, until they log out: what single logout closes.

A session is on our side only; no cookie has to come back for it to end.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from provider_stub.browsers import Browser

_SESSIONS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlSession:
    """What names a session to the portal: the NameID as it came, and the SessionIndex."""

    name_id: str
    name_attributes: tuple[tuple[str, str], ...]
    index: str


@dataclass(frozen=True, slots=True)
class LocalSession:
    """An open session: of which arrival, in which browser."""

    number: int
    browser: Browser
    named: SamlSession


class LocalSessions:
    """The open sessions of this process; the oldest is closed first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: OrderedDict[int, LocalSession] = OrderedDict()

    def begin(self, number: int, browser: Browser, named: SamlSession) -> None:
        """Open the session of arrival *number*."""
        with self._lock:
            self._open[number] = LocalSession(number, browser, named)
            if len(self._open) > _SESSIONS:
                self._open.popitem(last=False)

    def is_open(self, number: int) -> bool:
        """Say whether the session of arrival *number* goes on."""
        with self._lock:
            return number in self._open

    def leave(self, number: int, browser: Browser) -> LocalSession | None:
        """Close the session of arrival *number*, if it is open and of *browser*."""
        with self._lock:
            found = self._open.get(number)
            if found is None or found.browser != browser:
                return None
            return self._open.pop(number)

    def end(self, name_id: str, indexes: tuple[str, ...]) -> int:
        """Close the sessions of that subject, those of *indexes* or all; return how many."""
        with self._lock:
            ended = [
                one.number
                for one in self._open.values()
                if one.named.name_id == name_id and (not indexes or one.named.index in indexes)
            ]
            for number in ended:
                del self._open[number]
            return len(ended)
