"""The ports of what is kept: entitlements, clicks, one-time entries, the journal."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from garbridge.core.access import Entitlements
from garbridge.core.entitlements import Opening, Seat, Subscription
from garbridge.core.identifiers import PersonId, ProviderId, ResourceId, SchoolId
from garbridge.ports.launching import (
    LaunchRecord,
    OneTimeClaim,
    OneTimeEntry,
    PendingLaunch,
    Redemption,
    SessionId,
)


class EntitlementStore(Protocol):
    """Subscriptions, seats and openings of one tenant.  The rules stay in ``core``."""

    def entitlements(
        self,
        person: PersonId,
        school: SchoolId,
        resource: ResourceId,
        sector: ProviderId | None = None,
    ) -> Entitlements:
        """Return what is known of one person, school and resource; empty when nothing is.

        With a *sector*, what is held of the person's identifier there comes along: a launch asks
        once.  Where there is no subscription nothing leaves, and it need not.

        Subscriptions and openings are those of (*school*, *resource*), whatever their dates;
        seats are *that one person's* only.  The cost does not grow with people or seats.
        """
        ...

    def shelf(self, person: PersonId, schools: Sequence[SchoolId]) -> Entitlements:
        """Return all subscriptions and openings of *schools* and that person's seats there."""
        ...

    def of_school(self, school: SchoolId) -> Entitlements:
        """Return everything of *school*: subscriptions, openings, and the seats of everybody.

        One read for a look at whole populations; the cost grows with that school alone.
        """
        ...


class EntitlementWriter(Protocol):
    """Takes what files say about subscriptions, seats and openings; all or nothing."""

    def write(
        self,
        *,
        subscriptions: Sequence[Subscription] = (),
        seats: Sequence[Seat] = (),
        openings: Sequence[Opening] = (),
    ) -> None:
        """Add or replace by key in one transaction.

        A subscription is replaced by its id.  A seat or opening that is already there stays.

        Raises:
            ImportRefusedError: a seat or opening names a subscription that is not there, is of the
                other kind, school or resource, or would pass its licence count; a holder is not a
                member of the school; a subscription in use would change what it is about or hold
                fewer licences than were given.  Nothing was written.
        """
        ...


class PendingLaunches(Protocol):
    """Clicks waiting for their sign-in request: one for each (session, provider)."""

    def remember(self, pending: PendingLaunch) -> None:
        """Keep *pending* in place of an earlier one of the same session and provider."""
        ...

    def recall(
        self, session: SessionId, provider: ProviderId, *, now: datetime
    ) -> PendingLaunch | None:
        """Return the click that still waits at *now*, without removing it."""
        ...

    def forget(self, session: SessionId, provider: ProviderId) -> None:
        """Drop it; nothing happens when there is none."""
        ...


class OneTimeStore(Protocol):
    """Tickets, codes and handles; seen by all workers and after a restart."""

    def keep(self, entry: OneTimeEntry, *, now: datetime) -> None:
        """Store *entry*, and forget some of those that had ended at *now*.

        Anybody can have something kept, and so must not be able to fill the store.
        Keys of entries and of claimed messages are one name space: each is used once.

        Raises:
            KeyInUseError: what is there stays.
        """
        ...

    def peek(self, key: str, *, now: datetime) -> bytes | None:
        """Return the body without redeeming it; ``None`` if unknown, used or ended at *now*."""
        ...

    def redeem(self, key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        """Return the body and forget it, atomically: of many callers at once one succeeds.

        ``None`` if unknown, used or ended at *now* (``until`` is exclusive).  One that came late is
        forgotten too: should the clock go back, it opens nothing.

        Whoever is given the body keeps *leave* in the same step, so that all who come later find
        it; what is there under its key stays.
        """
        ...


class LaunchJournal(Protocol):
    """The end of every launch.  Must never see a name or a value."""

    def commit(
        self,
        record: LaunchRecord,
        entries: Sequence[OneTimeEntry] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Store *record* and *entries* and claim *once*, all or nothing.

        Raises:
            ReplayError: *once* was claimed before; nothing was stored.
            StoreError: nothing was stored.
        """
        ...

    def records(self, *, limit: int) -> Sequence[LaunchRecord]:
        """Return the latest records, newest first."""
        ...


class LaunchTrail(Protocol):
    """Which providers know somebody, and whom one knows; never what was opened, or when."""

    def providers(self, person: PersonId) -> frozenset[ProviderId]:
        """Return the providers that *person* was ever let through to, and nothing more of it.

        Asked when two accounts are merged or somebody's identifiers are revoked, and for nothing
        else: nobody looks up what somebody opened.  It may read all launches.
        """
        ...

    def people(self, provider: ProviderId | None) -> frozenset[PersonId]:
        """Return those who were ever let through to *provider*; ``None`` is to any of them.

        Asked when identifiers are imported, handed over or turned, and for nothing else.  It may
        read all launches.
        """
        ...


class LaunchHistory(Protocol):
    """What one person opened, for that person."""

    def launches(self, person: PersonId) -> Sequence[LaunchRecord]:
        """Return every record of *person*, refusals too, oldest first.

        Asked by :class:`garbridge.services.histories.HistoryService` alone, which lets nobody
        else ask.  It may read all launches.
        """
        ...


class LaunchSearch(Protocol):
    """The launch behind the reference that somebody was shown."""

    def of_reference(self, reference: str) -> LaunchRecord | None:
        """Return the record of *reference*, the latest where there are two; ``None`` if none is.

        Asked by :class:`garbridge.services.problems.ProblemService`, which tells nobody who it
        was, and by :class:`garbridge.services.lapsing.LapseService`.  It may read all launches;
        a late one is found at once.
        """
        ...


class LaunchRecords(LaunchJournal, LaunchTrail, LaunchHistory, LaunchSearch, Protocol):
    """What is kept of launches: written by one, read by four, each for its own reason."""


class RedemptionJournal(Protocol):
    """What became of tickets and codes.  Must never see a name or a value."""

    def note(self, redemption: Redemption) -> None:
        """Store *redemption*, in the transaction in which the entry was redeemed.

        Raises:
            StoreError: it could not be stored.
        """
        ...

    def redemptions(self, *, limit: int) -> Sequence[Redemption]:
        """Return the latest redemptions, newest first."""
        ...


class Transaction(Protocol):
    """One connection and one transaction for everything the calling thread does inside it.

    A block inside a block joins it.  An error that passes through any of them, or out of a store,
    undoes all, even if it is caught further out: the outer block then raises ``StoreError``.
    """

    def __call__(self) -> AbstractContextManager[None]:
        """Begin; commit at the end of the block, undo all if it raises."""
        ...
