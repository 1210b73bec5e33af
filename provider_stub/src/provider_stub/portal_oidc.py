"""The portal as an OpenID Provider: where it is asked what, and the keys it signs with.

Both are fetched when first needed and kept for five minutes.  A token with a key that we do not
know makes us look for new keys at once, but no oftener than every thirty seconds.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

from provider_stub._joserfc import Keys, read_keys
from provider_stub.config import StubConfig, is_loopback
from provider_stub.errors import PortalAnswerError, ShapeError
from provider_stub.portal_http import fetch

_LIMIT = 64 * 1024
_KEPT = timedelta(minutes=5)
_NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """What the discovery document says (OpenID Connect Discovery 3)."""

    authorization: str
    token: str
    userinfo: str
    jwks: str


class PortalOidc:
    """Hands out the portal's addresses and keys as they are now."""

    def __init__(self, config: StubConfig) -> None:
        self._config = config
        self._lock = Lock()
        self._endpoints: tuple[datetime, Endpoints] | None = None
        self._keys: tuple[datetime, Keys] | None = None

    def endpoints(self) -> Endpoints:
        """Return where the portal is asked what.

        Raises:
            PortalError: it cannot be asked, or says what cannot be used.
        """
        with self._lock:
            now = self._config.clock()
            if self._endpoints is None or now - self._endpoints[0] >= _KEPT:
                self._endpoints = now, self._discover()
            return self._endpoints[1]

    def keys(self, kid: str) -> Keys:
        """Return the published keys, fetched anew where *kid* is not among them.

        Raises:
            PortalError: they cannot be had.
        """
        address = self.endpoints().jwks
        with self._lock:
            now = self._config.clock()
            held = self._keys
            age = _KEPT if held is None else now - held[0]
            is_missing = held is None or kid not in held[1]
            pause = self._config.unknown_key_pause if is_missing else _KEPT
            if held is None or age >= pause:
                held = now, self._fetch_keys(address)
                self._keys = held
            return held[1]

    def _discover(self) -> Endpoints:
        issuer = self._config.oidc_issuer
        url = f"{issuer}/.well-known/openid-configuration"
        try:
            said = json.loads(fetch(url, timeout=self._config.portal_timeout, limit=_LIMIT))
        except ValueError as wrong:
            raise PortalAnswerError(url, "pas du JSON") from wrong
        if not isinstance(said, dict) or said.get("issuer") != issuer:
            raise PortalAnswerError(url, "un autre émetteur que celui attendu")
        if not all(_is_address(said.get(name)) for name in _NEEDED):
            raise PortalAnswerError(url, "une adresse manque")
        authorization, token, userinfo, jwks = (str(said[name]) for name in _NEEDED)
        return Endpoints(authorization=authorization, token=token, userinfo=userinfo, jwks=jwks)

    def _fetch_keys(self, url: str) -> Keys:
        body = fetch(url, timeout=self._config.portal_timeout, limit=_LIMIT)
        try:
            return read_keys(body)
        except ShapeError as wrong:
            raise PortalAnswerError(url, wrong.reason) from wrong


def _is_address(value: object) -> bool:
    """Whether that is an address to ask: by https, or on this machine."""
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
