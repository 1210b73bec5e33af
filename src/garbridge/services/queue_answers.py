"""What is answered about the queue of a school."""

from collections.abc import Mapping
from dataclasses import dataclass

from garbridge.core.proposing import Proposal
from garbridge.core.queue import Entry, EntryKind
from garbridge.core.seats import Shortage


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry, and what could be done about it now."""

    entry: Entry
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at a school, and the rules that have too few licences there now."""

    waiting: tuple[Waiting, ...]
    shortages: tuple[Shortage, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits at a school, by kind, and the rules that have too few licences there now."""

    waiting: Mapping[EntryKind, int]
    shortages: tuple[Shortage, ...]
