"""What somebody must be woken for, as error lines that a portal's operator watches."""

import logging

from garbridge.core.proving import Mismatch

_LOG = logging.getLogger("garbridge.alarms")


class LoggedAlarms:
    """One error line of the logger ``garbridge.alarms`` for each."""

    def sound(self, mismatch: Mismatch) -> None:
        """Say which launch does not tell what was decided; no person and no value is in it."""
        _LOG.error(
            "launch %s by %s does not tell what was decided: %s",
            mismatch.launch,
            mismatch.protocol,
            ", ".join(mismatch.differences),
        )
