"""What a portal that stands alone is told by its environment, and what it cannot do without."""

import re
from typing import Final

from garbridge.errors import ConfigError

PROXIES_VARIABLE: Final = "GARBRIDGE_PROXIES"
"""How many proxies stand before the server, each of which names whom it speaks for."""
LOG_VARIABLE: Final = "GARBRIDGE_LOG"
"""In which of :data:`LOGS` the log is written."""
LOGS: Final = ("text", "json")
NAME_VARIABLE: Final = "GARBRIDGE_NAME"
"""What the portal is called in the name of its cookies: two on one host need two."""
COMMON_NAME: Final = "garbridge"
NAMES: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")


def needs_upstream(upstream: object) -> None:
    """Make sure that somebody can sign in: *upstream* is there.

    Raises:
        ConfigError: nobody could.
    """
    if upstream is None:
        raise ConfigError(
            ["garbridge.toml: upstream: missing: a portal that stands alone signs nobody in itself"]
        )
