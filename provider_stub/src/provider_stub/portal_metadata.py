"""The portal's SAML metadata: fetched when first needed, kept, fetched again in time.

The portal may start after the stub, change its keys, or be away for a while:
the last good copy serves until its ``validUntil``.  A failure is remembered for
a second, so that many waiting browsers cost one question.

Not checked: a signature of the metadata, because their address is configured
and reached by https or on this machine.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from provider_stub._pysaml2 import ServiceProvider, UnusableMetadataError
from provider_stub.config import StubConfig
from provider_stub.errors import PortalAnswerError, PortalError, UnreadableXmlError
from provider_stub.keys import KeyPair
from provider_stub.portal_http import fetch
from provider_stub.xml_entry import METADATA_LIMIT, parse_metadata, serialize

_REFRESH_AFTER = timedelta(minutes=5)
_RETRY_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A good copy; ``ends`` is its validUntil."""

    provider: ServiceProvider
    fetched: datetime
    ends: datetime | None


class PortalMetadata:
    """Hands out the service provider made for the portal as it is now."""

    def __init__(self, config: StubConfig, keys: KeyPair) -> None:
        self._config = config
        self._keys = keys
        self._lock = Lock()
        self._copy: _Copy | None = None
        self._failure: tuple[datetime, PortalError] | None = None

    def provider(self, *, newer_than: timedelta = _REFRESH_AFTER) -> ServiceProvider:
        """Return our service provider, asking the portal again if the copy is too old.

        Raises:
            PortalError: there is no usable copy, and the portal gives none.
        """
        with self._lock:
            now = self._config.clock()
            good = self._copy
            if good is not None and now - good.fetched < newer_than and not _ended(good, now):
                return good.provider
            try:
                fresh = self._fetch(now)
            except PortalError:
                if good is None or _ended(good, now):
                    raise
                return good.provider
            self._copy = fresh
            return fresh.provider

    def _fetch(self, now: datetime) -> _Copy:
        """Ask the portal, unless it failed a moment ago."""
        if self._failure is not None and now - self._failure[0] < _RETRY_AFTER:
            raise self._failure[1]
        self._failure = None
        try:
            return self._read(now)
        except PortalError as failed:
            # The time it failed at, not the time we asked: those who waited must not ask again.
            self._failure = (self._config.clock(), failed)
            raise

    def _read(self, now: datetime) -> _Copy:
        """Fetch the metadata and make a service provider of them."""
        url = self._config.saml_metadata_url
        body = fetch(url, timeout=self._config.portal_timeout, limit=METADATA_LIMIT)
        try:
            root = parse_metadata(body)
            ends = root.get("validUntil")
            copy = _Copy(
                provider=ServiceProvider(self._config, self._keys, serialize(root)),
                fetched=now,
                ends=datetime.fromisoformat(ends).astimezone(UTC) if ends else None,
            )
        except (UnreadableXmlError, UnusableMetadataError) as wrong:
            raise PortalAnswerError(url, str(wrong)) from wrong
        except Exception as wrong:
            # pysaml2 raises many kinds over metadata it cannot read.
            raise PortalAnswerError(url, "métadonnées illisibles pour pysaml2") from wrong
        if _ended(copy, now):
            raise PortalAnswerError(url, "métadonnées expirées")
        return copy


def _ended(copy: _Copy, now: datetime) -> bool:
    """Whether that copy may no longer be used."""
    return copy.ends is not None and copy.ends <= now
