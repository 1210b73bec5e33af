"""The keys with which the portal signs LTI launches: fetched when first needed, kept, renewed.

A token that names a key we do not have makes us ask once more, at most once a second; the last
good copy serves while the portal is away.  Keys come from the configured address only, never from
a token.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from provider_stub.config import StubConfig
from provider_stub.errors import PortalAnswerError, PortalError
from provider_stub.portal_http import fetch

_LIMIT = 64 * 1024
_REFRESH_AFTER = timedelta(minutes=5)
_RETRY_AFTER = timedelta(seconds=1)
_LEAST_BITS = 2048


@dataclass(frozen=True, slots=True)
class _Copy:
    keys: dict[str, RSAKey]
    fetched: datetime


class PortalKeys:
    """Hands out the portal's key of a name."""

    def __init__(self, config: StubConfig) -> None:
        self._config = config
        self._lock = Lock()
        self._copy: _Copy | None = None

    def key(self, kid: str) -> RSAKey | None:
        """Return the portal's key of that name, or ``None`` if it publishes none.

        Raises:
            PortalError: there is no copy, and the portal gives none.
        """
        with self._lock:
            now = self._config.clock()
            good = self._copy
            if good is not None:
                age = now - good.fetched
                wait = _REFRESH_AFTER if kid in good.keys else _RETRY_AFTER
                if age < wait:
                    return good.keys.get(kid)
            try:
                self._copy = _Copy(self._fetch(), now)
            except PortalError:
                if good is None:
                    raise
                return good.keys.get(kid)
            return self._copy.keys.get(kid)

    def _fetch(self) -> dict[str, RSAKey]:
        """Ask the portal for its key set (RFC 7517)."""
        url = f"{self._config.lti_url}jwks"
        body = fetch(url, timeout=self._config.portal_timeout, limit=_LIMIT)
        try:
            found = json.loads(body)["keys"]
            return {key["kid"]: RSAKey.import_key(key) for key in found if _is_ours(key)}
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise PortalAnswerError(url, "trousseau de clés illisible") from wrong


def _is_ours(key: dict[str, Any]) -> bool:
    """Whether *key* is one for RSA signatures, of a length to trust."""
    bits = len(key.get("n", "")) * 6
    return key.get("kty") == "RSA" and key.get("use", "sig") == "sig" and bits >= _LEAST_BITS
