"""What a portal that stands alone is told by its environment, and what it cannot do without."""

from typing import Final

from garbridge.errors import ConfigError

PROXIES_VARIABLE: Final = "GARBRIDGE_PROXIES"
"""How many proxies stand before the server, each of which names whom it speaks for."""
LOG_VARIABLE: Final = "GARBRIDGE_LOG"
"""In which of :data:`LOGS` the log is written."""
LOGS: Final = ("text", "json")


def needs_upstream(upstream: object) -> None:
    """Make sure that somebody can sign in: *upstream* is there.

    Raises:
        ConfigError: nobody could.
    """
    if upstream is None:
        raise ConfigError(
            ["garbridge.toml: upstream: missing: a portal that stands alone signs nobody in itself"]
        )
