"""What ends soon, of providers and of the portal itself: for ``metadata check``."""

from datetime import datetime

from garbridge.config import Config
from garbridge.wiring.key_rollover import standings
from garbridge.wiring.metadata_alarms import SOON, Alarm, AlarmKind, alarms
from garbridge.wiring.registry import read_registry
from garbridge.wiring.signing_keys import signing_files


def watch_metadata(config: Config, *, now: datetime) -> list[Alarm]:
    """Return what ends soon, has ended, or was not refreshed; the soonest first.

    Raises:
        ConfigError: the providers or the keys cannot be read.
    """
    found = list(alarms(read_registry(config.providers, config.reading).watched(), now))
    found += [
        Alarm(kind=AlarmKind.SIGNING, provider=None, file=one.certificate.name, until=one.ends)
        for one in standings(signing_files(config))
        if one.role == "present" and one.ends <= now + SOON
    ]
    return sorted(found, key=lambda one: one.until)
