"""Removes what is kept no longer: each kind of data when its period is over, and who departed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR, Actor, Denial, Denied
from garbridge.core.retention import Kept, Over, Retention, RetentionAct
from garbridge.ports import Clock, Directory, TraceStore, Transaction
from garbridge.services.erasing import ErasingService, Purged
from garbridge.services.sealing import Busy

_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class _Gone:
    """Whom the directory no longer has: for long enough, since now, and no longer so."""

    over: tuple[PersonId, ...]
    missing: tuple[PersonId, ...]
    found: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionService:
    """Shows what is over, and removes it.  Made for a timer, once a night.

    Somebody departed when every membership has ended, or when the directory has not known them
    since a run that noted it: one night without a directory erases nobody.
    """

    retention: Retention
    traces: TraceStore
    erasing: ErasingService
    directory: Directory
    transaction: Transaction
    clock: Clock

    def look(self) -> Sequence[Over] | Busy:
        """Return what is over, of every kind, and change nothing."""
        now = self.clock()
        found: list[Over] = []
        for kept in Kept:
            before = self.retention.before(kept, now)
            records = self.traces.over(kept, before)
            if kept is Kept.DEPARTED:
                records = len(self._gone(before).over)
            if kept is Kept.LAUNCHES:
                sealed = self._purged(OPERATOR, before, rehearse=True)
                if isinstance(sealed, Busy):
                    return sealed
                records += sealed
            found.append(Over(kept=kept, before=before, records=records))
        return found

    def purge(self, actor: Actor) -> Sequence[Over] | Busy | Denied:
        """Remove it, kind by kind, and write down how much; counters and figures stay.

        What was removed before an error stays removed, and is written down.

        Raises:
            StoreError: a kind could not be removed; nothing of it was.
        """
        if actor != OPERATOR:
            return Denied(Denial.NO_ROLE)
        now = self.clock()
        done: list[Over] = []
        for kept in (Kept.DEPARTED, *(one for one in Kept if one is not Kept.DEPARTED)):
            before = self.retention.before(kept, now)
            records = self._remove(kept, before, actor)
            if isinstance(records, Busy):
                return records
            over = Over(kept=kept, before=before, records=records)
            if records:
                self.traces.note([RetentionAct(by=actor.text, at=now, over=over)])
            done.append(over)
        return done

    def _remove(self, kept: Kept, before: datetime, actor: Actor) -> int | Busy:
        if kept is Kept.DEPARTED:
            return self._erase_departed(before, actor)
        if kept is Kept.LAUNCHES:
            sealed = self._purged(actor, before, rehearse=False)
            if isinstance(sealed, Busy):
                return sealed
            others = self.erasing.drop_unsealed(before)
            return others if isinstance(others, Busy) else sealed + others
        return self.traces.remove(kept, before)

    def _purged(self, actor: Actor, before: datetime, *, rehearse: bool) -> int | Busy:
        """Purge the sealed launches; a portal without a key for its ledger has none."""
        if self.erasing.key is None:
            return 0
        done = self.erasing.purge(actor, before, reason="durée de conservation", rehearse=rehearse)
        return done.records if isinstance(done, Purged) else Busy()

    def _erase_departed(self, before: datetime, actor: Actor) -> int | Busy:
        gone = self._gone(before)
        with self.transaction():
            self.traces.note_missing(gone.missing, since=self.clock())
            self.traces.note_found(gone.found)
        return self.erasing.forget(actor, gone.over, reason="durée de conservation")

    def _gone(self, before: datetime) -> _Gone:
        noted = self.traces.missing()
        over: list[PersonId] = []
        missing: list[PersonId] = []
        found: list[PersonId] = []
        for name in self._named():
            person = self.directory.person(name)
            ends = [one.ends for one in person.memberships] if person is not None else []
            if not ends:
                if name not in noted:
                    missing.append(name)
                elif noted[name] < before:
                    over.append(name)
                continue
            if name in noted:
                found.append(name)
            if all(end is not None and end < before for end in ends):
                over.append(name)
        return _Gone(tuple(over), tuple(missing), tuple(found))

    def _named(self) -> Iterator[PersonId]:
        after = PersonId("")
        while page := self.traces.named(after=after, limit=_PAGE):
            yield from page
            after = page[-1]
