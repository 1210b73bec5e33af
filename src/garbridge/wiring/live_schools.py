"""What the configuration says of schools, followed without a restart.

A switch, a contact or an opening of ``[schools]`` holds within a second in every process; the rest
of the file holds from the next start on.  All of it must be right, though: one that is half written
would open what it shuts.
"""

import logging
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from garbridge.config import Config, read_config
from garbridge.core.schools import SchoolBook
from garbridge.wiring.clock import system_ticks
from garbridge.wiring.following import Followed, marks_of

_LOG: Final = logging.getLogger("garbridge.schools")


@dataclass(frozen=True, slots=True)
class LiveSchools:
    """The rules of all schools; a mistake keeps the last good ones.

    ``stated`` are those of a configuration that was handed over, which no file changes: then there
    is nothing to follow.
    """

    stated: SchoolBook
    followed: Followed[SchoolBook] | None = field(default=None, repr=False)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with them as they are now."""
        return () if self.followed is None else self.followed.problems

    def __call__(self) -> SchoolBook:
        """Return the rules of now; two calls in one request may differ."""
        return self.stated if self.followed is None else self.followed.current()


def live_schools(config: Config, file: Path | None) -> LiveSchools:
    """Return the rules of *config*, which was read of *file*; ``None`` where it was handed over.

    Raises:
        ConfigError: the file is not what it was a moment ago.
    """
    if file is None:
        return LiveSchools(config.schools)
    followed = Followed(
        read=lambda: read_config(file).schools,
        marks=lambda: marks_of([file]),
        ticks=system_ticks,
        mistaken=partial(_LOG.error, "schools are kept as they were: %s"),
        looked=lambda _book, _is_new: None,
    )
    return LiveSchools(config.schools, followed)
