"""What an OpenID provider publishes: its addresses (Discovery 1.0) and its keys, each kept.

What was good once is kept for as long as nothing better comes: a provider that is away, slow or
publishes nonsense for an hour changes nothing for who signs in with keys that are known.  It is
asked again by whoever comes next, at most once a minute.

So it is for keys that are not known, apart from that: who signs in with a key that came just after
we asked is not refused for it.  Anybody can post a logout token: those are counted by themselves.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Generic, TypeVar

from garbridge.errors import GarbridgeError, MalformedError, ValueRefusedError
from garbridge.formats.jose import MAX_KEYS, PeerKeys, read_peer_keys
from garbridge.formats.jwt_reading import strict_json
from garbridge.ports import Fetcher, Unfetched

PATH: Final = "/.well-known/openid-configuration"
MAX_METADATA: Final = 128 * 1024
"""No honest document is larger, in octets."""
RENEWED: Final = 3600.0
KEYS_RENEWED: Final = 600.0
"""Seconds after which what is there is asked for anew: a key that was retired ends within them."""
AGAIN: Final = 60.0
"""Seconds between two questions at least, whatever comes of them."""
FIRST_AGAIN: Final = 5.0
"""The same while there is no good copy yet: nobody can sign in without."""
PATIENCE: Final = 1.5
"""Seconds for which somebody waits for an answer that somebody else asked for."""

_OK: Final = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpMetadata:
    """What is needed of a provider's metadata (Discovery 3); optional addresses may be empty.

    Where ``says_issuer`` each answer of its authorization endpoint says who answers (RFC 9207).
    """

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    says_issuer: bool


class Unknown(Enum):
    """What no key that is known signed: each is a reason of its own to ask again."""

    ID_TOKEN = auto()
    LOGOUT_TOKEN = auto()


@dataclass(slots=True)
class Kept(Generic[T]):
    """Something that is asked for, and kept.

    Args:
        ask: Asks for it, or says why it is not there.
        ticks: A clock that only goes forward, in seconds.
        lasts: Seconds after which it is asked for anew.
        first_again: Seconds between two questions while there is no good copy yet.
    """

    ask: "Callable[[], T | Unfetched]"
    ticks: Callable[[], float]
    lasts: float
    first_again: float = FIRST_AGAIN
    _good: "T | None" = field(init=False, default=None, repr=False)
    _got: float = field(init=False, default=0.0)
    _asked: dict[Unknown | None, float] = field(init=False, default_factory=dict)
    _why: Unfetched = field(init=False, default=Unfetched("nobody asked yet"))
    _asking: threading.Lock = field(init=False, default_factory=threading.Lock)

    def current(self) -> "T | Unfetched":
        """Return the last good copy; why there is none, where there never was one."""
        good = self._good
        if good is None or self.ticks() - self._got >= self.lasts:
            self._refresh(None, good)
        return self._why if self._good is None else self._good

    def other(self, tried: T, unknown: Unknown) -> "T | None":
        """Return what is there now in the place of *tried*, in which *unknown* was not found.

        ``None`` where it is too early to ask, or in vain.  Whoever comes while, or just after,
        somebody else asked is given what those were.
        """
        if self._good is tried:
            self._refresh(unknown, tried)
        return None if self._good is tried else self._good

    def _refresh(self, unknown: Unknown | None, known: T | None) -> None:
        """Ask, unless somebody just did; who need not wait for one who asks does not."""
        waits = unknown is not None or known is None
        if not self._asking.acquire(timeout=PATIENCE if waits else 0.0):
            return
        try:
            now, again = self.ticks(), self.first_again if self._good is None else AGAIN
            last = self._asked.get(unknown)
            if self._good is not known or (last is not None and now - last < again):
                return
            self._asked[unknown] = now
            found = self.ask()
            if isinstance(found, Unfetched):
                self._why = found
            else:
                self._good, self._got = found, now
        finally:
            self._asking.release()


class OpDiscovery:
    """One provider, by its issuer.

    Args:
        issuer: As it is configured; its metadata must say the same, text for text.
        fetcher: Asks it.
        address: Parses an address that may be asked, or raises ``ValueRefusedError``.
        ticks: A clock that only goes forward, in seconds.
    """

    def __init__(
        self,
        issuer: str,
        fetcher: Fetcher,
        address: Callable[[str], str],
        ticks: Callable[[], float],
    ) -> None:
        self.issuer: Final = issuer
        self._fetcher = fetcher
        self._address = address
        self._metadata = Kept(self._ask_metadata, ticks, RENEWED)
        self._keys = Kept(self._ask_keys, ticks, KEYS_RENEWED)

    def metadata(self) -> OpMetadata | Unfetched:
        """Return its addresses, or why they are not known."""
        return self._metadata.current()

    def keys(self) -> PeerKeys | Unfetched:
        """Return its keys, or why they are not known."""
        return self._keys.current()

    def keys_instead(self, of: PeerKeys, unknown: Unknown) -> PeerKeys | None:
        """Return its keys as they are now, for a token that none *of* those known signed.

        For each sort of token they are asked for at most once a minute: ``None`` in between.
        """
        return self._keys.other(of, unknown)

    def _ask_metadata(self) -> OpMetadata | Unfetched:
        answer = self._fetcher.get(self.issuer.rstrip("/") + PATH, limit=MAX_METADATA)
        if isinstance(answer, Unfetched):
            return Unfetched(f"metadata: {answer.why}")
        if answer.status != _OK:
            return Unfetched(f"metadata: HTTP {answer.status}")
        try:
            return self._read(answer.body)
        except GarbridgeError as broken:
            return Unfetched(f"metadata: {broken}")

    def _read(self, body: bytes) -> OpMetadata:
        said = strict_json(body)
        if said.get("issuer") != self.issuer:
            raise MalformedError("it names another issuer")

        def at(name: str, *, required: bool = True) -> str:
            value = said.get(name)
            if value is None and not required:
                return ""
            if not isinstance(value, str):
                raise MalformedError(f"{name} is no address")
            return self._address(value)

        return OpMetadata(
            authorization_endpoint=at("authorization_endpoint"),
            token_endpoint=at("token_endpoint"),
            jwks_uri=at("jwks_uri"),
            userinfo_endpoint=at("userinfo_endpoint", required=False),
            end_session_endpoint=at("end_session_endpoint", required=False),
            says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
        )

    def _ask_keys(self) -> PeerKeys | Unfetched:
        metadata = self.metadata()
        if isinstance(metadata, Unfetched):
            return metadata
        answer = self._fetcher.get(metadata.jwks_uri, limit=MAX_KEYS)
        if isinstance(answer, Unfetched):
            return Unfetched(f"keys: {answer.why}")
        if answer.status != _OK:
            return Unfetched(f"keys: HTTP {answer.status}")
        try:
            return read_peer_keys(answer.body)
        except ValueRefusedError as broken:
            return Unfetched(f"keys: {broken}")
