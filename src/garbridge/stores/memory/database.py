"""Tables in memory, behind one lock, with a transaction that can be undone."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, RLock
from typing import Generic, TypeVar

from garbridge.core.activations import Activation
from garbridge.core.delegations import Delegation, DelegationEvent, DelegationId
from garbridge.core.departures import Acquaintance, Notice
from garbridge.core.entitlements import Opening, Rule, Seat, Subscription
from garbridge.core.identifiers import (
    OperationId,
    PersonId,
    ProviderId,
    ResourceId,
    SchoolId,
    SubscriptionId,
)
from garbridge.core.jobs import Job, Run
from garbridge.core.leases import Lease
from garbridge.core.ledger_acts import LedgerAct
from garbridge.core.links import DeepLink, LinkId
from garbridge.core.lookups import Lookup
from garbridge.core.marks import Mark
from garbridge.core.merges import Brought
from garbridge.core.naming import Ended, NamingAct
from garbridge.core.national import PublicResource
from garbridge.core.news import NewsFeed
from garbridge.core.noted_incidents import NotedIncident
from garbridge.core.offer import OfferStanding
from garbridge.core.operations import Movement, Summary
from garbridge.core.orders import Order
from garbridge.core.pairwise import Held
from garbridge.core.people import Public
from garbridge.core.problems import ProblemRecord
from garbridge.core.queue import Entry, Notification
from garbridge.core.receipts import Checkpoint
from garbridge.core.receipts import Entry as Receipt
from garbridge.core.requests import RightsRequest
from garbridge.core.restrictions import Restriction, Word
from garbridge.core.retention import RetentionAct
from garbridge.core.reveals import RevealStep
from garbridge.core.rolls import Roll
from garbridge.core.rotation import KeyRole, Turn
from garbridge.core.rounds import Round, RoundId
from garbridge.core.rules import StandingRule
from garbridge.core.showcase import Announcement, LocalSection, SectionId, Shown
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.tallies import Tally
from garbridge.core.vignettes import Picture, Vignette
from garbridge.core.years import Portion, Snapshot, YearPlan
from garbridge.errors import StoreError
from garbridge.ports import (
    LaunchRecord,
    PendingLaunch,
    PortalSession,
    Reckoned,
    Redemption,
    Served,
    SessionEntry,
    SessionId,
)

K = TypeVar("K")
V = TypeVar("V")

Undo = Callable[[], object]
OwnPlace = tuple[PersonId, SchoolId, ResourceId]


class MemoryTable(Generic[K, V]):
    """Rows by key; each change says how it is undone.

    Args:
        changed: Called with what undoes a change.
    """

    def __init__(self, changed: Callable[[Undo], object]) -> None:
        self._rows: dict[K, V] = {}
        self._changed = changed

    def get(self, key: K) -> V | None:
        """Return the row of *key*, or ``None``."""
        return self._rows.get(key)

    def all(self) -> dict[K, V]:
        """Return all rows as they are now."""
        return dict(self._rows)

    def put(self, key: K, row: V) -> None:
        """Write the row of *key*."""
        if key in self._rows:
            old = self._rows[key]
            self._changed(lambda: self._rows.__setitem__(key, old))
        else:
            self._changed(lambda: self._rows.pop(key))
        self._rows[key] = row

    def drop(self, key: K) -> V | None:
        """Remove the row of *key* and return it."""
        if key not in self._rows:
            return None
        row = self._rows.pop(key)
        self._changed(lambda: self._rows.__setitem__(key, row))
        return row


@dataclass(frozen=True, slots=True)
class Kept:
    """A one-time entry, or without a body a message that was seen; until *until*."""

    body: bytes | None
    until: datetime


class NamingTables:
    """What is kept about identifiers.

    Args:
        undo: Called with what undoes a change.
    """

    def __init__(self, undo: Callable[[Undo], object]) -> None:
        self.identifiers = MemoryTable[tuple[ProviderId, PersonId], Held](undo)
        self.identifiers_ended = MemoryTable[int, Ended](undo)
        self.naming_acts = MemoryTable[int, NamingAct](undo)
        self.pairwise_keys = MemoryTable[str, KeyRole](undo)
        self.reveals = MemoryTable[int, RevealStep](undo)
        self.turns = MemoryTable[ProviderId, Turn](undo)
        self.turns_told = MemoryTable[tuple[ProviderId, PersonId], bool](undo)


class UpkeepTables:
    """What was removed when over, what a timer ran, problems, incidents, calls, merges.

    Args:
        changed: Called with what undoes a change.
    """

    def __init__(self, changed: Callable[[Undo], object]) -> None:
        self.retention_acts = MemoryTable[int, RetentionAct](changed)
        self.runs = MemoryTable[tuple[Job, datetime, datetime], Run](changed)
        self.problems = MemoryTable[str, ProblemRecord](changed)
        self.incidents = MemoryTable[str, NotedIncident](changed)
        self.calls = MemoryTable[str, tuple[datetime, int]](changed)
        self.merges = MemoryTable[OperationId, tuple[datetime, tuple[Brought, ...]]](changed)


class RightsTables:
    """What people ask by their rights, and what providers are told of those who left.

    Args:
        changed: Called with what undoes a change.
    """

    def __init__(self, changed: Callable[[Undo], object]) -> None:
        self.restrictions = MemoryTable[int, Restriction](changed)
        self.requests = MemoryTable[int, RightsRequest](changed)
        self.acquaintances = MemoryTable[tuple[PersonId, ProviderId], Acquaintance](changed)
        self.met = MemoryTable[str, int](changed)
        self.notices = MemoryTable[tuple[ProviderId, int], Notice](changed)
        self.feed_tokens = MemoryTable[tuple[ProviderId, str], Word](changed)


class MarkTables:
    """What people marked and opened lately, and who wants none of it remembered.

    Args:
        undo: Called with what undoes a change.
    """

    def __init__(self, undo: Callable[[Undo], object]) -> None:
        self.favourites = MemoryTable[OwnPlace, Mark](undo)
        self.opened = MemoryTable[OwnPlace, Mark](undo)
        self.silent = MemoryTable[PersonId, PersonId](undo)


class ShowcaseTables:
    """What schools put forward.

    Args:
        undo: Called with what undoes a change.
    """

    def __init__(self, undo: Callable[[Undo], object]) -> None:
        self.sections = MemoryTable[tuple[SchoolId, SectionId], LocalSection](undo)
        self.shown = MemoryTable[tuple[SchoolId, SectionId, ResourceId], Shown](undo)
        self.announcements = MemoryTable[tuple[SchoolId, str], Announcement](undo)


class ResourceTables:
    """What schools say of resources, and people for themselves.

    Args:
        undo: Called with what undoes a change.
    """

    def __init__(self, undo: Callable[[Undo], object]) -> None:
        self.activations = MemoryTable[int, Activation](undo)
        self.links = MemoryTable[tuple[SchoolId, ResourceId, LinkId], DeepLink](undo)
        self.marks = MarkTables(undo)
        self.showcase = ShowcaseTables(undo)
        self.rounds = MemoryTable[tuple[PersonId, RoundId], Round](undo)
        self.offer = MemoryTable[None, tuple[OfferStanding, Sequence[PublicResource]]](undo)
        self.vignettes = MemoryTable[str, Vignette](undo)
        self.pictures = MemoryTable[str, Picture](undo)
        self.feeds = MemoryTable[tuple[SchoolId, Public], NewsFeed](undo)


class MemoryDatabase:
    """Everything kept for one tenant.

    A transaction holds the lock until its end.  It serves the process that made it, and no child.
    """

    _depth = 0
    _undone = False

    def __init__(self) -> None:
        self._lock, self._process, self.sealing = RLock(), os.getpid(), Lock()
        self._undo: list[Undo] = []
        undo = self._undo.append
        self.subscriptions = MemoryTable[SubscriptionId, Subscription](undo)
        self.seats = MemoryTable[tuple[str, ...], Seat](undo)
        self.orders = MemoryTable[SubscriptionId, Order](undo)
        self.natures = MemoryTable[SchoolId, str](undo)
        self.publics = MemoryTable[tuple[str, ...], Public | None](undo)
        self.openings = MemoryTable[Opening, Opening](undo)
        self.rules = MemoryTable[Rule, StandingRule](undo)
        self.served = MemoryTable[SchoolId, Served](undo)
        self.queue = MemoryTable[int, Entry](undo)
        self.notifications = MemoryTable[int, Notification](undo)
        self.operations = MemoryTable[tuple[SchoolId, OperationId], Summary](undo)
        self.movements = MemoryTable[tuple[SchoolId, OperationId], tuple[Movement, ...]](undo)
        self.resources = ResourceTables(undo)
        self.leases = MemoryTable[tuple[SchoolId, SubscriptionId, PersonId], Lease](undo)
        self.years = MemoryTable[tuple[SchoolId, int], YearPlan](undo)
        self.year_snapshots = MemoryTable[tuple[SchoolId, int], Snapshot](undo)
        self.year_portions = MemoryTable[tuple[SchoolId, int], tuple[Portion, ...]](undo)
        self.pending = MemoryTable[tuple[SessionId, ProviderId], PendingLaunch](undo)
        self.once = MemoryTable[str, Kept](undo)
        self.participants = MemoryTable[tuple[PersonId, str], SessionEntry](undo)
        self.sessions = MemoryTable[str, PortalSession](undo)
        self.records = MemoryTable[int, LaunchRecord](undo)
        self.delegations = MemoryTable[tuple[SchoolId, DelegationId], Delegation](undo)
        self.delegation_events = MemoryTable[int, DelegationEvent](undo)
        self.naming = NamingTables(undo)
        self.rolls = MemoryTable[SchoolId, Roll](undo)
        self.policies = MemoryTable[str, tuple[datetime, Mapping[str, object], ProviderId]](undo)
        self.lookups = MemoryTable[int, Lookup](undo)
        self.receipts = MemoryTable[int, tuple[int, Receipt]](undo)
        self.checkpoints = MemoryTable[int, Checkpoint](undo)
        self.salts = MemoryTable[PersonId, str](undo)
        self.settled = MemoryTable[str, int](undo)
        self.ledger_acts = MemoryTable[int, LedgerAct](undo)
        self.rights = RightsTables(undo)
        self.missing = MemoryTable[PersonId, datetime](undo)
        self.upkeep = UpkeepTables(undo)
        self.tallies = MemoryTable[tuple[object, ...], Tally](undo)
        self.reckoned = MemoryTable[str, Reckoned](undo)
        self.publications = MemoryTable[tuple[SchoolId, str], Publication](undo)
        self.redemptions = MemoryTable[int, Redemption](undo)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end of the block, undo all if it raises; inside another block join it.

        An error that passes through any block undoes all of them, even if it is caught further
        out: the outer block then ends with a :class:`StoreError`.

        Raises:
            StoreError: this is another process than the one that made it.
        """
        if os.getpid() != self._process:
            raise StoreError("a store in memory serves the process that made it alone")
        with self._lock:
            self._depth += 1
            passed = False
            try:
                yield
                passed = True
            finally:
                self._depth -= 1
                self._undone = self._undone or not passed
                undone = self._undone
                if not self._depth:
                    self._finish()
            if undone and not self._depth:
                raise StoreError("nothing was written: an error inside the transaction was caught")

    def _finish(self) -> None:
        while self._undo:
            undo = self._undo.pop()
            if self._undone:
                undo()
        self._undone = False
