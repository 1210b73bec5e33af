"""Figures in the form of a monitor, where the extra ``metrics`` is installed."""

from collections.abc import Sequence

from garbridge.config import Config
from garbridge.core.measures import Measure
from garbridge.errors import ConfigError

try:
    from garbridge.formats import exposition
except ImportError:
    exposition = None  # type: ignore[assignment]  # the extra is not installed

_MISSING = "metrics: needs `pip install garbridge[metrics]`"


def require_metrics(config: Config) -> None:
    """Make sure that figures can be told where *config* wants them told.

    Raises:
        ConfigError: the extra ``metrics`` is not installed.
    """
    if config.metrics is not None and exposition is None:
        raise ConfigError([_MISSING])


def exposed(measures: Sequence[Measure]) -> tuple[bytes, str]:
    """Return *measures* as text, and its media type.

    Raises:
        ConfigError: the extra ``metrics`` is not installed.
    """
    if exposition is None:
        raise ConfigError([_MISSING])
    return exposition.exposition(measures), exposition.MEDIA_TYPE
