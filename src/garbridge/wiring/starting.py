"""What must be right before a portal starts: its configuration, its keys, its providers' files.

Each is read although another is wrong, so that one message tells every mistake.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from garbridge.config import Config, providers_of, read_config
from garbridge.errors import ConfigError
from garbridge.formats.own_texts import read_own_texts
from garbridge.formats.translations import Tongues, shipped
from garbridge.ports import Clock
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.exposing import require_metrics
from garbridge.wiring.following import taken
from garbridge.wiring.live_registry import LiveRegistry
from garbridge.wiring.live_schools import LiveSchools, live_schools
from garbridge.wiring.registry import Registry, no_providers, read_registry
from garbridge.wiring.signing_keys import LiveKeys, signing_files


@dataclass(frozen=True, slots=True)
class Start:
    """Everything that was read, all of it right; see :func:`read_start` for the registry."""

    config: Config
    registry: LiveRegistry
    keys: LiveKeys
    schools: LiveSchools
    tongues: Tongues


def read_start(config: Config | Path, clock: Clock, *, to_look: bool = False) -> Start:
    """Read what *config* names; a path is that of ``garbridge.toml``.

    Args:
        config: The configuration, or its file.
        clock: The time, which says what has ended.
        to_look: Nobody is to be served: where a provider's file is wrong nobody is registered, and
            the registry says why.

    Raises:
        ConfigError: with every problem of the configuration, the keys and the providers' files.
    """
    read = _config(config) if isinstance(config, Path) else config
    problems: list[str] = []
    taken(problems, lambda: require_metrics(read))
    keys = taken(problems, lambda: LiveKeys(signing_files(read), system_ticks))
    nobody = no_providers() if to_look else None
    registry = taken(
        problems,
        lambda: LiveRegistry(read.providers, _reader(read), system_ticks, clock, instead=nobody),
    )
    tongues = taken(problems, lambda: tongues_of(read))
    file = config if isinstance(config, Path) else None
    schools = taken(problems, lambda: live_schools(read, file))
    if keys is None or registry is None or schools is None or tongues is None or problems:
        raise ConfigError(problems)
    return Start(read, registry, keys, schools, tongues)


def tongues_of(config: Config) -> Tongues:
    """Return what the portal says: its own sentences, then garbridge's.

    Raises:
        ConfigError: with every problem of its own.
    """
    return shipped() if config.texts is None else Tongues(read_own_texts(config.texts))


def _config(file: Path) -> Config:
    try:
        return read_config(file)
    except ConfigError as refused:
        problems, providers = list(refused.problems), providers_of(file)
        if providers is not None:
            taken(problems, lambda: read_registry(*providers))
        raise ConfigError(problems) from refused


def _reader(config: Config) -> Callable[[], Registry]:
    return lambda: read_registry(config.providers, config.reading)
