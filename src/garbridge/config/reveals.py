"""``[reveal]`` of ``garbridge.toml``: who may, two together, name whom an identifier stands for."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from garbridge.config.tables import Table, is_file
from garbridge.core.identifiers import PersonId, parse_person_id

_HOURS: Final = 24
_MOST_HOURS: Final = 24 * 7
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Reveal:
    """Who holds which public key, and how long a request waits; nobody, where nothing is said."""

    holders: tuple[tuple[PersonId, Path], ...] = ()
    lifetime: timedelta = timedelta(hours=_HOURS)


def read_reveal(top: Table, folder: Path) -> Reveal:
    """Return what *top*, a whole file, says; key files are relative to *folder*.

    Fewer than two people, or one of them twice, is a problem: nobody may approve themselves.
    """
    table = top.table("reveal")
    if table is None:
        return Reveal()
    hours = table.number("hours", _HOURS, _MOST_HOURS)
    found: list[tuple[PersonId, Path]] = []
    for holder in table.tables("holders"):
        person, key = holder.parsed("person", parse_person_id), holder.path("key", folder)
        holder.finish()
        if person is not None and is_file(key):
            found.append((person, key))
    if len({person for person, _ in found}) < max(_TWO, len(found)):
        table.problem("holders", "name two different people, or more")
    table.finish()
    return Reveal(tuple(found), timedelta(hours=hours))
