"""The pairwise keys of a portal, given out once they are known to be those of its database.

A portal that was restored with another key would make everybody a stranger to every provider, and
nobody would see it before the publishers did.  So the database keeps the check of each key it was
used with, and a start with another one is refused.
"""

from garbridge.config import Config
from garbridge.core.pairwise import KeyRing
from garbridge.core.rotation import KeyRole
from garbridge.errors import ConfigError, StoreError
from garbridge.formats.sealing import SecretSealer
from garbridge.ports import Clock, TurnStore


class PairwiseKeys:
    """Gives out the keys; looks at the database once, at the start or, if it is away, at first use.

    Args:
        config: Names them.
        turns: What the database knows of keys.
        clock: When a key comes home.

    Raises:
        ConfigError: the database was used with another key.
    """

    def __init__(self, config: Config, turns: TurnStore, clock: Clock) -> None:
        self._ring = KeyRing(config.pairwise, config.pairwise_next)
        self._turns = turns
        self._clock = clock
        self._held = False
        try:
            self()
        except StoreError:
            # Away, or without its tables: the portal starts, and the first launch looks again.
            self._held = False

    def __call__(self) -> KeyRing:
        """Return the keys.

        Raises:
            ConfigError: the database was used with another key; nothing may leave.
            StoreError: nobody could look; likewise.
        """
        if not self._held:
            self._hold()
            self._held = True
        return self._ring

    def _hold(self) -> None:
        check = self._ring.current.check
        known = self._turns.keys()
        if not known:
            self._turns.mark_first(check, at=self._clock())
            known = self._turns.keys()
        homes = [one for one, role in known.items() if role is KeyRole.HOME]
        if known.get(check) is KeyRole.FINISHED:
            self._turns.mark(check, KeyRole.HOME, at=self._clock())
        elif homes != [check]:
            raise ConfigError([_WRONG.format(homes[0][:8] if homes else "?", check[:8])])
        here = {check, self._ring.following.check if self._ring.following else check}
        away = sorted(
            f"{turn.sector} ({turn.current[:8]})"
            for turn in self._turns.turns().values()
            if turn.current and turn.current not in here
        )
        if away:
            raise ConfigError([_AWAY.format(", ".join(away))])


def secret_sealer(config: Config) -> SecretSealer:
    """Return what seals under the secret of the identifiers, and opens what the last one sealed."""
    keys = (config.pairwise, config.pairwise_next)
    return SecretSealer(tuple(key.secret for key in keys if key is not None))


_WRONG = (
    "keys.pairwise: this database was used with the key {0}…, the one that is configured is "
    "{1}…: everybody would become a stranger to every provider. Put the right key back "
    "(see docs/how-to/turn-the-key.md)"
)
_AWAY = (
    "keys.pairwise: providers are on a key that is not here: {0}. Name it in keys.pairwise or "
    "keys.pairwise_next"
)
