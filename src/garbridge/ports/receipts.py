"""The port of the sealed ledger of launches, and of the salts behind its commitments."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from garbridge.core.identifiers import PersonId
from garbridge.core.ledger_acts import LedgerAct
from garbridge.core.receipts import Checkpoint, Entry, Facts, PurgeMark, micros
from garbridge.ports.launching import LaunchRecord


class Unsealed(NamedTuple):
    """A committed launch that is not in the chain.

    ``id`` is its place in the journal.  ``person`` is empty where they were erased; ``salt`` is
    ``None`` where they have none yet.
    """

    id: int
    facts: Facts
    person: PersonId
    salt: str | None


class Sealed(NamedTuple):
    """A place in the chain, with what the journal and the salts say about it now.

    ``person`` is ``None`` where the journal has no such record any more.
    """

    entry: Entry
    person: PersonId | None
    salt: str | None


def facts_of(record: LaunchRecord) -> Facts:
    """Return *record* as the ledger has it: all but the person."""
    return Facts(
        reference=record.reference,
        at=micros(record.at),
        school=record.school,
        resource=record.resource,
        provider=record.provider,
        protocol=record.protocol,
        subscription=record.subscription,
        refusal=None if record.refusal is None else str(record.refusal),
        attributes=",".join(record.attributes),
        policy=record.policy or None,
    )


class ReceiptStore(Protocol):
    """The chain of one tenant: records are sealed in the order in which they are found.

    That is not the order of their places in the journal: of two launches at once, the one that
    took the lower place may be committed last.  So a place is passed for good only when nobody
    can still commit a launch at it or below.
    """

    def alone(self) -> AbstractContextManager[bool]:
        """Begin to seal, purge or erase; ``False``: another process of this tenant does.

        It holds until the end of the block or of the process, whichever comes first; launches do
        not wait for it.
        """
        ...

    def settled(self) -> int:
        """Return a place at or below which no launch can be committed any more.

        It may wait for the launches of this very moment, a second at most; where one of them does
        not end, it is the place of :meth:`settle`.
        """
        ...

    def settle(self, place: int) -> None:
        """Remember *place*, at or below which everything is sealed: it is not looked at again."""
        ...

    def unsealed(self, *, after: int, limit: int) -> Sequence[Unsealed]:
        """Return committed launches that are not sealed, by place, at most *limit*.

        Only those beyond *after* and beyond the place of :meth:`settle`.
        """
        ...

    def seal(
        self,
        checkpoint: Checkpoint,
        entries: Sequence[tuple[int, Entry]],
        salts: Mapping[PersonId, str],
    ) -> None:
        """Append *entries*, each with its place in the journal, all or nothing.

        *salts* are those of people who had none.

        Raises:
            StoreError: nothing was written; a batch, number, place or salt is there already.
        """
        ...

    def last(self) -> Checkpoint | None:
        """Return the checkpoint of the latest batch."""
        ...

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Return every checkpoint, those of purged batches too, by batch."""
        ...

    def sealed(self, *, after: int, limit: int) -> Sequence[Sealed]:
        """Return places of the chain with a number above *after*, by number, at most *limit*."""
        ...

    def strays(self, *, limit: int) -> Sequence[str]:
        """Return references of records that were put where everything had been sealed."""
        ...

    def salts(self, *, after: str, limit: int) -> Sequence[tuple[PersonId, str]]:
        """Return salts of people beyond *after*, by person, at most *limit*."""
        ...

    def erase(self, *people: PersonId) -> int:
        """Destroy the salts of *people* and blank them in every record; return in how many.

        It costs hardly more for a few hundred people than for one.
        """
        ...

    def follow(self) -> None:
        """After launches were removed: let no place, of any tenant, be beyond the last there is.

        Where everything is sealed, counted and looked at up to a place that is given again, what
        comes next would be taken for done.
        """
        ...

    def purge(self, mark: PurgeMark) -> int:
        """Remove what was sealed up to *mark* from the chain and the journal; return how much.

        The checkpoints stay.  Salts of people without any record left go too, and places follow.
        """
        ...

    def note(self, act: LedgerAct) -> None:
        """Write *act* down."""
        ...

    def acts(self, *, limit: int) -> Sequence[LedgerAct]:
        """Return what was done last, newest first."""
        ...

    def purged(self) -> PurgeMark | None:
        """Return the mark of the latest purge."""
        ...
