"""Who takes part in a logout by SAML, as far as :mod:`provider_stub.saml_logout` looks at them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from provider_stub import xmldsig


class Here(Protocol):
    """What we are called, where a logout is taken, and how we read time and keys."""

    @property
    def entity_id(self) -> str:
        """Our SAML entityID."""
        ...

    @property
    def slo_url(self) -> str:
        """Where we take messages."""
        ...

    @property
    def clock(self) -> Callable[[], datetime]:
        """What tells the time."""
        ...

    @property
    def clock_skew(self) -> timedelta:
        """How much clocks may differ."""
        ...

    @property
    def unknown_key_pause(self) -> timedelta:
        """How long not to ask for keys anew."""
        ...


class Portal(Protocol):
    """What the portal publishes of itself."""

    @property
    def issuer(self) -> str:
        """Its entityID."""
        ...

    @property
    def slo_url(self) -> str:
        """Where it takes a logout by redirect; empty where it says nowhere."""
        ...

    @property
    def portal_keys(self) -> tuple[xmldsig.VerifyingKey, ...]:
        """The keys it signs with."""
        ...


class Portals(Protocol):
    """Hands out the portal as it is now."""

    def provider(self, *, newer_than: timedelta = ...) -> Portal:
        """Return it, asked again where the copy is older."""
        ...


class Sessions(Protocol):
    """Whose sessions a logout ends."""

    def end(self, name_id: str, indexes: tuple[str, ...]) -> int:
        """Close the sessions of that subject, those of *indexes* or all; return how many."""
        ...
