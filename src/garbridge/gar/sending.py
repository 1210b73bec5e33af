"""What became of sending an export: it is there as a whole, or nothing of it is."""

from dataclasses import dataclass
from enum import StrEnum


class Obstacle(StrEnum):
    """Why nothing was sent.  Values are stable."""

    AWAY = "away"
    """Not reached, or lost on the way: later it may be there."""
    UNKNOWN_HOST = "unknown_host"
    """The server is not in ``known_hosts``."""
    HOST_KEY_CHANGED = "host_key_changed"
    """Another key than the known one: somebody may stand in between."""
    KEY_UNREADABLE = "key_unreadable"
    """Our own key is none, or its passphrase is wrong."""
    NOT_LET_IN = "not_let_in"
    """The server does not take our key."""
    FOLDER = "folder"
    """The folder is not there, or nothing may be written or renamed in it."""
    INCOMPLETE = "incomplete"
    """What the server has is not as large as what was sent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Both files are there under their names, or with a rehearsal they could be."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing is there that could be taken for an export; ``detail`` is technical, in one line."""

    obstacle: Obstacle
    detail: str

    @property
    def may_pass(self) -> bool:
        """Whether trying again later is of any use."""
        return self.obstacle in {Obstacle.AWAY, Obstacle.INCOMPLETE}
